//! What a number is asked about: which deals, which days, as of when.

use api::ListParams;
use api::list::AnyOf;
use base::{Currency, Problem, Result, Text, Time, Uuid};
use chrono::NaiveDate;
use chrono_tz::Tz;
use crm::companies::Size;
use crm::marks::Kind;

pub use crate::sample::{Ground, Sample};

/// The filters that every number understands.
pub const FILTERS: [&str; 8] = [
    "owner",
    "team",
    "source",
    "tag",
    "mark",
    "currency",
    "industry",
    "company_size",
];

/// A question as it was asked. Days are those of the workspace's time zone.
#[derive(Debug, Clone, Default)]
pub struct Question {
    pub pipeline: Option<Uuid>,
    pub from: Option<NaiveDate>,
    /// Itself included.
    pub to: Option<NaiveDate>,
    /// A past moment, and how it was written.
    pub as_of: Option<(Time, String)>,
    pub filter: Filter,
    /// The filters as they were asked, for links and addresses.
    pub asked: Vec<(String, String)>,
}

/// Which deals are meant.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub owner: Option<AnyOf<Uuid>>,
    pub team: Option<AnyOf<Uuid>>,
    pub source: Option<AnyOf<Uuid>>,
    pub tag: Option<AnyOf<Uuid>>,
    /// Kinds and keys of marks.
    pub mark: Option<AnyOf<(Kind, String)>>,
    pub currency: Option<AnyOf<Currency>>,
    pub industry: Option<AnyOf<String>>,
    pub size: Option<AnyOf<Size>>,
}

impl Question {
    /// # Errors
    /// `bad_request`, `unknown_filter`.
    pub fn read(params: &ListParams, zone: Tz) -> Result<Self> {
        let filters = params.filters(&FILTERS)?;
        let asked = FILTERS
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), filters.text(name)?.to_owned())))
            .collect();
        let currency = Text::fixed("код валюты вида RUB", "a currency code like RUB");
        let industry = Text::fixed("отрасль", "an industry");
        let mark = Text::fixed(
            "вид метки и её ключ, как campaign:…",
            "a kind of marks and the key of one, like campaign:…",
        );
        let sizes = Size::ALL.map(Size::as_str).join(", ");
        let size = Text::new(
            format!("размер компании: {sizes}"),
            format!("a company size: {sizes}"),
        );
        let (from, to) = (params.day("from")?, params.day("to")?);
        if from.is_some_and(|from| to.is_some_and(|to: NaiveDate| to < from)) {
            return Err(Problem::bad_request(Text::fixed(
                "Период заканчивается раньше, чем начинается: поменяйте from и to",
                "The period ends before it begins: swap from and to",
            )));
        }
        Ok(Self {
            pipeline: params.read("pipeline", &Text::fixed("идентификатор", "an id"))?,
            from,
            to,
            as_of: as_of(params, zone)?,
            filter: Filter {
                owner: filters.ids("owner")?,
                team: filters.ids("team")?,
                source: filters.ids("source")?,
                tag: filters.ids("tag")?,
                mark: filters.any_of("mark", &mark, |text| {
                    let (kind, key) = text.split_once(':')?;
                    Some((Kind::parse(kind)?, key.to_owned()))
                })?,
                currency: filters.any_of("currency", &currency, Currency::parse)?,
                industry: filters.any_of("industry", &industry, |text| Some(text.to_owned()))?,
                size: filters.any_of("company_size", &size, Size::parse)?,
            },
            asked,
        })
    }

    /// The same question about other days.
    pub fn during(&self, from: NaiveDate, to: NaiveDate) -> Self {
        Self {
            from: Some(from),
            to: Some(to),
            ..self.clone()
        }
    }

    /// The same question about deals of one more kind. The words are those of the API.
    ///
    /// # Errors
    /// `bad_request` for a value that is none.
    pub fn narrowed(&self, name: &str, value: &str) -> Result<Self> {
        let asked: Vec<(String, String)> = self
            .asked
            .iter()
            .filter(|(key, _)| key != name)
            .cloned()
            .chain([(name.to_owned(), value.to_owned())])
            .collect();
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (key, value) in &asked {
            query.append_pair(&format!("filter[{key}]"), value);
        }
        let params = ListParams::parse(&query.finish())?;
        let read = Self::read(&params, Tz::UTC)?;
        Ok(Self {
            filter: read.filter,
            asked,
            ..self.clone()
        })
    }

    /// The moments of the period: from the first, before the second.
    pub fn moments(&self, zone: Tz) -> Span {
        Span {
            from: self
                .from
                .map_or(i64::MIN, |day| base::time::day_start(day, zone).0),
            until: self
                .to
                .map_or(i64::MAX, |day| base::time::day_end(day, zone).0),
        }
    }

    /// The question as the query of an address.
    pub fn query(&self, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(pipeline) = self.pipeline {
            query.append_pair("pipeline", &pipeline.to_string());
        }
        if let Some(day) = self.from {
            query.append_pair("from", &day.to_string());
        }
        if let Some(day) = self.to {
            query.append_pair("to", &day.to_string());
        }
        if let Some((_, text)) = &self.as_of {
            query.append_pair("as_of", text);
        }
        for (name, value) in &self.asked {
            query.append_pair(&format!("filter[{name}]"), value);
        }
        for (name, value) in more {
            query.append_pair(name, value);
        }
        query.finish()
    }
}

/// Moments from the first, before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: i64,
    pub until: i64,
}

impl Span {
    pub const ALWAYS: Self = Self {
        from: i64::MIN,
        until: i64::MAX,
    };

    pub fn holds(self, at: i64) -> bool {
        self.from <= at && at < self.until
    }
}

/// A day means its end.
fn as_of(params: &ListParams, zone: Tz) -> Result<Option<(Time, String)>> {
    let Some(text) = params.other("as_of").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let moment = match text.parse::<NaiveDate>() {
        Ok(day) => Some(Time(base::time::day_end(day, zone).0 - 1)),
        Err(_) => Time::parse(text),
    };
    let moment = moment.ok_or_else(|| {
        Problem::bad_request(Text::new(
            format!(
                "as_of: «{text}» не подходит, ожидается день вида 2026-11-23 или момент RFC 3339"
            ),
            format!(
                "as_of: “{text}” does not fit, expected a day like 2026-11-23 or an RFC 3339 moment"
            ),
        ))
    })?;
    Ok(Some((moment, text.to_owned())))
}

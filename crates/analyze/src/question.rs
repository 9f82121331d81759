//! What a number is asked about: which deals, which days, as of when.

use api::ListParams;
use api::list::AnyOf;
use base::{Currency, Problem, Result, Scope, Text, Time, Uuid};
use chrono::NaiveDate;
use chrono_tz::Tz;
use crm::companies::Size;

use crate::history::{NONE, Names, Seen, View};
use crate::rates::Rates;

/// The filters that every number understands.
pub const FILTERS: [&str; 7] = [
    "owner",
    "team",
    "source",
    "tag",
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
        let day = Text::fixed("день вида 2026-11-23", "a day like 2026-11-23");
        let currency = Text::fixed("код валюты вида RUB", "a currency code like RUB");
        let industry = Text::fixed("отрасль", "an industry");
        let sizes = Size::ALL.map(Size::as_str).join(", ");
        let size = Text::new(
            format!("размер компании: {sizes}"),
            format!("a company size: {sizes}"),
        );
        let (from, to) = (
            read_one(params, "from", &day)?,
            read_one(params, "to", &day)?,
        );
        if from.is_some_and(|from| to.is_some_and(|to: NaiveDate| to < from)) {
            return Err(Problem::bad_request(Text::fixed(
                "Период заканчивается раньше, чем начинается: поменяйте from и to",
                "The period ends before it begins: swap from and to",
            )));
        }
        Ok(Self {
            pipeline: read_one(params, "pipeline", &Text::fixed("идентификатор", "an id"))?,
            from,
            to,
            as_of: as_of(params, zone)?,
            filter: Filter {
                owner: filters.ids("owner")?,
                team: filters.ids("team")?,
                source: filters.ids("source")?,
                tag: filters.ids("tag")?,
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

/// A parameter that may be absent or empty, but not unreadable.
pub fn read_one<T: std::str::FromStr>(
    params: &ListParams,
    name: &str,
    expected: &Text,
) -> Result<Option<T>> {
    let Some(value) = params.other(name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    value.parse().map(Some).map_err(|_| {
        Problem::bad_request(Text::new(
            format!("{name}: «{value}» не подходит, ожидается {}", expected.ru),
            format!("{name}: “{value}” does not fit, expected {}", expected.en),
        ))
    })
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

/// What counting needs besides the deals.
#[derive(Debug, Clone)]
pub struct Ground {
    pub zone: Tz,
    /// The currency that money is told in.
    pub currency: Currency,
    pub rates: Rates,
    pub scope: Scope,
    pub now: Time,
    pub lang: base::Lang,
}

impl Ground {
    /// Whoever sees the same deals in the same money sees the same numbers.
    pub fn eyes(&self) -> String {
        format!("{:?} {:?} {}", self.scope, self.rates, self.currency)
    }
}

/// The deals of a question, as far as the actor may see them, in the order of their places.
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    pub view: View<'a>,
    pub ground: &'a Ground,
    pub question: &'a Question,
    /// The currency that money is told in here.
    pub currency: Currency,
    pub places: Vec<u32>,
}

impl<'a> Sample<'a> {
    /// The deals that fit the filters, whenever they were created.
    pub fn new(
        history: &'a crate::history::History,
        ground: &'a Ground,
        question: &'a Question,
    ) -> Self {
        let as_of = question.as_of.as_ref().map(|(moment, _)| moment.0);
        let view = View::new(history, ground.now.0, as_of);
        let only = Only::new(&history.names, &ground.scope, question);
        let places = view
            .deals()
            .filter(|seen| only.fits(seen))
            .map(|seen| seen.place)
            .collect();
        let currency = match &question.filter.currency {
            Some(any) if any.values.len() == 1 => any.values[0],
            _ => ground.currency,
        };
        Self {
            view,
            ground,
            question,
            currency,
            places,
        }
    }

    /// The same ground with other deals.
    pub fn with(&self, places: Vec<u32>) -> Self {
        Self {
            places,
            ..self.clone()
        }
    }

    /// Who looks, and from when: what is learned from everything depends on nothing else.
    pub fn moment(&self) -> String {
        let ground = self.ground;
        format!("{} {} {}", self.view.now, self.view.past, ground.eyes())
    }

    pub fn names(&self) -> &'a Names {
        &self.view.history.names
    }

    pub fn deals(&self) -> impl Iterator<Item = Seen<'a>> + '_ {
        self.places
            .iter()
            .filter_map(|place| self.view.seen(*place))
    }

    pub fn period(&self) -> Span {
        self.question.moments(self.ground.zone)
    }

    /// The deal's amount in the currency that money is told in; none when there is no rate for it.
    pub fn money(&self, seen: &Seen<'_>) -> Option<i64> {
        self.convert(seen.amount(), seen.currency())
    }

    pub fn convert(&self, amount: i64, currency: Currency) -> Option<i64> {
        if currency == self.currency {
            return Some(amount);
        }
        // Of one currency that was asked for there are no others.
        (self.currency == self.ground.currency)
            .then(|| {
                self.ground
                    .rates
                    .convert(base::Money::new(amount, currency))
            })
            .flatten()
            .map(|money| money.amount)
    }
}

/// A filter in the numbers of a history.
struct Only {
    pipeline: Option<Uuid>,
    stages: Vec<bool>,
    owners: Option<Wanted>,
    scope: Option<Wanted>,
    sources: Option<Wanted>,
    tags: Option<Wanted>,
    currency: Option<AnyOf<Currency>>,
    industries: Option<Wanted>,
    sizes: Option<AnyOf<Size>>,
}

/// Wanted numbers, and whether none is wanted too.
struct Wanted {
    numbers: Vec<bool>,
    none: bool,
}

impl Wanted {
    fn of<T: Eq + std::hash::Hash + Clone>(
        any: Option<&AnyOf<T>>,
        numbered: &crate::history::names::Numbered<T>,
    ) -> Option<Self> {
        let any = any?;
        let mut numbers = vec![false; numbered.len()];
        for value in &any.values {
            if let Some(place) = numbered.place(value) {
                numbers[place as usize] = true;
            }
        }
        Some(Self {
            numbers,
            none: any.none,
        })
    }

    fn holds(&self, number: u16) -> bool {
        if number == NONE {
            return self.none;
        }
        self.numbers.get(usize::from(number)) == Some(&true)
    }
}

impl Only {
    fn new(names: &Names, scope: &Scope, question: &Question) -> Self {
        let filter = &question.filter;
        let stages = names
            .stage_infos
            .iter()
            .map(|stage| {
                stage
                    .as_ref()
                    .is_some_and(|stage| question.pipeline.is_none_or(|id| id == stage.pipeline))
            })
            .collect();
        let mut owners = Wanted::of(filter.owner.as_ref(), &names.people);
        if let Some(teams) = &filter.team {
            let members: Vec<Uuid> = names
                .users
                .values()
                .filter(|user| match user.team {
                    Some(team) => teams.values.contains(&team),
                    None => teams.none,
                })
                .map(|user| user.id)
                .collect();
            let members = AnyOf {
                values: members,
                none: false,
            };
            let members = Wanted::of(Some(&members), &names.people);
            owners = match (owners, members) {
                (Some(mut owners), Some(members)) => {
                    for (wanted, member) in owners.numbers.iter_mut().zip(&members.numbers) {
                        *wanted &= member;
                    }
                    owners.none = false;
                    Some(owners)
                }
                (owners, members) => members.or(owners),
            };
        }
        let scope = match scope {
            Scope::All => None,
            Scope::Owners(ids) => {
                let any = AnyOf {
                    values: ids.clone(),
                    none: false,
                };
                Wanted::of(Some(&any), &names.people)
            }
        };
        Self {
            pipeline: question.pipeline,
            stages,
            owners,
            scope,
            sources: Wanted::of(filter.source.as_ref(), &names.sources),
            tags: Wanted::of(filter.tag.as_ref(), &names.tags),
            currency: filter.currency.clone(),
            industries: Wanted::of(filter.industry.as_ref(), &names.industries),
            sizes: filter.size.clone(),
        }
    }

    fn fits(&self, seen: &Seen<'_>) -> bool {
        let holds = |wanted: &Option<Wanted>, number: u16| {
            wanted.as_ref().is_none_or(|wanted| wanted.holds(number))
        };
        if self.pipeline.is_some() && self.stages.get(usize::from(seen.stage())) != Some(&true) {
            return false;
        }
        holds(&self.scope, seen.deal.facts.owner)
            && holds(&self.owners, seen.facts.owner)
            && holds(&self.sources, seen.facts.source)
            && holds(&self.industries, seen.deal.industry)
            && self.tags.as_ref().is_none_or(|wanted| {
                let tags = &seen.deal.tags;
                (tags.is_empty() && wanted.none) || tags.iter().any(|tag| wanted.holds(*tag))
            })
            && self
                .currency
                .as_ref()
                .is_none_or(|any| any.values.contains(&seen.currency()))
            && self.sizes.as_ref().is_none_or(|any| {
                match seen
                    .deal
                    .employees
                    .and_then(|number| Size::of(i64::from(number)))
                {
                    Some(size) => any.values.contains(&size),
                    None => any.none,
                }
            })
    }
}

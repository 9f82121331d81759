//! One number that is asked for, and what counting it gave.

use base::{Lang, Money, Text, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use super::catalog::{Metric, Unit};
use super::slices::Slice;
use crate::estimate::{Curve, Estimate};
use crate::funnel::By;
use crate::funnel::model::Basis;
use crate::question::{Question, Sample};

/// Which number, and of what.
#[derive(Debug, Clone)]
pub struct Ask {
    pub metric: Metric,
    /// A stage's id, or a kind.
    pub step: Option<String>,
    pub by: By,
    pub basis: Basis,
    /// Lost for this reason, or for none that was given.
    pub reason: Option<Option<Uuid>>,
    /// Moved by this person.
    pub person: Option<Uuid>,
    /// Another quantile than the median, in percent.
    pub quantile: Option<u8>,
    /// The day before a forecast begins; none when it begins now.
    pub after: Option<chrono::NaiveDate>,
    /// The last day of a forecast.
    pub until: Option<chrono::NaiveDate>,
    /// Only deals that stand on one stage, or were lost for one reason: what no filter asks for.
    pub only: Option<(Slice, String)>,
}

impl Ask {
    pub fn new(metric: Metric) -> Self {
        Self {
            metric,
            step: None,
            by: By::Stage,
            basis: Basis::Created,
            reason: None,
            person: None,
            quantile: None,
            after: None,
            until: None,
            only: None,
        }
    }

    /// The same number of one row of a breakdown.
    pub fn sliced(&self, by: Slice, key: &str) -> Self {
        Self {
            only: match by.filter() {
                None if by != Slice::Pipeline => Some((by, key.to_owned())),
                _ => self.only.clone(),
            },
            ..self.clone()
        }
    }

    pub fn at(metric: Metric, step: &str, by: By, basis: Basis) -> Self {
        Self {
            step: Some(step.to_owned()),
            by,
            basis,
            ..Self::new(metric)
        }
    }

    /// Where the number is explained: a path under `/api/v1`.
    pub fn address(&self, question: &Question) -> String {
        let mut more: Vec<(&str, String)> = Vec::new();
        if let Some(step) = &self.step {
            more.push(("step", step.clone()));
            more.push(("by", self.by.as_str().to_owned()));
            if self.basis == Basis::Entered {
                more.push(("basis", "entered".to_owned()));
            }
        }
        if let Some(reason) = self.reason {
            let value = reason.map_or_else(|| "none".to_owned(), |id| id.to_string());
            more.push(("reason", value));
        }
        if let Some(person) = self.person {
            more.push(("person", person.to_string()));
        }
        if let Some(quantile) = self.quantile {
            more.push(("quantile", quantile.to_string()));
        }
        for (name, day) in [("after", self.after), ("until", self.until)] {
            if let Some(day) = day {
                more.push((name, day.to_string()));
            }
        }
        if let Some((slice, key)) = &self.only {
            more.push(("only", format!("{}:{key}", slice.as_str())));
        }
        let more: Vec<(&str, &str)> = more.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let query = question.query(&more);
        let question_mark = if query.is_empty() { "" } else { "?" };
        format!(
            "/analyze/numbers/{}{question_mark}{query}",
            self.metric.info().key
        )
    }

    /// The number as a screen shows it.
    pub fn figure(&self, sample: &Sample<'_>, estimate: Estimate) -> Figure {
        let info = self.metric.info();
        Figure {
            metric: info.key,
            value: estimate.value,
            unit: info.unit,
            currency: (info.unit == Unit::Money).then(|| sample.currency.to_string()),
            low: estimate.low,
            high: estimate.high,
            level: estimate.level,
            n: Some(estimate.n),
            too_few: estimate.too_few,
            address: self.address(sample.question),
        }
    }
}

/// A number on a screen: how much, how sure, and where it is explained.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Figure {
    /// Its key in the catalogue.
    #[schema(example = "win_rate")]
    pub metric: &'static str,
    /// A count, a share (0 to 1), days, or minor units. Null: it cannot be told.
    pub value: Option<f64>,
    pub unit: Unit,
    /// Of money.
    pub currency: Option<String>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// The level of the interval from `low` to `high`.
    pub level: Option<f64>,
    /// How many deals it rests on.
    pub n: Option<i64>,
    /// There are too few deals to tell.
    pub too_few: bool,
    /// Where it is explained: a path under `/api/v1`.
    #[schema(example = "/analyze/numbers/win_rate?from=2026-01-01")]
    pub address: String,
}

/// A set of deals behind a number.
#[derive(Debug, Clone)]
pub struct Part {
    pub key: &'static str,
    pub name: Text,
    /// Places of deals, and what each of them adds, where that means something.
    pub deals: Vec<(u32, Option<f64>)>,
}

impl Part {
    pub fn new(key: &'static str, ru: &'static str, en: &'static str) -> Self {
        Self {
            key,
            name: Text::fixed(ru, en),
            deals: Vec::new(),
        }
    }

    pub fn push(&mut self, place: u32) {
        self.deals.push((place, None));
    }

    pub fn add(&mut self, place: u32, value: f64) {
        self.deals.push((place, Some(value)));
    }

    pub fn len(&self) -> i64 {
        self.deals.len() as i64
    }

    pub fn is_empty(&self) -> bool {
        self.deals.is_empty()
    }

    /// What all of them add up to.
    pub fn sum(&self) -> f64 {
        let values = self.deals.iter().filter_map(|(_, value)| *value);
        // The sum of nothing is −0, which would be shown.
        values.sum::<f64>() + 0.0
    }
}

/// What counting a number gave: the number, the deals behind it, and how it came about.
#[derive(Debug, Clone, Default)]
pub struct Worked {
    pub estimate: Estimate,
    /// The first part is what the number is about.
    pub parts: Vec<Part>,
    pub curve: Option<(Curve, Vec<Text>)>,
    /// The formula with today's values.
    pub substituted: Option<Text>,
    pub notes: Vec<Text>,
    /// What the value of a deal in a part means.
    pub contribution: Option<Text>,
}

impl Worked {
    /// A number that is the size of its only part.
    pub fn count(part: Part) -> Self {
        Self {
            estimate: Estimate::exact(part.len() as f64, part.len()),
            substituted: None,
            parts: vec![part],
            ..Self::default()
        }
    }
}

/// A number written for people.
pub fn written(value: Option<f64>, unit: Unit, currency: base::Currency, lang: Lang) -> String {
    let Some(value) = value else {
        return "—".to_owned();
    };
    let comma = |text: String| match lang {
        Lang::Ru => text.replace('.', ","),
        Lang::En => text,
    };
    match unit {
        Unit::Count => base::grouped(value.round() as i64, lang),
        Unit::Share => percent(value, 1, lang),
        Unit::Days => match lang {
            Lang::Ru => format!("{} дн.", comma(trimmed(value))),
            Lang::En => format!("{} d", trimmed(value)),
        },
        Unit::Hours => hours(value, lang),
        Unit::Money => Money::new(value.round() as i64, currency)
            .whole()
            .written(lang),
    }
}

/// A share in percent: `45,7 %`, in English `45.7%`.
pub fn percent(share: f64, digits: usize, lang: Lang) -> String {
    let text = format!("{:.digits$}", share * 100.0);
    match lang {
        Lang::Ru => format!("{}\u{a0}%", text.replace('.', ",")),
        Lang::En => format!("{text}%"),
    }
}

/// Minutes while they are few: nobody thinks in tenths of an hour.
fn hours(value: f64, lang: Lang) -> String {
    let minutes = (value * 60.0).round();
    match (minutes < 120.0, lang) {
        (true, Lang::Ru) => format!("{minutes} мин"),
        (true, Lang::En) => format!("{minutes} min"),
        (false, Lang::Ru) => format!("{} ч", trimmed(value).replace('.', ",")),
        (false, Lang::En) => format!("{} h", trimmed(value)),
    }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        let rub = base::Currency::RUB;
        let of = |value, unit| written(Some(value), unit, rub, Lang::Ru);
        assert_eq!(of(1_234_567.0, Unit::Count), "1\u{a0}234\u{a0}567");
        assert_eq!(of(0.4567, Unit::Share), "45,7\u{a0}%");
        assert_eq!(percent(0.4567, 0, Lang::En), "46%");
        assert_eq!(of(12.0, Unit::Days), "12 дн.");
        assert_eq!(of(0.75, Unit::Hours), "45 мин");
        assert_eq!(of(2.5, Unit::Hours), "2,5 ч");
        assert_eq!(of(123_456_789.0, Unit::Money), "1\u{a0}234\u{a0}568\u{a0}₽");
        assert_eq!(written(None, Unit::Days, rub, Lang::En), "—");
    }
}

//! The ideal customer profile: rules on what is known of a client, and what they add up to.

use base::{Currency, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a rule asks about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = FitFact)]
pub enum Fact {
    /// The industry of the company, by name.
    Industry,
    /// How many people work there.
    Size,
    /// The first two digits of the ИНН.
    Region,
    Source,
    Tag,
    /// Minor units of the workspace's currency. Deals in another one fit no such rule.
    Amount,
    /// An answer of qualification that speaks for the client or against: `budget.yes`, `need.no`.
    Answer,
}

impl Fact {
    pub const ALL: [Self; 7] = [
        Self::Industry,
        Self::Size,
        Self::Region,
        Self::Source,
        Self::Tag,
        Self::Amount,
        Self::Answer,
    ];

    pub fn name(self) -> Text {
        match self {
            Self::Industry => Text::fixed("Отрасль", "Industry"),
            Self::Size => Text::fixed("Сотрудников", "Employees"),
            Self::Region => Text::fixed("Регион по ИНН", "Region by INN"),
            Self::Source => Text::fixed("Источник", "Source"),
            Self::Tag => Text::fixed("Тег", "Tag"),
            Self::Amount => Text::fixed("Сумма", "Amount"),
            Self::Answer => Text::fixed("Ответ", "Answer"),
        }
    }

    /// Whether it is a number with a range, not one of several values.
    pub fn ranged(self) -> bool {
        matches!(self, Self::Size | Self::Amount)
    }

    /// Whether its values are ids of a dictionary.
    pub fn named_by_id(self) -> bool {
        matches!(self, Self::Source | Self::Tag)
    }
}

/// Points for clients of whom something is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FitRule)]
pub struct Rule {
    pub fact: Fact,
    /// Any of these: names of industries, two digits of a region, ids of sources or tags, answers like
    /// `budget.yes`.
    #[serde(default)]
    pub values: Vec<String>,
    /// Of a size or an amount: from this on, and up to that, both included.
    pub from: Option<i64>,
    pub to: Option<i64>,
    /// Above 0 for those who fit, below 0 for those who do not.
    #[schema(example = 20)]
    pub points: i64,
}

/// From how many points on a client belongs to a band; below all is D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FitLimits)]
pub struct Limits {
    pub a: i64,
    pub b: i64,
    pub c: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { a: 30, b: 15, c: 0 }
    }
}

/// How well a client fits, in four steps.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[schema(as = FitBand)]
pub enum Band {
    A,
    B,
    C,
    D,
}

impl Band {
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|band| band.as_str() == word)
    }
}

impl Limits {
    pub fn band(&self, score: i64) -> Band {
        match score {
            _ if score >= self.a => Band::A,
            _ if score >= self.b => Band::B,
            _ if score >= self.c => Band::C,
            _ => Band::D,
        }
    }

    /// The scores of a band: from the first on, and below the second.
    pub fn scores(&self, band: Band) -> (Option<i64>, Option<i64>) {
        match band {
            Band::A => (Some(self.a), None),
            Band::B => (Some(self.b), Some(self.a)),
            Band::C => (Some(self.c), Some(self.b)),
            Band::D => (None, Some(self.c)),
        }
    }
}

/// The rules of one version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// 0 while there is none.
    pub number: i64,
    pub rules: Vec<Rule>,
    pub limits: Limits,
}

/// What is known of a deal's client.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// As `base::fold::fold` folds it.
    pub industry: Option<String>,
    pub employees: Option<i64>,
    pub region: Option<String>,
    pub source: Option<Uuid>,
    pub tags: Vec<Uuid>,
    pub amount: Option<(i64, Currency)>,
    /// Those that speak for the client or against, like `budget.yes`.
    pub answers: Vec<String>,
}

impl Known {
    /// The first two digits of an ИНН: the region where the client is registered.
    pub fn region_of(inn: &str) -> Option<String> {
        inn.get(..2)
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
            .map(str::to_owned)
    }

    fn knows(&self, fact: Fact) -> bool {
        match fact {
            Fact::Industry => self.industry.is_some(),
            Fact::Size => self.employees.is_some(),
            Fact::Region => self.region.is_some(),
            Fact::Source => self.source.is_some(),
            // That there are none is known, too.
            Fact::Tag => true,
            Fact::Answer => !self.answers.is_empty(),
            Fact::Amount => self.amount.is_some(),
        }
    }
}

/// What the rules say of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub score: i64,
    pub band: Band,
    /// The places of the rules that apply.
    pub applied: Vec<usize>,
    /// Facts that rules ask about and that nobody has filled in.
    pub unknown: Vec<Fact>,
}

impl Profile {
    /// Adds up the points of all rules that apply.
    pub fn judge(&self, known: &Known, currency: Currency) -> Fit {
        let applied: Vec<usize> = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.applies(known, currency))
            .map(|(place, _)| place)
            .collect();
        let score = applied.iter().map(|place| self.rules[*place].points).sum();
        let unknown = Fact::ALL
            .into_iter()
            .filter(|fact| self.rules.iter().any(|rule| rule.fact == *fact))
            .filter(|fact| !known.knows(*fact))
            .collect();
        Fit {
            score,
            band: self.limits.band(score),
            applied,
            unknown,
        }
    }
}

impl Rule {
    /// The rule with those of its values that apply: what speaks of this client.
    pub fn narrowed(&self, known: &Known, currency: Currency) -> Self {
        let alone = |value: &String| Self {
            values: vec![value.clone()],
            ..self.clone()
        };
        let apply = |value: &&String| alone(value).applies(known, currency);
        Self {
            values: self.values.iter().filter(apply).cloned().collect(),
            ..self.clone()
        }
    }

    fn applies(&self, known: &Known, currency: Currency) -> bool {
        let named = |id: Uuid| self.values.iter().any(|value| *value == id.to_string());
        let inside = |number: i64| {
            self.from.is_none_or(|from| number >= from) && self.to.is_none_or(|to| number <= to)
        };
        match self.fact {
            Fact::Industry => known.industry.as_ref().is_some_and(|industry| {
                let mut folded = self.values.iter().map(|value| base::fold::fold(value));
                folded.any(|value| value == *industry)
            }),
            Fact::Region => known
                .region
                .as_ref()
                .is_some_and(|region| self.values.contains(region)),
            Fact::Source => known.source.is_some_and(named),
            Fact::Tag => known.tags.iter().any(|tag| named(*tag)),
            Fact::Answer => known
                .answers
                .iter()
                .any(|answer| self.values.contains(answer)),
            Fact::Size => known.employees.is_some_and(inside),
            Fact::Amount => known
                .amount
                .is_some_and(|(amount, of)| of == currency && inside(amount)),
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn rule(fact: Fact, values: &[&str], points: i64) -> Rule {
        Rule {
            fact,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            from: None,
            to: None,
            points,
        }
    }

    pub fn ranged(fact: Fact, from: Option<i64>, to: Option<i64>, points: i64) -> Rule {
        Rule {
            from,
            to,
            ..rule(fact, &[], points)
        }
    }

    #[test]
    fn points_add_up_and_say_why() {
        let tag = Uuid::from_u128(7);
        let profile = Profile {
            number: 1,
            rules: vec![
                rule(Fact::Industry, &["Информационные технологии"], 20),
                ranged(Fact::Size, Some(51), Some(200), 15),
                rule(Fact::Region, &["77", "78"], 5),
                rule(Fact::Tag, &[&tag.to_string()], -30),
                ranged(Fact::Amount, Some(100_000), None, 10),
                rule(Fact::Answer, &["budget.no"], -40),
            ],
            limits: Limits::default(),
        };
        let mut known = Known {
            industry: Some(base::fold::fold("ИНФОРМАЦИОННЫЕ технологии")),
            employees: Some(200),
            region: Known::region_of("7700000016"),
            amount: Some((100_000, Currency::RUB)),
            answers: vec!["budget.yes".into()],
            ..Known::default()
        };
        let fit = profile.judge(&known, Currency::RUB);
        assert_eq!((fit.score, fit.band), (50, Band::A));
        assert_eq!(fit.applied, [0, 1, 2, 4]);
        let region = profile.rules[2].narrowed(&known, Currency::RUB);
        assert_eq!((region.values, region.points), (vec!["77".to_owned()], 5));
        known.tags.push(tag);
        known.employees = None;
        let usd = Currency::parse("USD").expect("a currency");
        known.amount = Some((100_000, usd));
        let fit = profile.judge(&known, Currency::RUB);
        assert_eq!((fit.score, fit.band), (-5, Band::D));
        assert_eq!(fit.unknown, [Fact::Size]);
    }

    #[test]
    fn a_region_is_two_digits() {
        assert_eq!(Known::region_of("5003052454").as_deref(), Some("50"));
        assert_eq!(Known::region_of("ИНН"), None);
        assert_eq!(Known::region_of("7"), None);
    }
}

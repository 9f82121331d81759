//! One number of many kinds of deals.

use std::collections::HashMap;

use base::{Result, Text, Uuid};
use serde::Serialize;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::ask::{Ask, Figure};
use super::catalog::MetricInfo;
use super::work;
use crate::history::{NONE, Seen};
use crate::question::{Question, Sample};
use crm::companies::Size;
use crm::marks::Kind;

/// What deals are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slice {
    Owner,
    Team,
    Source,
    /// A deal with several tags counts under each.
    Tag,
    /// Where the deal stands.
    Stage,
    /// Why it was lost.
    Reason,
    Industry,
    CompanySize,
    Pipeline,
    /// What stages know of it; a deal with several marks of the kind counts under each.
    Mark(Kind),
    /// The same, but a deal with several marks counts under each with that one's part of its touches.
    Linear(Kind),
}

/// The key of all deals that have a mark of a kind at all.
pub const ANY: &str = "any";

/// Those that are no marks.
const PLAIN: [Slice; 9] = [
    Slice::Owner,
    Slice::Team,
    Slice::Source,
    Slice::Tag,
    Slice::Stage,
    Slice::Reason,
    Slice::Industry,
    Slice::CompanySize,
    Slice::Pipeline,
];

impl Slice {
    pub fn all() -> impl Iterator<Item = Self> {
        let linear = [Kind::Campaign, Kind::Channel].map(Self::Linear);
        PLAIN
            .into_iter()
            .chain(Kind::ALL.map(Self::Mark))
            .chain(linear)
    }

    /// The words of all, for those who asked with another one.
    pub fn words() -> String {
        Self::all().map(Self::as_str).collect::<Vec<_>>().join(", ")
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Team => "team",
            Self::Source => "source",
            Self::Tag => "tag",
            Self::Stage => "stage",
            Self::Reason => "reason",
            Self::Industry => "industry",
            Self::CompanySize => "company_size",
            Self::Pipeline => "pipeline",
            Self::Mark(kind) => kind.as_str(),
            Self::Linear(Kind::Channel) => "channel_linear",
            Self::Linear(_) => "campaign_linear",
        }
    }

    /// The kind of marks that it looks at.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Mark(kind) | Self::Linear(kind) => Some(kind),
            _ => None,
        }
    }

    /// Its place among all.
    pub fn rank(self) -> usize {
        Self::all().position(|slice| slice == self).unwrap_or(0)
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::all().find(|slice| slice.as_str() == word)
    }

    /// The filter that asks for one slice; a stage, a reason and a mark are asked for by `only`.
    pub fn filter(self) -> Option<&'static str> {
        Some(match self {
            Self::Owner => "owner",
            Self::Team => "team",
            Self::Source => "source",
            Self::Tag => "tag",
            Self::Industry => "industry",
            Self::CompanySize => "company_size",
            Self::Stage | Self::Reason | Self::Pipeline | Self::Mark(_) | Self::Linear(_) => {
                return None;
            }
        })
    }
}

impl PartialSchema for Slice {
    fn schema() -> RefOr<Schema> {
        let words = ObjectBuilder::new().schema_type(Type::String);
        words
            .enum_values(Some(Self::all().map(Self::as_str)))
            .into()
    }
}

impl ToSchema for Slice {}

/// One number of each kind of deals.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Breakdown {
    pub metric: MetricInfo,
    /// The largest first.
    pub rows: Vec<BreakdownRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BreakdownRow {
    /// The id or word that the filter takes; `none`.
    pub key: String,
    pub name: String,
    pub figure: Figure,
}

/// The deals of each kind: (key, name, places), in the order of first appearance.
pub fn slices(sample: &Sample<'_>, by: Slice) -> Vec<(String, String, Vec<u32>)> {
    let mut order: Vec<(String, String, Vec<u32>)> = Vec::new();
    let mut known: HashMap<u64, usize> = HashMap::new();
    let mut numbers = Vec::new();
    for seen in sample.deals() {
        numbers.clear();
        numbered(sample, &seen, by, &mut numbers);
        for number in &numbers {
            let at = *known.entry(*number).or_insert_with(|| {
                let (key, name) = named(sample, by, *number);
                order.push((key, name, Vec::new()));
                order.len() - 1
            });
            order[at].2.push(seen.place);
        }
    }
    order
}

/// The deals of all slices but that of none, each once, in the order of their places.
pub fn marked(slices: Vec<(String, String, Vec<u32>)>) -> Vec<u32> {
    let known = slices.into_iter().filter(|(key, _, _)| key != "none");
    let mut places: Vec<u32> = known.flat_map(|(_, _, places)| places).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The number of those without a mark: marks may be more than other things.
const NO_MARK: u64 = u64::MAX;

/// The numbers of the kinds that a deal belongs to.
pub fn numbered(sample: &Sample<'_>, seen: &Seen<'_>, by: Slice, numbers: &mut Vec<u64>) {
    let names = sample.names();
    let number = match by {
        Slice::Owner => seen.facts.owner,
        Slice::Source => seen.facts.source,
        Slice::Stage => seen.stage(),
        Slice::Reason => {
            if seen.lost_at().is_none() {
                return;
            }
            seen.reason()
        }
        Slice::Industry => seen.deal.industry,
        Slice::CompanySize => seen
            .deal
            .employees
            .and_then(|number| Size::of(i64::from(number)))
            .map_or(NONE, |size| size as u16),
        Slice::Team => names
            .team_of(seen.facts.owner)
            .and_then(|team| names.teams.iter().position(|(id, _)| *id == team))
            .map_or(NONE, |place| place as u16),
        Slice::Pipeline => names
            .stage(seen.stage())
            .and_then(|stage| {
                names
                    .pipelines
                    .iter()
                    .position(|(id, _)| *id == stage.pipeline)
            })
            .map_or(NONE, |place| place as u16),
        Slice::Tag => {
            let tags = seen.deal.tags.iter().map(|tag| u64::from(*tag));
            numbers.extend(tags);
            if numbers.is_empty() {
                numbers.push(u64::from(NONE));
            }
            return;
        }
        Slice::Mark(kind) | Slice::Linear(kind) => {
            let of_kind = |mark: &u32| names.mark(*mark).is_some_and(|mark| mark.kind == kind);
            let marks = seen.marks(&sample.view).filter(of_kind);
            numbers.extend(marks.map(u64::from));
            if numbers.is_empty() {
                numbers.push(NO_MARK);
            }
            return;
        }
    };
    numbers.push(u64::from(number));
}

pub fn named(sample: &Sample<'_>, by: Slice, number: u64) -> (String, String) {
    let names = sample.names();
    let place = number as u32;
    let short = number as u16;
    let lang = sample.ground.lang;
    let found: Option<(String, String)> = if by.kind().is_some() {
        names
            .mark(place)
            .filter(|_| number != NO_MARK)
            .map(|mark| (mark.key.clone(), mark.name.get(lang).to_owned()))
    } else if short == NONE {
        None
    } else {
        let of = |id: Option<&Uuid>, name: &HashMap<Uuid, String>| {
            id.map(|id| (id.to_string(), name.get(id).cloned().unwrap_or_default()))
        };
        match by {
            Slice::Owner => names.owner_id(short).map(|id| {
                let name = names.owner_name(short).unwrap_or_default();
                (id.to_string(), name.to_owned())
            }),
            Slice::Source => of(names.sources.get(place), &names.source_names),
            Slice::Tag => of(names.tags.get(place), &names.tag_names),
            Slice::Reason => of(names.reasons.get(place), &names.reason_names),
            Slice::Stage => names
                .stage(short)
                .map(|stage| (stage.id.to_string(), stage.name.clone())),
            Slice::Industry => names
                .industries
                .get(place)
                .map(|name| (name.clone(), name.clone())),
            Slice::CompanySize => Size::ALL
                .get(place as usize)
                .map(|size| (size.as_str().to_owned(), size.as_str().to_owned())),
            Slice::Team => names
                .teams
                .get(place as usize)
                .map(|(id, name)| (id.to_string(), name.clone())),
            Slice::Pipeline => names
                .pipelines
                .get(place as usize)
                .map(|(id, name)| (id.to_string(), name.clone())),
            Slice::Mark(_) | Slice::Linear(_) => None,
        }
    };
    found.unwrap_or_else(|| {
        let none = Text::fixed("Не указано", "Not given");
        ("none".to_owned(), none.get(lang).to_owned())
    })
}

/// The question that asks of one row of a breakdown.
///
/// # Errors
/// `bad_request` for a key that is none.
pub fn narrowed(sample: &Sample<'_>, by: Slice, key: &str) -> Result<Question> {
    Ok(match (by.filter(), by) {
        (Some(filter), _) => sample.question.narrowed(filter, key)?,
        (None, Slice::Pipeline) => Question {
            pipeline: key.parse().ok(),
            ..sample.question.clone()
        },
        _ => sample.question.clone(),
    })
}

/// # Errors
/// As [`work`].
pub fn breakdown(sample: &Sample<'_>, ask: &Ask, by: Slice) -> Result<Breakdown> {
    let mut rows = Vec::new();
    for (key, name, places) in slices(sample, by) {
        let ask = ask.sliced(by, &key);
        let question = narrowed(sample, by, &key)?;
        let own = Sample {
            question: &question,
            ..sample.with(places)
        };
        let estimate = work(&own, &ask)?.estimate;
        let mut figure = ask.figure(sample, estimate);
        figure.address = ask.address(&question);
        rows.push(BreakdownRow { key, name, figure });
    }
    let value = |row: &BreakdownRow| row.figure.value.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| {
        value(b)
            .total_cmp(&value(a))
            .then_with(|| a.name.cmp(&b.name))
    });
    Ok(Breakdown {
        metric: ask.metric.info().told(sample.ground.lang),
        rows,
    })
}

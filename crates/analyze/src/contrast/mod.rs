//! What tells won deals from lost ones: what share of either had an answer, a band, an industry.
//!
//! A deal that was lost early was hardly asked anything. So shares are compared among the deals of which it is known,
//! and how many those are stands beside. It is a difference, not a cause.

mod http;

use std::collections::{BTreeMap, HashSet};

use base::Result;
use crm::marks::Kind;
use serde::Serialize;
use stats::multiple::benjamini_hochberg;
use stats::proportion::newcombe;
use utoipa::ToSchema;

use crate::estimate::{Estimate, FALSE_SHARE, FEWEST, LEVEL, share, shares_differ};
use crate::numbers::ask::{Ask, Figure};
use crate::numbers::catalog::Metric;
use crate::numbers::slices::{Slice, narrowed, slices};
use crate::numbers::work;
use crate::question::Sample;

pub use http::routes;

/// Won deals beside lost ones.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Contrast {
    /// Won and lost in the period.
    pub won: Figure,
    pub lost: Figure,
    /// What differs most first; of what there is too little to tell last.
    pub rows: Vec<ContrastRow>,
}

/// One answer, band, industry.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContrastRow {
    pub key: String,
    pub name: String,
    pub of_won: ContrastSide,
    pub of_lost: ContrastSide,
    /// The share among the won less that among the lost, of those it is known of, with Newcombe's interval.
    pub difference: Option<ContrastDifference>,
    pub verdict: ContrastVerdict,
}

/// How many of the won, or of the lost, had it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ContrastSide {
    /// It opens the deals.
    pub had: Figure,
    /// The share of all.
    pub of_all: Option<f64>,
    /// Deals of which it is known whether they had it: that were asked the question, whose industry is given.
    pub known: i64,
    /// The share of those, with Wilson's interval.
    pub share: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct ContrastDifference {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Whether the won differ from the lost, though so many things were looked at (Benjamini–Hochberg).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContrastVerdict {
    MoreOfWon,
    MoreOfLost,
    /// None beyond chance.
    NoDifference,
    TooFew,
}

/// The deals of one slice, and the question that it answers.
struct Group {
    key: String,
    name: String,
    question: String,
    had: Vec<u32>,
}

/// Compares the deals won in the period with those lost in it.
///
/// # Errors
/// As the numbers it is made of.
pub fn contrast(sample: &Sample<'_>, by: Slice) -> Result<Contrast> {
    let all = |metric: Metric| -> Result<(Ask, HashSet<u32>)> {
        let ask = Ask::new(metric);
        let worked = work(sample, &ask)?;
        let deals = worked.parts.first().map(|part| &part.deals);
        let places = deals.into_iter().flatten().map(|(place, _)| *place);
        Ok((ask, places.collect()))
    };
    let (won, lost) = (all(Metric::DealsWon)?, all(Metric::DealsLost)?);
    let counted = |places: &HashSet<u32>| Estimate::exact(places.len() as f64, places.len() as i64);
    let mut rows = Vec::new();
    let mut chances = Vec::new();
    let (groups, known) = groups(sample, by);
    // By question: of how many of the won, and of the lost, the answer is known.
    let known: BTreeMap<String, [i64; 2]> = known
        .into_iter()
        .map(|(question, deals)| {
            let among = |all: &HashSet<u32>| deals.intersection(all).count() as i64;
            (question, [among(&won.1), among(&lost.1)])
        })
        .collect();
    for group in groups {
        let [known_won, known_lost] = known.get(&group.question).copied().unwrap_or_default();
        let (of_won, of_lost) = (
            side(sample, by, &group, &won, known_won)?,
            side(sample, by, &group, &lost, known_lost)?,
        );
        let counts = |side: &ContrastSide| (side.had.value.unwrap_or_default(), side.known);
        let ((s1, n1), (s2, n2)) = (counts(&of_won), counts(&of_lost));
        let known = n1 > 0 && n2 > 0;
        let difference = known.then(|| newcombe(s1, n1 as f64, s2, n2 as f64, LEVEL));
        let enough = n1.min(n2) >= FEWEST;
        chances.push(match enough {
            false => f64::NAN,
            true => shares_differ((s1 as i64, n1), (s2 as i64, n2)),
        });
        rows.push(ContrastRow {
            key: group.key,
            name: group.name,
            of_won,
            of_lost,
            difference: difference.map(|(value, interval)| ContrastDifference {
                value,
                low: interval.low,
                high: interval.high,
            }),
            verdict: ContrastVerdict::TooFew,
        });
    }
    judge(&mut rows, &chances);
    Ok(Contrast {
        won: won.0.figure(sample, counted(&won.1)),
        lost: lost.0.figure(sample, counted(&lost.1)),
        rows,
    })
}

/// Says which differences are none by chance, and puts the rows in their order. What was not tested is no test.
fn judge(rows: &mut [ContrastRow], chances: &[f64]) {
    let tested: Vec<f64> = chances.iter().copied().filter(|p| !p.is_nan()).collect();
    let mut adjusted = benjamini_hochberg(&tested).into_iter();
    for (row, chance) in rows.iter_mut().zip(chances) {
        if chance.is_nan() {
            continue;
        }
        let sure = adjusted.next().is_some_and(|p| p <= FALSE_SHARE);
        let more = row
            .difference
            .is_some_and(|difference| difference.value > 0.0);
        row.verdict = match (sure, more) {
            (true, true) => ContrastVerdict::MoreOfWon,
            (true, false) => ContrastVerdict::MoreOfLost,
            _ => ContrastVerdict::NoDifference,
        };
    }
    let much = |row: &ContrastRow| row.difference.map_or(0.0, |found| found.value.abs());
    rows.sort_by(|a, b| {
        let few = |row: &ContrastRow| row.verdict == ContrastVerdict::TooFew;
        few(a)
            .cmp(&few(b))
            .then_with(|| much(b).total_cmp(&much(a)))
            .then_with(|| a.name.cmp(&b.name))
    });
}

fn side(
    sample: &Sample<'_>,
    by: Slice,
    group: &Group,
    (ask, all): &(Ask, HashSet<u32>),
    known: i64,
) -> Result<ContrastSide> {
    let had = group.had.iter().filter(|place| all.contains(place)).count() as i64;
    let ask = ask.sliced(by, &group.key);
    let question = narrowed(sample, by, &group.key)?;
    let mut figure = ask.figure(sample, Estimate::exact(had as f64, had));
    figure.address = ask.address(&question);
    let known_share = share(had, known);
    Ok(ContrastSide {
        had: figure,
        of_all: share(had, all.len() as i64).value,
        known,
        share: known_share.value,
        low: known_share.low,
        high: known_share.high,
    })
}

/// The slices, and by question the deals of which the answer is known.
fn groups(sample: &Sample<'_>, by: Slice) -> (Vec<Group>, BTreeMap<String, HashSet<u32>>) {
    // The answers of one question stand together: `budget.yes`, `budget.no`.
    let answers = by == Slice::Mark(Kind::Answer);
    let mut known: BTreeMap<String, HashSet<u32>> = BTreeMap::new();
    let mut groups = Vec::new();
    for (key, name, had) in slices(sample, by) {
        if key == "none" {
            continue;
        }
        let (question, word) = match answers {
            true => key.rsplit_once('.').unwrap_or((&key, "")),
            false => ("", ""),
        };
        known.entry(question.to_owned()).or_default().extend(&had);
        // Of the two answers to a question one says it all.
        if word == "no" {
            continue;
        }
        groups.push(Group {
            question: question.to_owned(),
            key,
            name,
            had,
        });
    }
    (groups, known)
}

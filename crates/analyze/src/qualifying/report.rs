//! Leads told apart, and what becomes of them.

use base::{Result, Text};
use crm::marks::Kind;
use crm::marks::model::UNANSWERED;
use serde::Serialize;
use utoipa::ToSchema;

use super::find::{self, QualifyingFinding};
use crate::estimate::{FALSE_SHARE, difference, expected};
use crate::funnel::model::Change;
use crate::numbers::ask::{Ask, Figure};
use crate::numbers::catalog::Metric;
use crate::numbers::slices::{Slice, narrowed, slices};
use crate::numbers::work;
use crate::numbers::work::lead_ends;
use crate::question::Sample;
use crate::tally::DayCounts;

/// How the leads of a period become qualified leads.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = QualifyingReport)]
pub struct Qualifying {
    /// All of them.
    pub all: QualifyingRow,
    /// The most leads first.
    pub rows: Vec<QualifyingRow>,
    /// The fastest answers first, those without an answer last.
    pub speeds: Vec<SpeedRow>,
    pub findings: Vec<QualifyingFinding>,
}

/// The leads of one source or person.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QualifyingRow {
    /// Null: all of them.
    pub key: Option<String>,
    pub name: String,
    pub leads: Figure,
    /// Qualified in the period, whenever they came.
    pub qualified: Figure,
    /// Of the leads of the period, the share that is qualified so far.
    pub observed: Figure,
    /// The share that will be.
    pub expected: Figure,
    pub first_response: Figure,
    pub in_time: Figure,
}

/// Leads that were answered about as fast.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SpeedRow {
    pub key: String,
    pub name: String,
    pub leads: Figure,
    pub observed: Figure,
    pub expected: Figure,
    /// Against the fastest answers, all rows judged together. Null for the fastest, and for those without an
    /// answer: among these are the ones that ended before anybody could answer.
    pub difference: Option<Change>,
}

/// What became of the leads of a row, for the findings.
pub(super) struct Behind {
    pub ends: (DayCounts, DayCounts),
    /// Answered in time, and not.
    pub in_time: (i64, i64),
}

/// # Errors
/// As the numbers it is made of.
pub fn report(sample: &Sample<'_>, by: Slice) -> Result<Qualifying> {
    let everybody = Text::fixed("Всего", "All")
        .get(sample.ground.lang)
        .to_owned();
    let (all, whole) = row(sample, sample, &Ask::new(Metric::Leads), None, everybody)?;
    let mut found = Vec::new();
    for (key, name, places) in slices(sample, by) {
        let ask = Ask::new(Metric::Leads).sliced(by, &key);
        let question = narrowed(sample, by, &key)?;
        let own = Sample {
            question: &question,
            ..sample.with(places)
        };
        found.push(row(sample, &own, &ask, Some(key), name)?);
    }
    // Deals of other days make rows that say nothing of these.
    let some = |figure: &Figure| figure.value.unwrap_or(0.0) > 0.0;
    found.retain(|(row, _)| some(&row.leads) || some(&row.qualified));
    found.sort_by(|(a, _), (b, _)| {
        let leads = |row: &QualifyingRow| row.leads.value.unwrap_or(0.0);
        leads(b)
            .total_cmp(&leads(a))
            .then_with(|| a.name.cmp(&b.name))
    });
    let speeds = speeds(sample)?;
    let findings = find::findings(sample.ground.lang, &whole, &found, &speeds);
    Ok(Qualifying {
        all,
        rows: found.into_iter().map(|(row, _)| row).collect(),
        speeds,
        findings,
    })
}

/// A number of some deals, with the address that leads to these.
fn figure(whole: &Sample<'_>, own: &Sample<'_>, ask: &Ask, metric: Metric) -> Result<Figure> {
    let ask = Ask {
        metric,
        ..ask.clone()
    };
    let mut figure = ask.figure(whole, work(own, &ask)?.estimate);
    figure.address = ask.address(own.question);
    Ok(figure)
}

fn row(
    whole: &Sample<'_>,
    own: &Sample<'_>,
    ask: &Ask,
    key: Option<String>,
    name: String,
) -> Result<(QualifyingRow, Behind)> {
    let of = |metric| figure(whole, own, ask, metric);
    let judged = Ask::new(Metric::AnsweredInTime);
    let parts = work(own, &judged)?.parts;
    let ends = lead_ends(own, own.period());
    let behind = Behind {
        in_time: (parts[0].len(), parts[1].len()),
        ends: (ends.counts, ends.longer),
    };
    let row = QualifyingRow {
        key,
        name,
        leads: of(Metric::Leads)?,
        qualified: of(Metric::QualifiedLeads)?,
        observed: of(Metric::LeadToQualifiedObserved)?,
        expected: of(Metric::LeadToQualified)?,
        first_response: of(Metric::FirstResponse)?,
        in_time: of(Metric::AnsweredInTime)?,
    };
    Ok((row, behind))
}

/// Leads by how fast they were answered.
fn speeds(sample: &Sample<'_>) -> Result<Vec<SpeedRow>> {
    let by = Slice::Mark(Kind::FirstResponse);
    let mut found = Vec::new();
    for (key, name, places) in slices(sample, by) {
        // Nobody waited for these.
        if key == "none" {
            continue;
        }
        let own = sample.with(places);
        let ask = Ask::new(Metric::Leads).sliced(by, &key);
        let of = |metric| figure(sample, &own, &ask, metric);
        let row = SpeedRow {
            leads: of(Metric::Leads)?,
            observed: of(Metric::LeadToQualifiedObserved)?,
            expected: of(Metric::LeadToQualified)?,
            difference: None,
            key,
            name,
        };
        if row.leads.value.unwrap_or(0.0) <= 0.0 {
            continue;
        }
        let typical = work(&own, &Ask::new(Metric::FirstResponse))?.estimate.value;
        let ends = lead_ends(&own, own.period());
        found.push((typical.unwrap_or(f64::INFINITY), row, ends));
    }
    let order = |row: &SpeedRow, typical: f64| match row.key == UNANSWERED {
        true => f64::INFINITY,
        false => typical,
    };
    found.sort_by(|a, b| order(&a.1, a.0).total_cmp(&order(&b.1, b.0)));
    let told: Vec<Option<crate::estimate::Difference>> = found
        .iter()
        .enumerate()
        .map(|(index, (_, row, ends))| {
            let (_, _, fastest) = found
                .first()
                .filter(|_| index > 0 && row.key != UNANSWERED)?;
            let of = |ends: &work::Ends| expected(&ends.counts, Some(&ends.longer));
            difference((&ends.counts, of(ends)), (&fastest.counts, of(fastest)))
        })
        .collect();
    let changes = judged(told);
    let rows = found.into_iter().zip(changes);
    Ok(rows
        .map(|((_, row, _), difference)| SpeedRow { difference, ..row })
        .collect())
}

/// Differences judged together (Benjamini–Hochberg).
fn judged(told: Vec<Option<crate::estimate::Difference>>) -> Vec<Option<Change>> {
    let enough = |one: &&crate::estimate::Difference| !one.too_few;
    let p: Vec<f64> = told
        .iter()
        .flatten()
        .filter(enough)
        .map(|one| one.p)
        .collect();
    let mut adjusted = stats::multiple::benjamini_hochberg(&p).into_iter();
    told.into_iter()
        .map(|one| {
            let one = one?;
            let p = match one.too_few {
                true => 1.0,
                false => adjusted.next().unwrap_or(1.0),
            };
            Some(Change {
                difference: one.difference,
                low: one.low,
                high: one.high,
                p: one.p,
                significant: p < FALSE_SHARE,
                too_few: one.too_few,
            })
        })
        .collect()
}

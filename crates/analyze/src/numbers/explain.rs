//! A number explained: what it means, the formula with today's values, and what stands behind it.

use base::{Money, Result, Scope, Text};
use serde::Serialize;
use utoipa::ToSchema;

use super::ask::{Ask, Figure, Worked, written};
use super::catalog::Unit;
use super::work;
use crate::question::Sample;
use crate::tally::Tally;

/// Rows of a table of risk that are shown.
const MOST_ROWS: usize = 400;

/// What a number means, how it was counted, and the deals behind it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Explanation {
    pub figure: Figure,
    pub name: String,
    /// In plain words.
    pub definition: String,
    pub formula: String,
    /// The formula with today's values.
    pub substituted: String,
    pub notes: Vec<String>,
    /// The sets of deals behind it; the first one is what the number is about.
    pub parts: Vec<PartInfo>,
    /// How many were watched and what happened to them, day by day.
    pub risk_table: Option<Vec<RiskRow>>,
    /// What each of `events` means.
    pub risk_causes: Vec<String>,
    /// What the value of a deal means, where it has one.
    pub contribution: Option<String>,
}

/// A set of deals behind a number.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartInfo {
    pub key: &'static str,
    pub name: String,
    pub deals: i64,
    pub sums: Vec<Money>,
    /// What the values of its deals add up to, where they have one.
    pub value: Option<f64>,
}

/// A day of a table of risk, or an hour of one that is told in hours.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RiskRow {
    pub day: f64,
    /// Watched and undecided until this day.
    pub at_risk: f64,
    /// By cause: what happened on this day.
    pub events: Vec<f64>,
    /// Not watched any longer.
    pub censored: f64,
    /// The share that the first cause has happened to by then.
    pub incidence: f64,
    pub low: f64,
    pub high: f64,
}

/// # Errors
/// As [`work`].
pub fn explain(sample: &Sample<'_>, ask: &Ask) -> Result<Explanation> {
    let worked = work(sample, ask)?;
    let lang = sample.ground.lang;
    let info = ask.metric.info().told(lang);
    let value = written(
        worked.estimate.value,
        ask.metric.info().unit,
        sample.currency,
        lang,
    );
    let substituted = worked
        .substituted
        .as_ref()
        .map_or_else(|| value.clone(), |text| text.get(lang).to_owned());
    let mut notes: Vec<String> = worked
        .notes
        .iter()
        .map(|note| note.get(lang).to_owned())
        .collect();
    notes.extend(whose(&sample.ground.scope).map(|note| note.get(lang).to_owned()));
    let (risk_table, risk_causes) = match &worked.curve {
        None => (None, Vec::new()),
        Some((curve, causes)) => (
            Some(rows(curve, per_unit(ask))),
            causes
                .iter()
                .map(|cause| cause.get(lang).to_owned())
                .collect(),
        ),
    };
    Ok(Explanation {
        figure: ask.figure(sample, worked.estimate),
        name: name(sample, ask, info.name),
        definition: info.definition,
        formula: info.formula,
        substituted,
        notes,
        risk_table,
        risk_causes,
        contribution: worked
            .contribution
            .as_ref()
            .map(|text| text.get(lang).to_owned()),
        parts: parts(sample, &worked),
    })
}

/// With the step's name, if it is about one.
fn name(sample: &Sample<'_>, ask: &Ask, name: String) -> String {
    let Some(key) = &ask.step else { return name };
    let lang = sample.ground.lang;
    let steps = crate::steps::Steps::new(sample.names(), sample.question.pipeline, ask.by, lang);
    match steps.find(key) {
        Some(step) => format!("{name}: {}", steps.plans[step].name),
        None => name,
    }
}

/// People who see a part of the deals are told so.
fn whose(scope: &Scope) -> Option<Text> {
    matches!(scope, Scope::Owners(_)).then(|| {
        Text::fixed(
            "Посчитано по сделкам, которые вам видны.",
            "Counted from the deals that you may see.",
        )
    })
}

fn parts(sample: &Sample<'_>, worked: &Worked) -> Vec<PartInfo> {
    let lang = sample.ground.lang;
    worked
        .parts
        .iter()
        .map(|part| {
            let mut tally = Tally::default();
            for (place, _) in &part.deals {
                if let Some(seen) = sample.view.seen(*place) {
                    tally.add(seen.amount(), seen.currency());
                }
            }
            let valued = part.deals.iter().any(|(_, value)| value.is_some());
            PartInfo {
                key: part.key,
                name: part.name.get(lang).to_owned(),
                deals: tally.deals,
                sums: tally.sums(),
                value: valued.then(|| part.sum()),
            }
        })
        .collect()
}

/// Waits are counted in minutes and told in hours.
fn per_unit(ask: &Ask) -> f64 {
    match ask.metric.info().unit {
        Unit::Hours => 60.0,
        _ => 1.0,
    }
}

fn rows(curve: &crate::estimate::Curve, per_unit: f64) -> Vec<RiskRow> {
    let rows: Vec<_> = curve.table.rows().collect();
    let step = rows.len().div_ceil(MOST_ROWS).max(1);
    rows.chunks(step)
        .filter_map(|chunk| {
            let (first, last) = (chunk.first()?, chunk.last()?);
            let mut events = vec![0.0; first.events.len()];
            for row in chunk {
                for (sum, count) in events.iter_mut().zip(row.events) {
                    *sum += count;
                }
            }
            let interval = curve
                .incidence
                .interval_at(last.time, crate::estimate::LEVEL);
            Some(RiskRow {
                day: last.time / per_unit,
                at_risk: first.at_risk,
                events,
                censored: chunk.iter().map(|row| row.censored).sum(),
                incidence: curve.incidence.at(last.time),
                low: interval.low,
                high: interval.high,
            })
        })
        .collect()
}

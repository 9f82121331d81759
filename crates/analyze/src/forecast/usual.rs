//! The two ways in which revenue is usually forecast, to be seen beside ours. No I/O.

use std::collections::HashMap;

use base::time::DAY_MS;
use chrono::Datelike;

use super::model::{Period, Usual};
use crate::chances;
use crate::history::{NO_DAY, Status};
use crate::question::Sample;

/// Stage percentages are taken from the deals of so many days.
const EXPERIENCE_DAYS: i64 = 365;

/// Salespeople's own dates and amounts; and those times the share that is won from the deal's stage.
pub fn usual(sample: &Sample<'_>, period: &Period, won: f64) -> Usual {
    let percentages = percentages(sample);
    let (first, last) = (period.from.num_days_from_ce(), period.to.num_days_from_ce());
    let (mut by_dates, mut by_stages) = (won, won);
    let (mut open, mut undated) = (0.0, 0.0);
    for seen in chances::open(sample) {
        let expected = seen.facts.expected;
        open += 1.0;
        if expected == NO_DAY {
            undated += 1.0;
            continue;
        }
        if expected < first || expected > last {
            continue;
        }
        let amount = sample.money(&seen).unwrap_or_default() as f64;
        by_dates += amount;
        by_stages += amount * percentages.get(&seen.stage()).copied().unwrap_or_default();
    }
    Usual {
        by_dates,
        by_stages,
        undated: (open > 0.0).then(|| undated / open),
    }
}

/// Of the deals that have been on a stage, the share that is won: what is still open counts as not won,
/// as the usual way has it.
fn percentages(sample: &Sample<'_>) -> HashMap<u16, f64> {
    let since = sample.view.now - EXPERIENCE_DAYS * DAY_MS;
    let mut counts: HashMap<u16, (f64, f64)> = HashMap::new();
    let mut visited: Vec<u16> = Vec::new();
    for seen in sample.deals().filter(|seen| seen.created() >= since) {
        visited.clear();
        visited.extend(seen.changes.iter().map(|change| change.stage));
        visited.sort_unstable();
        visited.dedup();
        for stage in &visited {
            let (all, won) = counts.entry(*stage).or_default();
            *all += 1.0;
            *won += f64::from(u8::from(seen.status() == Status::Won));
        }
    }
    counts
        .into_iter()
        .map(|(stage, (all, won))| (stage, won / all))
        .collect()
}

//! How likely an open deal is to be won, and why.
//!
//! The way of deals is a semi-Markov process: where a stay on a stage leads and when depends on the stage
//! and on how long it has lasted. Deals go back and skip stages; a chain of stage percentages
//! would be wrong by much. Who leads the deal, where it comes from, how large it and its company are move
//! the chance up or down as far as past deals show it.

pub mod fit;
pub mod http;
pub mod process;
pub mod traits;

use std::collections::HashMap;
use std::sync::Arc;

use base::{Lang, Text};
use serde::Serialize;
use utoipa::ToSchema;

use crate::estimate::Estimate;
use crate::history::{Seen, Status};
use crate::numbers::{Ask, Metric, Part, Unit, Worked, written};
use crate::question::{Question, Sample};

pub use fit::{Chances, Judged};
pub use process::{Process, won_within};

/// One thing that moves a deal's chance.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ChanceReason)]
pub struct Reason {
    pub text: String,
    /// By how much it moves the probability: 0.05 is five points up.
    pub effect: f64,
}

/// The question that asks for everything as of the same moment.
pub fn everything(question: &Question) -> Question {
    Question {
        as_of: question.as_of.clone(),
        ..Question::default()
    }
}

/// Learns from all that the actor may see as of the sample's moment: a filter chooses deals to look at,
/// it does not make the experience smaller.
pub fn learn(sample: &Sample<'_>) -> Arc<Chances> {
    let key = format!("chances {}", sample.moment());
    sample.view.history.memo.get_or(key, || {
        let all = everything(sample.question);
        Chances::fit(&Sample::new(sample.view.history, sample.ground, &all))
    })
}

/// Σ amount × probability over the open deals: of ever being won, or of being won after one day and by
/// another.
pub fn weighted(
    sample: &Sample<'_>,
    after: Option<chrono::NaiveDate>,
    until: Option<chrono::NaiveDate>,
) -> Worked {
    let chances = learn(sample);
    let [after, until] = [after, until].map(|day| day.map(|day| days_until(sample, day)));
    let mut part = Part::new("deals", "В работе", "Open");
    let mut no_rate = std::collections::BTreeSet::new();
    for seen in open(sample) {
        let Some(judged) = chances.judge(sample, &seen) else {
            continue;
        };
        let by =
            |days: Option<u32>, without| days.map_or(without, |days| chances.within(&judged, days));
        let probability = by(until, judged.probability) - by(after, 0.0);
        match sample.money(&seen) {
            Some(amount) => part.add(seen.place, amount as f64 * probability),
            None => {
                no_rate.insert(seen.currency().to_string());
                part.push(seen.place);
            }
        }
    }
    let (total, n) = (part.sum(), part.len());
    Worked {
        estimate: Estimate::exact(total, n),
        substituted: Some(Text::new(
            format!(
                "{n} сделок: {}",
                written(Some(total), Unit::Money, sample.currency, Lang::Ru)
            ),
            format!(
                "{n} deals: {}",
                written(Some(total), Unit::Money, sample.currency, Lang::En)
            ),
        )),
        notes: crate::numbers::work::money_notes(sample, &no_rate),
        contribution: Some(Text::fixed("Ожидаемая сумма", "Expected amount")),
        parts: vec![part],
        ..Worked::default()
    }
}

/// The open deals of a sample.
pub fn open<'a>(sample: &'a Sample<'_>) -> impl Iterator<Item = Seen<'a>> {
    sample.deals().filter(|seen| seen.status() == Status::Open)
}

/// Whole days from the sample's moment to the end of a day.
pub fn days_until(sample: &Sample<'_>, day: chrono::NaiveDate) -> u32 {
    let end = base::time::day_end(day, sample.ground.zone).0;
    crate::steps::days(sample.view.now, end)
}

/// Why the chances of these deals are what they are, for numbers that speak of chances.
pub fn reasons_of(sample: &Sample<'_>, ask: &Ask, places: Vec<u32>) -> HashMap<u32, Vec<Reason>> {
    if ask.metric != Metric::WeightedPipeline {
        return HashMap::new();
    }
    let chances = learn(sample);
    places
        .into_iter()
        .filter_map(|place| {
            let judged = chances.judge(sample, &sample.view.seen(place)?)?;
            Some((place, chances.reasons(sample, &judged)))
        })
        .collect()
}

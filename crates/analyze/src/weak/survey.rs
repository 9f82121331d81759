//! One walk over the deals that counts how each stage lets them on: in the period, before it, in the long
//! run, and kind by kind. No I/O.

use std::collections::HashMap;

use crate::funnel::Basis;
use crate::funnel::flow::{Cohort, transition};
use crate::history::Status;
use crate::numbers::slices::{Slice, numbered};
use crate::question::{Sample, Span};
use crate::steps::{NEVER, Steps, Way};
use crate::tally::DayCounts;

/// What deals are told apart by when a weak point is looked for.
pub const SLICES: [Slice; 6] = [
    Slice::Team,
    Slice::Owner,
    Slice::Source,
    Slice::Industry,
    Slice::CompanySize,
    Slice::Tag,
];

/// A kind of deals: what they are told apart by, and the number of the kind.
pub type Kind = (Slice, u64);

/// How one stage lets deals on to the next.
#[derive(Debug, Clone, Default)]
pub struct Stage {
    pub now: DayCounts,
    pub before: DayCounts,
    /// Whatever was entered before the period began.
    pub long_run: DayCounts,
    /// Whenever it was entered.
    pub ever: DayCounts,
    pub kinds: HashMap<Kind, Slot>,
    /// Deals that were lost here in the period, by reason.
    pub reasons: HashMap<u16, i64>,
    pub lost: i64,
    pub lost_sum: i64,
}

/// How a stage lets on the deals of one kind.
#[derive(Debug, Clone, Default)]
pub struct Slot {
    pub now: DayCounts,
    pub ever: DayCounts,
    pub reasons: HashMap<u16, i64>,
}

/// What won deals bring, and how many of those at a stage are won.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// By step: how it lets on to the next one.
    pub stages: Vec<Stage>,
    /// By step: the share of all that reached it that was won, of settled deals.
    pub win_share: Vec<f64>,
    /// What a won deal brings on average.
    pub cheque: f64,
    /// How many months the period has.
    pub months: f64,
}

/// Days that a month has on average.
const MONTH_MS: f64 = 30.436_875 * base::time::DAY_MS as f64;

impl Survey {
    pub fn new(sample: &Sample<'_>, steps: &Steps) -> Self {
        let now = sample.view.now;
        let asked = sample.period();
        let until = asked.until.min(now.saturating_add(1));
        let period = Cohort {
            basis: Basis::Entered,
            span: Span {
                from: asked.from,
                until,
            },
        };
        let length = until.saturating_sub(asked.from.max(0));
        let earlier = Cohort {
            span: Span {
                from: asked.from.saturating_sub(length),
                until: asked.from,
            },
            ..period
        };
        let long_run = Cohort {
            span: Span {
                from: i64::MIN,
                until: asked.from,
            },
            ..period
        };
        let always = Cohort {
            span: Span::ALWAYS,
            ..period
        };
        let mut survey = Self {
            stages: vec![Stage::default(); steps.len()],
            win_share: vec![0.0; steps.len()],
            ..Self::default()
        };
        let mut reached_and_settled = vec![(0.0, 0.0); steps.len()];
        let (mut money, mut won) = (0.0, 0.0);
        let mut oldest = now;
        let mut way = Way::default();
        let mut kinds: Vec<Kind> = Vec::new();
        let mut numbers = Vec::new();
        for seen in sample.deals() {
            oldest = oldest.min(seen.created());
            steps.reach(&seen, &mut way);
            kinds.clear();
            for slice in SLICES {
                numbers.clear();
                numbered(sample, &seen, slice, &mut numbers);
                kinds.extend(numbers.iter().map(|number| (slice, *number)));
            }
            let amount = sample.money(&seen).filter(|_| seen.status() == Status::Won);
            if let Some(amount) = amount {
                money += amount as f64;
                won += 1.0;
            }
            for (step, settled) in reached_and_settled.iter_mut().enumerate() {
                if way.reached[step] != NEVER && seen.status() != Status::Open {
                    settled.0 += 1.0;
                    settled.1 += f64::from(u8::from(seen.status() == Status::Won));
                }
                let stage = &mut survey.stages[step];
                let lost_here = way.stands == Some(step) && seen.status() == Status::Lost;
                let lost_now = lost_here && period.span.holds(way.lost);
                if lost_now {
                    stage.lost += 1;
                    stage.lost_sum += sample.money(&seen).unwrap_or_default();
                    *stage.reasons.entry(seen.reason()).or_default() += 1;
                    for kind in &kinds {
                        let slot = stage.kinds.entry(*kind).or_default();
                        *slot.reasons.entry(seen.reason()).or_default() += 1;
                    }
                }
                if step + 1 == steps.len() {
                    continue;
                }
                let Some((days, outcome)) = transition(&way, step + 1, always, now) else {
                    continue;
                };
                stage.ever.add(days, outcome);
                let entered = way.reached[step];
                if long_run.counts(entered) {
                    stage.long_run.add(days, outcome);
                }
                if earlier.counts(entered) {
                    stage.before.add(days, outcome);
                }
                let counts_now = period.counts(entered);
                if counts_now {
                    stage.now.add(days, outcome);
                }
                for kind in &kinds {
                    let slot = stage.kinds.entry(*kind).or_default();
                    slot.ever.add(days, outcome);
                    if counts_now {
                        slot.now.add(days, outcome);
                    }
                }
            }
        }
        for (share, (settled, won)) in survey.win_share.iter_mut().zip(&reached_and_settled) {
            *share = if *settled > 0.0 { won / settled } else { 0.0 };
        }
        survey.cheque = if won > 0.0 { money / won } else { 0.0 };
        let from = asked.from.max(oldest);
        survey.months = ((until - from).max(base::time::DAY_MS) as f64) / MONTH_MS;
        survey
    }

    /// The revenue a month that so much more conversion of a step would bring to so many deals.
    pub fn worth(&self, step: usize, deals: i64, more: f64) -> f64 {
        let win_after = self.win_share.get(step + 1).copied().unwrap_or_default();
        deals as f64 / self.months * more * win_after * self.cheque
    }
}

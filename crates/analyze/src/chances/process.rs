//! The way of deals as a semi-Markov process: its states are the stages before winning, won, and lost.

use std::collections::HashMap;

use base::Uuid;
use base::time::DAY_MS;
use stats::semi_markov::{Reach, SemiMarkov, Stay};

use crate::funnel::By;
use crate::history::{Names, Seen, Status};
use crate::question::Sample;
use crate::steps::{End, Steps, days};

/// Stays that began longer ago than this say little of today.
const EXPERIENCE_DAYS: i64 = 730;
/// Stays are told apart by whole days up to this many.
const MOST_DAYS: u32 = 1_500;

/// The stages of all pipelines as states.
#[derive(Debug, Clone)]
pub struct States {
    ways: Vec<(Uuid, Steps, usize)>,
    pub won: usize,
    pub lost: usize,
}

impl States {
    pub fn new(names: &Names) -> Self {
        let mut ways = Vec::new();
        let mut next = 0;
        for (pipeline, _) in &names.pipelines {
            let steps = Steps::new(names, Some(*pipeline), By::Stage, base::Lang::Ru);
            let len = steps.len();
            ways.push((*pipeline, steps, next));
            next += len;
        }
        Self {
            ways,
            won: next,
            lost: next + 1,
        }
    }

    pub fn len(&self) -> usize {
        self.lost + 1
    }

    pub fn is_empty(&self) -> bool {
        self.won == 0
    }

    /// The way of the pipeline where a deal stands, and the number of its first state.
    pub fn way(&self, names: &Names, seen: &Seen<'_>) -> Option<(&Steps, usize)> {
        let pipeline = names.stage(seen.stage())?.pipeline;
        let (_, steps, first) = self.ways.iter().find(|(id, _, _)| *id == pipeline)?;
        Some((steps, *first))
    }

    /// Gives the stays of a deal to `take`: (state, entered, left, next), `left` none while it lasts.
    pub fn stays(
        &self,
        names: &Names,
        seen: &Seen<'_>,
        mut take: impl FnMut(usize, i64, Option<i64>, Option<usize>),
    ) {
        let Some((steps, first)) = self.way(names, seen) else {
            return;
        };
        let state = |step: usize| {
            if steps.wins[step] {
                self.won
            } else {
                first + step
            }
        };
        let won_here = seen.won_at();
        steps.stays(seen, |stay| {
            if steps.wins[stay.step] {
                return;
            }
            let here = state(stay.step);
            match stay.end {
                End::Forward(next) | End::Back(next) => {
                    take(here, stay.entered, Some(stay.left), Some(state(next)));
                }
                End::Lost => take(here, stay.entered, Some(stay.left), Some(self.lost)),
                // A pipeline without a winning stage wins in place.
                End::Still => match won_here {
                    Some(at) => take(here, stay.entered, Some(at), Some(self.won)),
                    None => take(here, stay.entered, None, None),
                },
            }
        });
    }

    /// The state where an open deal stands, and for how many whole days.
    pub fn standing(&self, names: &Names, seen: &Seen<'_>, now: i64) -> Option<(usize, u32)> {
        if seen.status() != Status::Open {
            return None;
        }
        let mut standing = None;
        self.stays(names, seen, |state, entered, left, _| {
            if left.is_none() {
                standing = Some((state, nearest_days(entered, now)));
            }
        });
        standing
    }
}

/// The chance of being won within so many days of a stay that has lasted `age` days. Days are taken to the
/// nearest whole one, which is half a day more than these days on average: the middle is right. What
/// happens today still lies ahead.
pub fn won_within(law: &SemiMarkov, reach: &Reach, state: usize, age: u32, days: u32) -> f64 {
    let at = |days| law.reach_given(reach, state, age, days);
    match days {
        0 => 0.0,
        days => f64::midpoint(at(days), at(days - 1)),
    }
}

/// Days to the nearest whole one: stay after stay, what is cut off here is added there.
fn nearest_days(from: i64, to: i64) -> u32 {
    days(from, to.saturating_add(DAY_MS / 2))
}

/// The process as past deals show it.
#[derive(Debug, Clone)]
pub struct Process {
    pub states: States,
    pub law: SemiMarkov,
}

impl Process {
    /// The state that a deal began in.
    pub fn first_state(&self, names: &Names, seen: &Seen<'_>) -> Option<usize> {
        let mut first = None;
        self.states.stays(names, seen, |state, _, _, _| {
            first.get_or_insert(state);
        });
        first
    }

    /// Learns from the stays of all deals of a sample.
    pub fn learn(sample: &Sample<'_>) -> Option<Self> {
        let names = sample.names();
        let states = States::new(names);
        let now = sample.view.now;
        let since = now - EXPERIENCE_DAYS * DAY_MS;
        let mut counts: HashMap<(usize, u32, Option<usize>), u32> = HashMap::new();
        for seen in sample.deals() {
            states.stays(names, &seen, |state, entered, left, next| {
                if entered >= since {
                    let days = nearest_days(entered, left.unwrap_or(now)).min(MOST_DAYS);
                    *counts.entry((state, days, next)).or_default() += 1;
                }
            });
        }
        let mut stays: Vec<Stay> = counts
            .into_iter()
            .map(|((state, days, next), count)| Stay {
                state,
                days,
                next,
                weight: f64::from(count),
            })
            .collect();
        // The sums of the estimate must not depend on the order of a map.
        stays.sort_by_key(|stay| (stay.state, stay.days, stay.next));
        let law = SemiMarkov::estimate(stays, states.len(), &[states.won, states.lost]).ok()?;
        Some(Self { states, law })
    }
}

//! One walk over the deals of a cohort that counts all steps at once. No I/O.

use std::collections::HashMap;

use crate::history::{NONE, Seen, Status};
use crate::question::{Sample, Span};
use crate::steps::{End, NEVER, Steps, Way, days};
use crate::tally::{DayCounts, Outcome, Tally};

use super::model::Basis;

/// What one step adds up to.
#[derive(Debug, Clone, Default)]
pub struct StepFlow {
    pub reached: Tally,
    pub standing: Tally,
    pub lost: Tally,
    /// By the number of the reason, [`NONE`] for none given.
    pub reasons: HashMap<u16, Tally>,
    /// Reached the step before, neither here nor lost.
    pub undecided: Tally,
    /// From reaching the step before to reaching this one, a loss being the other end.
    pub transition: DayCounts,
    /// How long deals stay in this step.
    pub stay: DayCounts,
    /// Deals that left the step before in the period, and those of them that went forward.
    pub left: i64,
    pub forward: i64,
}

/// A cohort's way through all steps.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Deals created in the period, whatever the steps are about.
    pub cohort: Tally,
    pub open: Tally,
    pub won: Tally,
    pub lost: Tally,
    /// Of the deals created in the period: from creation to winning, a loss being the other end.
    pub winning: DayCounts,
    pub steps: Vec<StepFlow>,
}

/// Which deals a step is about, and since when.
#[derive(Debug, Clone, Copy)]
pub struct Cohort {
    pub basis: Basis,
    pub span: Span,
}

impl Cohort {
    /// Whether a deal belongs to the cohort as a whole.
    pub fn holds(&self, seen: &Seen<'_>) -> bool {
        match self.basis {
            Basis::Created => self.span.holds(seen.created()),
            Basis::Entered => true,
        }
    }

    /// Whether a deal that reached a step at this moment counts there.
    pub fn counts(&self, reached: i64) -> bool {
        reached != NEVER && (self.basis == Basis::Created || self.span.holds(reached))
    }
}

/// How a deal went on from one step to the next, or did not; none when it does not belong here.
pub fn transition(way: &Way, step: usize, cohort: Cohort, now: i64) -> Option<(u32, Outcome)> {
    let before = way.reached[step.checked_sub(1)?];
    if !cohort.counts(before) {
        return None;
    }
    let here = way.reached[step];
    Some(if here != NEVER {
        (days(before, here), Outcome::Event)
    } else if way.lost != NEVER {
        (days(before, way.lost), Outcome::Other)
    } else {
        (days(before, now), Outcome::Open)
    })
}

/// How a deal went from its creation to winning.
pub fn winning(seen: &Seen<'_>, now: i64) -> (u32, Outcome) {
    let created = seen.created();
    match (seen.won_at(), seen.lost_at()) {
        (Some(won), _) => (days(created, won), Outcome::Event),
        (_, Some(lost)) => (days(created, lost), Outcome::Other),
        _ => (days(created, now), Outcome::Open),
    }
}

/// Walks over all deals of the sample.
pub fn flow(sample: &Sample<'_>, steps: &Steps, cohort: Cohort) -> Flow {
    let now = sample.view.now;
    let mut flow = Flow {
        steps: vec![StepFlow::default(); steps.len()],
        ..Flow::default()
    };
    let mut furthest = vec![Tally::default(); steps.len()];
    let mut way = Way::default();
    for seen in sample.deals() {
        exits(&seen, steps, cohort.span, &mut flow.steps);
        let (amount, currency) = (seen.amount(), seen.currency());
        if cohort.span.holds(seen.created()) {
            let (days, outcome) = winning(&seen, now);
            flow.winning.add(days, outcome);
            flow.cohort.add(amount, currency);
            match seen.status() {
                Status::Open => flow.open.add(amount, currency),
                Status::Won => flow.won.add(amount, currency),
                Status::Lost => flow.lost.add(amount, currency),
            }
        }
        if !cohort.holds(&seen) {
            continue;
        }
        steps.stays(&seen, |stay| {
            if let Some((days, outcome)) = stay_days(&stay, cohort, now) {
                flow.steps[stay.step].stay.add(days, outcome);
            }
        });
        steps.reach(&seen, &mut way);
        let mut counted = false;
        for step in 0..steps.len() {
            let here = &mut flow.steps[step];
            if cohort.counts(way.reached[step]) {
                counted = true;
                if cohort.basis == Basis::Entered {
                    here.reached.add(amount, currency);
                }
            }
            if let Some((days, outcome)) = transition(&way, step, cohort, now) {
                here.transition.add(days, outcome);
                if outcome == Outcome::Open {
                    here.undecided.add(amount, currency);
                }
            }
        }
        if !counted {
            continue;
        }
        if cohort.basis == Basis::Created {
            furthest[way.furthest].add(amount, currency);
        }
        if let Some(step) = way.stands.filter(|step| *step < steps.len()) {
            let here = &mut flow.steps[step];
            if seen.status() == Status::Lost {
                here.lost.add(amount, currency);
                here.reasons
                    .entry(seen.reason())
                    .or_default()
                    .add(amount, currency);
            } else {
                here.standing.add(amount, currency);
            }
        }
    }
    if cohort.basis == Basis::Created {
        // Who reached a later step has reached this one.
        let mut so_far = Tally::default();
        for (step, tally) in furthest.iter().enumerate().rev() {
            so_far.merge(tally);
            flow.steps[step].reached = so_far.clone();
        }
    }
    flow
}

/// How long a stay took, if it belongs to the cohort.
pub fn stay_days(stay: &crate::steps::Stay, cohort: Cohort, now: i64) -> Option<(u32, Outcome)> {
    if cohort.basis == Basis::Entered && !cohort.span.holds(stay.entered) {
        return None;
    }
    Some(match stay.end {
        End::Still => (days(stay.entered, now), Outcome::Open),
        _ => (days(stay.entered, stay.left), Outcome::Event),
    })
}

/// How the deal left each step in the period for the last time: true for forward.
pub fn last_exits(seen: &Seen<'_>, steps: &Steps, span: Span, mut take: impl FnMut(usize, bool)) {
    // Of several exits from a step the last one counts.
    let mut exits: Vec<(usize, bool)> = Vec::new();
    steps.stays(seen, |stay| {
        if stay.end == End::Still || !span.holds(stay.left) {
            return;
        }
        let forward = matches!(stay.end, End::Forward(_));
        match exits.iter_mut().find(|(step, _)| *step == stay.step) {
            Some(exit) => exit.1 = forward,
            None => exits.push((stay.step, forward)),
        }
    });
    for (step, forward) in exits {
        take(step, forward);
    }
}

fn exits(seen: &Seen<'_>, steps: &Steps, span: Span, flows: &mut [StepFlow]) {
    last_exits(seen, steps, span, |step, forward| {
        if let Some(next) = flows.get_mut(step + 1) {
            next.left += 1;
            next.forward += i64::from(forward);
        }
    });
}

/// The reason's place in the filters of a list: its number, or none.
pub fn reason_number(reason: u16) -> Option<u16> {
    (reason != NONE).then_some(reason)
}

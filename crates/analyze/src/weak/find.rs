//! Judging what the survey has counted: which differences are real, and which of them cost most. No I/O.

use super::survey::{Kind, Slot, Stage, Survey};
use crate::estimate::{Difference, Estimate, FEWEST, Z95, difference, expected, off_target};
use crate::steps::Steps;
use crate::tally::{DayCounts, Outcome};

/// A kind of deals is looked at when it has at least this many of them, and so do the others.
const FEWEST_OF_KIND: i64 = 20;
/// Claims are wrong in at most this share of pipelines without a weak point.
pub const MOST_FALSE: f64 = 0.05;
/// Smaller differences are not worth a claim.
const SMALLEST: f64 = 0.02;

/// What a stage is laid beside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Against {
    Target,
    Before,
    LongRun,
    /// The deals of a kind, beside all others.
    Others(Kind),
}

/// A difference that was looked at.
#[derive(Debug, Clone, Copy)]
pub struct Compared {
    pub step: usize,
    pub against: Against,
    pub here: Estimate,
    /// What it is laid beside.
    pub reference: Estimate,
    pub p: f64,
    /// With all that were looked at taken into account.
    pub p_adjusted: f64,
    /// Revenue a month, minor units, with its interval.
    pub at_stake: f64,
    pub at_stake_low: f64,
    pub at_stake_high: f64,
}

/// A stage that leaks.
#[derive(Debug, Clone)]
pub struct Leak {
    pub main: Compared,
    /// Where the difference is concentrated.
    pub segment: Option<Compared>,
}

/// What was found, the most expensive first.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub leaks: Vec<Leak>,
    pub tested: usize,
}

/// How a stage lets on the deals of the period.
pub fn of_stage(stage: &Stage) -> Estimate {
    expected(&stage.now, Some(&stage.ever))
}

pub fn find(steps: &Steps, survey: &Survey) -> Found {
    let last = steps.winning().unwrap_or(steps.len()).min(steps.len());
    let mut compared: Vec<Compared> = Vec::new();
    for step in 0..last.min(steps.len().saturating_sub(1)) {
        let stage = &survey.stages[step];
        if stage.now.total() < FEWEST {
            continue;
        }
        compared.extend(with_target(steps, survey, step));
        for (against, counts) in [
            (Against::Before, &stage.before),
            (Against::LongRun, &stage.long_run),
        ] {
            compared.extend(with_counts(survey, step, against, counts));
        }
        let mut kinds: Vec<(&Kind, &Slot)> = stage.kinds.iter().collect();
        kinds.sort_by_key(|(kind, _)| **kind);
        for (kind, slot) in kinds {
            compared.extend(with_others(survey, step, *kind, slot));
        }
    }
    // A weak point is less than what it is laid beside; of two kinds each is the other's others.
    compared.retain(|one| one.here.value < one.reference.value);
    judge(&mut compared);
    Found {
        tested: compared.len(),
        leaks: leaks(&compared),
    }
}

/// What kind of question a comparison asks.
fn question(against: Against) -> usize {
    match against {
        Against::Target => 0,
        Against::Before => 1,
        Against::LongRun => 2,
        Against::Others((slice, _)) => 3 + slice.rank(),
    }
}

/// Judges all comparisons together: weighted Benjamini–Hochberg (Genovese, Roeder & Wasserman 2006).
/// Every kind of question gets the same share of the error, so that three teams are not drowned by
/// fifty industries.
fn judge(compared: &mut [Compared]) {
    let mut of_kind = std::collections::HashMap::new();
    for one in compared.iter() {
        *of_kind.entry(question(one.against)).or_insert(0.0) += 1.0;
    }
    let share = compared.len() as f64 / of_kind.len().max(1) as f64;
    let p: Vec<f64> = compared
        .iter()
        .map(|one| (one.p * of_kind[&question(one.against)] / share).min(1.0))
        .collect();
    let adjusted = stats::multiple::benjamini_hochberg(&p);
    for (one, adjusted) in compared.iter_mut().zip(adjusted) {
        one.p_adjusted = adjusted;
    }
}

/// Of each stage the most expensive difference that is real, and where it is concentrated.
fn leaks(compared: &[Compared]) -> Vec<Leak> {
    let real = |one: &&Compared| {
        let less = one.reference.value.unwrap_or(0.0) - one.here.value.unwrap_or(1.0);
        one.p_adjusted < MOST_FALSE && less >= SMALLEST
    };
    let mut steps: Vec<usize> = compared.iter().map(|one| one.step).collect();
    steps.dedup();
    let dearest = |a: &&Compared, b: &&Compared| a.at_stake.total_cmp(&b.at_stake);
    let mut leaks: Vec<Leak> = steps
        .into_iter()
        .filter_map(|step| {
            let here = || compared.iter().filter(|one| one.step == step).filter(real);
            let of_kind = |one: &&Compared| matches!(one.against, Against::Others(_));
            let whole = here().filter(|one| !of_kind(one)).max_by(dearest);
            let segment = here().filter(of_kind).max_by(dearest);
            let main = whole.or(segment)?;
            Some(Leak {
                main: *main,
                segment: segment.copied(),
            })
        })
        .collect();
    leaks.sort_by(|a, b| b.main.at_stake.total_cmp(&a.main.at_stake));
    leaks
}

fn with_target(steps: &Steps, survey: &Survey, step: usize) -> Option<Compared> {
    let target = steps.plans[step].target? as f64 / 10_000.0;
    let stage = &survey.stages[step];
    let here = of_stage(stage);
    let p = off_target(here, target)?;
    let less = target - here.value?;
    let spread = Z95 * here.error()?;
    Some(worth(
        survey,
        step,
        stage.now.total(),
        Weighed {
            against: Against::Target,
            here,
            reference: Estimate::exact(target, 0),
            p,
            less,
            range: (less - spread, less + spread),
        },
    ))
}

fn with_counts(
    survey: &Survey,
    step: usize,
    against: Against,
    counts: &DayCounts,
) -> Option<Compared> {
    let stage = &survey.stages[step];
    if counts.total() < FEWEST_OF_KIND || stage.now.total() < FEWEST_OF_KIND {
        return None;
    }
    let here = of_stage(stage);
    let there = expected(counts, Some(&stage.ever));
    let difference = difference((&stage.now, here), (counts, there))?;
    let deals = stage.now.total();
    Some(worth(
        survey,
        step,
        deals,
        Weighed::new(against, here, there, difference),
    ))
}

fn with_others(survey: &Survey, step: usize, kind: Kind, slot: &Slot) -> Option<Compared> {
    let stage = &survey.stages[step];
    let others = stage.now.without(&slot.now);
    if slot.now.total() < FEWEST_OF_KIND || others.total() < FEWEST_OF_KIND {
        return None;
    }
    // Without an event or without a loss on either side there is nothing to compare.
    let told = |counts: &DayCounts| counts.of(Outcome::Event) + counts.of(Outcome::Other) > 0;
    if !told(&slot.now) || !told(&others) {
        return None;
    }
    let here = expected(&slot.now, Some(&slot.ever));
    let others_ever = stage.ever.without(&slot.ever);
    let there = expected(&others, Some(&others_ever));
    let difference = difference((&slot.now, here), (&others, there))?;
    let weighed = Weighed::new(Against::Others(kind), here, there, difference);
    Some(worth(survey, step, slot.now.total(), weighed))
}

/// A difference before its worth is known.
struct Weighed {
    against: Against,
    here: Estimate,
    reference: Estimate,
    p: f64,
    /// By how much it is less than the reference.
    less: f64,
    range: (f64, f64),
}

impl Weighed {
    fn new(against: Against, here: Estimate, reference: Estimate, difference: Difference) -> Self {
        Self {
            against,
            here,
            reference,
            p: if difference.too_few {
                1.0
            } else {
                difference.p
            },
            less: -difference.difference,
            range: (-difference.high, -difference.low),
        }
    }
}

fn worth(survey: &Survey, step: usize, deals: i64, weighed: Weighed) -> Compared {
    let money = |more: f64| survey.worth(step, deals, more.max(0.0));
    Compared {
        step,
        against: weighed.against,
        here: weighed.here,
        reference: weighed.reference,
        p: weighed.p,
        p_adjusted: 1.0,
        at_stake: money(weighed.less),
        at_stake_low: money(weighed.range.0),
        at_stake_high: money(weighed.range.1),
    }
}

//! Do the 95 % intervals of expected conversions hold the truth in 95 of 100 pipelines?

use analyze::estimate::expected;
use analyze::funnel::flow::{Cohort, flow};
use analyze::funnel::{Basis, By};
use analyze::question::{Sample, Span};
use analyze::steps::Steps;
use analyze::tally::Outcome;
use base::time::DAY_MS;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::world::{RIPE, TANGLED, World, YOUNG};
use crate::{each, ground, question};

/// How one conversion of one world came out.
#[derive(Debug, Clone)]
pub struct Checked {
    pub world: (&'static str, &'static str),
    pub cohort: (&'static str, &'static str),
    /// `Этап 1 → 2`; the last is winning.
    pub step: String,
    pub truth: f64,
    /// The mean share of deals whose end is not known yet.
    pub censored: f64,
    pub expected: f64,
    /// How often the interval held the truth.
    pub coverage: f64,
    /// Went on / entered, and went on / settled: the usual ways.
    pub of_all: f64,
    pub of_settled: f64,
    /// How often Wilson's interval of the first held the truth.
    pub naive_coverage: f64,
}

/// One step in one run.
#[derive(Debug, Clone, Copy)]
struct Seen {
    censored: f64,
    expected: f64,
    holds: bool,
    of_all: f64,
    of_settled: f64,
    naive_holds: bool,
}

pub fn check(runs: u32) -> Vec<Checked> {
    let cohorts = [
        (("все сделки", "all deals"), None),
        (("последний квартал", "last quarter"), Some(91)),
    ];
    let mut checked = Vec::new();
    for world in [RIPE, YOUNG, TANGLED] {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let truth = world.truth(&mut rng, 2_000_000);
        for (cohort, days) in cohorts {
            let done: Vec<Vec<Seen>> = each(runs, |seed| run(&world, days, seed, &truth));
            checked.extend(truth.iter().enumerate().map(|(step, truth)| {
                let mean = |of: fn(&Seen) -> f64| {
                    done.iter().map(|run| of(&run[step])).sum::<f64>() / done.len() as f64
                };
                Checked {
                    world: world.name,
                    cohort,
                    step: if step + 1 == truth_len() {
                        "выигрыш".to_owned()
                    } else {
                        format!("{} → {}", step + 1, step + 2)
                    },
                    truth: *truth,
                    censored: mean(|one| one.censored),
                    expected: mean(|one| one.expected),
                    coverage: mean(|one| f64::from(u8::from(one.holds))),
                    of_all: mean(|one| one.of_all),
                    of_settled: mean(|one| one.of_settled),
                    naive_coverage: mean(|one| f64::from(u8::from(one.naive_holds))),
                }
            }));
        }
    }
    checked
}

/// Four conversions and winning.
fn truth_len() -> usize {
    5
}

fn run(world: &World, days: Option<i64>, seed: u64, truth: &[f64]) -> Vec<Seen> {
    let mut rng = ChaCha8Rng::seed_from_u64(1_000 + seed);
    let now = world.end();
    let history = world.history(&mut rng, now);
    let (ground, question) = (ground(now), question());
    let sample = Sample::new(&history, &ground, &question);
    let steps = Steps::new(&history.names, question.pipeline, By::Stage, ground.lang);
    let of = |span: Span| {
        let basis = Basis::Created;
        flow(&sample, &steps, Cohort { basis, span })
    };
    let whole = of(Span::ALWAYS);
    let cohort = match days {
        None => whole.clone(),
        Some(days) => of(Span {
            from: now - days * DAY_MS,
            until: i64::MAX,
        }),
    };
    let pairs = cohort.steps[1..]
        .iter()
        .zip(&whole.steps[1..])
        .map(|(step, longer)| (&step.transition, &longer.transition))
        .chain([(&cohort.winning, &whole.winning)]);
    pairs
        .zip(truth)
        .map(|((counts, longer), truth)| {
            let estimate = expected(counts, Some(longer));
            let (all, went_on) = (counts.total(), counts.of(Outcome::Event));
            let settled = all - counts.of(Outcome::Open);
            let naive = analyze::estimate::share(went_on, all);
            let holds = |low: Option<f64>, high: Option<f64>| {
                low.is_some_and(|low| low <= *truth) && high.is_some_and(|high| *truth <= high)
            };
            Seen {
                censored: counts.of(Outcome::Open) as f64 / all.max(1) as f64,
                expected: estimate.value.unwrap_or_default(),
                holds: holds(estimate.low, estimate.high),
                of_all: naive.value.unwrap_or_default(),
                of_settled: went_on as f64 / settled.max(1) as f64,
                naive_holds: holds(naive.low, naive.high),
            }
        })
        .collect()
}

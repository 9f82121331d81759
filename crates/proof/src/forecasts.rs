//! Do the 80 % intervals of forecasts hold what comes in 80 of 100 pipelines?

use analyze::forecast::forecast;
use analyze::forecast::model::{Period, Targets};
use analyze::question::{Question, Sample};
use anyhow::Result;
use base::Time;
use base::time::DAY_MS;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::world::{RIPE, TANGLED, World, YOUNG};
use crate::{each, ground, question};

#[derive(Debug, Clone)]
pub struct Checked {
    pub world: (&'static str, &'static str),
    pub days: i64,
    /// How often the interval held the revenue, and the number of sales.
    pub revenue: f64,
    pub sales: f64,
    /// How often the interval of whole numbers promised to hold the number of sales, both its ends belonging to it.
    pub promised: f64,
    /// (Σ forecast − Σ actual) / Σ actual.
    pub bias: f64,
    /// Stage percentage × amount of all open deals, against what came.
    pub naive_bias: f64,
}

struct Run {
    holds_revenue: bool,
    holds_sales: bool,
    promised: f64,
    forecast: f64,
    actual: f64,
    usual: f64,
}

pub fn check(runs: u32) -> Result<Vec<Checked>> {
    let mut checked = Vec::new();
    for world in [RIPE, YOUNG, TANGLED] {
        for days in [30, 91] {
            let done: Vec<Run> = each(runs, |seed| run(&world, days, seed))
                .into_iter()
                .collect::<base::Result<_>>()
                .map_err(|problem| anyhow::anyhow!("{problem}"))?;
            let sum = |of: fn(&Run) -> f64| done.iter().map(of).sum::<f64>();
            let mean = |of: fn(&Run) -> f64| sum(of) / done.len() as f64;
            let actual = sum(|one| one.actual);
            checked.push(Checked {
                world: world.name,
                days,
                revenue: mean(|one| f64::from(one.holds_revenue)),
                sales: mean(|one| f64::from(one.holds_sales)),
                promised: mean(|one| one.promised),
                bias: sum(|one| one.forecast) / actual - 1.0,
                naive_bias: sum(|one| one.usual) / actual - 1.0,
            });
        }
    }
    Ok(checked)
}

fn run(world: &World, days: i64, seed: u64) -> base::Result<Run> {
    let mut rng = ChaCha8Rng::seed_from_u64(2_000_000 + seed);
    let now = world.end();
    let later = now + days * DAY_MS;
    let history = world.history(&mut rng, later);
    let ground = ground(later);
    let then = Question {
        as_of: Some((Time(now), String::new())),
        ..question()
    };
    let sample = Sample::new(&history, &ground, &then);
    let period = Period {
        from: Time(now).day(ground.zone),
        to: Time(later - 1).day(ground.zone),
    };
    let told = forecast(&sample, &period, None, &Targets::default())?;
    let all = question();
    let (mut revenue, mut sales, mut usual) = (0.0, 0.0, 0.0);
    for seen in Sample::new(&history, &ground, &all).deals() {
        if seen.won_at().is_some_and(|at| at >= now) {
            revenue += seen.amount() as f64;
            sales += 1.0;
        }
    }
    // What many a spreadsheet does: the share of won among those that are settled, times the amount of
    // whatever is open.
    let (mut won, mut settled) = (0.0, 0.0);
    for seen in sample.deals() {
        if seen.won_at().is_some() {
            won += 1.0;
            settled += 1.0;
        } else if seen.lost_at().is_some() {
            settled += 1.0;
        } else {
            usual += seen.amount() as f64;
        }
    }
    usual *= won / f64::max(settled, 1.0);
    Ok(Run {
        holds_revenue: told.revenue.holds(revenue),
        holds_sales: told.sales.holds(sales),
        promised: told.sales.inside,
        forecast: told.revenue.mean,
        actual: revenue,
        usual,
    })
}

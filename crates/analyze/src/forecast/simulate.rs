//! Ten thousand possible futures of the deals that are open and of those that will come. No I/O.
//!
//! What is not known of the process itself is drawn too: each hundredth of the futures has its own law of
//! the process (Bayesian bootstrap) and its own rate of arrival. The seed is fixed, so that the same
//! data give the same forecast.

use std::collections::HashMap;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Normal, Poisson};

use super::arrivals::Arrivals;
use super::mass::{Mass, buckets, split};
use crate::chances::{Process, won_within};

/// Draws of the law, and futures for each.
const LAWS: usize = 100;
const FUTURES: usize = 100;
pub const DRAWS: usize = LAWS * FUTURES;
const SEED: u64 = 0x566f_726f_6e6b_6121;
/// Amounts that are drawn anew for each law.
const MOST_AMOUNTS: usize = 5_000;
/// More won deals than this are added up as one normal quantity.
const MOST_NEW_SINGLE: u64 = 30;

/// An open deal as the simulation sees it.
#[derive(Debug, Clone, Copy)]
pub struct OpenDeal {
    pub state: usize,
    pub age: u32,
    /// By how much its traits raise its chance.
    pub ratio: f64,
    pub amount: f64,
    pub group: usize,
}

/// What is simulated.
#[derive(Debug)]
pub struct Setting<'a> {
    pub process: &'a Process,
    pub open: Vec<OpenDeal>,
    pub arrivals: Arrivals,
    /// What deals like those to come have brought.
    pub amounts: Vec<f64>,
    /// Days from now where one stretch of time ends and the next begins; the first is the beginning.
    pub bounds: Vec<u32>,
    /// Which stretches the groups are counted in.
    pub counted: Vec<bool>,
    pub groups: usize,
}

/// A number of wins and their money.
#[derive(Debug, Clone, Copy, Default)]
pub struct Won {
    pub sales: f64,
    pub revenue: f64,
}

impl Won {
    pub fn add(&mut self, sales: f64, revenue: f64) {
        self.sales += sales;
        self.revenue += revenue;
    }
}

/// Wins and their money: future by future, and what is to be expected of them.
#[derive(Debug, Clone)]
pub struct Series {
    pub sales: Vec<f64>,
    pub revenue: Vec<f64>,
    pub expected: Won,
}

impl Default for Series {
    fn default() -> Self {
        Self {
            sales: vec![0.0; DRAWS],
            revenue: vec![0.0; DRAWS],
            expected: Won::default(),
        }
    }
}

impl Series {
    pub fn add(&mut self, draw: usize, sales: f64, revenue: f64) {
        self.sales[draw] += sales;
        self.revenue[draw] += revenue;
    }

    /// Of what only the futures tell the mean.
    fn add_unknown(&mut self, draw: usize, sales: f64, revenue: f64) {
        self.add(draw, sales, revenue);
        let one = DRAWS as f64;
        self.expected.add(sales / one, revenue / one);
    }

    /// Adds another one, future by future.
    pub fn join(&mut self, other: &Self) {
        for (to, from) in self.sales.iter_mut().zip(&other.sales) {
            *to += from;
        }
        for (to, from) in self.revenue.iter_mut().zip(&other.revenue) {
            *to += from;
        }
        self.expected
            .add(other.expected.sales, other.expected.revenue);
    }
}

/// What came out, by stretch of time and by group.
#[derive(Debug, Clone, Default)]
pub struct Futures {
    pub open: Vec<Series>,
    pub fresh: Vec<Series>,
    pub groups: Vec<Series>,
}

/// Plays the futures.
pub fn simulate(setting: &Setting<'_>) -> Futures {
    let stretches = setting.bounds.len().saturating_sub(1);
    let mut futures = Futures {
        open: vec![Series::default(); stretches],
        fresh: vec![Series::default(); stretches],
        groups: vec![Series::default(); setting.groups],
    };
    let Some(horizon) = setting.bounds.last().copied().filter(|_| stretches > 0) else {
        return futures;
    };
    expect_of_open(setting, horizon, &mut futures);
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    // Groups draw their luck apart: the whole is the same whatever it is told apart by.
    let mut apart = ChaCha8Rng::seed_from_u64(SEED ^ 1);
    let groups = &setting.arrivals.groups;
    let (single, rest) = split(&setting.open);
    let rest = buckets(&rest);
    for law_number in 0..LAWS {
        let resampled = resampled(&setting.amounts, &mut rng);
        let amounts = Amounts::new(&resampled);
        let law = setting.process.law.resample(&mut rng);
        let Ok(reach) = law.reach(setting.process.states.won, horizon) else {
            return futures;
        };
        let mut known: HashMap<(usize, u32), Vec<f64>> = HashMap::new();
        let mut chances = |deal: &OpenDeal| -> Vec<f64> {
            let by = known
                .entry((deal.state, coarse(deal.age)))
                .or_insert_with(|| {
                    let age = coarse(deal.age);
                    setting
                        .bounds
                        .iter()
                        .map(|days| won_within(&law, &reach, deal.state, age, *days))
                        .collect()
                });
            scaled(by, deal.ratio)
        };
        let single: Vec<(&OpenDeal, Vec<f64>)> =
            single.iter().map(|deal| (deal, chances(deal))).collect();
        let mass = Mass::new(setting, &rest, &mut chances);
        let coming = coming(setting, &reach, &mut rng, horizon);
        for future in 0..FUTURES {
            let draw = law_number * FUTURES + future;
            for (deal, by) in &single {
                let luck: f64 = rng.random();
                let passed = by.partition_point(|chance| *chance <= luck);
                // Before the first bound lies the past of a period that begins later.
                if passed > 0 && passed < by.len() {
                    let stretch = passed - 1;
                    futures.open[stretch].add(draw, 1.0, deal.amount);
                    if setting.counted[stretch] {
                        futures.groups[deal.group].add(draw, 1.0, deal.amount);
                    }
                }
            }
            mass.draw(setting, &mut futures, draw, &mut rng);
            for (stretch, wins) in &coming {
                let count = wins.count(&mut rng);
                let revenue = amounts.draw(count, &mut rng);
                futures.fresh[*stretch].add_unknown(draw, count as f64, revenue);
                if !setting.counted[*stretch] {
                    continue;
                }
                for (group, share) in groups.iter().enumerate() {
                    let series = &mut futures.groups[group];
                    let one = share / DRAWS as f64;
                    series.expected.add(count as f64 * one, revenue * one);
                    let (count, revenue) = match groups.len() {
                        1 => (count, revenue),
                        _ => {
                            let count = wins.of(*share).count(&mut apart);
                            (count, amounts.draw(count, &mut apart))
                        }
                    };
                    series.add(draw, count as f64, revenue);
                }
            }
        }
    }
    futures
}

/// What the open deals are expected to bring by the law as it was learned: each deal's amount times its
/// chance, which is what the deals behind the number show.
fn expect_of_open(setting: &Setting<'_>, horizon: u32, futures: &mut Futures) {
    let process = setting.process;
    let Ok(reach) = process.law.reach(process.states.won, horizon) else {
        return;
    };
    let mut known: HashMap<(usize, u32), Vec<f64>> = HashMap::new();
    for deal in &setting.open {
        let by = known.entry((deal.state, deal.age)).or_insert_with(|| {
            let within = |days: &u32| won_within(&process.law, &reach, deal.state, deal.age, *days);
            setting.bounds.iter().map(within).collect()
        });
        for (stretch, pair) in scaled(by, deal.ratio).windows(2).enumerate() {
            let chance = pair[1] - pair[0];
            let revenue = chance * deal.amount;
            futures.open[stretch].expected.add(chance, revenue);
            if setting.counted[stretch] {
                futures.groups[deal.group].expected.add(chance, revenue);
            }
        }
    }
}

/// Long stays differ little from a week to the next.
pub fn coarse(age: u32) -> u32 {
    match age {
        0..=60 => age,
        61..=365 => age / 7 * 7,
        _ => age / 30 * 30,
    }
}

/// Chances by the bounds, moved by a deal's own ratio; never falling, never above one.
fn scaled(by: &[f64], ratio: f64) -> Vec<f64> {
    by.iter()
        .map(|chance| (chance * ratio).clamp(0.0, 1.0))
        .collect()
}

/// A number of wins: Poisson, or wider where the arrivals vary more than that.
struct Wins {
    mean: f64,
    /// Variance / mean.
    dispersion: f64,
}

impl Wins {
    /// Those of a group that has this share of all.
    fn of(&self, share: f64) -> Self {
        Self {
            mean: self.mean * share,
            dispersion: self.dispersion,
        }
    }

    fn count(&self, rng: &mut impl Rng) -> u64 {
        if self.mean <= 0.0 {
            return 0;
        }
        let wider = self.dispersion - 1.0;
        let mean = if wider > 1e-6 {
            match Gamma::new(self.mean / wider, wider) {
                Ok(law) => law.sample(rng),
                Err(_) => self.mean,
            }
        } else {
            self.mean
        };
        match Poisson::new(mean) {
            Ok(law) => law.sample(rng) as u64,
            Err(_) => 0,
        }
    }
}

/// Wins of deals that are not created yet, by stretch, in one possible truth.
fn coming(
    setting: &Setting<'_>,
    reach: &stats::semi_markov::Reach,
    rng: &mut impl Rng,
    horizon: u32,
) -> Vec<(usize, Wins)> {
    let arrivals = &setting.arrivals;
    if !arrivals.come() {
        return Vec::new();
    }
    let rate = arrivals.draw(rng);
    let won_after = |days: u32| -> f64 {
        arrivals
            .firsts
            .iter()
            .map(|(state, share)| share * reach.at(*state, days))
            .sum()
    };
    let by_age: Vec<f64> = (0..=horizon).map(won_after).collect();
    let by_day: Vec<f64> = (0..horizon).map(|day| rate.daily(day)).collect();
    let mut coming = Vec::new();
    for (stretch, pair) in setting.bounds.windows(2).enumerate() {
        let (from, until) = (pair[0], pair[1]);
        let (mut wins, mut deals) = (0.0, 0.0);
        for (day, arriving) in by_day.iter().take(until as usize).enumerate() {
            let day = day as u32;
            // A deal comes in the middle of its day on average, and days are taken to the nearest.
            let won_by = |bound: u32| match bound.checked_sub(day + 1) {
                Some(days) => by_age[days as usize],
                None => 0.0,
            };
            wins += arriving * (won_by(until) - won_by(from)).max(0.0);
            deals += arriving;
        }
        let share_won = if deals > 0.0 { wins / deals } else { 0.0 };
        let dispersion = 1.0 + (arrivals.dispersion - 1.0) * share_won;
        if wins > 0.0 {
            coming.push((
                stretch,
                Wins {
                    mean: wins,
                    dispersion,
                },
            ));
        }
    }
    coming
}

/// Amounts drawn anew from themselves (the bootstrap): what new deals bring is not known for sure either.
fn resampled(amounts: &[f64], rng: &mut impl Rng) -> Vec<f64> {
    let draws = amounts.len().min(MOST_AMOUNTS);
    (0..draws)
        .map(|_| amounts[rng.random_range(0..amounts.len())])
        .collect()
}

/// What won deals bring: drawn from those that were won.
struct Amounts<'a> {
    known: &'a [f64],
    mean: f64,
    deviation: f64,
}

impl<'a> Amounts<'a> {
    fn new(amounts: &'a [f64]) -> Self {
        let n = amounts.len().max(1) as f64;
        let mean = amounts.iter().sum::<f64>() / n;
        let squares: f64 = amounts.iter().map(|amount| (amount - mean).powi(2)).sum();
        Self {
            known: amounts,
            mean,
            deviation: (squares / n).sqrt(),
        }
    }

    fn draw(&self, count: u64, rng: &mut impl Rng) -> f64 {
        if self.known.is_empty() || count == 0 {
            return 0.0;
        }
        if count <= MOST_NEW_SINGLE {
            return (0..count)
                .map(|_| self.known[rng.random_range(0..self.known.len())])
                .sum();
        }
        let count = count as f64;
        match Normal::new(self.mean * count, self.deviation * count.sqrt()) {
            Ok(law) => law.sample(rng).max(0.0),
            Err(_) => self.mean * count,
        }
    }
}

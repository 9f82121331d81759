//! Open deals that are too many to be drawn one by one: those nearly alike are drawn together. No I/O.

use std::collections::HashMap;

use rand::Rng;
use rand_distr::{Distribution, Normal};

use super::simulate::{Futures, OpenDeal, Setting, coarse};

/// With more open deals than this only the largest ones are drawn one by one.
const MOST_SINGLE: usize = 2_000;

/// The deals that are drawn one by one, and the others.
pub fn split(open: &[OpenDeal]) -> (Vec<OpenDeal>, Vec<OpenDeal>) {
    if open.len() <= MOST_SINGLE {
        return (open.to_vec(), Vec::new());
    }
    let mut single = open.to_vec();
    single.select_nth_unstable_by(MOST_SINGLE / 4, |a, b| b.amount.total_cmp(&a.amount));
    let rest = single.split_off(MOST_SINGLE / 4);
    (single, rest)
}

/// Deals that are nearly alike: their number, their amounts, and the squares of these.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bucket {
    deals: f64,
    ratio: f64,
    amount: f64,
    squares: f64,
}

/// Steps of the logarithm of the ratio within which deals count as alike.
const RATIO_STEP: f64 = 0.05;

/// The deals that are not drawn one by one, put together with those that are nearly alike.
pub fn buckets(rest: &[OpenDeal]) -> Vec<(OpenDeal, Bucket)> {
    let mut buckets: HashMap<(usize, u32, i32, usize), Bucket> = HashMap::new();
    for deal in rest {
        let step = (deal.ratio.max(1e-6).ln() / RATIO_STEP).round() as i32;
        let bucket = buckets
            .entry((deal.state, coarse(deal.age), step, deal.group))
            .or_default();
        bucket.deals += 1.0;
        bucket.ratio += deal.ratio;
        bucket.amount += deal.amount;
        bucket.squares += deal.amount * deal.amount;
    }
    let mut buckets: Vec<_> = buckets.into_iter().collect();
    buckets.sort_by_key(|(key, _)| *key);
    buckets
        .into_iter()
        .map(|((state, age, _, group), bucket)| {
            let deal = OpenDeal {
                state,
                age,
                ratio: bucket.ratio / bucket.deals,
                amount: bucket.amount / bucket.deals,
                group,
            };
            (deal, bucket)
        })
        .collect()
}

/// Many deals together, by stretch and group: sums of independent wins are nearly normal.
pub struct Mass(Vec<(usize, usize, Pair)>);

/// A number of wins and their money, with what they vary together.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    sales: f64,
    sales_variance: f64,
    revenue: f64,
    revenue_variance: f64,
    covariance: f64,
}

impl Mass {
    pub fn new(
        setting: &Setting<'_>,
        rest: &[(OpenDeal, Bucket)],
        mut chances: impl FnMut(&OpenDeal) -> Vec<f64>,
    ) -> Self {
        let stretches = setting.counted.len();
        let mut cells = vec![Pair::default(); stretches * setting.groups];
        for (deal, bucket) in rest {
            let by = chances(deal);
            for (stretch, pair) in by.windows(2).enumerate() {
                let chance = pair[1] - pair[0];
                let spread = chance * (1.0 - chance);
                let cell = &mut cells[stretch * setting.groups + deal.group];
                cell.sales += chance * bucket.deals;
                cell.sales_variance += spread * bucket.deals;
                cell.revenue += chance * bucket.amount;
                cell.revenue_variance += spread * bucket.squares;
                cell.covariance += spread * bucket.amount;
            }
        }
        let cells = cells
            .into_iter()
            .enumerate()
            .filter(|(_, pair)| pair.sales > 0.0)
            .map(|(at, pair)| (at / setting.groups, at % setting.groups, pair));
        Self(cells.collect())
    }

    pub fn draw(
        &self,
        setting: &Setting<'_>,
        futures: &mut Futures,
        draw: usize,
        rng: &mut impl Rng,
    ) {
        let Ok(standard) = Normal::new(0.0, 1.0) else {
            return;
        };
        for (stretch, group, cell) in &self.0 {
            let (first, second): (f64, f64) = (standard.sample(rng), standard.sample(rng));
            let spread = (cell.sales_variance * cell.revenue_variance).sqrt();
            let together = if spread > 0.0 {
                (cell.covariance / spread).clamp(-1.0, 1.0)
            } else {
                0.0
            };
            let sales = (cell.sales + cell.sales_variance.sqrt() * first)
                .round()
                .max(0.0);
            let other = together * first + (1.0 - together * together).sqrt() * second;
            let revenue = (cell.revenue + cell.revenue_variance.sqrt() * other).max(0.0);
            futures.open[*stretch].add(draw, sales, revenue);
            if setting.counted[*stretch] {
                futures.groups[*group].add(draw, sales, revenue);
            }
        }
    }
}

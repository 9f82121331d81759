//! Counting deals, money and days.

use base::money::Sums;
use base::{Currency, Money};

/// How many deals, and for how much in each currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub deals: i64,
    /// Few currencies: looking through them is faster than a map.
    sums: Vec<(Currency, i64)>,
}

impl Tally {
    pub fn add(&mut self, amount: i64, currency: Currency) {
        self.deals += 1;
        self.add_sum(amount, currency);
    }

    fn add_sum(&mut self, amount: i64, currency: Currency) {
        match self.sums.iter_mut().find(|(other, _)| *other == currency) {
            Some((_, sum)) => *sum = sum.saturating_add(amount),
            None => self.sums.push((currency, amount)),
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.deals += other.deals;
        for (currency, sum) in &other.sums {
            self.add_sum(*sum, *currency);
        }
    }

    /// The sums by currency, the largest first.
    pub fn sums(&self) -> Vec<Money> {
        self.sums
            .iter()
            .map(|(currency, amount)| Money::new(*amount, *currency))
            .collect::<Sums>()
            .into_vec()
    }
}

/// Longer times are counted as this many days.
const MOST_DAYS: u32 = 4_000;

/// How something went, by the whole days it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for happened.
    Event = 0,
    /// Something else ended it.
    Other = 1,
    /// It has not ended yet.
    Open = 2,
}

/// How many of each outcome after each number of days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayCounts {
    days: Vec<[u32; 3]>,
    totals: [i64; 3],
}

impl DayCounts {
    pub fn add(&mut self, days: u32, outcome: Outcome) {
        let day = days.min(MOST_DAYS) as usize;
        if self.days.len() <= day {
            self.days.resize(day + 1, [0; 3]);
        }
        self.days[day][outcome as usize] += 1;
        self.totals[outcome as usize] += 1;
    }

    pub fn total(&self) -> i64 {
        self.totals.iter().sum()
    }

    pub fn of(&self, outcome: Outcome) -> i64 {
        self.totals[outcome as usize]
    }

    /// Whether nothing is open any more.
    pub fn settled(&self) -> bool {
        self.of(Outcome::Open) == 0
    }

    /// One observation a day and outcome, with its count as weight.
    pub fn observations(&self) -> Vec<stats::survival::Observation> {
        let cause = [Some(0), Some(1), None];
        self.days
            .iter()
            .enumerate()
            .flat_map(|(day, counts)| {
                counts
                    .iter()
                    .zip(cause)
                    .filter(|(count, _)| **count > 0)
                    .map(move |(count, cause)| stats::survival::Observation {
                        time: day as f64,
                        cause,
                        weight: f64::from(*count),
                    })
            })
            .collect()
    }

    /// What is left when some of them are taken away.
    pub fn without(&self, some: &Self) -> Self {
        let mut days = self.days.clone();
        for (day, counts) in days.iter_mut().zip(&some.days) {
            for (count, taken) in day.iter_mut().zip(counts) {
                *count = count.saturating_sub(*taken);
            }
        }
        let mut totals = self.totals;
        for (total, taken) in totals.iter_mut().zip(&some.totals) {
            *total -= taken;
        }
        Self { days, totals }
    }

    /// The same with every end but the event counted as not seen to its end.
    pub fn one_cause(&self) -> Self {
        let days = self
            .days
            .iter()
            .map(|[event, other, open]| [*event, 0, other + open])
            .collect();
        Self {
            days,
            totals: [self.totals[0], 0, self.totals[1] + self.totals[2]],
        }
    }

    /// The same with every end counted as the event.
    pub fn any_end(&self) -> Self {
        let days = self
            .days
            .iter()
            .map(|[event, other, open]| [event + other, 0, *open])
            .collect();
        Self {
            days,
            totals: [self.totals[0] + self.totals[1], 0, self.totals[2]],
        }
    }
}

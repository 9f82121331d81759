//! What a forecast says. No I/O.

use base::Uuid;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::numbers::Figure;

/// Where a quantity will lie: its mean, and the values that it will be under in 1, 5 and 9 of 10 futures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ForecastBand)]
pub struct Band {
    pub mean: f64,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
    /// The share of futures from `p10` to `p90`, ends included: 0.8, and more where small whole numbers are counted.
    #[serde(default)]
    pub inside: f64,
}

impl Band {
    /// From values future by future and their expected mean; `base` is added to each.
    pub fn of(values: &[f64], expected: f64, base: f64) -> Self {
        let mut sorted: Vec<f64> = values.iter().map(|value| value + base).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |p| stats::quantile(&sorted, p).unwrap_or(base);
        let (p10, p90) = (at(0.1), at(0.9));
        let below = sorted.partition_point(|value| *value < p10);
        let not_above = sorted.partition_point(|value| *value <= p90);
        Self {
            mean: expected + base,
            p10,
            p50: at(0.5),
            p90,
            inside: (not_above - below) as f64 / sorted.len().max(1) as f64,
        }
    }

    /// Whether a value lies between the 10th and the 90th percentile.
    pub fn holds(self, value: f64) -> bool {
        (self.p10..=self.p90).contains(&value)
    }
}

/// A part of a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ForecastPart {
    /// Minor units.
    pub revenue: Band,
    pub sales: Band,
    /// Where the deals behind it are; null for deals that are not created yet.
    pub address: Option<String>,
}

/// The two usual ways, for comparison.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Usual {
    /// Won so far, and the whole amount of open deals that their owners expect to close in the period.
    pub by_dates: f64,
    /// Won so far, and of those deals the amount times the share of deals on their stage that were won.
    pub by_stages: f64,
    /// The share of open deals without an expected date: neither way sees them. None when nothing is open.
    pub undated: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ForecastPlan {
    /// What is to be reached, minor units.
    pub revenue: Option<i64>,
    pub sales: Option<i64>,
    /// How likely the revenue is to be reached, 0 to 1.
    pub chance: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ForecastMonth {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub revenue: Band,
    pub sales: Band,
    /// Won so far in this month.
    pub won: f64,
    /// The mean revenue of deals that are open.
    pub open: f64,
    /// The mean revenue of deals that are not created yet.
    pub fresh: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PastMonth {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub revenue: Figure,
    pub sales: Figure,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ForecastGroup {
    pub key: String,
    pub name: String,
    pub revenue: Band,
    pub sales: Band,
    pub won_revenue: f64,
    pub plan: Option<i64>,
}

/// The number of sales and the revenue of a period, with how sure they are.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Forecast {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub as_of: base::Time,
    pub currency: String,
    /// Days from now to the end of the period.
    pub days_left: u32,
    /// Of the whole period: won so far, open, and not created yet.
    pub revenue: Band,
    pub sales: Band,
    pub won: Figure,
    pub won_revenue: Figure,
    pub open: ForecastPart,
    pub fresh: ForecastPart,
    pub usual: Usual,
    pub plan: ForecastPlan,
    /// The month of now and the next five.
    pub months: Vec<ForecastMonth>,
    /// The twelve whole months before.
    pub past: Vec<PastMonth>,
    pub groups: Vec<ForecastGroup>,
    pub notes: Vec<String>,
}

/// What a forecast of a period is asked.
#[derive(Debug, Clone)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What is to be reached, by whom: none is everybody.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    pub revenue: Option<i64>,
    pub sales: Option<i64>,
    /// Revenue by the key of a group.
    pub groups: std::collections::HashMap<Uuid, i64>,
}

#[cfg(test)]
mod tests {
    use super::Band;

    #[test]
    fn a_band_tells_how_many_futures_it_holds() {
        let even: Vec<f64> = (0..1_000).map(f64::from).collect();
        assert!((Band::of(&even, 499.5, 0.0).inside - 0.8).abs() < 1e-9);
        // No sale in half of the futures, one in the others: nothing lies outside.
        let few: Vec<f64> = (0..1_000).map(|future| f64::from(future % 2)).collect();
        let band = Band::of(&few, 0.5, 3.0);
        assert!(
            band.holds(3.0) && band.holds(4.0) && band.inside > 0.999,
            "{band:?}"
        );
        assert_eq!(
            Band::of(&[], 0.0, 2.0),
            Band {
                mean: 2.0,
                p10: 2.0,
                p50: 2.0,
                p90: 2.0,
                inside: 0.0
            }
        );
    }
}

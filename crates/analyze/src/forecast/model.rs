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
}

impl Band {
    /// From values future by future and their expected mean; `base` is added to each.
    pub fn of(values: &[f64], expected: f64, base: f64) -> Self {
        let mut sorted: Vec<f64> = values.iter().map(|value| value + base).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |p| stats::quantile(&sorted, p).unwrap_or(base);
        Self {
            mean: expected + base,
            p10: at(0.1),
            p50: at(0.5),
            p90: at(0.9),
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

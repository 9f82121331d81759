//! What is said of weak points.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::numbers::Figure;

/// Where the funnel leaks, the most expensive leak first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WeakPoints {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Only differences that chance hardly explains.
    pub findings: Vec<Finding>,
    /// Every stage before winning, in order.
    pub stages: Vec<WeakStage>,
    /// How many comparisons were judged together.
    pub tested: usize,
    pub notes: Vec<String>,
}

/// What a stage is laid beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WeakAgainst)]
pub enum AgainstWord {
    Target,
    Before,
    LongRun,
    /// Deals of one kind, beside all others.
    Others,
}

/// A stage that leaks.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Finding {
    /// The stage's key.
    pub step: String,
    pub name: String,
    pub color: String,
    pub against: AgainstWord,
    /// What a director reads.
    pub sentence: String,
    /// Revenue a month that closing the difference would bring, minor units.
    pub at_stake: Money,
    pub expected: Figure,
    /// What it is laid beside, 0 to 1.
    pub reference: f64,
    pub reference_name: String,
    /// How likely chance alone makes such a difference, all comparisons taken into account.
    pub p_adjusted: f64,
    pub segment: Option<Segment>,
    pub reasons: Vec<ReasonShare>,
    /// Deals lost there in the period.
    pub deals: Figure,
}

/// An estimate of money with its interval, minor units.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = MoneyEstimate)]
pub struct Money {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub currency: String,
}

/// The kind of deals that a difference is concentrated in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = WeakSegment)]
pub struct Segment {
    #[schema(example = "team")]
    pub by: &'static str,
    pub key: String,
    pub name: String,
    pub expected: Figure,
    /// Of all other deals, 0 to 1.
    pub others: f64,
    /// Half of its deals have left the stage in so many days, and half of the others.
    pub days: Option<f64>,
    pub others_days: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = WeakReason)]
pub struct ReasonShare {
    pub name: String,
    pub deals: i64,
    pub share: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Weak,
    Fine,
    TooFew,
}

/// A stage with what it is laid beside.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WeakStage {
    pub step: String,
    pub name: String,
    pub color: String,
    /// Deals that entered it in the period.
    pub entered: Figure,
    pub lost: Figure,
    /// The amounts of the deals lost there, minor units.
    pub lost_sum: f64,
    /// The share of those that entered that will go on.
    pub expected: Figure,
    /// 0 to 1.
    pub target: Option<f64>,
    pub before: Option<f64>,
    pub long_run: Option<f64>,
    pub verdict: Verdict,
    pub why: String,
}

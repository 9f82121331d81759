//! Plans: what is to be reached in a month, a quarter or a year, by the company, a team or a person,
//! on all pipelines or on one.
//!
//! Invariants:
//! * a plan is known by what it is of (metric, period, first day, person, team, pipeline), and there is
//!   at most one of each;
//! * a plan of revenue is in minor units of the workspace's currency, all others are counts;
//! * plans of the company and of teams are seen by all who see reports, a person's plan by those who
//!   see the records of that person.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::{Plan, routes};
pub use model::{PlanKey, PlanMetric, PlanPeriod};

//! Times until something ends, some of them not ended yet (right-censored), some ended by one of
//! several causes (competing risks).
//!
//! Everything starts from a [`RiskTable`]: Kaplan–Meier for the time until any end, Aalen–Johansen
//! for the share that has ended by one cause, the log-rank test and Gray's test for differences
//! between groups. Times have any unit, as long as it is the same everywhere. Weights are counts:
//! one observation of weight 3 says the same as three of weight 1.

mod aalen_johansen;
mod compare;
mod curve;
mod kaplan_meier;
mod risk_table;

pub use aalen_johansen::{Incidence, aalen_johansen};
pub use compare::{gray, log_rank};
pub use curve::Step;
pub use kaplan_meier::{Survival, kaplan_meier};
pub use risk_table::{Observation, RiskTable, Row};

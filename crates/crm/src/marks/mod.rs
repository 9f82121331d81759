//! Marks: named groups that a deal belongs to. A stage says "this deal came by that campaign", "that
//! case was sent", "the fit is B", and knows nothing of numbers; the reports know nothing of
//! stages and compare any groups: their conversions, times, sums.
//!
//! Invariants:
//! * a mark is known by its kind and its key; its name may change, its key never does;
//! * a deal has at most one mark of a single kind;
//! * whatever changes the marks of a deal is told in the event log (`deal.marked`), once for each deal.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;
pub use model::{Kind, Mark};

/// The event that tells of changed marks. It is for reports: timelines leave it out.
pub const MARKED: &str = "deal.marked";

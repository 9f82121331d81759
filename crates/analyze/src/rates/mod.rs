//! Rates: what one unit of another currency costs in the workspace's, for sums across currencies.
//!
//! The table is one setting and is written whole.
//!
//! Invariants:
//! * a currency is there once, and the workspace's own never;
//! * rates are of the currency they were entered for: when the workspace takes another currency, the
//!   table is empty until it is entered anew;
//! * what has no rate is not converted, and never counted as nothing.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;
pub use model::{Rate, Rates};

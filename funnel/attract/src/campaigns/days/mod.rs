//! What the days of a campaign cost and brought, as its platform reports it or as somebody types it.

pub mod model;
pub mod store;

pub use model::Day;

//! How leads become qualified leads: by source or by person, and by how fast they were answered. What they answered
//! is compared by [`crate::contrast`].
//!
//! Deals are looked at as a cohort, the leads of the period; those still open count with what they are expected
//! to become. That fast answers go with more qualified leads does not say that they are the reason: the report
//! says so wherever it shows the one beside the other.

mod find;
pub mod http;
mod report;

pub use http::routes;
pub use report::{Qualifying, report};

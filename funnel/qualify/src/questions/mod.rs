//! Sets of questions that qualify a deal: BANT out of the box, and the company's own.
//!
//! Invariants:
//! * a set changes by versions; what was answered stays with the words that were asked;
//! * the key of a question never changes its meaning: marks and history stand on it;
//! * a pipeline is asked its own set, or else the one for all.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;

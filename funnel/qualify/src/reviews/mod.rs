//! Reviews of calls: what a head of sales heard in a call, by criteria, and what to practise.
//!
//! Invariants:
//! * a review keeps the version of the criteria that it was written by;
//! * it is about one call of one person, and each reviewer reviews a call once;
//! * a salesperson sees the reviews of their own calls only, and the timeline tells no marks.

pub mod actions;
mod http;
pub mod model;
mod sets;
pub mod store;
pub mod trend;

pub use http::routes;

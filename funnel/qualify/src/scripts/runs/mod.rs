//! Following a script on a deal: where one stands, what was answered, how it ended.
//!
//! Invariants:
//! * a run follows one published version to its end, whatever is published meanwhile;
//! * what a step asks for the qualification is written down as its answer, and going back takes that back;
//! * a run that has ended is never changed.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;

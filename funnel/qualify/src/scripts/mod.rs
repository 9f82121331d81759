//! Scripts of first contact: what to say, what the client may answer, and where that leads.
//!
//! Invariants:
//! * a published version is never changed: changes go into a draft, of which there is at most one;
//! * in a published version every step can be reached, every branch can end, and every answer leads somewhere;
//! * a run keeps the version that it followed, the way it took and how it ended.

pub mod actions;
mod http;
pub mod model;
pub mod results;
pub mod runs;
pub mod store;

pub use http::routes;

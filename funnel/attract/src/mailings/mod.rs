//! Mailings: one letter to all who subscribed to a topic.
//!
//! Invariants:
//! * only confirmed subscribers are written to, each once, whatever breaks off in between;
//! * who leaves the topic while a mailing is under way is not written to any more;
//! * what has been started is never changed.

pub mod actions;
mod http;
mod job;
mod store;

pub use http::routes;
pub use job::{JOB, send};

//! What the versions of a script lead to: which of them qualifies more, and where runs are lost.
//!
//! A deal belongs to the version that it was followed with first. It is watched from that run on; deals that are
//! still open are not taken for lost: the share is the cumulative incidence of qualifying by a number of days.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;

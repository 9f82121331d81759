//! Routing: who gets an inquiry of a client that nobody has yet.
//!
//! Rules are asked in their order; the first whose conditions hold names a person, or a group of which the
//! one whose turn it is, or who has least to do, gets it. Only people who work here get anything. When no rule
//! holds, the inquiry stands in the inbox without an owner until somebody takes it.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;

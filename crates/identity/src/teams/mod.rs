//! Teams: who sees whose records when a user's visibility is «team».

pub mod actions;
mod http;
pub mod store;

pub use http::routes;

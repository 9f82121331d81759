//! Personal tokens for programs: shown once, kept as a hash, limited to scopes, revocable.

pub mod actions;
mod http;
pub mod store;

pub use http::routes;

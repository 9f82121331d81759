//! People who work in the product. A user is never deleted, only switched off: their name stays in
//! the history. There is always at least one active owner.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;

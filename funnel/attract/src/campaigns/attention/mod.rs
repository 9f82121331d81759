//! What a marketer has to see to: campaigns whose spend or rules are missing, and tags that no rule knows.

mod actions;
mod http;
mod model;
pub mod store;

pub use http::routes;
pub use model::Attention;

//! Lists as files: the same filters, the same visibility, all pages.

mod http;
mod rows;

pub use http::routes;

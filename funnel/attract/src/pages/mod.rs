//! Pages of the site that are compared: landing pages, and pieces of content such as articles, videos, cases
//! and webinars. A page is known by a pattern of its address.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;

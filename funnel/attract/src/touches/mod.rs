//! Touches: each time a client came to us before or with an inquiry, and what brought them.
//!
//! The deal's marks follow from its touches: the campaign and channel of the first and the last one, all
//! campaigns and channels, the landing page of the first, the content seen. So every number can be asked by
//! first touch, by last touch, or of everybody a campaign touched.
//!
//! Invariants:
//! * a touch has a key, and comes once however often it is told;
//! * touches are never rewritten; the marks are worked out anew from all of them.

pub mod actions;
mod http;
pub mod store;

pub use http::routes;

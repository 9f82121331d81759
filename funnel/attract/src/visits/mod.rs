//! Visits of the company's own sites, counted by a small script of ours.
//!
//! The script keeps a random id in the storage of the visitor's own browser, and only when neither
//! Do-Not-Track, Global Privacy Control nor the page's own consent speaks against it. No cookie of ours or
//! anybody's, no address of the visitor is kept.
//!
//! Invariants:
//! * what the collector confirms is committed;
//! * bots are not counted;
//! * when a visitor sends a form, their earlier visits become touches of the deal, once.

pub mod actions;
pub mod collector;
mod http;
pub mod model;
mod site;
pub mod store;

pub use http::routes;
pub use site::site;

//! How well a client fits the ideal customer profile: points for what is known of them, and how far the points
//! have told won deals from lost ones.
//!
//! Invariants:
//! * the profile changes by versions, and a score names the version that gave it;
//! * a score is explained by the rules that apply; nothing else goes into it;
//! * the band marks the deal, so that reports compare bands; only a changed band is told;
//! * how well it tells won from lost is judged by what was known early, not by what came with the outcome;
//! * what is learned is judged on newer deals than those it was learned from, and is only ever suggested.

pub mod accuracy;
pub mod actions;
mod asked;
pub mod checked;
pub mod facts;
mod http;
pub mod judging;
pub mod learn;
pub mod model;
mod past;
pub mod preview;
pub mod store;

pub use http::routes;

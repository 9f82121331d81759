//! Deals: one possible sale each, on its way through a pipeline.
//!
//! A deal stands on one stage and is open, won or lost. It is won when it enters a stage of kind
//! purchase for the first time; a lost one stays on the stage where it was lost.
//!
//! Invariants:
//! * every step is a row of `stage_changes` and an event, written with it; neither is ever rewritten;
//! * an open deal never stands on a stage of kind purchase or retain; a won one stands on such a
//!   stage, unless its pipeline had none when it was won;
//! * `won_at` is set while a deal is won and `lost_at` while it is lost;
//! * `reached_stage_id` is the furthest stage of its pipeline that the deal ever entered: it does not
//!   go back when the deal does;
//! * nothing is changed from a version that somebody else has changed since.
//!
//! To read in this order: `model` (the rules of moving), `entry` (what a stage demands), `view` (what
//! is shown), `filter` and `list`, `actions` (with `checks`) and
//! `moves`, `bulk`, `shift` (many at once), `http`.

pub mod actions;
pub mod bulk;
mod checks;
pub mod entry;
pub mod filter;
mod forms;
mod http;
pub mod list;
pub mod model;
#[cfg(test)]
mod model_tests;
pub mod moves;
pub mod shift;
pub mod store;
pub mod view;

pub use forms::{ContactRole, DealChange, NewDeal};
pub use http::routes;
pub use view::{Deal, DealDetail};

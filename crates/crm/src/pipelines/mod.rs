//! Pipelines: the ways a deal can go, each a row of stages that a business names as it likes.
//!
//! Every stage belongs to one of six kinds, so that numbers keep their meaning whatever the stage is
//! called. A stage says what it is for, what to do there, how long a deal may stay, what share
//! should go on, and what must be known before a deal may enter.
//!
//! Invariants:
//! * a pipeline has at least one stage in use, and the company at least one pipeline in use;
//! * a stage is never deleted but archived: history goes on pointing at it. Deals that stand there
//!   move to another stage first, with their changes of stage; lost ones stay where they were lost;
//! * how far a deal has come is recounted from its history when the order or the kinds change;
//! * entering a stage of kind purchase or retain wins, so when a stage becomes or stops being such,
//!   the deals standing there are won or reopened with it.

pub mod actions;
mod defaults;
mod http;
pub mod model;
#[cfg(test)]
mod model_tests;
pub mod store;

pub use actions::create_default;
pub use http::routes;
pub use model::{Pipeline, Stage, StageKind};

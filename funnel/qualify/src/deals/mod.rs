//! The qualification of a deal: what was answered, by whom and when, and what was decided.
//!
//! Invariants:
//! * an answer is never rewritten: a later one counts, the earlier ones are kept;
//! * a deal is qualified only when every gate is answered for the client, and moves on to the next kind of stage;
//! * a deal that is put back has a day on which it comes up again;
//! * each answer marks the deal, so that reports tell what share of those with and without it are won.

pub mod actions;
mod http;
pub mod store;

pub use http::routes;

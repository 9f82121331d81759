//! Dictionaries: the lists of names that deals choose from. Where a client came from (sources), why a
//! deal was lost (reasons of loss), and free marks (tags).
//!
//! The three are the same thing in three tables, so there is one implementation of them.
//!
//! Invariants:
//! * a name is there once, whatever its letter case;
//! * nothing is deleted, since the past points to it: what is no longer wanted is archived, and then
//!   cannot be chosen any more.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use actions::create_defaults;
pub use http::routes;
pub use model::{Dictionary, Entry};

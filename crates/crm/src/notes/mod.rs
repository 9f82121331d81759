//! Notes: what people write down about a deal, a company or a contact.
//!
//! Invariants:
//! * a note is about exactly one record, and is seen by those who see the record;
//! * it is changed and deleted by its author, or by those who may delete deals;
//! * a note of a deal counts as activity on it.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::{Note, routes};

//! Timelines: what happened to a deal, a company or a contact, newest first.
//!
//! A timeline is the event log read from one record's side; nothing is written here. A company's
//! timeline holds the events of its deals and contacts too.
//!
//! Invariants:
//! * only those who see the record see its timeline;
//! * of a company's deals and contacts only the events of those that they see are told.

pub mod actions;
mod http;
pub mod store;

pub use http::{TimelineItem, routes};

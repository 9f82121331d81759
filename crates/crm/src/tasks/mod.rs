//! Tasks: what somebody has promised to do, perhaps by a moment, perhaps about a deal, a company or a
//! contact.
//!
//! Invariants:
//! * a task is seen by its assignee, by whoever gave it, and by those who see the assignee's records;
//! * it is open or done; doing it twice changes nothing;
//! * a task of a deal that is done counts as activity on the deal.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::{Task, routes};

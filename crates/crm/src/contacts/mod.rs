//! Contacts: the people we talk to. A contact may work in a company and take part in deals.
//!
//! A person has several phones and e-mails, their points. Each is kept twice: as it was written, for
//! people, and in one spelling, for search and for finding the same person again.
//!
//! Invariants:
//! * the name is made of the last, first and middle name, and at least one of them is there;
//! * a point is kept once, and points have an order that people choose;
//! * a contact who takes part in deals is not deleted;
//! * whatever changes a contact renews the search document and tells of it in the event log.

pub mod actions;
mod http;
pub mod model;
pub mod points;
pub mod store;

pub use http::{Contact, routes};
pub use points::{NewPoint, Point, PointKind, PointLabel};

//! Sent content: a personal page behind a link, and what was opened of it.
//!
//! Invariants:
//! * the token of a link is known only to whoever made it and to whoever got it: its hash is kept;
//! * a link that is wrong, switched off or out of date is answered alike;
//! * a visit is counted once it was seen by somebody: the page stood in front of a person, or a browser without scripts
//!   loaded its picture. What programs fetch, and what colleagues look at, is not counted;
//! * nothing is kept of who looked: a link that was passed on is opened, not read by its addressee;
//! * the page is told in the timeline once a visit.

pub mod actions;
mod gate;
mod http;
pub mod model;
mod page;
mod site;
pub mod store;
mod suggest;

pub use http::routes;
pub use site::site;

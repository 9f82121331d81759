//! Forms: built in the product, placed on any site by one line, hosted by us, or posted to from plain HTML.
//!
//! What is sent is kept first and made into an inquiry after, so that nothing true is lost when making it fails;
//! it can be made again. Suspected spam is kept apart with its reason, and released by a person.
//!
//! Invariants:
//! * a submission becomes at most one inquiry;
//! * consents are separate from each other and from everything else, never ticked beforehand, and kept with the
//!   words that were shown;
//! * a form leads on only to pages of the company's own sites;
//! * no address of the sender is kept, only a hash that changes every day.

pub mod actions;
pub mod answers;
mod files;
mod http;
mod judge;
pub mod model;
mod page;
mod process;
mod proof;
mod site;
mod stamp;
pub mod store;
mod uploads;

pub use http::routes;
pub use process::{JOB, TIDY, process, tidy};
pub use site::site;

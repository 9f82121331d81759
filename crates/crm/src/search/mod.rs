//! Finding a company, a contact or a deal by whatever one remembers of it: a part of a name in any
//! letter case, a phone or an ИНН in any formatting, an e-mail.
//!
//! Every record keeps one search document beside itself, written by the action that changes it
//! ([`model::Words`] collects what it is found by). A question is cut into words; a record is found
//! when it has them all.
//!
//! Invariants: nobody finds what they may not see; an exact name comes first.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::routes;
pub use store::narrow;

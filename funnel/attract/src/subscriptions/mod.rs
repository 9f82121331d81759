//! Subscriptions to mailings: asked for by a form, confirmed by the reader of the mailbox, left by one click.
//!
//! Invariants:
//! * nobody is subscribed before a button was pressed on the page that only the letter leads to: opening the page, as
//!   scanners of mail do, changes nothing;
//! * confirming writes the consent to advertising with the words that were seen, leaving all topics withdraws it;
//! * links carry a signature, never an address; they lead nowhere but to our own pages;
//! * an address gets so many confirmations a day and no more, however often it is typed into forms.

pub mod actions;
mod follow;
mod http;
mod letter;
pub mod model;
mod page;
mod site;
pub mod store;
pub mod token;
pub mod topics;

pub use actions::{Asked, Wish, ask};
pub use follow::{JOB, TIDY, follow, tidy};
pub use http::routes;
pub use site::site;

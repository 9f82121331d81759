//! Mail accounts: of the company and of single users, and catchers, which keep mail here to be looked at.
//!
//! Invariants:
//! * passwords and keys are encrypted at rest and never shown again;
//! * an account whose server is out of order is paused, so that no mail is lost and no worker waits for it;
//! * a change of the server needs the password anew.

pub mod actions;
pub mod http;
pub mod model;
pub mod store;

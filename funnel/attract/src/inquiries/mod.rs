//! Inquiries: every raw touch from outside that may become a deal, in one inbox, however it came: a form, a
//! call, a mail, an import, a program, by hand.
//!
//! An inquiry is kept as it came. It finds its contact, company and open deal, or makes them, in the
//! transaction that keeps it, and goes to somebody by rule. Where it is doubtful who writes, nothing waits
//! and nothing is joined in secret: the inquiry says who else it may be, and a person decides.
//!
//! Invariants:
//! * an inquiry with a key comes once, however often it is told;
//! * a phone, an address or an ИНН in common makes a match; a name in common only a doubt;
//! * the client's own salesperson gets the client's inquiry, whatever the rules say;
//! * one that nobody took in time is told of once.

pub mod actions;
pub mod calls;
mod http;
mod matching;
pub mod model;
pub mod receive;
pub mod store;
pub mod untaken;

pub use http::routes;
pub use model::{Channel, NewInquiry};
pub use receive::receive;

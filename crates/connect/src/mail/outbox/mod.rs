//! The outbox: every mail that is to go out, and what became of it.
//!
//! A mail is queued in the transaction that asks for it. A job hands it to a server: first the envelope, and only when the
//! server is ready for the text is the mail taken as being sent, in a transaction that looks once more whether the addressee
//! still consents and the account's limits allow it. So a process that dies leaves a mail either not sent or, when it died
//! in the moment between, of unknown fate: it is shown, and nothing but a person sends it again.
//!
//! ```text
//! queued → sending → sent → bounced
//!    ↓        ↓
//! refused  unknown → sent, or queued again by a person
//! cancelled, failed → queued again by a person
//! ```
//!
//! Invariants:
//! * the same key is sent once;
//! * a mail of unknown fate is never sent again by itself;
//! * advertising leaves only while a consent is in force, and with a way to end it;
//! * every mail that left is an activity.

pub mod actions;
pub mod bounce;
pub mod http;
pub mod letter;
pub mod links;
pub mod making;
pub mod mime;
pub mod model;
pub mod send;
pub mod smtp;
pub mod store;
pub mod writing;

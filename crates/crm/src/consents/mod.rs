//! Consents: what a person allowed us to do, in which words, and how we can prove it.
//!
//! A consent is for one purpose: processing personal data, or advertising through one channel. It is given by a
//! person, an address, or both, and what they were shown is kept by its hash. Advertising is sent only where a
//! consent is in force at the moment of sending; whoever withdraws gets on a list of suppressed addresses, which
//! holds keyed hashes and so outlives the erasure of the person.
//!
//! Invariants:
//! * a consent is never rewritten: it is withdrawn once, and given again as a new one;
//! * the words of a consent are never changed: other words are another version;
//! * a suppressed address gets no advertising, whatever consents there are; only a new consent of the person
//!   lifts a withdrawal.

pub mod actions;
mod http;
pub mod model;
pub mod store;
pub mod texts;

pub use actions::{allows, give, withdraw};
pub use http::routes;
pub use model::{Channel, NewConsent, Purpose, Refusal, Source, Withdrawal, Wording};

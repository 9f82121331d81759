//! What marketing costs and what comes of it: spend and visits beside the deals they brought.
//!
//! Deals are told apart by the marks that the attracting area puts on them. What days cost is that area's own
//! knowledge: it is asked through [`Ledger`], so that nothing here knows the stage. Deals are looked at as a
//! cohort, those created in the period, and the ones still open are counted with what they are expected to
//! bring: a campaign of last week is not called bad because nobody has bought yet.

pub mod http;
mod report;
pub mod spent;

pub use http::routes;
pub use report::{Marketing, report};
pub use spent::{Group, Ledger, Ledgers, NoLedger, Outlay, Shares, Spent};

//! Activities: what was done with a client, or is planned: calls, mails, meetings, presentations, messages.
//!
//! They are the common form of every touch by a person. A telephony exchange, the mail, a stage write what
//! they know of it beside, under the same id or key; whoever asks "when did we talk to them last" looks here.
//!
//! Invariants:
//! * an activity is about a deal, a contact or a company; of a deal's one the company and contact may be told too;
//! * what comes from outside has a key, and comes once however often it is told;
//! * a done activity counts as work on its deal; a planned one does not.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::{Activity, routes};
pub use model::{Direction, Kind, NewActivity, Outcome};

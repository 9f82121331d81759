//! The history of all deals, kept in memory in a form that numbers are counted from.
//!
//! Every number looks at stage changes in an order that no index has: by stage, by the days since the
//! stage was entered, as of a past moment, for a segment. So the process keeps a compact copy of what
//! the numbers need (about 200 bytes a deal), brings it up to date by the event log before each
//! answer, and counts in plain Rust. One copy means one way of counting: the number, the list behind
//! it, its explanation, its export and its replay as of a past day are the same walk over the same
//! deals. Why not SQL: `docs/decisions/0006-history-in-memory.md`.

pub mod books;
pub mod memo;
pub mod model;
pub mod names;
pub mod seen;
pub mod store;

pub use books::Books;
pub use model::{Change, Deal, History, NO_DAY, NONE, Status};
pub use names::{Names, StageInfo, UserInfo};
pub use seen::{Seen, View};

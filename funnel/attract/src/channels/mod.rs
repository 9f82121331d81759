//! Channels: the ways in which clients hear of us. A new company has the usual ones and adds its own.
//!
//! Invariants:
//! * a channel of a known kind is found for visits by their tags, referrer and click ids;
//! * a channel may name the source that its deals get;
//! * a channel is archived, never deleted: deals and money stand on it.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::{ChannelRef, routes};

//! Campaigns: what is done over a channel for some time and money, and what each day of it cost.
//!
//! Invariants:
//! * a campaign is known in a visit by its UTM rules; of several that fit, the one that says more wins;
//! * no two campaigns have the same rule;
//! * a day of a campaign has one row: typed or loaded again it is replaced, never added;
//! * reach counts people, so it is never added up over days.

pub mod actions;
mod attention;
pub mod days;
mod http;
pub mod model;
pub mod recognise;
pub mod store;

pub use attention::Attention;
pub use recognise::{Recognised, Recogniser};

pub fn routes() -> api::Routes {
    http::routes().merge(attention::routes())
}

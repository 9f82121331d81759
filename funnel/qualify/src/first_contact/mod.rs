//! First contacts: a client came, and a person has to answer within so much working time.
//!
//! A first contact begins with a deal; it is answered by the first call that was held, mail or message that was
//! sent, or meeting that took place. How fast that was becomes a mark of the deal, so that every number can be
//! asked by it.
//!
//! Invariants:
//! * a deal has one first contact, and none when its source has no limit;
//! * it is worked out anew from the deal and its activities each time something happens to them, so that the
//!   order in which that is told does not matter;
//! * a deal that went on or ended unanswered is no work any more, but stays unanswered.

pub mod actions;
mod http;
pub mod model;
pub mod settings;
pub mod store;

pub use http::routes;

use db::jobs::Jobs;

/// What is done when something happens to deals and activities.
pub fn jobs() -> Jobs {
    use actions::{begin, look};
    Jobs::default()
        .reaction("deal.created", "qualify.contact_begun", begin)
        .reaction("activity.logged", "qualify.contact_logged", look)
        .reaction("activity.changed", "qualify.contact_changed", look)
        .reaction("activity.deleted", "qualify.contact_deleted", look)
        .reaction("deal.moved", "qualify.contact_moved", look)
        .reaction("deal.won", "qualify.contact_won", look)
        .reaction("deal.lost", "qualify.contact_lost", look)
        .reaction("deal.reopened", "qualify.contact_reopened", look)
}

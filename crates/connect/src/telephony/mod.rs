//! Telephony: an exchange tells of calls by a webhook; calls find their client, and the card of the client comes up
//! in the browser of the person whose telephone rings.
//!
//! What an exchange says is kept word for word first and worked on after, so its answer never waits and nothing is
//! lost. A call is computed anew from everything that was said of it, so order and repetition do not matter.
//!
//! Invariants:
//! * nothing is believed without the exchange's signature, or its secret where it cannot sign;
//! * an event comes once, however often it is told;
//! * a call is settled once: its activity, its task and what the stages are told of it;
//! * whoever answered owns the call; a missed one belongs to the client's own salesperson.

pub mod actions;
mod card;
mod hook;
mod http;
pub mod model;
mod personal;
mod readers;
mod settle;
pub mod sign;
pub mod store;
mod trial;
mod work;

use std::sync::Arc;
use std::time::Duration;

use api::Module;
use db::jobs::Jobs;

pub fn module() -> Module {
    Module {
        routes: http::routes().merge(card::routes()),
        jobs: Jobs::default()
            .quick(work::JOB, work::work)
            .quick(settle::JOB, settle::look)
            .reaction("inquiry.received", "connect.call_client", work::met)
            .every(settle::SWEEP, Duration::from_hours(1), settle::sweep),
        site: hook::site(),
        personal: vec![Arc::new(personal::Calls)],
    }
}

//! Requests about personal data: everything that is kept about somebody in one file, and their erasure.
//!
//! Which data there are this module does not know: each area brings keepers ([`api::Personal`]), those of the core
//! are in `keepers`. A request is a job and a line of a log that tells who asked, when, why and how much was
//! removed, and nothing about the person.
//!
//! Invariants:
//! * an erasure is one transaction: a person is there or gone;
//! * deals, money and counts stay; a contact stays as a row without a name;
//! * addresses stay as keyed hashes only, which keep mailings away from them.

mod actions;
mod file;
mod http;
mod job;
mod keepers;
pub mod model;
pub mod store;

use std::sync::Arc;
use std::time::Duration;

use api::{Module, Personal};
use db::jobs::Jobs;

pub use keepers::keepers;

/// All keepers of the product.
pub type Keepers = Arc<[Arc<dyn Personal>]>;

/// The endpoints and jobs, over the keepers of all areas.
pub fn module(all: &[Arc<dyn Personal>]) -> Module {
    let keepers: Keepers = all.into();
    let for_export = keepers.clone();
    let for_erasure = keepers.clone();
    Module {
        routes: http::routes().share(keepers),
        jobs: Jobs::default()
            .on(job::EXPORT, move |work| {
                job::export(work, for_export.clone())
            })
            .on(job::ERASURE, move |work| {
                job::erase(work, for_erasure.clone())
            })
            .every(job::TIDY, Duration::from_hours(24), job::tidy),
        ..Module::default()
    }
}

//! Qualify: whether the client fits and is worth the next steps.
//!
//! Architecture invariant: nothing here knows another stage. Inquiries are known from the event log.

pub mod deals;
pub mod first_contact;
pub mod questions;

use api::{Module, Routes};

pub fn module() -> Module {
    Module {
        routes: Routes::new()
            .merge(questions::routes())
            .merge(deals::routes())
            .merge(first_contact::routes()),
        jobs: first_contact::jobs(),
        ..Module::default()
    }
}

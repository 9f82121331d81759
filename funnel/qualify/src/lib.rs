//! Qualify: whether the client fits and is worth the next steps.
//!
//! Architecture invariant: nothing here knows another stage. Inquiries are known from the event log.

pub mod content;
pub mod deals;
pub mod questions;
pub mod reviews;
pub mod scripts;

use api::{Module, Routes};

pub fn module() -> Module {
    Module {
        routes: Routes::new()
            .merge(questions::routes())
            .merge(deals::routes())
            .merge(content::routes())
            .merge(scripts::routes())
            .merge(reviews::routes()),
        site: content::site(),
        ..Module::default()
    }
}

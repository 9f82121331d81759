//! Import of companies, contacts, deals and their past from a table.

mod actions;
mod catalog;
pub mod cli;
mod companies;
mod contacts;
mod deals;
pub mod fields;
pub mod file;
pub mod history;
mod http;
mod job;
mod links;
pub mod model;
mod notes;
mod people;
pub(crate) mod personal;
mod reading;
mod row;
mod seen;
mod session;
mod stage_changes;
mod store;
mod undo;
pub mod values;

pub use cli::{Order, cli};
pub use http::routes;

/// The jobs of imports.
pub fn jobs() -> db::jobs::Jobs {
    db::jobs::Jobs::default()
        .on(job::CHECK, job::check)
        .on(job::RUN, job::run)
        .on(job::UNDO, undo::undo)
}

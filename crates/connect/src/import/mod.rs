//! Import of companies, contacts, deals and their past from a table.

mod actions;
pub mod ads;
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

use ads::AdBooks;
pub use cli::{Order, cli};
pub use http::routes;

/// The jobs of imports; `book` keeps the days that reports of advertising tell of.
pub fn jobs(book: &AdBooks) -> db::jobs::Jobs {
    let (to_check, to_run, to_undo) = (book.clone(), book.clone(), book.clone());
    db::jobs::Jobs::default()
        .on(job::CHECK, move |work| job::check(work, to_check.clone()))
        .on(job::RUN, move |work| job::run(work, to_run.clone()))
        .on(job::UNDO, move |work| undo::undo(work, to_undo.clone()))
}

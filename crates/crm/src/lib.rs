//! The core that all stages stand on: companies, contacts, deals on their way through pipelines,
//! and everything people write down about them.
//!
//! One entity, one folder: `mod.rs` says what it is, `model.rs` holds types and pure rules,
//! `store.rs` every statement on its tables, `actions.rs` the use cases (permission → rule → store →
//! event, in one transaction), `http.rs` only translates.
//!
//! Architecture invariant: nothing here knows a stage crate, identity, or which database it is on.

pub mod activities;
pub mod board;
pub mod changes;
pub mod companies;
pub mod consents;
pub mod contacts;
pub mod deals;
pub mod dictionaries;
pub mod letters;
pub mod listing;
pub mod marks;
pub mod notes;
pub mod people;
pub mod pipelines;
pub mod privacy;
pub mod records;
pub mod refs;
pub mod search;
pub mod tasks;
pub mod timeline;
pub mod visible;
pub mod warning;

use api::{Module, Routes};

/// The core's endpoints.
pub fn module() -> Module {
    let routes = Routes::new()
        .merge(pipelines::routes())
        .merge(deals::routes())
        .merge(board::routes())
        .merge(companies::routes())
        .merge(contacts::routes())
        .merge(dictionaries::routes())
        .merge(notes::routes())
        .merge(activities::routes())
        .merge(consents::routes())
        .merge(marks::routes())
        .merge(tasks::routes())
        .merge(search::routes())
        .merge(timeline::routes());
    Module {
        routes,
        personal: privacy::keepers(),
        ..Module::default()
    }
}

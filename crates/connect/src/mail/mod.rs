//! Outgoing mail: accounts, templates, the outbox and the links in mails.

pub mod accounts;
pub mod dkim;
pub mod outbox;
mod personal;
pub mod secret;
mod site;
pub mod templates;
pub mod vault;

use std::sync::Arc;
use std::time::Duration;

use api::{Module, Routes};
use db::jobs::Jobs;
use tokio::sync::Semaphore;

pub use vault::Vault;

/// Everything about mail; the vault keeps the secrets of accounts.
pub fn module(vault: Vault) -> Module {
    let routes = Routes::new()
        .merge(accounts::http::routes())
        .merge(templates::http::routes())
        .merge(outbox::http::routes())
        .share(vault.clone());
    let hands = Arc::new(Semaphore::new(outbox::send::TOGETHER));
    let jobs = Jobs::default()
        .quick(crm::letters::JOB, outbox::letter::queue)
        .quick(outbox::send::SEND, move |work| {
            outbox::send::send(work, vault.clone(), hands.clone())
        })
        .every(
            outbox::send::DUE,
            Duration::from_secs(20),
            outbox::send::due,
        );
    Module {
        routes,
        jobs,
        site: site::site(),
        personal: vec![Arc::new(personal::Mails)],
    }
}

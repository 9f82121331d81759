//! Doors to the outside: tables that come in (import) and go out (export), calls of a telephone exchange, and mail.
//!
//! Architecture invariant: what an import writes goes through the core's own stores, by the core's rules.

pub mod export;
pub mod import;
pub mod mail;
pub mod telephony;

use std::sync::Arc;

use api::Module;
use import::ads::{AdBook, AdBooks};

/// The vault keeps the secrets of mail accounts.
pub fn module(vault: mail::Vault, book: Arc<dyn AdBook>) -> Module {
    Module {
        routes: import::routes().merge(export::routes()),
        jobs: import::jobs(&AdBooks(book)),
        personal: vec![Arc::new(import::personal::Imports)],
        ..Module::default()
    }
    .merge(telephony::module())
    .merge(mail::module(vault))
}

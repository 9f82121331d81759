//! Doors to the outside: tables that come in (import) and go out (export), and mail.
//!
//! Architecture invariant: what an import writes goes through the core's own stores, by the core's rules.

pub mod export;
pub mod import;
pub mod mail;

use api::Module;

/// The vault keeps the secrets of mail accounts.
pub fn module(vault: mail::Vault) -> Module {
    let tables = Module {
        routes: import::routes().merge(export::routes()),
        jobs: import::jobs(),
        personal: vec![std::sync::Arc::new(import::personal::Imports)],
        ..Module::default()
    };
    tables.merge(mail::module(vault))
}

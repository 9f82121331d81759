//! Doors to the outside: tables that come in (import) and go out (export).
//!
//! Architecture invariant: what an import writes goes through the core's own stores, by the core's rules.

pub mod export;
pub mod import;

use api::Module;

pub fn module() -> Module {
    Module {
        routes: import::routes().merge(export::routes()),
        jobs: import::jobs(),
        personal: vec![std::sync::Arc::new(import::personal::Imports)],
        ..Module::default()
    }
}

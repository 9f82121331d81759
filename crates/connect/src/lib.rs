//! Doors to the outside: tables that come in (import) and go out (export), calls of a telephone exchange.
//!
//! Architecture invariant: what an import writes goes through the core's own stores, by the core's rules.

pub mod export;
pub mod import;
pub mod telephony;

use std::sync::Arc;

use api::Module;
use import::ads::{AdBook, AdBooks};

pub fn module(book: Arc<dyn AdBook>) -> Module {
    Module {
        routes: import::routes().merge(export::routes()),
        jobs: import::jobs(&AdBooks(book)),
        ..Module::default()
    }
    .merge(telephony::module())
}

//! The binary: settings, command line, wiring, the embedded interface, the demo company.
//!
//! Architecture invariant: the only crate that sees every area; it holds no rules and no SQL.

mod ad_book;
pub mod cli;
pub mod demo;
mod document;
mod import;
mod ledger;
mod limits;
mod serve;
mod setup;
mod ui;
mod whole;

pub use connect::mail::Vault;
pub use setup::set_up;
pub use whole::{Voronka, openapi, permissions_page};

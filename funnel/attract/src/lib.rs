//! Attract: campaigns over the channels, visits of the site, forms, and the inquiries they bring.
//!
//! Architecture invariant: nothing here knows another stage. What other stages do with an inquiry they
//! learn from the event log.

use api::Module;

pub fn module() -> Module {
    Module::default()
}

//! Qualify: the first contact, what is sent and said in it, and whether the client fits.
//!
//! Architecture invariant: nothing here knows another stage. Inquiries are known from the event log.

use api::Module;

pub fn module() -> Module {
    Module::default()
}

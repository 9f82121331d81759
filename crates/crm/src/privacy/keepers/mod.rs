//! What the core keeps about a person, and how it forgets.

mod contact;
mod written;

use std::sync::Arc;

use api::Personal;

/// The keepers of the core.
pub fn keepers() -> Vec<Arc<dyn Personal>> {
    vec![
        Arc::new(contact::Contact),
        Arc::new(contact::Consents),
        Arc::new(written::Notes),
        Arc::new(written::Activities),
        Arc::new(written::Tasks),
        Arc::new(written::Deals),
        Arc::new(contact::Companies),
        Arc::new(contact::Files),
    ]
}

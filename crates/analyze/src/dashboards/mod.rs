//! Dashboards: what a person wants to see of the numbers, laid out on a grid of twelve columns.
//!
//! A dashboard holds no numbers, only what each of its tiles asks for: it shows to everybody what they
//! may see themselves.
//!
//! Invariants:
//! * it is seen by the one who made it, and by all who see reports once it is shared;
//! * it is changed and deleted by the one who made it; a shared one also by those who manage users,
//!   since whoever made it may be gone;
//! * nobody has more than a hundred.

pub mod actions;
mod http;
pub mod model;
pub mod store;

pub use http::{Dashboard, routes};
pub use model::Tile;

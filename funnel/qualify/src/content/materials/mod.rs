//! Materials: a title, a few words, whom it is for, and a link or a file in versions.
//!
//! Invariants:
//! * a version is never changed: another link or file is another version, and pages that were sent keep theirs;
//! * only files of known harmless kinds are kept, whatever their names say, and they are never shown as pages of ours;
//! * a material is never deleted, since it was sent; it is archived.

pub mod actions;
pub mod files;
pub(super) mod http;
pub mod model;
pub mod store;

pub use http::routes;

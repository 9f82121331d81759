//! The HTTP toolkit: who asks, what they may do, lists, problems, live updates, the OpenAPI document.
//!
//! A request runs: guard (who, may they, was this asked before) → handler, which only translates →
//! use case in a transaction → [`Ctx::created`] or [`Ctx::changed`], which commits and answers.
//!
//! Architecture invariant: nothing here knows an entity.

mod app;
mod body;
mod client;
mod ctx;
mod cursor;
pub mod docs;
pub mod guard;
pub mod jobs;
pub mod list;
pub mod live;
mod module;
pub mod personal;
mod problem;
pub mod public;
pub mod secret;
mod signing;
mod store;
pub mod workspace;

pub use app::{App, Authenticate, Authenticated, Credential, Login};
pub use body::Body;
pub use client::{ClientIp, is_bot};
pub use ctx::{Ctx, content_hash};
pub use cursor::Cursor;
pub use guard::is_colleague;
pub use jobs::{Job, JobState};
pub use list::{Filters, ListParams, Page};
pub use module::{Module, Routes, permission_table};
pub use personal::{Person, Personal, Redactor};
pub use problem::{Failure, ProblemBody, render_problems};
pub use signing::SigningKey;
pub use workspace::Workspace;

/// What a handler answers: a response, or a problem in the caller's language.
pub type Result<T> = std::result::Result<T, Failure>;

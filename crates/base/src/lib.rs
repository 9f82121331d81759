//! The words every other crate speaks: ids, money, time, texts, problems, actors, permissions, events.
//!
//! Architecture invariant: no I/O here, no database, no HTTP, and nothing that knows a stage of the funnel.

pub mod actor;
pub mod clock;
pub mod email;
pub mod event;
pub mod fold;
pub mod money;
pub mod patch;
pub mod phone;
pub mod problem;
pub mod requisites;
pub mod text;
pub mod time;
mod words;
pub mod worktime;

pub use actor::{Actor, Permission, Role, Scope, Visibility};
pub use clock::{Clock, Ids};
pub use event::{Event, Subject};
pub use money::{Currency, Money, grouped};
pub use patch::Patch;
pub use problem::{FieldError, Problem};
pub use text::{Lang, Text};
pub use time::Time;
pub use uuid::Uuid;
pub use worktime::{Ruler, WorkHours};

/// The result of anything that a person or a program asked for: the answer, or a problem to show them.
pub type Result<T> = std::result::Result<T, Problem>;

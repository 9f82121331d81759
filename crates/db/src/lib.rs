//! The two databases behind one face: SQLite in one file, or PostgreSQL by `DATABASE_URL`.
//!
//! The same statements run on both: placeholders are `$1`, ids are UUIDs, times are milliseconds,
//! booleans are booleans. Where the two differ, the difference lives here and nowhere else.
//!
//! Architecture invariant: no crate but this one knows which database it is on.

mod arg;
mod conn;
mod error;
pub mod events;
pub mod jobs;
mod open;
mod query;
pub mod search;
pub mod settings;
pub mod texts;
mod tx;

pub use arg::Arg;
pub use conn::Conn;
pub use error::{is_unique_violation, problem};
pub use events::{LiveEvent, LoggedEvent};
pub use open::{Db, Dialect, Location};
pub use query::{Insert, Query};
pub use tx::Tx;

/// For `#[derive(FromQueryResult)]`: write `use db::sea_orm;` beside it.
pub use sea_orm;
pub use sea_orm::FromQueryResult;

/// One statement with its arguments: `sql!("select id from deals where id = $1", id)`.
///
/// The text is a literal, so that a test can find every statement of the product and prepare it
/// on both databases.
#[macro_export]
macro_rules! sql {
    ($text:literal $(, $arg:expr)* $(,)?) => {
        $crate::Query::new($text)$(.arg($arg))*
    };
}

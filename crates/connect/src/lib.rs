//! Doors to the outside: import and export of tables.

pub mod import;

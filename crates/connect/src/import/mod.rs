//! Import of companies, contacts, deals and their past from a table.

pub mod fields;
pub mod file;
pub mod values;

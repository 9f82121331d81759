//! What leaves as a file: tables as CSV and XLSX.
//!
//! Architecture invariant: knows only `base`; what stands in a table is its caller's to say.

mod disposition;
mod sheet;
pub mod table;

use base::{Money, Time};
use chrono::NaiveDate;

pub use disposition::Disposition;
pub use sheet::{Kind, Sheet};

/// What stands in a cell of a table.
#[derive(Debug, Clone)]
pub enum Cell {
    Empty,
    Text(String),
    Money(Money),
    Number(f64),
    Moment(Time),
    Day(NaiveDate),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    pub fn moment(at: Option<Time>) -> Self {
        at.map_or(Self::Empty, Self::Moment)
    }
}

//! Lists as files: the same filters, the same visibility, all pages.

mod http;
mod rows;
mod sheet;

pub use http::routes;

use base::{Money, Time};
use chrono::NaiveDate;

/// What stands in a cell of an exported table.
#[derive(Debug, Clone)]
pub enum Cell {
    Empty,
    Text(String),
    Money(Money),
    Moment(Time),
    Day(NaiveDate),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    fn moment(at: Option<Time>) -> Self {
        at.map_or(Self::Empty, Self::Moment)
    }
}

//! Reading a table from a file of any origin: which encoding, separator and sheet it has, and its rows as texts.
//!
//! Architecture invariant: whatever the file holds, memory stays bounded: a row, a piece of text, and the
//! shared strings of a workbook whose unpacked size was measured before it was opened.

mod csv;
mod decode;
mod error;
mod json;
mod layout;
mod xlsx;

use std::fs::File;
use std::path::Path;

pub use error::{ImportFileError, MAX_CELL, MAX_COLUMNS, MAX_ROW, MAX_ROWS};
pub use layout::{Format, Layout, Wanted, inspect};

/// One row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet numbers it: from 1, with the header and blank rows counted.
    pub number: u64,
    pub cells: Vec<String>,
    /// Its quotes do not add up, so it is not known which text belongs to which column.
    pub broken: bool,
}

impl Row {
    fn whole(number: u64, cells: Vec<String>) -> Self {
        Self {
            number,
            cells,
            broken: false,
        }
    }
}

/// Whether the one who reads wants the next row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Go,
    Stop,
}

/// Hands out every row of the table below its header.
pub fn read_rows(
    path: &Path,
    layout: &Layout,
    mut each: impl FnMut(Row) -> Flow,
) -> Result<(), ImportFileError> {
    let header = layout.header_row;
    read_all(path, layout, |row| match header {
        Some(header) if row.number <= header => Flow::Go,
        _ => each(row),
    })
}

/// Hands out every row of the table, the header and what stands above it too.
fn read_all(
    path: &Path,
    layout: &Layout,
    mut each: impl FnMut(Row) -> Flow,
) -> Result<(), ImportFileError> {
    match layout.format {
        Format::Xlsx => xlsx::rows(path, &layout.sheet, each),
        Format::Json => json::rows(path, each),
        Format::Csv => {
            let encoding = decode::by_name(&layout.encoding)?;
            let text = decode::TextReader::new(File::open(path)?, encoding);
            let separator = layout.separator.chars().next().unwrap_or(',');
            csv::rows(text, encoding.name(), separator, |row| {
                // A line that only tells Excel the separator is no row of the table.
                let tells =
                    row.number == 1 && row.cells[0].trim().to_ascii_lowercase().starts_with("sep=");
                if tells { Flow::Go } else { each(row) }
            })
        }
    }
}

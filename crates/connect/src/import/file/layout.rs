//! What a file turned out to be, and what its reader corrected by hand.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Flow, ImportFileError, Row, csv, decode, json, read_all, xlsx};
use crate::import::values;

/// How many rows are shown before an import.
pub const SAMPLE_ROWS: usize = 20;
/// How many rows from the top a header is looked for in.
const HEADER_WITHIN: usize = 20;
const SEPARATORS: [char; 4] = [';', ',', '\t', '|'];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Csv,
    Xlsx,
    /// Objects of a program.
    Json,
}

/// The table in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Layout {
    pub format: Format,
    /// Of a CSV; empty for a workbook, as is the separator.
    pub encoding: String,
    pub separator: String,
    /// Of a workbook: the sheet that is read, and all that can be.
    pub sheet: String,
    pub sheets: Vec<String>,
    /// The row with the names of the columns; `null` when the table has none.
    pub header_row: Option<u64>,
    pub header: Vec<String>,
    pub sample: Vec<Vec<String>>,
    /// Rows below the header, blank ones not counted.
    pub rows: Option<u64>,
}

/// What a person chose instead of what was found.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub encoding: Option<String>,
    pub separator: Option<String>,
    pub sheet: Option<String>,
    /// 0 for a table without a header.
    pub header_row: Option<u64>,
}

/// Finds out how to read a file and reads it once to its end, so that a file that cannot be read is refused
/// whole, before anything of it is anywhere.
pub fn inspect(path: &Path, wanted: &Wanted) -> Result<Layout, ImportFileError> {
    let mut start = [0; 64];
    let filled = decode::read_full(&mut File::open(path)?, &mut start)?;
    let mut layout = if json::begins(&start[..filled]) {
        let mut layout = Layout {
            format: Format::Json,
            ..Layout::empty()
        };
        layout.look(path, Some(1))?;
        return Ok(layout);
    } else if start[..filled].starts_with(b"PK\x03\x04") {
        let sheets = xlsx::sheets(path)?;
        let sheet = match &wanted.sheet {
            Some(name) if sheets.contains(name) => name.clone(),
            Some(name) => return Err(ImportFileError::NoSuchSheet(name.clone())),
            None => sheets.first().cloned().unwrap_or_default(),
        };
        Layout {
            format: Format::Xlsx,
            sheet,
            sheets,
            ..Layout::empty()
        }
    } else {
        let encoding = match &wanted.encoding {
            Some(name) => decode::by_name(name)?,
            None => decode::detect(File::open(path)?)?,
        };
        let separator = match wanted
            .separator
            .as_deref()
            .and_then(|text| text.chars().next())
        {
            Some(separator) => separator,
            None => find_separator(path, encoding)?,
        };
        Layout {
            encoding: encoding.name().to_owned(),
            separator: separator.to_string(),
            ..Layout::empty()
        }
    };
    layout.look(path, wanted.header_row)?;
    Ok(layout)
}

impl Layout {
    fn empty() -> Self {
        Self {
            format: Format::Csv,
            encoding: String::new(),
            separator: String::new(),
            sheet: String::new(),
            sheets: Vec::new(),
            header_row: None,
            header: Vec::new(),
            sample: Vec::new(),
            rows: None,
        }
    }

    fn look(&mut self, path: &Path, header_row: Option<u64>) -> Result<(), ImportFileError> {
        let mut top: Vec<Row> = Vec::new();
        let mut count = 0_u64;
        let mut columns = 0;
        read_all(path, self, |row| {
            count += 1;
            columns = columns.max(row.cells.len());
            if top.len() < HEADER_WITHIN + SAMPLE_ROWS {
                top.push(row);
            }
            Flow::Go
        })?;
        if top.is_empty() {
            return Err(ImportFileError::Empty);
        }
        self.header_row = match header_row {
            Some(0) => None,
            Some(row) => Some(row),
            None => find_header(&top),
        };
        let above = |row: &&Row| self.header_row.is_some_and(|header| row.number <= header);
        let skipped = top.iter().filter(above).count();
        let named = top.iter().find(|row| Some(row.number) == self.header_row);
        // A row of text that is longer than its header was cut in a wrong place; a cell of a workbook
        // stands where it stands.
        let width = match (named, self.format) {
            (Some(named), Format::Csv) => named.cells.len(),
            _ => columns,
        };
        self.header = (0..width)
            .map(|column| {
                named
                    .and_then(|row| row.cells.get(column))
                    .map_or("", |cell| cell.trim())
                    .to_owned()
            })
            .collect();
        // Trailing separators make columns that nobody named and nobody filled.
        let sample = &top[skipped..];
        while self.header.last().is_some_and(String::is_empty)
            && self.header.len() > 1
            && sample.iter().all(|row| {
                row.cells
                    .get(self.header.len() - 1)
                    .is_none_or(|cell| cell.trim().is_empty())
            })
        {
            self.header.pop();
        }
        self.sample = sample
            .iter()
            .take(SAMPLE_ROWS)
            .map(|row| row.cells.clone())
            .collect();
        self.rows = Some(count.saturating_sub(skipped as u64));
        Ok(())
    }
}

/// The first row of the top that could name the columns: nearly as wide as the table, all words.
fn find_header(top: &[Row]) -> Option<u64> {
    let filled = |row: &Row| {
        row.cells
            .iter()
            .filter(|cell| !cell.trim().is_empty())
            .count()
    };
    let width = top.iter().map(filled).max().unwrap_or_default();
    let names = |row: &Row| row.cells.iter().all(|cell| !values::looks_like_data(cell));
    // A title, a date and a blank line may stand above the header; a table without one starts with data.
    let first = top
        .iter()
        .take(HEADER_WITHIN)
        .find(|row| filled(row) * 10 >= width * 6)?;
    (names(first) && !first.broken).then_some(first.number)
}

/// The separator that cuts the first rows into the most columns in the most even way.
fn find_separator(
    path: &Path,
    encoding: &'static encoding_rs::Encoding,
) -> Result<char, ImportFileError> {
    const ENOUGH: usize = 100;
    const SAMPLE_BYTES: u64 = 512 * 1024;
    let mut best = (0, ',');
    for separator in SEPARATORS {
        let text = decode::TextReader::new(File::open(path)?.take(SAMPLE_BYTES), encoding);
        let mut widths: Vec<usize> = Vec::new();
        let mut told = None;
        // The sample may end inside a quoted cell, so an error here is only the end of it.
        let _ = csv::rows(text, "", separator, |row| {
            if row.number == 1
                && let Some(rest) = row
                    .cells
                    .join(&separator.to_string())
                    .trim()
                    .strip_prefix("sep=")
            {
                told = Some(rest.chars().next().unwrap_or('\t'));
            }
            widths.push(row.cells.len());
            if widths.len() < ENOUGH {
                Flow::Go
            } else {
                Flow::Stop
            }
        });
        if let Some(told) = told {
            return Ok(told);
        }
        let usual = most_common(&widths);
        let even = widths.iter().filter(|width| **width == usual).count();
        // Evenness counts more than width: an amount with a comma cuts some rows and not others.
        let score = if usual < 2 {
            0
        } else {
            even * 1000 / widths.len().max(1) * 10 + usual.min(99)
        };
        if score > best.0 {
            best = (score, separator);
        }
    }
    Ok(best.1)
}

fn most_common(widths: &[usize]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for width in widths {
        *counts.entry(*width).or_insert(0_usize) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or(0, |(width, _)| width)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::import::file::read_rows;

    fn saved(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(bytes).expect("written");
        file
    }

    fn found(bytes: &[u8]) -> Layout {
        inspect(saved(bytes).path(), &Wanted::default()).expect("readable")
    }

    #[test]
    fn separators_are_found_though_cells_hold_others() {
        let rows = |separator: &str| {
            [
                ["Название", "Сумма", "Теги"],
                ["ООО «А, Б»", "1 234,56", "x, y"],
                ["В", "7", "z"],
            ]
            .map(|row| row.join(separator))
            .join("\r\n")
        };
        for separator in [";", "\t", "|"] {
            let layout = found(rows(separator).as_bytes());
            assert_eq!(
                (layout.separator.as_str(), layout.header.len(), layout.rows),
                (separator, 3, Some(2))
            );
        }
        let comma = found(b"a,b,c\r\n\"1,5\",\"x;y\",z\r\n2,,\r\n");
        assert_eq!((comma.separator.as_str(), comma.sample.len()), (",", 2));
        assert_eq!(found("Название\nРомашка\n".as_bytes()).header, ["Название"]);
        assert_eq!(found(b"sep=|\na|b;c;d\n1|2;3;4\n").separator, "|");
    }

    #[test]
    fn the_header_is_found_below_a_title_and_missed_when_there_is_none() {
        let layout =
            found("Отчёт за ноябрь;;\n;;\nНазвание;ИНН;Сумма\nА;7700000016;5\n".as_bytes());
        assert_eq!((layout.header_row, layout.rows), (Some(3), Some(1)));
        assert_eq!(layout.header, ["Название", "ИНН", "Сумма"]);
        let bare = found("Ромашка;7700000016;100,50\nЛютик;7800000027;7\n".as_bytes());
        assert_eq!(
            (bare.header_row, bare.rows, bare.header.len()),
            (None, Some(2), 3)
        );
    }

    #[test]
    fn a_person_may_know_better() {
        let file = saved("a;b,c\n1;2,3\n".as_bytes());
        let wanted = Wanted {
            separator: Some(",".to_owned()),
            header_row: Some(0),
            ..Wanted::default()
        };
        let layout = inspect(file.path(), &wanted).expect("readable");
        assert_eq!(
            (layout.header.len(), layout.header_row, layout.rows),
            (2, None, Some(2))
        );
        let mut numbers = Vec::new();
        read_rows(file.path(), &layout, |row| {
            numbers.push(row.number);
            Flow::Go
        })
        .expect("readable");
        assert_eq!(numbers, [1, 2]);
        let unknown = Wanted {
            encoding: Some("klingon".to_owned()),
            ..Wanted::default()
        };
        assert!(matches!(
            inspect(file.path(), &unknown),
            Err(ImportFileError::UnknownEncoding(_))
        ));
    }

    #[test]
    fn columns_of_trailing_separators_are_left_off() {
        let layout = found(b"a,b,,\n1,2,,\n3,4,,\n");
        assert_eq!(layout.header, ["a", "b"]);
    }

    #[test]
    fn a_wrong_encoding_chosen_by_hand_is_named() {
        let file = saved(&encoding_rs::WINDOWS_1251.encode("Имя\nЩука\n").0);
        let wanted = Wanted {
            encoding: Some("utf-8".to_owned()),
            ..Wanted::default()
        };
        let error = inspect(file.path(), &wanted).expect_err("not UTF-8");
        assert_eq!(
            error,
            ImportFileError::Encoding {
                encoding: "UTF-8",
                row: 1
            }
        );
    }
}

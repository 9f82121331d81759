//! Rows of a JSON as programs give it: the objects of a list, lists inside them being rows of their own.
//! `{"items": [{"id": 1, "rows": [{"date": "…", "base": {"shows": 5}}]}]}` has the columns `id`, `date`, `base.shows`.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde_json::{Map, Value};

use super::{Flow, ImportFileError, MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row};

/// It is read as a whole, so it may not be as large as a table of lines.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Whether a file begins like a JSON of objects.
pub fn begins(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let mut marks = start.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (marks.next(), marks.next()) {
        (Some(b'{'), next) => next.is_none_or(|byte| *byte == b'"'),
        (Some(b'['), next) => next.is_none_or(|byte| *byte == b'{'),
        _ => false,
    }
}

/// Hands out the names of the columns as the first row, then the rows.
pub fn rows(path: &Path, mut each: impl FnMut(Row) -> Flow) -> Result<(), ImportFileError> {
    let file = File::open(path)?;
    if file.metadata()?.len() > MOST_BYTES {
        return Err(ImportFileError::TooManyRows);
    }
    let mut text = String::new();
    BufReader::new(file)
        .read_to_string(&mut text)
        .map_err(|_| ImportFileError::Encoding {
            encoding: "UTF-8",
            row: 1,
        })?;
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| ImportFileError::BrokenJson(error.line() as u64))?;
    let mut table = Table::default();
    table.level("", &value, &Line::default())?;
    if table.lines.is_empty() {
        return Err(ImportFileError::Empty);
    }
    let mut number = 1;
    if each(Row::whole(number, table.header.clone())) == Flow::Stop {
        return Ok(());
    }
    for line in table.lines {
        number += 1;
        let mut cells = vec![String::new(); table.header.len()];
        for (column, cell) in line.0 {
            cells[column] = cell;
        }
        if each(Row::whole(number, cells)) == Flow::Stop {
            return Ok(());
        }
    }
    Ok(())
}

/// The cells of a row by their columns.
#[derive(Debug, Clone, Default)]
struct Line(Vec<(usize, String)>);

#[derive(Debug, Default)]
struct Table {
    header: Vec<String>,
    lines: Vec<Line>,
}

impl Table {
    /// Goes into an object or a list; `above` is what the objects around it say.
    fn level(&mut self, name: &str, value: &Value, above: &Line) -> Result<(), ImportFileError> {
        match value {
            Value::Array(items) => {
                for item in items.iter().filter(|item| item.is_object()) {
                    self.level(name, item, above)?;
                }
                Ok(())
            }
            Value::Object(object) => {
                let mut line = above.clone();
                self.scalars(name, "", object, &mut line)?;
                let lists = object.iter().filter(|(_, value)| is_list(value));
                // Of several lists the longest is the table.
                match lists.max_by_key(|(_, value)| value.as_array().map_or(0, Vec::len)) {
                    Some((name, list)) => self.level(name, list, &line),
                    None => self.put(line),
                }
            }
            _ => Ok(()),
        }
    }

    fn scalars(
        &mut self,
        list: &str,
        prefix: &str,
        object: &Map<String, Value>,
        line: &mut Line,
    ) -> Result<(), ImportFileError> {
        for (key, value) in object {
            let key = format!("{prefix}{key}");
            match value {
                Value::Null => {}
                Value::Array(items) if items.is_empty() || is_list(value) => {}
                Value::Object(inner) => self.scalars(list, &format!("{key}."), inner, line)?,
                Value::String(text) => self.cell(list, key, text.clone(), line)?,
                other => self.cell(list, key, other.to_string(), line)?,
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        list: &str,
        key: String,
        text: String,
        line: &mut Line,
    ) -> Result<(), ImportFileError> {
        if text.len() > MAX_CELL {
            let row = self.lines.len() as u64 + 2;
            return Err(ImportFileError::CellTooLong { row });
        }
        let mut column = self.column(key.clone())?;
        if line.0.iter().any(|(other, _)| *other == column) {
            // The object around it has a field of this name too.
            column = self.column(format!("{list}.{key}"))?;
            line.0.retain(|(other, _)| *other != column);
        }
        line.0.push((column, text));
        Ok(())
    }

    fn column(&mut self, key: String) -> Result<usize, ImportFileError> {
        if let Some(known) = self.header.iter().position(|name| *name == key) {
            return Ok(known);
        }
        if self.header.len() >= MAX_COLUMNS {
            let row = self.lines.len() as u64 + 2;
            return Err(ImportFileError::TooManyColumns { row });
        }
        self.header.push(key);
        Ok(self.header.len() - 1)
    }

    fn put(&mut self, line: Line) -> Result<(), ImportFileError> {
        if self.lines.len() as u64 >= MAX_ROWS {
            return Err(ImportFileError::TooManyRows);
        }
        if !line.0.is_empty() {
            self.lines.push(line);
        }
        Ok(())
    }
}

fn is_list(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().any(Value::is_object))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<Vec<String>>, ImportFileError> {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(text.as_bytes()).expect("written");
        let mut found = Vec::new();
        rows(file.path(), |row| {
            found.push(row.cells);
            Flow::Go
        })?;
        Ok(found)
    }

    #[test]
    fn lists_in_lists_are_rows_and_objects_are_columns() {
        let text = r#"{"items": [
            {"id": 7, "rows": [
                {"date": "2026-11-20", "base": {"shows": 10, "spent": "12.50"}},
                {"date": "2026-11-21", "base": {"shows": 4, "spent": "3"}, "id": 9}],
             "total": {"base": {"shows": 14}}},
            {"id": 8, "rows": []}], "count": 2}"#;
        let table = read(text).expect("readable");
        assert!(table[0].iter().any(|name| name == "base.spent"));
        let column = |name: &str| table[0].iter().position(|other| other == name).expect("it");
        let cell = |row: usize, name: &str| table[row][column(name)].as_str();
        assert_eq!((cell(1, "id"), cell(1, "date")), ("7", "2026-11-20"));
        assert_eq!(
            (cell(1, "base.shows"), cell(1, "base.spent")),
            ("10", "12.50")
        );
        assert_eq!((cell(2, "id"), cell(2, "rows.id")), ("7", "9"));
    }

    #[test]
    fn what_is_no_table_says_so() {
        assert_eq!(read("{}"), Err(ImportFileError::Empty));
        assert_eq!(read("[]"), Err(ImportFileError::Empty));
        assert_eq!(
            read("{\"items\": [\n{\"id\": 1,"),
            Err(ImportFileError::BrokenJson(2))
        );
        assert!(begins(b" {\n\"a\"") && begins(b"[{") && !begins(b"{a}") && !begins(b"a;b"));
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(text in r#"[\[\]{}":,a1 ]{0,60}"#) {
            let _ = read(&text);
        }
    }
}

//! Rows of a delimited text. Written by hand for what a library does not promise: a bounded row, the row
//! where a quote was left open, and a broken row refused alone instead of with all that follow it.

use std::io::Read;

use super::decode::TextReader;
use super::{Flow, ImportFileError, MAX_CELL, MAX_COLUMNS, MAX_ROW, MAX_ROWS, Row};

/// Reads every row until `each` has enough. Blank rows count but are not handed out.
pub fn rows<R: Read>(
    mut text: TextReader<R>,
    encoding: &'static str,
    separator: char,
    mut each: impl FnMut(Row) -> Flow,
) -> Result<(), ImportFileError> {
    let mut parser = Parser::new(separator);
    let mut piece = String::new();
    loop {
        text.next(&mut piece)?;
        if text.malformed {
            return Err(ImportFileError::Encoding {
                encoding,
                row: parser.row,
            });
        }
        let end = piece.is_empty();
        let mut rest = piece.as_str();
        loop {
            let (row, left) = if end {
                (parser.finish()?, "")
            } else {
                parser.advance(rest)?
            };
            rest = left;
            let Some(row) = row else { break };
            if each(row) == Flow::Stop {
                return Ok(());
            }
        }
        if end {
            return Ok(());
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of this row was seen.
    RowStart,
    CellStart,
    Plain,
    Quoted,
    /// A quote inside a quoted cell: the end of the cell, or the first half of a doubled quote.
    QuoteInQuoted,
    /// Text follows a closing quote: whatever comes until the line ends belongs to nobody knows which cell.
    Broken,
}

struct Parser {
    separator: char,
    state: State,
    cells: Vec<String>,
    cell: String,
    length: usize,
    /// The number of the row that is being read, blank ones counted, from 1.
    row: u64,
    after_return: bool,
}

impl Parser {
    fn new(separator: char) -> Self {
        Self {
            separator,
            state: State::RowStart,
            cells: Vec::new(),
            cell: String::new(),
            length: 0,
            row: 1,
            after_return: false,
        }
    }

    /// Goes on to the end of the next row. `None` when the text ends before the row does.
    fn advance<'a>(&mut self, text: &'a str) -> Result<(Option<Row>, &'a str), ImportFileError> {
        for (at, letter) in text.char_indices() {
            // CR, LF and CRLF all end a line, even mixed in one file.
            if std::mem::take(&mut self.after_return) && letter == '\n' {
                continue;
            }
            if letter == '\0' {
                return Err(ImportFileError::ControlCharacters { row: self.row });
            }
            let line_ends = matches!(letter, '\r' | '\n');
            match self.state {
                State::RowStart | State::CellStart if letter == '"' => self.state = State::Quoted,
                State::Quoted if letter == '"' => self.state = State::QuoteInQuoted,
                State::Quoted => self.push(letter)?,
                State::QuoteInQuoted if letter == '"' => {
                    self.push('"')?;
                    self.state = State::Quoted;
                }
                _ if line_ends => {
                    self.after_return = letter == '\r';
                    let rest = &text[at + letter.len_utf8()..];
                    if let Some(row) = self.end_row()? {
                        return Ok((Some(row), rest));
                    }
                }
                State::Broken => self.push(letter)?,
                _ if letter == self.separator => self.end_cell()?,
                State::QuoteInQuoted => {
                    // Spaces between a closing quote and the separator do no harm.
                    if letter != ' ' {
                        self.push(letter)?;
                        self.state = State::Broken;
                    }
                }
                State::RowStart | State::CellStart | State::Plain => {
                    self.push(letter)?;
                    self.state = State::Plain;
                }
            }
        }
        Ok((None, ""))
    }

    fn finish(&mut self) -> Result<Option<Row>, ImportFileError> {
        match self.state {
            State::RowStart => Ok(None),
            State::Quoted => Err(ImportFileError::OpenQuote { row: self.row }),
            _ => self.end_row(),
        }
    }

    fn push(&mut self, letter: char) -> Result<(), ImportFileError> {
        self.length += letter.len_utf8();
        if self.length > MAX_ROW {
            return Err(ImportFileError::RowTooLong { row: self.row });
        }
        self.cell.push(letter);
        if self.cell.len() > MAX_CELL {
            // A quote that nobody closed swallows line after line.
            return Err(if self.state == State::Quoted && self.cell.contains('\n') {
                ImportFileError::OpenQuote { row: self.row }
            } else {
                ImportFileError::CellTooLong { row: self.row }
            });
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ImportFileError> {
        if self.cells.len() + 1 >= MAX_COLUMNS {
            return Err(ImportFileError::TooManyColumns { row: self.row });
        }
        self.length += 1;
        self.cells.push(std::mem::take(&mut self.cell));
        self.state = State::CellStart;
        Ok(())
    }

    fn end_row(&mut self) -> Result<Option<Row>, ImportFileError> {
        let broken = self.state == State::Broken;
        let number = self.row;
        self.cells.push(std::mem::take(&mut self.cell));
        let cells = std::mem::take(&mut self.cells);
        self.state = State::RowStart;
        self.length = 0;
        self.row += 1;
        if self.row > MAX_ROWS {
            return Err(ImportFileError::TooManyRows);
        }
        let blank = cells.iter().all(|cell| cell.trim().is_empty());
        Ok((!blank).then_some(Row {
            number,
            cells,
            broken,
        }))
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::UTF_8;
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str, separator: char) -> Result<Vec<Row>, ImportFileError> {
        let mut all = Vec::new();
        rows(
            TextReader::new(text.as_bytes(), UTF_8),
            "utf-8",
            separator,
            |row| {
                all.push(row);
                Flow::Go
            },
        )?;
        Ok(all)
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        parse(text, ';')
            .expect("whole rows")
            .into_iter()
            .map(|row| row.cells)
            .collect()
    }

    #[test]
    fn quotes_separators_and_line_ends_inside_a_cell_are_kept() {
        assert_eq!(
            cells("a;\"b;\"\"c\"\"\r\nd\" ;e\r\nf;;\ng"),
            [vec!["a", "b;\"c\"\r\nd", "e"], vec!["f", "", ""], vec!["g"]]
        );
        assert_eq!(cells("размер 5\" труба;x"), [["размер 5\" труба", "x"]]);
    }

    #[test]
    fn blank_rows_count_but_are_not_handed_out() {
        let rows = parse("a\n\n ; \nb\r\rc", ';').expect("whole rows");
        let seen: Vec<(u64, &str)> = rows
            .iter()
            .map(|row| (row.number, row.cells[0].as_str()))
            .collect();
        assert_eq!(seen, [(1, "a"), (4, "b"), (6, "c")]);
    }

    #[test]
    fn a_broken_row_is_marked_and_the_next_one_is_whole() {
        let rows = parse("1;\"ООО \"Ромашка\"\";x\n2;y;z\n", ';').expect("readable");
        assert!(rows[0].broken && !rows[1].broken);
        assert_eq!(rows[1].cells, ["2", "y", "z"]);
    }

    #[test]
    fn hostile_texts_get_a_named_error_in_bounded_memory() {
        let open = format!("a;b\n1;\"open\n{}", "x;y\n".repeat(50_000));
        assert_eq!(
            parse(&open, ';').expect_err("open"),
            ImportFileError::OpenQuote { row: 2 }
        );
        assert_eq!(
            parse("a\n\"b", ';').expect_err("open"),
            ImportFileError::OpenQuote { row: 2 }
        );
        let line = "x".repeat(10_000_000);
        assert_eq!(
            parse(&line, ';').expect_err("long"),
            ImportFileError::CellTooLong { row: 1 }
        );
        let wide = ";".repeat(1000);
        assert_eq!(
            parse(&wide, ';').expect_err("wide"),
            ImportFileError::TooManyColumns { row: 1 }
        );
        let fat = format!("{};", "x".repeat(60_000)).repeat(400);
        assert_eq!(
            parse(&fat, ';').expect_err("fat"),
            ImportFileError::RowTooLong { row: 1 }
        );
        let zero = parse("a\nb\0", ';').expect_err("a zero byte");
        assert_eq!(zero, ImportFileError::ControlCharacters { row: 2 });
    }

    #[test]
    fn an_endless_line_is_given_up_early() {
        // A terabyte of the same letter, as a stream: it must not be read to its end.
        let endless = std::io::Read::take(std::io::repeat(b'x'), 1 << 40);
        let result = rows(TextReader::new(endless, UTF_8), "utf-8", ';', |_| Flow::Go);
        assert_eq!(result, Err(ImportFileError::CellTooLong { row: 1 }));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(table in prop::collection::vec(prop::collection::vec("[а-яa-z ;,\"\n\r]{0,8}", 1..5), 1..6)) {
            let text: String = table
                .iter()
                .map(|row| {
                    let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                    cells.join(";") + "\r\n"
                })
                .collect();
            let expected: Vec<Vec<String>> =
                table.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
            prop_assert_eq!(cells(&text), expected);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[a-я;\"\r\n\\PC]{0,60}") {
            let _ = parse(&text, ';');
        }
    }
}

//! Tables on their way out: CSV files that open right in Excel and cannot do anything there.

use std::io::{BufWriter, Seek, Write};

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::{Problem, Result};
use tokio_util::io::ReaderStream;

use crate::Disposition;

/// A CSV that is written to the disk row by row: however long it gets, memory does not.
pub struct CsvFile {
    writer: csv::Writer<BufWriter<std::fs::File>>,
}

impl CsvFile {
    /// With `;`, UTF-8 and its mark: what Excel opens without asking where the decimal mark is a comma.
    pub fn new() -> Result<Self> {
        let mut file = BufWriter::new(tempfile::tempfile().map_err(Problem::internal)?);
        file.write_all("\u{feff}".as_bytes())
            .map_err(Problem::internal)?;
        let writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(file);
        Ok(Self { writer })
    }

    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<()> {
        let guarded = cells.iter().map(|cell| harmless(cell.as_ref()));
        self.writer
            .write_record(guarded.map(String::into_bytes))
            .map_err(Problem::internal)
    }

    /// The file, from its beginning.
    pub fn finish(self) -> Result<std::fs::File> {
        let buffered = self.writer.into_inner().map_err(Problem::internal)?;
        let mut file = buffered.into_inner().map_err(Problem::internal)?;
        file.rewind().map_err(Problem::internal)?;
        Ok(file)
    }
}

/// A cell that a spreadsheet does not run as a formula. Texts that begin like one get an apostrophe in front,
/// which the import takes off again; numbers and phones stay as they are.
pub fn harmless(cell: &str) -> String {
    let begins = cell.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\'',
    ]);
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let rest = cell.get(1..).unwrap_or_default();
    let made_of = |marks: &str| {
        rest.chars()
            .all(|c| c.is_ascii_digit() || marks.contains(c))
    };
    let number = digits > 0 && !cell.starts_with('=') && made_of(" .,\u{a0}");
    let phone = digits >= 10 && cell.starts_with('+') && made_of(" ()-");
    let number = number || phone;
    if begins && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Sends a file as a download.
pub fn download(file: std::fs::File, kind: &str, name: &str) -> Result<Response> {
    let size = file.metadata().map_err(Problem::internal)?.len();
    let stream = ReaderStream::new(tokio::fs::File::from_std(file));
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, size.to_string()),
        (
            header::CONTENT_DISPOSITION,
            Disposition::Attachment.of(name),
        ),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts_and_numbers_stay_numbers() {
        for cell in [
            "=1+1",
            "=cmd|'/c calc'!A1",
            "+cmd",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "'text",
        ] {
            assert!(harmless(cell).starts_with('\''), "{cell}");
        }
        for cell in [
            "-5,50",
            "+7 912 345-67-89",
            "ООО «Ромашка»",
            "",
            "1=1",
            "a+b",
        ] {
            assert_eq!(harmless(cell), cell);
        }
        assert_eq!(harmless("-1+1"), "'-1+1");
        assert_eq!(harmless("=1"), "'=1");
    }
}

//! Rows of a workbook. Its archive is measured before it is opened: a small file can unpack to anything.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{Flow, ImportFileError, MAX_CELL, MAX_COLUMNS, MAX_ROW, MAX_ROWS, Row};

/// How much a workbook may unpack to.
struct Limits {
    /// All parts together: a full sheet of a million rows stays below.
    total: u64,
    /// The shared strings are held in memory.
    strings: u64,
    /// The longest stretch between two tags. A cell of 32,767 characters fits, escaped too.
    stretch: usize,
    parts: usize,
}

const LIMITS: Limits = Limits {
    total: 2 << 30,
    strings: 256 << 20,
    stretch: 1 << 20,
    parts: 10_000,
};

type Workbook = Xlsx<BufReader<File>>;

/// The sheets with cells, visible ones first.
pub fn sheets(path: &Path) -> Result<Vec<String>, ImportFileError> {
    measure(path, &LIMITS)?;
    let book = open(path)?;
    let of = |wanted: bool| {
        book.sheets_metadata()
            .iter()
            .filter(move |sheet| {
                sheet.typ == SheetType::WorkSheet
                    && (sheet.visible == SheetVisible::Visible) == wanted
            })
            .map(|sheet| sheet.name.clone())
    };
    let names: Vec<String> = of(true).chain(of(false)).collect();
    if names.is_empty() {
        Err(ImportFileError::Empty)
    } else {
        Ok(names)
    }
}

/// Reads every row of a sheet until `each` has enough. Rows without a value are not handed out.
pub fn rows(
    path: &Path,
    sheet: &str,
    mut each: impl FnMut(Row) -> Flow,
) -> Result<(), ImportFileError> {
    measure(path, &LIMITS)?;
    let mut book = open(path)?;
    let mut cells = book
        .worksheet_cells_reader(sheet)
        .map_err(|error| match error {
            XlsxError::WorksheetNotFound(name) => ImportFileError::NoSuchSheet(name),
            other => broken(&other),
        })?;
    let mut row = Row {
        number: 0,
        cells: Vec::new(),
        broken: false,
    };
    let mut length = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
        let (at, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let number = u64::from(at) + 1;
        if number != row.number {
            if row.number > 0
                && each(std::mem::replace(
                    &mut row,
                    Row {
                        number,
                        cells: Vec::new(),
                        broken: false,
                    },
                )) == Flow::Stop
            {
                return Ok(());
            }
            row.number = number;
            length = 0;
        }
        let column = column as usize;
        length += text.len();
        if column >= MAX_COLUMNS {
            return Err(ImportFileError::TooManyColumns { row: number });
        }
        if text.len() > MAX_CELL {
            return Err(ImportFileError::CellTooLong { row: number });
        }
        if length > MAX_ROW {
            return Err(ImportFileError::RowTooLong { row: number });
        }
        if number > MAX_ROWS {
            return Err(ImportFileError::TooManyRows);
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = text;
    }
    if row.number > 0 {
        each(row);
    }
    Ok(())
}

/// A value as a person reads it, but with dates in ISO and a decimal point, so that nothing is guessed twice.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        // `#N/A` and its kin hold no value: such a cell is an empty one.
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::DateTime(at) if at.is_duration() => Data::DateTime(*at).to_string(),
        DataRef::DateTime(at) => match at.as_datetime() {
            Some(moment) if moment.time() == chrono::NaiveTime::MIN => {
                moment.format("%Y-%m-%d").to_string()
            }
            Some(moment) => moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
            None => number_text(at.as_f64()),
        },
    }
}

/// Fifteen digits are what a spreadsheet keeps; the rest is noise of the binary fraction.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

fn open(path: &Path) -> Result<Workbook, ImportFileError> {
    Xlsx::new(BufReader::new(File::open(path)?)).map_err(|error| match error {
        XlsxError::Password => ImportFileError::PasswordProtected,
        other => broken(&other),
    })
}

fn broken(error: &XlsxError) -> ImportFileError {
    let text: String = error.to_string().chars().take(200).collect();
    ImportFileError::BrokenWorkbook(text)
}

/// Unpacks every part once without keeping it, and stops where a bound is passed. The sizes that the archive
/// states about itself are not believed.
fn measure(path: &Path, limits: &Limits) -> Result<(), ImportFileError> {
    let wrong = |error: zip::result::ZipError| ImportFileError::BrokenWorkbook(error.to_string());
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(wrong)?;
    if archive.len() > limits.parts {
        return Err(ImportFileError::TooMuchInside);
    }
    let mut total = 0;
    let mut buffer = vec![0; 64 * 1024];
    let mut book = false;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(wrong)?;
        let name = part.name().map_err(wrong)?.to_ascii_lowercase();
        book |= name == "xl/workbook.xml";
        let strings = name.contains("sharedstrings");
        let xml = matches!(name.rsplit('.').next(), Some("xml" | "rels"));
        let (mut size, mut stretch) = (0_u64, 0_usize);
        loop {
            let read = part
                .read(&mut buffer)
                .map_err(|error| ImportFileError::BrokenWorkbook(error.to_string()))?;
            if read == 0 {
                break;
            }
            size += read as u64;
            total += read as u64;
            let mut pieces = buffer[..read].split(|byte| *byte == b'<');
            stretch += pieces.next().map_or(0, <[u8]>::len);
            for piece in pieces {
                stretch = piece.len();
            }
            if total > limits.total
                || (strings && size > limits.strings)
                || (xml && stretch > limits.stretch)
            {
                return Err(ImportFileError::TooMuchInside);
            }
        }
    }
    if book {
        Ok(())
    } else {
        Err(ImportFileError::BrokenWorkbook(
            "xl/workbook.xml".to_owned(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook as NewBook};

    use super::*;
    use crate::import::file::{Wanted, inspect};

    fn book() -> Vec<u8> {
        let mut book = NewBook::new();
        let date = CellFormat::new().set_num_format("dd.mm.yyyy hh:mm");
        let at = ExcelDateTime::parse_from_str("2026-12-31T14:05:00").expect("a moment");
        let day = ExcelDateTime::parse_from_str("2026-12-31").expect("a day");
        let notes = book.add_worksheet().set_name("Заметки").expect("a name");
        notes.set_hidden(true);
        notes.write(0, 0, "тайное").expect("written");
        let sheet = book.add_worksheet().set_name("Сделки").expect("a name");
        sheet.set_active(true);
        for (column, name) in ["Название", "Сумма", "Дата", "День", "Да"]
            .into_iter()
            .enumerate()
        {
            sheet.write(2, column as u16, name).expect("written");
        }
        sheet.write(3, 0, "ООО «Ёлка»").expect("written");
        sheet.write(3, 1, 0.1 + 0.2).expect("written");
        sheet.write_with_format(3, 2, &at, &date).expect("written");
        sheet.write_with_format(3, 3, &day, &date).expect("written");
        sheet.write(3, 4, true).expect("written");
        sheet.write(9, 1, 1_234_567.5).expect("written");
        sheet.write(10, 1, 7_707_083_893_i64).expect("written");
        book.save_to_buffer().expect("a workbook")
    }

    fn saved(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(bytes).expect("written");
        file
    }

    fn zipped(parts: &[(&str, &[u8], usize)]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes, times) in parts {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).expect("started");
            for _ in 0..*times {
                archive.write_all(bytes).expect("written");
            }
        }
        archive.finish().expect("finished").into_inner()
    }

    #[test]
    fn values_come_out_as_unambiguous_texts() {
        let file = saved(&book());
        let layout = inspect(file.path(), &Wanted::default()).expect("readable");
        assert_eq!(layout.sheets, ["Сделки", "Заметки"]);
        assert_eq!(
            (layout.sheet.as_str(), layout.header_row, layout.rows),
            ("Сделки", Some(3), Some(3))
        );
        assert_eq!(
            layout.sample[0],
            [
                "ООО «Ёлка»",
                "0.3",
                "2026-12-31T14:05:00",
                "2026-12-31",
                "true"
            ]
        );
        assert_eq!(layout.sample[1], ["", "1234567.5"]);
        assert_eq!(layout.sample[2], ["", "7707083893"]);
    }

    #[test]
    fn another_sheet_can_be_chosen_and_a_missing_one_is_named() {
        let file = saved(&book());
        let wanted = |sheet: &str| Wanted {
            sheet: Some(sheet.to_owned()),
            ..Wanted::default()
        };
        assert_eq!(
            inspect(file.path(), &wanted("Заметки"))
                .expect("readable")
                .header,
            ["тайное"]
        );
        let error = inspect(file.path(), &wanted("Нет")).expect_err("no such sheet");
        assert_eq!(error, ImportFileError::NoSuchSheet("Нет".to_owned()));
    }

    #[test]
    fn archives_that_are_no_workbook_are_refused() {
        let other = saved(&zipped(&[("readme.txt", b"hello", 1)]));
        assert!(matches!(
            inspect(other.path(), &Wanted::default()),
            Err(ImportFileError::BrokenWorkbook(_))
        ));
        let mut cut = book();
        cut.truncate(cut.len() / 2);
        assert!(matches!(
            inspect(saved(&cut).path(), &Wanted::default()),
            Err(ImportFileError::BrokenWorkbook(_))
        ));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let small = Limits {
            total: 4 << 20,
            strings: 1 << 20,
            stretch: 64 << 10,
            parts: 3,
        };
        let measured = |parts: &[(&str, &[u8], usize)]| {
            measure(
                saved(&zipped(
                    &[&[("xl/workbook.xml", &b"<a>"[..], 1)], parts].concat(),
                ))
                .path(),
                &small,
            )
        };
        let (spaces, tags) = ([b' '; 1024], b"<t>".repeat(1000));
        assert_eq!(
            measured(&[("xl/worksheets/sheet1.xml", &tags, 1000)]),
            Ok(())
        );
        for bomb in [
            ("xl/worksheets/sheet1.xml", &spaces[..], 100),
            ("xl/sharedStrings.xml", &tags, 500),
            ("xl/media/image1.png", &spaces, 5000),
        ] {
            assert_eq!(
                measured(&[bomb]),
                Err(ImportFileError::TooMuchInside),
                "{}",
                bomb.0
            );
        }
        let many = [("a", &b""[..], 1), ("b", b"", 1), ("c", b"", 1)];
        assert_eq!(measured(&many), Err(ImportFileError::TooMuchInside));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_damaged_workbook_never_panics(at in 0_usize..8000, byte: u8, cut in 0_usize..8000) {
            let mut bytes = book();
            let length = bytes.len();
            bytes[at % length] = byte;
            if cut < 2000 {
                bytes.truncate(length - cut % length);
            }
            let _ = inspect(saved(&bytes).path(), &Wanted::default());
        }
    }
}

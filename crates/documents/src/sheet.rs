//! Writing an exported table as CSV or as a workbook, row by row onto the disk.

use base::{Lang, Money, Problem, Result, Text};
use chrono_tz::Tz;
use rust_xlsxwriter::{Format, Workbook};

use crate::Cell;
use crate::table::CsvFile;

/// A sheet of a workbook holds so many rows, its header among them.
const MOST_ROWS: u32 = 1_048_576;

pub enum Sheet {
    Csv(Box<Csv>),
    Xlsx(Box<Book>),
}

pub struct Csv {
    file: CsvFile,
    zone: Tz,
    lang: Lang,
}

pub struct Book {
    whole: Workbook,
    row: u32,
    zone: Tz,
    money: Format,
    moment: Format,
    day: Format,
}

/// The two kinds of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    /// By the ending of a file's name.
    pub fn parse(ending: &str) -> Option<Self> {
        match ending {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The MIME type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl Sheet {
    pub fn new(kind: Kind, zone: Tz, lang: Lang, header: &[String]) -> Result<Self> {
        match kind {
            Kind::Csv => Self::csv(zone, lang, header),
            Kind::Xlsx => Self::xlsx(zone, header),
        }
    }

    fn csv(zone: Tz, lang: Lang, header: &[String]) -> Result<Self> {
        let mut file = CsvFile::new()?;
        file.row(header)?;
        Ok(Self::Csv(Box::new(Csv { file, zone, lang })))
    }

    fn xlsx(zone: Tz, header: &[String]) -> Result<Self> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book
            .add_worksheet_with_constant_memory()
            .map_err(Problem::internal)?;
        sheet.set_freeze_panes(1, 0).map_err(Problem::internal)?;
        for (column, name) in (0..).zip(header) {
            sheet
                .set_column_width(column, 20)
                .map_err(Problem::internal)?;
            sheet
                .write_with_format(0, column, name, &bold)
                .map_err(Problem::internal)?;
        }
        Ok(Self::Xlsx(Box::new(Book {
            whole: book,
            row: 1,
            zone,
            money: Format::new().set_num_format("#,##0.00"),
            moment: Format::new().set_num_format("dd.mm.yyyy hh:mm:ss"),
            day: Format::new().set_num_format("dd.mm.yyyy"),
        })))
    }

    pub fn row(&mut self, cells: Vec<Cell>) -> Result<()> {
        match self {
            Self::Csv(csv) => {
                let texts: Vec<String> = cells
                    .iter()
                    .map(|cell| text(cell, csv.zone, csv.lang))
                    .collect();
                csv.file.row(&texts)
            }
            Self::Xlsx(book) => book.row(cells),
        }
    }

    /// The file, from its beginning.
    pub fn finish(self) -> Result<std::fs::File> {
        match self {
            Self::Csv(csv) => csv.file.finish(),
            Self::Xlsx(mut book) => {
                use std::io::Seek;
                let mut file = tempfile::tempfile().map_err(Problem::internal)?;
                book.whole
                    .save_to_writer(&mut file)
                    .map_err(Problem::internal)?;
                file.rewind().map_err(Problem::internal)?;
                Ok(file)
            }
        }
    }
}

impl Book {
    fn row(&mut self, cells: Vec<Cell>) -> Result<()> {
        if self.row >= MOST_ROWS {
            return Err(Problem::new(
                422,
                "too_many_rows",
                Text::fixed(
                    "В лист Excel столько строк не помещается. Сузьте фильтр или выгрузите CSV",
                    "An Excel sheet does not hold so many rows. Narrow the filter or export CSV",
                ),
            ));
        }
        let (row, zone) = (self.row, self.zone);
        let sheet = self
            .whole
            .worksheet_from_index(0)
            .map_err(Problem::internal)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => continue,
                // A text cell of a workbook is never a formula.
                Cell::Text(text) => {
                    sheet.write_string(row, column, text.chars().take(32_767).collect::<String>())
                }
                Cell::Money(money) => {
                    sheet.write_number_with_format(row, column, major(money), &self.money)
                }
                Cell::Number(number) => sheet.write_number(row, column, number),
                Cell::Moment(at) => {
                    let local = at.datetime().with_timezone(&zone).naive_local();
                    sheet.write_datetime_with_format(row, column, local, &self.moment)
                }
                Cell::Day(day) => sheet.write_datetime_with_format(row, column, day, &self.day),
            }
            .map_err(Problem::internal)?;
        }
        self.row += 1;
        Ok(())
    }
}

fn major(money: Money) -> f64 {
    money.amount as f64 / 10_f64.powi(money.currency.minor_digits() as i32)
}

/// Russian tables have a decimal comma and dates with points, English ones ISO dates and a point.
fn text(cell: &Cell, zone: Tz, lang: Lang) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Money(money) => {
            let digits = money.currency.minor_digits();
            let unit = 10_u64.pow(digits);
            let (whole, part) = (
                money.amount.unsigned_abs() / unit,
                money.amount.unsigned_abs() % unit,
            );
            let sign = if money.amount < 0 { "-" } else { "" };
            let mark = if lang == Lang::Ru { ',' } else { '.' };
            if digits == 0 {
                format!("{sign}{whole}")
            } else {
                format!("{sign}{whole}{mark}{part:0width$}", width = digits as usize)
            }
        }
        Cell::Number(number) => match lang {
            Lang::Ru => number.to_string().replace('.', ","),
            Lang::En => number.to_string(),
        },
        Cell::Moment(at) => {
            let format = if lang == Lang::Ru {
                "%d.%m.%Y %H:%M:%S"
            } else {
                "%Y-%m-%d %H:%M:%S"
            };
            at.datetime()
                .with_timezone(&zone)
                .format(format)
                .to_string()
        }
        Cell::Day(day) => day
            .format(if lang == Lang::Ru {
                "%d.%m.%Y"
            } else {
                "%Y-%m-%d"
            })
            .to_string(),
    }
}

#[cfg(test)]
mod tests {
    use base::{Currency, Time};

    use super::*;
    use crate::table::harmless;

    #[test]
    fn cells_are_written_as_the_import_reads_them() {
        let zone = chrono_tz::Europe::Moscow;
        let at = Time::parse("2026-12-31T11:05:09Z").expect("a moment");
        let yen = Currency::parse("JPY").expect("a currency");
        assert_eq!(
            text(&Cell::Moment(at), zone, Lang::Ru),
            "31.12.2026 14:05:09"
        );
        assert_eq!(
            text(&Cell::Moment(at), zone, Lang::En),
            "2026-12-31 14:05:09"
        );
        assert_eq!(
            text(&Cell::Money(Money::rub(123_456)), zone, Lang::Ru),
            "1234,56"
        );
        assert_eq!(text(&Cell::Money(Money::rub(-5)), zone, Lang::En), "-0.05");
        assert_eq!(
            text(&Cell::Money(Money::new(700, yen)), zone, Lang::Ru),
            "700"
        );
        assert_eq!(
            harmless(&text(&Cell::Money(Money::rub(-5)), zone, Lang::Ru)),
            "-0,05"
        );
    }
}

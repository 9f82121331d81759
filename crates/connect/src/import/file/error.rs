//! Why a file cannot be read, in words for the person who chose it.

use base::{Problem, Text};

/// What is wrong with the file as a whole. Wrong rows are not here: they are refused one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportFileError {
    Empty,
    /// Looks like a picture, a program, a database: anything but a table.
    Binary,
    /// A format that has a name, and that this product does not read.
    Known(&'static str),
    /// A zero byte or a run of control characters in the middle of a text.
    ControlCharacters {
        row: u64,
    },
    /// Not the encoding that was chosen or found.
    Encoding {
        encoding: &'static str,
        row: u64,
    },
    UnknownEncoding(String),
    CellTooLong {
        row: u64,
    },
    RowTooLong {
        row: u64,
    },
    TooManyColumns {
        row: u64,
    },
    TooManyRows,
    /// A quote opens a cell and nothing closes it.
    OpenQuote {
        row: u64,
    },
    /// A JSON that ends or goes wrong in a line.
    BrokenJson(u64),
    /// Not a workbook inside, or a damaged one.
    BrokenWorkbook(String),
    /// Unpacks to more than any workbook of people does.
    TooMuchInside,
    PasswordProtected,
    NoSuchSheet(String),
    Io(String),
}

/// The longest cell. A spreadsheet allows half of it.
pub const MAX_CELL: usize = 64 * 1024;
/// The longest row, in bytes of UTF-8.
pub const MAX_ROW: usize = 4 * 1024 * 1024;
pub const MAX_COLUMNS: usize = 500;
/// Twice what a spreadsheet holds.
pub const MAX_ROWS: u64 = 2_000_000;

impl ImportFileError {
    /// What happened and what to do about it.
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => Text::fixed("В файле нет ни одной строки", "The file has no rows"),
            Self::Binary => Text::fixed(
                "Это не таблица. Выберите файл CSV или XLSX",
                "This is not a table. Choose a CSV or XLSX file",
            ),
            Self::Known(format) => Text::new(
                format!("Это файл {format}. Сохраните таблицу как XLSX или CSV и загрузите её"),
                format!("This is a {format} file. Save the table as XLSX or CSV and upload that"),
            ),
            Self::ControlCharacters { row } => Text::new(
                format!(
                    "В строке {row} есть нулевые или служебные байты: файл повреждён или это не текст"
                ),
                format!("Row {row} holds zero or control bytes: the file is damaged or not a text"),
            ),
            Self::Encoding { encoding, row } => Text::new(
                format!(
                    "Строка {row} не читается в кодировке {encoding}. Выберите другую кодировку"
                ),
                format!("Row {row} cannot be read as {encoding}. Choose another encoding"),
            ),
            Self::UnknownEncoding(name) => Text::new(
                format!("Кодировка «{name}» не поддерживается"),
                format!("The encoding “{name}” is not supported"),
            ),
            Self::CellTooLong { row } => Text::new(
                format!("В строке {row} ячейка длиннее 64 КБ. Проверьте кавычки и разделитель"),
                format!(
                    "A cell in row {row} is longer than 64 KB. Check the quotes and the separator"
                ),
            ),
            Self::RowTooLong { row } => Text::new(
                format!("Строка {row} длиннее 4 МБ: похоже, в файле нет переводов строк"),
                format!("Row {row} is longer than 4 MB: the file seems to have no line breaks"),
            ),
            Self::TooManyColumns { row } => Text::new(
                format!("В строке {row} больше {MAX_COLUMNS} столбцов. Проверьте разделитель"),
                format!("Row {row} has more than {MAX_COLUMNS} columns. Check the separator"),
            ),
            Self::TooManyRows => Text::new(
                format!("В файле больше {MAX_ROWS} строк. Разделите его на части"),
                format!("The file has more than {MAX_ROWS} rows. Split it"),
            ),
            Self::OpenQuote { row } => Text::new(
                format!("Кавычка, открытая в строке {row}, нигде не закрыта"),
                format!("The quote opened in row {row} is never closed"),
            ),
            Self::BrokenJson(line) => Text::new(
                format!("JSON обрывается или нарушен в строке {line}. Выгрузите файл заново"),
                format!("The JSON ends or is broken in line {line}. Export the file again"),
            ),
            Self::BrokenWorkbook(why) => Text::new(
                format!(
                    "Книга Excel повреждена, или внутри архива не она. Пересохраните её в Excel ({why})"
                ),
                format!(
                    "The workbook is damaged, or the archive holds none. Save it again in Excel ({why})"
                ),
            ),
            Self::TooMuchInside => Text::fixed(
                "Файл распаковывается в недопустимо большой объём и не был открыт",
                "The file unpacks to far too much data and was not opened",
            ),
            Self::PasswordProtected => Text::fixed(
                "Книга защищена паролем или сохранена в старом формате XLS. Сохраните её как обычный XLSX",
                "The workbook has a password or is in the old XLS format. Save it as a plain XLSX",
            ),
            Self::NoSuchSheet(name) => Text::new(
                format!("В книге нет листа «{name}»"),
                format!("The workbook has no sheet “{name}”"),
            ),
            Self::Io(_) => Text::fixed("Файл не удалось прочитать", "The file could not be read"),
        }
    }
}

impl From<std::io::Error> for ImportFileError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

impl From<ImportFileError> for Problem {
    fn from(error: ImportFileError) -> Self {
        match error {
            ImportFileError::Io(cause) => Problem::internal(cause),
            other => Problem::field("file", "unreadable_file", other.text()),
        }
    }
}

impl std::fmt::Display for ImportFileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for ImportFileError {}

//! A row as typed values, and everything that is wrong with it.

mod columns;

use base::requisites::Requisite;
use base::{Currency, Lang, Money, Text, Time, Uuid};
use chrono::NaiveDate;

use super::fields::{Field, Kind};
use super::file::Row;
use super::people::People;
use super::values::{self, Outcome, ValueError, When};
pub use columns::Columns;

/// Reads one row and gathers everything that is wrong with it.
pub struct Cells<'a> {
    pub row: &'a Row,
    columns: &'a Columns,
    now: Time,
    /// Why the row cannot be taken.
    problems: Vec<Text>,
    /// What does not keep it from being taken.
    pub warnings: Vec<Text>,
    /// Texts that have no place in a record and are kept in a note.
    left_over: Vec<Text>,
}

/// Clocks of other systems may be a little ahead.
const AHEAD_MS: i64 = base::time::DAY_MS;

impl<'a> Cells<'a> {
    pub fn new(row: &'a Row, columns: &'a Columns, now: Time) -> Self {
        let mut cells = Self {
            row,
            columns,
            now,
            problems: Vec::new(),
            warnings: Vec::new(),
            left_over: Vec::new(),
        };
        let width = columns.header.len();
        let beyond = row
            .cells
            .iter()
            .skip(width)
            .any(|cell| !cell.trim().is_empty());
        if row.broken {
            cells.refuse(Text::fixed(
                "Кавычки в строке не сходятся, поэтому непонятно, где какой столбец",
                "The quotes of the row do not add up, so it is not known which text belongs to which column",
            ));
        } else if beyond && width > 1 {
            cells.refuse(Text::new(
                format!(
                    "В строке больше ячеек ({}), чем столбцов ({width})",
                    row.cells.len()
                ),
                format!(
                    "The row has more cells ({}) than there are columns ({width})",
                    row.cells.len()
                ),
            ));
        }
        cells
    }

    pub fn refuse(&mut self, why: Text) {
        self.problems.push(why);
    }

    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }

    /// All reasons in one text.
    pub fn reason(&self) -> Text {
        let join = |lang: Lang| {
            let all: Vec<&str> = self.problems.iter().map(|text| text.get(lang)).collect();
            all.join("; ")
        };
        Text::new(join(Lang::Ru), join(Lang::En))
    }

    /// The stages for which there is a column.
    pub fn entered_stages(&self) -> Vec<(String, usize)> {
        self.columns.entered_stages()
    }

    fn raw(&self, key: &str) -> Option<(&'a str, usize)> {
        let column = *self.columns.fields.get(key)?;
        let cell = self.row.cells.get(column)?;
        Some((values::present(cell)?, column))
    }

    fn field(&self, key: &str) -> Option<&'static Field> {
        self.columns.entity.field(key)
    }

    /// Refuses the row because of one cell, naming the field.
    pub fn wrong(&mut self, key: &str, why: &Text) {
        let labelled = self.labelled(key, why);
        self.refuse(labelled);
    }

    fn labelled(&self, key: &str, text: &Text) -> Text {
        let Some(field) = self.field(key) else {
            return text.clone();
        };
        Text::new(
            format!("{}: {}", field.label.get(Lang::Ru), text.ru),
            format!("{}: {}", field.label.get(Lang::En), text.en),
        )
    }

    fn read<T>(&mut self, key: &str, result: Result<Option<T>, ValueError>) -> Option<T> {
        match result {
            Ok(value) => value,
            Err(ValueError(why)) => {
                self.wrong(key, &why);
                None
            }
        }
    }

    /// A text that is not too long for its field.
    pub fn text(&mut self, key: &str) -> Option<String> {
        let (cell, _) = self.raw(key)?;
        let max = match self.field(key)?.kind {
            Kind::Text(max) => max,
            _ => usize::MAX,
        };
        if cell.chars().count() > max {
            self.wrong(
                key,
                &Text::new(
                    format!("длиннее {max} символов"),
                    format!("longer than {max} characters"),
                ),
            );
            return None;
        }
        Some(cell.to_owned())
    }

    /// A number of another system; spreadsheets write whole ones as `5001.0`.
    pub fn id(&mut self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        let whole = text
            .strip_suffix(".0")
            .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
        Some(whole.map_or(text.clone(), ToOwned::to_owned))
    }

    pub fn money(&mut self, key: &str, currency: Currency) -> Option<Money> {
        let (cell, column) = self.raw(key)?;
        self.read(key, self.columns.style(column).read(cell, currency))
    }

    /// How many of something: whole, not negative; thousands may be grouped.
    pub fn count(&mut self, key: &str) -> Option<i64> {
        let (cell, _) = self.raw(key)?;
        self.read(key, values::count(cell))
    }

    /// An amount in whole millionths of the currency.
    pub fn micros(&mut self, key: &str, currency: Currency) -> Option<Money> {
        let micros = self.count(key)?;
        let per_minor = 10_i64.pow(6_u32.saturating_sub(currency.minor_digits()));
        Some(Money::new((micros + per_minor / 2) / per_minor, currency))
    }

    /// Whether the cell is a day.
    pub fn has_day(&self, key: &str) -> bool {
        self.raw(key).is_some_and(|(cell, column)| {
            matches!(When::cell(cell, self.columns.order(column)), Ok(Some(_)))
        })
    }

    /// The cells of columns that go to no field and hold words, such as the group of ads of a row.
    pub fn other_words(&self) -> Vec<&'a str> {
        let taken: Vec<usize> = self.columns.fields.values().copied().collect();
        let cells = self.row.cells.iter().enumerate();
        cells
            .filter(|(column, _)| !taken.contains(column))
            .filter_map(|(_, cell)| values::present(cell))
            .filter(|cell| !values::looks_like_data(cell))
            .collect()
    }

    pub fn currency(&mut self, key: &str) -> Option<Currency> {
        let (cell, _) = self.raw(key)?;
        let found = values::currency(cell);
        if found.is_none() {
            self.wrong(
                key,
                &Text::new(
                    format!("«{cell}» — неизвестная валюта"),
                    format!("“{cell}” is no currency"),
                ),
            );
        }
        found
    }

    /// A moment that has come already.
    pub fn moment(&mut self, key: &str) -> Option<Time> {
        let at = self.any_moment(key)?;
        self.not_ahead(key, at)
    }

    pub fn not_ahead(&mut self, key: &str, at: Time) -> Option<Time> {
        if at.0 > self.now.0 + AHEAD_MS {
            self.wrong(
                key,
                &Text::fixed("дата ещё не наступила", "the date has not come yet"),
            );
            return None;
        }
        Some(at)
    }

    pub fn any_moment(&mut self, key: &str) -> Option<Time> {
        Some(self.when(key)?.time(self.columns.zone))
    }

    pub fn day(&mut self, key: &str) -> Option<NaiveDate> {
        Some(self.when(key)?.day(self.columns.zone))
    }

    pub fn when(&mut self, key: &str) -> Option<When> {
        let (cell, column) = self.raw(key)?;
        let result = When::cell(cell, self.columns.order(column));
        self.read(key, result)
    }

    pub fn outcome(&mut self, key: &str) -> Option<Outcome> {
        let (cell, _) = self.raw(key)?;
        let found = values::outcome(cell);
        if found.is_none() {
            self.wrong(
                key,
                &Text::new(
                    format!("«{cell}» — не исход. Бывает: выиграна, проиграна, в работе"),
                    format!("“{cell}” is no outcome. There are: won, lost, open"),
                ),
            );
        }
        found
    }

    pub fn list(&mut self, key: &str) -> Vec<String> {
        let Some((cell, _)) = self.raw(key) else {
            return Vec::new();
        };
        let mut found: Vec<String> = Vec::new();
        for part in values::split_list(cell) {
            if !found
                .iter()
                .any(|known| known.to_lowercase() == part.to_lowercase())
            {
                found.push(part.to_owned());
            }
        }
        found
    }

    /// An ИНН, КПП or ОГРН of the right shape. A zero lost in a spreadsheet is put back where it fits.
    pub fn requisite(&mut self, key: &str) -> Option<String> {
        let (cell, _) = self.raw(key)?;
        let Kind::Requisite(which) = self.field(key)?.kind else {
            return None;
        };
        match which.parse(cell) {
            Ok(checked) => {
                if let Some(warning) = checked.warning {
                    self.warnings.push(warning.message);
                }
                Some(checked.value)
            }
            Err(error) => {
                let restored = which.restore_leading_zero(cell);
                if restored.is_some() {
                    let name = if which == Requisite::Inn {
                        ("ИНН", "an INN")
                    } else {
                        ("КПП", "a KPP")
                    };
                    self.warnings.push(Text::new(
                        format!("Восстановлен ноль в начале: {}", name.0),
                        format!("A leading zero was put back in {}", name.1),
                    ));
                } else {
                    self.wrong(key, &error.message);
                }
                restored
            }
        }
    }

    /// Phones of a cell as they are written there. What is no phone is kept in a note.
    pub fn phones(&mut self, key: &str) -> Vec<String> {
        let Some((cell, _)) = self.raw(key) else {
            return Vec::new();
        };
        self.each(key, cell, |part| {
            base::phone::normalise_or_digits(part).is_some()
        })
    }

    pub fn emails(&mut self, key: &str) -> Vec<String> {
        let Some((cell, _)) = self.raw(key) else {
            return Vec::new();
        };
        self.each(key, cell, |part| base::email::normalise(part).is_some())
    }

    fn each(&mut self, key: &str, cell: &str, right: impl Fn(&str) -> bool) -> Vec<String> {
        if right(cell) && !cell.contains([';', '\n']) {
            return vec![cell.to_owned()];
        }
        let (good, bad): (Vec<&str>, Vec<&str>) =
            values::split_list(cell).partition(|part| right(part));
        if !bad.is_empty() {
            let warning = self.labelled(
                key,
                &Text::fixed(
                    "не распознано, записано в заметку",
                    "not understood, kept in a note",
                ),
            );
            self.warnings.push(warning);
            self.keep(key, &bad.join(", "));
        }
        good.into_iter().map(ToOwned::to_owned).collect()
    }

    /// Keeps a text that has no place in the record; it goes into a note.
    pub fn keep(&mut self, key: &str, text: &str) {
        let kept = self.labelled(key, &Text::new(text.to_owned(), text.to_owned()));
        self.left_over.push(kept);
    }

    /// The user named in a cell; a name that nobody has is kept in a note.
    pub fn owner(&mut self, key: &str, people: &People) -> Option<Uuid> {
        let name = self.text(key)?;
        let found = people.find(&name);
        if found.is_none() {
            self.warnings.push(Text::new(
                format!("Нет сотрудника «{name}»: у новых записей ответственный — по умолчанию, а имя — в заметке"),
                format!("There is no user “{name}”: new records get the default owner, and the name in a note"),
            ));
            self.keep(key, &name);
        }
        found
    }

    /// The note of the row and what was left over.
    pub fn note(&mut self, lang: Lang) -> Option<String> {
        let mut parts: Vec<String> = self.text("note").into_iter().collect();
        if !self.left_over.is_empty() {
            let head = match lang {
                Lang::Ru => "Из файла импорта:",
                Lang::En => "From the imported file:",
            };
            let rest = self.left_over.iter().map(|text| text.get(lang).to_owned());
            parts.push(
                std::iter::once(head.to_owned())
                    .chain(rest)
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        }
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }

    /// A fingerprint of all mapped cells: equal rows have equal ones.
    pub fn fingerprint(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut columns: Vec<usize> = self.columns.fields.values().copied().collect();
        columns.sort_unstable();
        let mut hasher = DefaultHasher::new();
        for column in columns {
            self.row
                .cells
                .get(column)
                .map_or("", |cell| cell.trim())
                .hash(&mut hasher);
        }
        hasher.finish()
    }
}

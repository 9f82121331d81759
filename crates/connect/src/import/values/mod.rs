//! What a cell says: an amount, a moment, a yes or a no.

mod dates;
mod money;
mod names;
mod words;

use base::Text;

pub use dates::{DateColumn, DateOrder, When};
pub use money::{MoneyColumn, MoneyStyle, currency};
pub use names::split_person;
pub use words::{Outcome, ending, outcome, split_list};

/// Why a cell cannot be read, in words for the one who has to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError(pub Text);

impl ValueError {
    /// `shown` is a piece of the file: it is cut, so that a reason stays a line.
    fn new(shown: &str, ru: &str, en: &str) -> Self {
        let cut: String = shown.trim().chars().take(40).collect();
        Self(Text::new(
            format!("«{cut}» — {ru}"),
            format!("“{cut}”: {en}"),
        ))
    }
}

/// The text of a cell without the spaces around it; what programs write for "nothing" is nothing.
pub fn present(cell: &str) -> Option<&str> {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // An apostrophe in front of what looks like a formula was put there to keep it from being one.
    let cell = match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\'', '\t']) => rest.trim_start(),
        _ => cell,
    };
    let nothing = matches!(
        cell,
        "" | "NULL" | "null" | "\\N" | "#N/A" | "#Н/Д" | "None" | "undefined"
    );
    (!nothing).then_some(cell)
}

/// Also a dash, where a number or a date is expected.
fn typed(cell: &str) -> Option<&str> {
    let cell = cell.trim_start_matches('\'');
    present(cell).filter(|cell| !matches!(*cell, "-" | "–" | "—" | "--" | "n/a" | "N/A" | "нет"))
}

/// A whole number that is not negative, its thousands grouped or not.
pub fn count(cell: &str) -> Result<Option<i64>, ValueError> {
    let Some(text) = typed(cell) else {
        return Ok(None);
    };
    let number: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let whole = match number.split_once(['.', ',']) {
        // A spreadsheet writes 12 as 12.0; groups of three are thousands.
        Some((whole, rest)) if rest.bytes().all(|byte| byte == b'0') && rest.len() < 3 => {
            whole.to_owned()
        }
        Some((first, rest)) => {
            let mut groups = rest.split(['.', ',']);
            let grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
            if grouped {
                number.replace(['.', ','], "")
            } else {
                String::new()
            }
        }
        None => number,
    };
    let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    match whole.parse() {
        Ok(count) if digits => Ok(Some(count)),
        _ => Err(ValueError::new(
            cell,
            "это не целое число",
            "not a whole number",
        )),
    }
}

/// Whether a cell holds a number, a date or an address rather than a word: the names of columns do not.
pub fn looks_like_data(cell: &str) -> bool {
    let Some(cell) = typed(cell) else {
        return false;
    };
    let number = cell.chars().any(|c| c.is_ascii_digit())
        && cell
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || ".,-+()/:%$€₽'".contains(c));
    number || When::read(cell, DateOrder::Dmy).is_ok() || base::email::normalise(cell).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_and_may_be_grouped() {
        let read = |cell: &str| count(cell).ok().flatten();
        for (cell, number) in [
            ("12000", 12_000),
            ("12 000", 12_000),
            ("12,000", 12_000),
            ("1.234.567", 1_234_567),
            ("12.0", 12),
            ("0", 0),
        ] {
            assert_eq!(read(cell), Some(number), "{cell}");
        }
        assert_eq!(count(" --"), Ok(None));
        for wrong in ["-1", "1,5", "12,00,0", "x", "1e9", "99999999999999999999"] {
            assert!(count(wrong).is_err(), "{wrong}");
        }
    }
}

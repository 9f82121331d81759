//! Amounts as people and programs write them: `1 234 567,89 ₽`, `$22,700.00`, `1.234,56 €`, `(1 200)`.

use base::{Currency, Money};

use super::{ValueError, typed};

/// The largest amount in minor units that JavaScript still counts exactly.
const MAX_MINOR: i64 = 9_000_000_000_000_000;

/// How a column writes the decimal mark, when a single amount does not say: `1.234` is a thousand or one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MoneyStyle {
    decimal: Option<char>,
}

/// Gathers over a whole column what its amounts say about the decimal mark.
#[derive(Debug, Clone, Default)]
pub struct MoneyColumn {
    comma: u64,
    point: u64,
}

impl MoneyColumn {
    pub fn observe(&mut self, cell: &str) {
        let Some(cell) = typed(cell) else { return };
        let number: String = cell
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
            .collect();
        match plain_mark(number.trim_matches(['.', ','])) {
            Some(',') => self.comma += 1,
            Some('.') => self.point += 1,
            _ => {}
        }
    }

    /// `numbers_have_points` says that the reader itself wrote the numbers, as it does for a workbook.
    pub fn style(&self, numbers_have_points: bool) -> MoneyStyle {
        let decimal = match (self.comma, self.point) {
            (0, 0) => numbers_have_points.then_some('.'),
            (comma, point) if comma > point => Some(','),
            (_, _) => Some('.'),
        };
        MoneyStyle { decimal }
    }
}

/// The decimal mark of a number that leaves no doubt about it.
fn plain_mark(number: &str) -> Option<char> {
    let last = number.rfind([',', '.'])?;
    let mark = number[last..].chars().next()?;
    let other = if mark == ',' { '.' } else { ',' };
    let (before, after) = (&number[..last], &number[last + 1..]);
    if before.contains(mark) {
        // 1.234.567 has only thousands; 1.2.3 nothing that can be told.
        return None;
    }
    let doubtful = after.len() == 3 && (1..=3).contains(&before.len()) && before != "0";
    (before.contains(other) || !doubtful).then_some(mark)
}

impl MoneyStyle {
    /// Reads an amount; a cell that says nothing is `None`. The currency in the cell wins over the given one.
    pub fn read(self, cell: &str, currency: Currency) -> Result<Option<Money>, ValueError> {
        let Some(text) = typed(cell) else {
            return Ok(None);
        };
        let wrong = || {
            ValueError::new(
                cell,
                "это не сумма. Напишите её цифрами, например 1 234 567,89",
                "not an amount. Write it in digits, like 1234567.89",
            )
        };
        let (text, named) = take_currency(text).ok_or_else(wrong)?;
        let (text, negative) = take_sign(&text).ok_or_else(wrong)?;
        let currency = named.unwrap_or(currency);
        let (whole, fraction) = self.split(&text).ok_or_else(wrong)?;
        let minor = minor_units(&whole, &fraction, currency.minor_digits())
            .filter(|minor| *minor <= MAX_MINOR)
            .ok_or_else(|| {
                ValueError::new(cell, "сумма слишком велика", "the amount is too large")
            })?;
        Ok(Some(Money::new(
            if negative { -minor } else { minor },
            currency,
        )))
    }

    /// The digits before and after the decimal mark. `None` when marks stand where none can.
    fn split(self, text: &str) -> Option<(String, String)> {
        let number: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’'))
            .collect();
        let fits = number
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
        if !fits || !number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.')) {
            return None;
        }
        // Amounts grouped by spaces have only a decimal mark left.
        let grouped_by_spaces = number.len() != text.len();
        let mark = plain_mark(&number).or_else(|| {
            let single = number.matches([',', '.']).count() == 1;
            let mark = number.chars().find(|c| matches!(c, ',' | '.'))?;
            (single && (grouped_by_spaces || self.decimal == Some(mark))).then_some(mark)
        });
        let (whole, fraction) = match mark {
            Some(mark) => number.rsplit_once(mark)?,
            None => (number.as_str(), ""),
        };
        let groups: Vec<&str> = whole.split([',', '.']).collect();
        let grouped = groups.len() == 1
            || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3))
            // India: 12,34,567.
            || (groups[1..groups.len() - 1].iter().all(|group| group.len() == 2)
                && groups[groups.len() - 1].len() == 3);
        let one_mark = whole.contains(',') != whole.contains('.') || groups.len() == 1;
        let any = !whole.is_empty() || !fraction.is_empty();
        (grouped && one_mark && any).then(|| (groups.concat(), fraction.to_owned()))
    }
}

/// Whole minor units, half a unit rounded away from zero.
fn minor_units(whole: &str, fraction: &str, digits: u32) -> Option<i64> {
    let digits = digits as usize;
    let mut minor: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    for place in 0..digits {
        let digit = fraction
            .as_bytes()
            .get(place)
            .map_or(0, |byte| i64::from(byte - b'0'));
        minor = minor.checked_mul(10)?.checked_add(digit)?;
    }
    let half = fraction
        .as_bytes()
        .get(digits)
        .is_some_and(|byte| *byte >= b'5');
    minor.checked_add(i64::from(half))
}

/// Signs and words before or behind the number. The longest come first.
const SIGNS: &[(&str, &str)] = &[
    ("рублей", "RUB"),
    ("рубля", "RUB"),
    ("рубль", "RUB"),
    ("руб.", "RUB"),
    ("руб", "RUB"),
    ("р.", "RUB"),
    ("р", "RUB"),
    ("₽", "RUB"),
    ("us$", "USD"),
    ("r$", "BRL"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "CNY"),
    ("₸", "KZT"),
    ("тенге", "KZT"),
    ("₴", "UAH"),
    ("грн.", "UAH"),
    ("грн", "UAH"),
    ("₺", "TRY"),
    ("₾", "GEL"),
    ("֏", "AMD"),
    ("₹", "INR"),
    ("сум", "UZS"),
    ("сом", "KGS"),
];

/// Codes of ISO 4217 that stand in files; any three letters would make a currency of a word.
const CODES: &[&str] = &[
    "RUB", "USD", "EUR", "GBP", "CNY", "JPY", "KZT", "BYN", "UAH", "UZS", "KGS", "AMD", "AZN",
    "GEL", "TRY", "INR", "AED", "CHF", "PLN", "CZK", "SEK", "NOK", "DKK", "BRL", "CAD", "AUD",
    "HKD", "KRW", "SGD", "ILS", "RSD", "MDL", "TJS", "TMT", "VND", "THB", "MXN", "ZAR", "BGN",
    "RON", "HUF",
];

/// The currency that a word or a sign means: for a column of its own.
pub fn currency(cell: &str) -> Option<Currency> {
    let word = cell.trim().to_lowercase();
    if word == "rur" {
        return Some(Currency::RUB);
    }
    let sign = SIGNS
        .iter()
        .find(|(sign, _)| *sign == word)
        .map(|(_, code)| *code);
    Currency::parse(sign.unwrap_or(&word)).filter(|found| CODES.contains(&found.as_str()))
}

/// Takes the currency off either end. `None` when letters are left that mean none.
fn take_currency(text: &str) -> Option<(String, Option<Currency>)> {
    let lower = text.to_lowercase();
    let number = |c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '(' | ')' | '-' | '−' | '–' | '+' | ',' | '.' | '\'' | '’'
            )
            || c.is_whitespace()
    };
    let first = lower.find(|c: char| !number(c));
    let Some(first) = first else {
        return Some((lower, None));
    };
    let last = lower.rfind(|c: char| !number(c)).unwrap_or(first);
    let last = last + lower[last..].chars().next().map_or(0, char::len_utf8);
    // The word is one piece; `руб.` takes its point along, unless that is the mark of a fraction.
    let mut end = last;
    if lower[last..].starts_with('.')
        && !lower[last + 1..].starts_with(|c: char| c.is_ascii_digit())
    {
        end += 1;
    }
    let word = lower[first..end].trim();
    let currency = currency(word).or_else(|| currency(word.trim_end_matches('.')))?;
    let (before, after) = (lower[..first].trim(), lower[end..].trim());
    let digits = |part: &str| part.chars().any(|c| c.is_ascii_digit());
    if digits(before) && digits(after) {
        return None;
    }
    Some((format!("{before}{after}"), Some(currency)))
}

/// Minus in its spellings: in front, behind, as an accountant's brackets.
fn take_sign(text: &str) -> Option<(String, bool)> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('(') {
        return Some((inner.strip_suffix(')')?.trim().to_owned(), true));
    }
    let minus = ['-', '−', '–'];
    if let Some(rest) = text.strip_prefix(minus) {
        return Some((rest.trim().to_owned(), true));
    }
    if let Some(rest) = text.strip_suffix(minus) {
        return Some((rest.trim().to_owned(), true));
    }
    Some((
        text.strip_prefix('+').unwrap_or(text).trim().to_owned(),
        false,
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(cell: &str) -> Option<(i64, String)> {
        let money = MoneyStyle::default()
            .read(cell, Currency::RUB)
            .expect(cell)?;
        Some((money.amount, money.currency.to_string()))
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "it stands beside what `read` answers"
    )]
    fn rub(amount: i64) -> Option<(i64, String)> {
        Some((amount, "RUB".to_owned()))
    }

    #[test]
    fn amounts_of_many_origins_are_read() {
        for cell in [
            "1 234 567,89 ₽",
            "1\u{a0}234\u{a0}567,89\u{a0}₽",
            "1\u{202f}234\u{202f}567,89 руб.",
            "1234567.89",
            "1,234,567.89",
            "1.234.567,89",
            "'1234567,89",
            "1'234'567.89",
            "1234567,89 RUB",
            "12,34,567.89",
            "руб. 1 234 567,89",
            "1 234 567,885р.",
        ] {
            assert_eq!(read(cell), rub(123_456_789), "{cell}");
        }
        assert_eq!(read("$22,700.00"), Some((2_270_000, "USD".to_owned())));
        assert_eq!(read("-$22,700"), Some((-2_270_000, "USD".to_owned())));
        assert_eq!(read("1.234,56 €"), Some((123_456, "EUR".to_owned())));
        assert_eq!(read("R$ 1.234,56"), Some((123_456, "BRL".to_owned())));
        assert_eq!(read("¥1 000"), Some((100_000, "CNY".to_owned())));
        assert_eq!(read("1000 JPY"), Some((1000, "JPY".to_owned())));
        assert_eq!(read("1 200 руб"), rub(120_000));
        assert_eq!(read("(1 200)"), rub(-120_000));
        assert_eq!(read("−5,5"), rub(-550));
        assert_eq!(read("100-"), rub(-10_000));
        assert_eq!(read("0"), rub(0));
        assert_eq!(read(",5"), rub(50));
        assert_eq!(read("33.3333333333333"), rub(3333));
        for nothing in ["", "  ", "-", "—", "NULL", "n/a"] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for cell in [
            "1,5 млн",
            "дорого",
            "1.2.3",
            "12,34.56,78",
            "1-2",
            "1 000 000 000 000 000 000",
            "1e6",
            "5 шт",
            "100 руб 50 коп",
            "(100",
            "=1+1",
            "1,23,45",
            "..",
            "12 $ 5",
            "99999999999999999",
        ] {
            assert!(
                MoneyStyle::default().read(cell, Currency::RUB).is_err(),
                "{cell}"
            );
        }
    }

    #[test]
    fn three_digits_behind_a_mark_are_thousands_unless_the_column_says_otherwise() {
        assert_eq!(read("1.234"), rub(123_400));
        assert_eq!(read("1,234"), rub(123_400));
        assert_eq!(read("1234.125"), rub(123_413));
        assert_eq!(read("0.125"), rub(13));
        assert_eq!(read("1 234,125"), rub(123_413));
        let mut column = MoneyColumn::default();
        column.observe("234.125");
        column.observe("17.5");
        let money = column
            .style(false)
            .read("234.125", Currency::RUB)
            .expect("an amount");
        assert_eq!(money, Some(Money::rub(23_413)));
        let book = MoneyColumn::default()
            .style(true)
            .read("234.125", Currency::RUB)
            .expect("an amount");
        assert_eq!(book, Some(Money::rub(23_413)));
    }

    #[test]
    fn currencies_of_a_column_of_their_own() {
        assert_eq!(currency(" руб. "), Some(Currency::RUB));
        assert_eq!(currency("RUR"), Some(Currency::RUB));
        assert_eq!(currency("usd"), Currency::parse("USD"));
        assert_eq!(currency("млн"), None);
        assert_eq!(currency("abc"), None);
    }

    proptest! {
        #[test]
        fn a_formatted_amount_is_read_back(minor in -MAX_MINOR..=MAX_MINOR, style in 0_usize..6) {
            let (whole, cents) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
            let grouped = |mark: &str| {
                let digits = whole.to_string();
                let mut out = String::new();
                for (place, digit) in digits.chars().enumerate() {
                    if place > 0 && (digits.len() - place).is_multiple_of(3) {
                        out.push_str(mark);
                    }
                    out.push(digit);
                }
                out
            };
            let number = match style {
                0 => format!("{}.{cents:02}", grouped("")),
                1 => format!("{},{cents:02} ₽", grouped("\u{a0}")),
                2 => format!("${}.{cents:02}", grouped(",")),
                3 => format!("{},{cents:02} €", grouped(".")),
                4 => format!("{},{cents:02}", grouped(" ")),
                _ => format!("{}.{cents:02}", grouped("'")),
            };
            let cell = if minor < 0 && style % 2 == 0 { format!("({number})") } else if minor < 0 { format!("-{number}") } else { number };
            let money = MoneyStyle::default().read(&cell, Currency::RUB).expect("an amount").expect("a value");
            prop_assert_eq!(money.amount, minor, "{}", cell);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[\\PC0-9.,₽ р-]{0,20}") {
            let mut column = MoneyColumn::default();
            column.observe(&text);
            let _ = column.style(false).read(&text, Currency::RUB);
        }
    }
}

//! Money: whole minor units and a currency. Never a float.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::text::Lang;

/// An ISO 4217 code: three capital Latin letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const RUB: Self = Self(*b"RUB");

    /// Reads a code in any letter case; `None` unless it is three Latin letters.
    pub fn parse(value: &str) -> Option<Self> {
        let bytes: [u8; 3] = value.trim().as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("RUB")
    }

    /// How many decimal digits its minor unit has (ISO 4217 exponents that differ from 2).
    pub fn minor_digits(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"PYG" | b"UGX" | b"XAF" | b"XOF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = String::deserialize(deserializer)?;
        Self::parse(&value)
            .ok_or_else(|| serde::de::Error::custom("expected a currency code like RUB"))
    }
}

impl utoipa::PartialSchema for Currency {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[A-Z]{3}$"))
            .into()
    }
}

impl ToSchema for Currency {
    fn name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }
}

/// An amount of one currency in its minor units (kopecks, cents).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Money {
    #[schema(example = 12_345_600)]
    pub amount: i64,
    pub currency: Currency,
}

impl Money {
    pub fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    pub fn rub(amount: i64) -> Self {
        Self::new(amount, Currency::RUB)
    }

    /// The nearest whole amount: an estimate has no kopecks.
    #[must_use]
    pub fn whole(self) -> Self {
        let unit = 10_i64.pow(self.currency.minor_digits());
        let major = self.amount.saturating_add(unit / 2).div_euclid(unit);
        Self::new(major * unit, self.currency)
    }

    /// As the people of a language write it: `1 234 567,50 ₽`, `₽1,234,567.50`; kopecks only when there are any.
    pub fn written(self, lang: Lang) -> String {
        let digits = self.currency.minor_digits();
        let unit = 10_u64.pow(digits);
        let (whole, rest) = (
            self.amount.unsigned_abs() / unit,
            self.amount.unsigned_abs() % unit,
        );
        let point = match lang {
            Lang::Ru => ',',
            Lang::En => '.',
        };
        let minus = if self.amount < 0 { "−" } else { "" };
        let mut number = grouped(whole.try_into().unwrap_or(i64::MAX), lang);
        if rest > 0 {
            number.push(point);
            let _ = write!(number, "{rest:0width$}", width = digits as usize);
        }
        let (sign, gap) = match self.currency.as_str() {
            "RUB" => ("₽", ""),
            "USD" => ("$", ""),
            "EUR" => ("€", ""),
            other => (other, "\u{a0}"),
        };
        match lang {
            Lang::Ru => format!("{minus}{number}\u{a0}{sign}"),
            Lang::En => format!("{minus}{sign}{gap}{number}"),
        }
    }
}

/// `1234567` as `1 234 567` with spaces that do not break, in English as `1,234,567`.
pub fn grouped(number: i64, lang: Lang) -> String {
    let between = match lang {
        Lang::Ru => '\u{a0}',
        Lang::En => ',',
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(between);
        }
        text.push(digit);
    }
    if number < 0 {
        text.insert(0, '−');
    }
    text
}

/// Sums of several currencies side by side: amounts of different currencies are never added.
/// The largest sum comes first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<Currency, i64>);

impl Sums {
    pub fn add(&mut self, money: Money) {
        let sum = self.0.entry(money.currency).or_default();
        *sum = sum.saturating_add(money.amount);
    }

    pub fn into_vec(self) -> Vec<Money> {
        let mut sums: Vec<Money> = self
            .0
            .into_iter()
            .filter(|(_, amount)| *amount != 0)
            .map(|(currency, amount)| Money { amount, currency })
            .collect();
        sums.sort_by_key(|sum| std::cmp::Reverse(sum.amount));
        sums
    }
}

impl FromIterator<Money> for Sums {
    fn from_iter<I: IntoIterator<Item = Money>>(iter: I) -> Self {
        let mut sums = Self::default();
        for money in iter {
            sums.add(money);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_read_them() {
        let odd = Money::rub(123_456_750);
        assert_eq!(odd.written(Lang::Ru), "1\u{a0}234\u{a0}567,50\u{a0}₽");
        assert_eq!(odd.written(Lang::En), "₽1,234,567.50");
        assert_eq!(odd.whole(), Money::rub(123_456_800));
        assert_eq!(Money::rub(-100_000).written(Lang::En), "−₽1,000");
        let yen = Money::new(1500, Currency::parse("JPY").expect("a currency"));
        assert_eq!(yen.written(Lang::En), "JPY\u{a0}1,500");
        assert_eq!(grouped(-1000, Lang::Ru), "−1\u{a0}000");
    }

    #[test]
    fn currencies_are_never_added_together() {
        let usd = Currency::parse("usd").expect("a currency");
        let sums: Sums = [Money::rub(100), Money::new(7, usd), Money::rub(50)]
            .into_iter()
            .collect();
        assert_eq!(sums.into_vec(), vec![Money::rub(150), Money::new(7, usd)]);
        assert_eq!(Currency::parse("руб"), None);
    }
}

//! Money: whole minor units and a currency. Never a float.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

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
    fn currencies_are_never_added_together() {
        let usd = Currency::parse("usd").expect("a currency");
        let sums: Sums = [Money::rub(100), Money::new(7, usd), Money::rub(50)]
            .into_iter()
            .collect();
        assert_eq!(sums.into_vec(), vec![Money::rub(150), Money::new(7, usd)]);
        assert_eq!(Currency::parse("руб"), None);
    }
}

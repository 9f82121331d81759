//! The rate table as a pure value: reading rates, and converting money by them.

use std::collections::BTreeMap;

use base::problem::Check;
use base::{Currency, Money, Result, Text};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// A rate is kept in millionths.
pub const MICROS: i64 = 1_000_000;

/// No unit of a currency costs a thousand million units of another.
const MOST_MICROS: i64 = 1_000_000_000 * MICROS;

/// There are fewer currencies in the world.
const MOST_RATES: usize = 300;

/// What one major unit of a currency costs in major units of the workspace's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Millionths, more than zero.
    pub micros: i64,
    /// The day of which the rate is.
    pub on: NaiveDate,
}

/// The rate table of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    currency: Currency,
    #[serde(with = "by_code")]
    rates: BTreeMap<Currency, Rate>,
}

/// A rate to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRate {
    #[schema(example = "USD")]
    pub currency: Currency,
    /// How many units of the workspace's currency one unit costs, with at most six decimals.
    #[schema(example = "92.50")]
    pub rate: String,
    /// The day of which the rate is.
    #[schema(example = "2026-11-23")]
    pub on: NaiveDate,
}

impl Rates {
    /// An empty table: only the workspace's own currency can be converted.
    pub fn none(currency: Currency) -> Self {
        Self {
            currency,
            rates: BTreeMap::new(),
        }
    }

    /// A table for a workspace of this currency.
    ///
    /// # Errors
    /// `invalid` with every wrong field, such as `rates[3].rate`.
    pub fn checked(currency: Currency, new: &[NewRate]) -> Result<Self> {
        let mut check = Check::default();
        let mut table = Self::none(currency);
        if new.len() > MOST_RATES {
            check.fail(
                "rates",
                "too_many",
                Text::new(
                    format!("Не больше {MOST_RATES} курсов"),
                    format!("At most {MOST_RATES} rates"),
                ),
            );
        }
        for (index, rate) in new.iter().take(MOST_RATES).enumerate() {
            let field = |name: &str| format!("rates[{index}].{name}");
            if rate.currency == currency {
                check.fail(&field("currency"), "own_currency", OWN_CURRENCY);
            }
            if !(1990..=2100).contains(&rate.on.year()) {
                check.fail(&field("on"), "out_of_range", WRONG_DAY);
            }
            let micros = parse_micros(&rate.rate);
            if micros.is_none() {
                check.fail(&field("rate"), "wrong_rate", WRONG_RATE);
            }
            let entered = Rate {
                micros: micros.unwrap_or(MICROS),
                on: rate.on,
            };
            if table.rates.insert(rate.currency, entered).is_some() {
                check.fail(&field("currency"), "repeated", REPEATED);
            }
        }
        check.done()?;
        Ok(table)
    }

    /// The workspace's currency, into which the rates convert.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The rates, by the code of their currency.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, Rate)> {
        self.rates.iter().map(|(currency, rate)| (*currency, *rate))
    }

    /// The money in the workspace's currency, rounded half away from zero to its minor units. `None`
    /// when there is no rate, or the sum is beyond what money can hold.
    pub fn convert(&self, money: Money) -> Option<Money> {
        if money.currency == self.currency {
            return Some(money);
        }
        let rate = self.rates.get(&money.currency)?;
        let scale = |currency: Currency| 10_i128.pow(currency.minor_digits());
        let dividend = i128::from(money.amount)
            .checked_mul(rate.micros.into())?
            .checked_mul(scale(self.currency))?;
        let divisor = i128::from(MICROS) * scale(money.currency);
        let (whole, rest) = (dividend / divisor, dividend % divisor);
        let rounded = match rest.abs() * 2 >= divisor {
            true => whole + rest.signum(),
            false => whole,
        };
        let amount = i64::try_from(rounded).ok()?;
        Some(Money::new(amount, self.currency))
    }

    /// What differs from an older table, as `currency: [old, new]`; null where there was or is no rate.
    pub fn changes(&self, was: &Self) -> Map<String, Value> {
        let told = |rate: Option<&Rate>| {
            rate.map(|rate| json!({ "rate": show_micros(rate.micros), "on": rate.on }))
        };
        let mut currencies: Vec<&Currency> = self.rates.keys().chain(was.rates.keys()).collect();
        currencies.sort_unstable();
        currencies.dedup();
        currencies
            .into_iter()
            .map(|currency| (currency, was.rates.get(currency), self.rates.get(currency)))
            .filter(|(_, old, new)| old != new)
            .map(|(currency, old, new)| (currency.to_string(), json!([told(old), told(new)])))
            .collect()
    }
}

/// Reads a decimal number above zero with at most six decimals, such as `92.50`.
pub fn parse_micros(text: &str) -> Option<i64> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 6 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let decimals: i64 = format!("{decimals:0<6}").parse().ok()?;
    let micros = whole.checked_mul(MICROS)?.checked_add(decimals)?;
    (1..=MOST_MICROS).contains(&micros).then_some(micros)
}

/// A rate as people write it: with two decimals, or as many more as it has.
pub fn show_micros(micros: i64) -> String {
    let decimals = format!("{:06}", micros % MICROS);
    let needed = decimals.trim_end_matches('0').len().max(2);
    format!("{}.{}", micros / MICROS, &decimals[..needed])
}

const OWN_CURRENCY: Text = Text::fixed(
    "Это валюта компании, курс для неё не нужен",
    "This is the company's own currency, it needs no rate",
);

const REPEATED: Text = Text::fixed(
    "Курс этой валюты уже есть в запросе",
    "A rate of this currency is already in the request",
);

const WRONG_RATE: Text = Text::fixed(
    "Нужно число больше нуля вида 92.50, не больше шести знаков после точки",
    "A number above zero like 92.50 is needed, with at most six decimals",
);

const WRONG_DAY: Text = Text::fixed(
    "Нужен день с 1990 по 2100 год",
    "A day from 1990 to 2100 is needed",
);

/// JSON has only texts for keys.
mod by_code {
    use std::collections::BTreeMap;

    use base::Currency;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Rate;

    pub fn serialize<S: Serializer>(
        rates: &BTreeMap<Currency, Rate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(rates.iter().map(|(code, rate)| (code.as_str(), rate)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Currency, Rate>, D::Error> {
        BTreeMap::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).expect("a currency")
    }

    fn new(code: &str, rate: &str) -> NewRate {
        NewRate {
            currency: currency(code),
            rate: rate.to_owned(),
            on: "2026-11-23".parse().expect("a day"),
        }
    }

    fn table(own: &str, rates: &[(&str, &str)]) -> Rates {
        let rates: Vec<NewRate> = rates.iter().map(|(code, rate)| new(code, rate)).collect();
        Rates::checked(currency(own), &rates).expect("a table")
    }

    fn converted(rates: &Rates, amount: i64, code: &str) -> Option<i64> {
        let money = rates.convert(Money::new(amount, currency(code)))?;
        assert_eq!(money.currency, rates.currency());
        Some(money.amount)
    }

    #[test]
    fn rates_are_read_and_shown_as_people_write_them() {
        assert_eq!(parse_micros("92.50"), Some(92_500_000));
        assert_eq!(parse_micros(" 0.000001 "), Some(1));
        assert_eq!(parse_micros("7"), Some(7_000_000));
        for wrong in [
            "",
            ".",
            "5.",
            ".5",
            "0",
            "0.0000001",
            "-1",
            "+1",
            "1e3",
            "92,5",
            "1 000",
            "٣",
            "1000000001",
            "99999999999999999999",
        ] {
            assert_eq!(parse_micros(wrong), None, "{wrong}");
        }
        assert_eq!(show_micros(92_500_000), "92.50");
        assert_eq!(show_micros(1), "0.000001");
        assert_eq!(show_micros(7_000_000), "7.00");
    }

    #[test]
    fn money_is_rounded_half_away_from_zero() {
        let rates = table("RUB", &[("USD", "92.505"), ("EUR", "100")]);
        assert_eq!(converted(&rates, 100, "USD"), Some(9_251));
        assert_eq!(converted(&rates, -100, "USD"), Some(-9_251));
        assert_eq!(converted(&rates, 1, "USD"), Some(93));
        assert_eq!(converted(&rates, 5, "RUB"), Some(5));
        assert_eq!(converted(&rates, 5, "CNY"), None);
    }

    #[test]
    fn minor_units_of_both_currencies_count() {
        // 1,000 yen have no minor unit; one dinar has a thousand.
        let rates = table("RUB", &[("JPY", "0.6"), ("KWD", "300")]);
        assert_eq!(converted(&rates, 1_000, "JPY"), Some(60_000));
        assert_eq!(converted(&rates, 1_000, "KWD"), Some(30_000));
        let rates = table("JPY", &[("RUB", "1.5")]);
        assert_eq!(converted(&rates, 1_000, "RUB"), Some(15));
    }

    #[test]
    fn every_wrong_rate_is_named() {
        let entered = [
            new("USD", "92.50"),
            new("RUB", "1"),
            new("EUR", "0"),
            new("USD", "92.51"),
        ];
        let problem = Rates::checked(Currency::RUB, &entered).expect_err("wrong rates");
        let wrong: Vec<(&str, &str)> = problem
            .0
            .errors
            .iter()
            .map(|error| (error.field.as_str(), error.code))
            .collect();
        let expected = [
            ("rates[1].currency", "own_currency"),
            ("rates[2].rate", "wrong_rate"),
            ("rates[3].currency", "repeated"),
        ];
        assert_eq!(wrong, expected);
    }

    #[test]
    fn a_table_is_kept_whole_and_tells_what_changed() {
        let was = table("RUB", &[("USD", "90"), ("EUR", "100")]);
        let is = table("RUB", &[("USD", "92.50"), ("EUR", "100"), ("CNY", "13")]);
        let text = serde_json::to_string(&is).expect("a text");
        assert_eq!(serde_json::from_str::<Rates>(&text).expect("a table"), is);
        let told = |rate: &str| json!({ "rate": rate, "on": "2026-11-23" });
        let expected =
            json!({ "CNY": [null, told("13.00")], "USD": [told("90.00"), told("92.50")] });
        assert_eq!(Value::from(is.changes(&was)), expected);
        assert_eq!(was.changes(&is)["CNY"], json!([told("13.00"), null]));
        assert!(is.changes(&is).is_empty());
    }

    /// A table of one rate between currencies of any minor units.
    fn any_table() -> impl Strategy<Value = (Rates, Currency)> {
        let codes = || prop::sample::select(vec!["RUB", "USD", "JPY", "KWD"]);
        (codes(), codes(), 1..=MOST_MICROS)
            .prop_filter("another currency", |(own, other, _)| own != other)
            .prop_map(|(own, other, micros)| {
                let rates = table(own, &[(other, &show_micros(micros))]);
                (rates, currency(other))
            })
    }

    proptest! {
        #[test]
        fn a_rate_comes_back_as_it_was_written(micros in 1..=MOST_MICROS) {
            prop_assert_eq!(parse_micros(&show_micros(micros)), Some(micros));
        }

        #[test]
        fn more_money_is_never_worth_less(
            (rates, other) in any_table(),
            a in any::<i64>(),
            b in any::<i64>(),
        ) {
            let worth = |amount| rates.convert(Money::new(amount, other)).map(|money| money.amount);
            if let (Some(less), Some(more)) = (worth(a.min(b)), worth(a.max(b))) {
                prop_assert!(less <= more);
            }
        }

        #[test]
        fn a_debt_is_worth_what_the_same_money_is(
            (rates, other) in any_table(),
            amount in -i64::MAX..=i64::MAX,
        ) {
            let worth = |amount| rates.convert(Money::new(amount, other)).map(|money| money.amount);
            // The smallest number has no opposite, so only one side of it can be held.
            if let Some(plus) = worth(amount).filter(|plus| *plus != i64::MIN) {
                prop_assert_eq!(worth(-amount), Some(-plus));
            }
        }

        #[test]
        fn no_sum_is_off_by_more_than_half_a_minor_unit(
            (rates, other) in any_table(),
            amount in -1_000_000_000_i64..=1_000_000_000,
        ) {
            let (_, rate) = rates.iter().next().expect("a rate");
            let own = 10_f64.powi(rates.currency().minor_digits() as i32);
            let exact = amount as f64 / 10_f64.powi(other.minor_digits() as i32)
                * (rate.micros as f64 / 1e6) * own;
            match rates.convert(Money::new(amount, other)) {
                Some(money) => prop_assert!(
                    (money.amount as f64 - exact).abs() <= 0.5 + exact.abs() * 1e-12
                ),
                None => prop_assert!(exact.abs() > 9.2e18),
            }
        }
    }
}

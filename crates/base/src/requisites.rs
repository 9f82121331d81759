//! The numbers a Russian company is known by. A number of the wrong shape is an error; a number whose
//! check digit does not fit is kept with a warning, since registers hold such numbers and people copy them.

use crate::{FieldError, Text};

/// Which number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requisite {
    /// ИНН: 10 digits of a firm, 12 of a person.
    Inn,
    /// КПП: 9 characters without a check digit; firms only.
    Kpp,
    /// ОГРН of a firm (13 digits) or ОГРНИП of a sole trader (15).
    Ogrn,
}

/// A number of the right shape, without spaces and hyphens, and what looks wrong about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    pub value: String,
    pub warning: Option<FieldError>,
}

impl Requisite {
    /// The name of the field that holds it.
    pub fn field(self) -> &'static str {
        match self {
            Self::Inn => "inn",
            Self::Kpp => "kpp",
            Self::Ogrn => "ogrn",
        }
    }

    /// Reads a number as a person types it. The error names the field and says what is expected.
    pub fn parse(self, raw: &str) -> Result<Checked, FieldError> {
        let value = strip(raw);
        match self {
            Self::Inn => self.digits(&value, &[10, 12])?,
            Self::Ogrn => self.digits(&value, &[13, 15])?,
            Self::Kpp => {
                if !kpp_fits(&value) {
                    return Err(self.wrong_shape());
                }
                return Ok(Checked {
                    value,
                    warning: None,
                });
            }
        }
        let warning = if self.check_digits_fit(&value) {
            None
        } else {
            Some(self.wrong_check_digit())
        };
        Ok(Checked { value, warning })
    }

    /// A number that lost its leading zero in a spreadsheet, with the zero put back. Only where exactly one
    /// digit is missing and the check digits then fit, so that a mistyped number is never "mended".
    pub fn restore_leading_zero(self, raw: &str) -> Option<String> {
        let value = strip(raw);
        let lost = match self {
            Self::Inn => matches!(value.len(), 9 | 11),
            Self::Kpp => value.len() == 8,
            // No register number begins with a zero.
            Self::Ogrn => false,
        };
        let value = format!("0{value}");
        let fits = match self {
            Self::Kpp => kpp_fits(&value),
            Self::Inn | Self::Ogrn => {
                value.bytes().all(|b| b.is_ascii_digit()) && self.check_digits_fit(&value)
            }
        };
        (lost && fits).then_some(value)
    }

    fn digits(self, value: &str, lengths: &[usize]) -> Result<(), FieldError> {
        let right = value.bytes().all(|b| b.is_ascii_digit()) && lengths.contains(&value.len());
        // Zeros pass the arithmetic and are what forms are filled with to get past them.
        if right && value.bytes().any(|b| b != b'0') {
            Ok(())
        } else {
            Err(self.wrong_shape())
        }
    }

    fn check_digits_fit(self, value: &str) -> bool {
        let digits: Vec<u64> = value.bytes().map(|b| u64::from(b - b'0')).collect();
        match (self, digits.len()) {
            (Self::Inn, 10) => weighted(&digits, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[9],
            (Self::Inn, 12) => {
                weighted(&digits, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[10]
                    && weighted(&digits, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[11]
            }
            (Self::Ogrn, 13) => number(&digits[..12]) % 11 % 10 == digits[12] && digits[0] != 0,
            (Self::Ogrn, 15) => {
                number(&digits[..14]) % 13 % 10 == digits[14] && matches!(digits[0], 3 | 4)
            }
            _ => false,
        }
    }

    fn wrong_shape(self) -> FieldError {
        let message = match self {
            Self::Inn => Text::fixed(
                "ИНН — это 10 цифр у организации или 12 у предпринимателя",
                "An INN is 10 digits of a company or 12 of a sole trader",
            ),
            Self::Kpp => Text::fixed(
                "КПП — это 9 знаков: 4 цифры, 2 цифры или заглавные латинские буквы, 3 цифры",
                "A KPP is 9 characters: 4 digits, 2 digits or capital Latin letters, 3 digits",
            ),
            Self::Ogrn => Text::fixed(
                "ОГРН — это 13 цифр, ОГРНИП — 15",
                "An OGRN is 13 digits, an OGRNIP is 15",
            ),
        };
        FieldError::new(self.field(), "wrong_shape", message)
    }

    fn wrong_check_digit(self) -> FieldError {
        let message = match self {
            Self::Inn => Text::fixed(
                "Контрольная цифра ИНН не сходится: проверьте, нет ли опечатки",
                "The check digit of the INN does not fit: look for a typing mistake",
            ),
            Self::Kpp | Self::Ogrn => Text::fixed(
                "Контрольная цифра ОГРН не сходится: проверьте, нет ли опечатки",
                "The check digit of the OGRN does not fit: look for a typing mistake",
            ),
        };
        FieldError::new(self.field(), "check_digit", message)
    }
}

/// Capital letters without spaces, hyphens and the apostrophe that spreadsheets put before digits.
fn strip(raw: &str) -> String {
    raw.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\'' | '’' | '\u{feff}'))
        .flat_map(char::to_uppercase)
        .collect()
}

fn kpp_fits(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 9
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4..6]
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && bytes[6..].iter().all(u8::is_ascii_digit)
        && bytes.iter().any(|b| *b != b'0')
}

/// The weighted sum of the first digits, mod 11 and then mod 10 (a remainder of 10 becomes 0).
fn weighted(digits: &[u64], weights: &[u64]) -> u64 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum::<u64>()
        % 11
        % 10
}

fn number(digits: &[u64]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn warns(which: Requisite, raw: &str) -> bool {
        which.parse(raw).expect("the right shape").warning.is_some()
    }

    #[test]
    fn published_numbers_pass() {
        for inn in [
            "7827004526",
            "7707049388",
            "7722698789",
            "5753029294",
            "1650136610",
            "760307073214",
            "500100732259",
            "7700000016",
            "7800000027",
            "770000000300",
        ] {
            assert!(!warns(Requisite::Inn, inn), "{inn}");
        }
        for ogrn in [
            "1027812400868",
            "1022500001325",
            "307760324100018",
            "1267800000005",
        ] {
            assert!(!warns(Requisite::Ogrn, ogrn), "{ogrn}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_a_warning() {
        for inn in ["8827004526", "7837004526", "7827104526", "760307073224"] {
            let checked = Requisite::Inn.parse(inn).expect("the right shape");
            assert_eq!(checked.value, inn);
            assert_eq!(checked.warning.map(|w| w.code), Some("check_digit"));
        }
        assert!(warns(Requisite::Ogrn, "1022500001328"));
        assert!(warns(Requisite::Ogrn, "0000000000018"));
    }

    #[test]
    fn a_wrong_shape_is_an_error() {
        for inn in [
            "",
            "782700452",
            "78270045267",
            "782700452X",
            "0000000000",
            "000000000000",
            "٧٨٢٧٠٠٤٥٢٦",
        ] {
            let error = Requisite::Inn.parse(inn).expect_err(inn);
            assert_eq!((error.field.as_str(), error.code), ("inn", "wrong_shape"));
        }
        for ogrn in ["102781240086", "10278124008680", "0000000000000"] {
            assert!(Requisite::Ogrn.parse(ogrn).is_err(), "{ogrn}");
        }
        for kpp in [
            "77000100",
            "7700010011",
            "77A001001",
            "7700Я1001",
            "000000000",
        ] {
            assert!(Requisite::Kpp.parse(kpp).is_err(), "{kpp}");
        }
    }

    #[test]
    fn spacing_and_case_are_taken_off() {
        let value = |which: Requisite, raw| which.parse(raw).expect("the right shape").value;
        assert_eq!(value(Requisite::Inn, " '78-27 004526 "), "7827004526");
        assert_eq!(value(Requisite::Kpp, "7700ab001"), "7700AB001");
        assert_eq!(value(Requisite::Kpp, "770001001"), "770001001");
    }

    #[test]
    fn a_zero_lost_in_a_spreadsheet_is_put_back_only_when_the_number_then_fits() {
        // A made-up number of Adygea, whose code is 01.
        let whole = Requisite::Inn.restore_leading_zero("100000004");
        assert_eq!(whole.as_deref(), Some("0100000004"));
        assert_eq!(Requisite::Inn.restore_leading_zero("100000005"), None);
        assert_eq!(Requisite::Inn.restore_leading_zero("7827004526"), None);
        assert_eq!(
            Requisite::Kpp.restore_leading_zero("10501001").as_deref(),
            Some("010501001")
        );
    }

    proptest! {
        #[test]
        fn one_changed_digit_of_a_firms_inn_is_noticed(body in 100_000_000_u64..999_999_999, at in 0_usize..9, by in 1_u64..10) {
            let digits: Vec<u64> = body.to_string().bytes().map(|b| u64::from(b - b'0')).collect();
            let sum = digits.iter().zip([2, 4, 10, 3, 5, 9, 4, 6, 8]).map(|(d, w)| d * w).sum::<u64>();
            // The remainders 10 and 0 share the digit 0, so changes between them cannot be noticed.
            prop_assume!((1..10).contains(&(sum % 11)));
            let inn = format!("{body}{}", sum % 11);
            prop_assert!(!warns(Requisite::Inn, &inn));
            let mut wrong: Vec<u8> = inn.into_bytes();
            wrong[at] = b'0' + u8::try_from((u64::from(wrong[at] - b'0') + by) % 10).expect("a digit");
            let wrong = String::from_utf8(wrong).expect("digits");
            prop_assert!(warns(Requisite::Inn, &wrong));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            for which in [Requisite::Inn, Requisite::Kpp, Requisite::Ogrn] {
                let _ = which.parse(&text);
                let _ = which.restore_leading_zero(&text);
            }
        }
    }
}

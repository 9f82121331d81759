//! Phone numbers: E.164, read the way they are written in Russia.

use phonenumber::country::Id;

/// A number in E.164, such as `+79123456789`; `None` unless it is one.
///
/// A number without a country code is taken for a Russian one: `8 (912) 345-67-89`, `912 345-67-89`,
/// and the text `'79123456789` that spreadsheets make of it. Extensions are left off: keep the raw text too.
pub fn normalise(raw: &str) -> Option<String> {
    let text = raw.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\'' | '’' | '`' | '"' | '\u{feff}')
    });
    let text = without_extension(text);
    let digits = crate::fold::digits(text);
    if digits.len() < 7 || digits.len() > 17 || text.chars().any(char::is_alphabetic) {
        return None;
    }
    let international = text.starts_with('+');
    if let Some(national) = russian(&digits, international) {
        return Some(format!("+7{national}"));
    }
    // A foreign code that nobody wrote a plus before: 375291234567.
    let tries: &[String] = &if international {
        vec![format!("+{digits}")]
    } else {
        vec![digits.clone(), format!("+{digits}")]
    };
    tries.iter().find_map(|text| {
        let number = phonenumber::parse(Some(Id::RU), text).ok()?;
        number
            .is_valid()
            .then(|| number.format().mode(phonenumber::Mode::E164).to_string())
    })
}

/// The number in E.164, or else its digits as they were given: an unknown number is still worth keeping and
/// finding, but it must not pretend to be a Russian one. `None` when there are too few digits for a phone.
pub fn normalise_or_digits(raw: &str) -> Option<String> {
    normalise(raw).or_else(|| {
        let digits = crate::fold::digits(without_extension(raw));
        let plus = if raw.trim_start().starts_with('+') {
            "+"
        } else {
            ""
        };
        (3..=17)
            .contains(&digits.len())
            .then(|| format!("{plus}{digits}"))
    })
}

/// The ten national digits when the number is plainly a Russian one: most are, and need no tables.
fn russian(digits: &str, international: bool) -> Option<&str> {
    let national = match (digits.len(), digits.as_bytes().first()) {
        (11, Some(b'7')) => &digits[1..],
        (11, Some(b'8')) if !international => &digits[1..],
        (10, Some(b'9')) if !international => digits,
        _ => return None,
    };
    // Mobile numbers begin with 9, cities with 3, 4 and 8; 6 and 7 are Kazakhstan's part of the code.
    matches!(national.as_bytes()[0], b'3' | b'4' | b'8' | b'9').then_some(national)
}

/// What stands before `доб. 123`, `ext 5`, `#12`.
fn without_extension(text: &str) -> &str {
    let lower = text.to_lowercase();
    // Lower-casing may change lengths in exotic scripts; such a text is no phone, so it is left whole.
    if lower.len() != text.len() {
        return text;
    }
    ["доб", "вн", "ext", "x", "#", ",", ";"]
        .iter()
        .filter_map(|mark| lower.find(mark))
        .min()
        .map_or(text, |at| text.get(..at).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn russian_numbers_are_read_however_they_are_written() {
        for raw in [
            "8 (912) 345-67-89",
            "+7 (912) 345-67-89",
            "'+79123456789",
            "'89123456789",
            "9123456789",
            "7 912 345 67 89",
            "79123456789",
            "8-912-345-67-89 доб. 12",
            "+7 912 345-67-89, доб. 5",
            " 8\u{a0}912\u{a0}345\u{a0}67\u{a0}89 ",
        ] {
            assert_eq!(normalise(raw).as_deref(), Some("+79123456789"), "{raw}");
        }
        assert_eq!(
            normalise("(495) 123-45-67").as_deref(),
            Some("+74951234567")
        );
        assert_eq!(
            normalise("8 800 555-35-35").as_deref(),
            Some("+78005553535")
        );
    }

    #[test]
    fn foreign_numbers_are_kept() {
        assert_eq!(
            normalise("+1 (650) 253-0000").as_deref(),
            Some("+16502530000")
        );
        assert_eq!(
            normalise("+375 29 123-45-67").as_deref(),
            Some("+375291234567")
        );
        assert_eq!(normalise("375291234567").as_deref(), Some("+375291234567"));
        assert_eq!(
            normalise("+7 701 123 45 67").as_deref(),
            Some("+77011234567")
        );
        assert_eq!(
            normalise("+86 138 0013 8000").as_deref(),
            Some("+8613800138000")
        );
    }

    #[test]
    fn what_is_no_number_is_not_made_one() {
        for raw in [
            "",
            "нет",
            "12345",
            "позвонить 89123456789",
            "+",
            "0000000000",
            "123456789012345678",
        ] {
            assert_eq!(normalise(raw), None, "{raw}");
        }
        // An American number without its code is not a Russian one; its digits stay findable.
        assert_eq!(normalise("615-671-1087"), None);
        assert_eq!(
            normalise_or_digits("615-671-1087").as_deref(),
            Some("6156711087")
        );
        assert_eq!(normalise_or_digits("нет"), None);
        assert_eq!(
            normalise_or_digits("8 912 345 67 89").as_deref(),
            Some("+79123456789")
        );
    }

    proptest! {
        #[test]
        fn every_spelling_of_a_mobile_number_is_one_number(body in 0_u64..1_000_000_000, style in 0_usize..5) {
            let d = format!("9{body:09}");
            let raw = match style {
                0 => format!("8{d}"),
                1 => format!("+7 ({}) {}-{}-{}", &d[..3], &d[3..6], &d[6..8], &d[8..]),
                2 => d.clone(),
                3 => format!("'7{d}"),
                _ => format!("8 {} {} {}", &d[..3], &d[3..6], &d[6..]),
            };
            let expected = format!("+7{d}");
            prop_assert_eq!(normalise(&raw), Some(expected.clone()));
            prop_assert_eq!(normalise(&expected), Some(expected));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,32}") {
            let _ = normalise_or_digits(&text);
        }
    }
}

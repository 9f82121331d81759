//! E-mail addresses: one spelling each, and a shape that can be an address at all.

/// The address in lower case without what people and programs wrap around it; `None` unless it can be one.
/// Only the plausible shape is looked at: whether it exists, only a letter can tell.
pub fn normalise(raw: &str) -> Option<String> {
    let mut text = raw.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\'' | '"' | '\u{feff}' | ',' | ';')
    });
    // `Ivan Petrov <ivan@firm.ru>` as mail programs copy it.
    if let Some((_, inner)) = text.rsplit_once('<') {
        text = inner.trim_end_matches('>').trim();
    }
    let address = text.to_lowercase();
    let address = address.strip_prefix("mailto:").unwrap_or(&address);
    plausible(address).then(|| address.to_owned())
}

fn plausible(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let local_fits = (1..=64).contains(&local.chars().count())
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let labels: Vec<&str> = domain.split('.').collect();
    let domain_fits = labels.len() > 1
        && labels.iter().all(|label| {
            (1..=63).contains(&label.chars().count())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
        && labels
            .last()
            .is_some_and(|top| top.chars().any(char::is_alphabetic));
    local_fits && domain_fits && address.len() <= 254
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_get_one_spelling() {
        assert_eq!(
            normalise(" Ivan.Petrov@Firm.RU ").as_deref(),
            Some("ivan.petrov@firm.ru")
        );
        assert_eq!(
            normalise("Иван <ivan+crm@firm.ru>").as_deref(),
            Some("ivan+crm@firm.ru")
        );
        assert_eq!(normalise("mailto:a@b.co").as_deref(), Some("a@b.co"));
        assert_eq!(
            normalise("Почта@Пример.РФ").as_deref(),
            Some("почта@пример.рф")
        );
    }

    #[test]
    fn what_cannot_be_an_address_is_not_one() {
        for raw in [
            "",
            "нет",
            "a@b",
            "@b.ru",
            "a@",
            "a b@c.ru",
            "a@@b.ru",
            "a@b..ru",
            ".a@b.ru",
            "a@-b.ru",
            "a@b.ru, c@d.ru",
            "a@127.0.0.1",
            "=cmd|'/c calc'!a@b.ru",
        ] {
            assert_eq!(normalise(raw), None, "{raw}");
        }
        assert_eq!(normalise(&format!("{}@b.ru", "a".repeat(65))), None);
    }

    proptest! {
        #[test]
        fn a_normalised_address_stays_as_it_is(local in "[A-Za-z0-9]{1,10}([.+_-][A-Za-z0-9]{1,10})?", domain in "[A-Za-z0-9]{1,10}\\.[A-Za-z]{2,6}") {
            let once = normalise(&format!("{local}@{domain}"));
            prop_assert!(once.is_some());
            prop_assert_eq!(once.as_deref().and_then(normalise), once);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = normalise(&text);
        }
    }
}

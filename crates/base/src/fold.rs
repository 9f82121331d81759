//! Folding of names and words, so that search and duplicate matching look past letter case, ё and quotes.

/// Words that say what kind of legal person a company is and nothing about which one.
/// These stand before the name as well as after it.
const FORMS_ANYWHERE: &[&str] = &[
    "ооо", "оао", "зао", "пао", "нао", "ао", "ип", "чп", "кфх", "ано", "нко", "фгуп", "гуп", "муп",
    "гбу", "фгбу", "тоо", "тов", "фоп", "одо", "чуп", "ooo", "oao", "zao", "pao", "ao", "ip",
    "too", "tov", "llc", "llp", "ltd", "inc", "gmbh", "plc",
];

/// Forms that are written after the name only; at its start they are words like any other.
const FORMS_AT_THE_END: &[&str] = &[
    "co",
    "corp",
    "corporation",
    "incorporated",
    "limited",
    "ag",
    "kg",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "oy",
    "ab",
    "as",
    "aps",
    "pty",
    "lp",
    "kft",
    "sro",
    "doo",
    "jsc",
    "pjsc",
    "cjsc",
    "ojsc",
    "fze",
];

/// The same forms written out, folded; the longest come first.
const FORMS_IN_WORDS: &[&str] = &[
    "общество с ограниченной ответственностью",
    "товарищество с ограниченной ответственностью",
    "непубличное акционерное общество",
    "публичное акционерное общество",
    "открытое акционерное общество",
    "закрытое акционерное общество",
    "индивидуальный предприниматель",
    "limited liability company",
    "акционерное общество",
    "joint stock company",
];

/// Folds a text for search: lower-case, ё → е, everything but letters and digits one space.
/// й stays й, legal forms stay where they are. Folding a folded text changes nothing.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            // Macs write й and ё as two characters; both halves have to become the usual one.
            '\u{306}' if !gap && folded.ends_with('и') => {
                folded.pop();
                folded.push('й');
            }
            // Stress marks, and the invisible joiners and soft hyphens that come with pasted text.
            '\u{300}'..='\u{36f}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'
            | '\u{feff}' => {}
            letter if letter.is_alphanumeric() => {
                if gap && !folded.is_empty() {
                    folded.push(' ');
                }
                gap = false;
                folded.push(if letter == 'ё' { 'е' } else { letter });
            }
            _ => gap = true,
        }
    }
    folded
}

/// The ASCII digits of a text: how phones, ИНН and amounts are looked up whatever their spacing.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A name without its legal form: `ООО «Ромашка»`, `Ромашка, ООО` and `ромашка` have one key.
/// A company whose whole name is a legal form keeps it.
pub fn company_key(name: &str) -> String {
    let folded = fold(name);
    let joined = join_initials(&folded);
    let mut key = joined.as_str();
    while let Some(shorter) = without_form(key) {
        key = shorter;
    }
    key.to_owned()
}

/// One legal form less at either end; `None` when there is none, or nothing else.
fn without_form(key: &str) -> Option<&str> {
    for form in FORMS_IN_WORDS {
        let rest = key
            .strip_prefix(form)
            .and_then(|rest| rest.strip_prefix(' '))
            .or_else(|| {
                key.strip_suffix(form)
                    .and_then(|rest| rest.strip_suffix(' '))
            });
        if rest.is_some() {
            return rest;
        }
    }
    if let Some((first, rest)) = key.split_once(' ')
        && FORMS_ANYWHERE.contains(&first)
    {
        return Some(rest);
    }
    let (rest, last) = key.rsplit_once(' ')?;
    (FORMS_ANYWHERE.contains(&last) || FORMS_AT_THE_END.contains(&last)).then_some(rest)
}

/// Joins letters that stand alone (`о о о` from `О.О.О.`, `l l c`) when together they are a legal form.
fn join_initials(folded: &str) -> String {
    let words: Vec<&str> = folded.split(' ').collect();
    let single = |word: &&str| word.chars().count() == 1;
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let run = words[at..].iter().take_while(|word| single(word)).count();
        let whole = words[at..at + run].concat();
        if run > 1 && (FORMS_ANYWHERE.contains(&&*whole) || FORMS_AT_THE_END.contains(&&*whole)) {
            joined.push(whole);
            at += run;
        } else {
            // The whole run goes over as it is, or its tail would be tried again.
            joined.extend(words[at..at + run.max(1)].iter().map(ToString::to_string));
            at += run.max(1);
        }
    }
    joined.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folding_looks_past_case_yo_and_punctuation_but_keeps_short_i() {
        assert_eq!(fold("  ООО «Щёлково-Агро»  "), "ооо щелково агро");
        assert_eq!(fold("Йошкар-Ола"), "йошкар ола");
        assert_eq!(fold("И\u{306}ошкар Ще\u{308}лк"), "йошкар щелк");
        assert_eq!(fold("за\u{301}мок"), "замок");
        assert_eq!(fold("O'Neil & Sons, Inc."), "o neil sons inc");
        assert_eq!(fold("ivan@Firm.RU"), "ivan firm ru");
        assert_eq!(fold("№ \u{a0}—"), "");
    }

    #[test]
    fn digits_are_left_of_a_phone_or_an_inn() {
        assert_eq!(digits("+7 (912) 345-67-89"), "79123456789");
        assert_eq!(digits("нет"), "");
    }

    #[test]
    fn one_company_has_one_key_however_its_form_is_written() {
        for name in [
            "ООО «Ромашка»",
            "Ромашка, ООО",
            "ромашка",
            "О.О.О. \"Ромашка\"",
            "Общество с ограниченной ответственностью РОМАШКА",
            "OOO Ромашка",
        ] {
            assert_eq!(company_key(name), "ромашка", "{name}");
        }
        for name in [
            "Acme Co., Ltd.",
            "ACME Inc",
            "Acme L.L.C.",
            "acme GmbH & Co. KG",
        ] {
            assert_eq!(company_key(name), "acme", "{name}");
        }
        assert_eq!(company_key("ИП Иванов И. И."), "иванов и и");
        assert_eq!(company_key("АО"), "ао");
        assert_eq!(company_key("AS Roma"), "as roma");
        assert_eq!(company_key("ООО ТД Ёлка"), "тд елка");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(!once.contains("  ") && once.trim() == once);
        }

        #[test]
        fn letter_case_and_quotes_never_matter(name in "[а-яёa-z]{1,12}( [а-яёa-z]{1,8})?") {
            let loud = format!("«{}»", name.to_uppercase());
            prop_assert_eq!(fold(&loud), fold(&name));
            prop_assert_eq!(company_key(&loud), company_key(&name));
        }

        #[test]
        fn a_company_key_is_final(name in "(ООО |АО |ИП )?[а-яёa-z .,\"-]{0,30}(, Inc| Ltd)?") {
            let key = company_key(&name);
            prop_assert_eq!(company_key(&key), key);
        }
    }
}

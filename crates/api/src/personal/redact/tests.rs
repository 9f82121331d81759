//! Who is struck out, and who is not.

use super::*;

fn person(last: &[&str], other: &[&str], emails: &[&str]) -> Person {
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Person {
        last_names: set(last),
        other_names: set(other),
        emails: set(emails),
        phones: set(&["+79123456789", "112"]),
        ..Person::default()
    }
}

fn named(last: &[&str], other: &[&str], emails: &[&str]) -> Redactor {
    Redactor::new(&person(last, other, emails))
}

fn redactor() -> Redactor {
    named(&["Зяблёв"], &["Пётр", "Ильич"], &["p.zyablev@firm.ru"])
}

#[test]
fn a_person_is_struck_out_in_every_spelling() {
    let redactor = redactor();
    for text in [
        "Пётр Зяблёв",
        "ЗЯБЛЕВ ПЕТР ИЛЬИЧ",
        "Зяблев П.И",
        "П.И. Зяблеву",
        "Петру Ильичу",
        "P.Zyablev@Firm.ru",
        "8 (912) 345-67-89",
        "+79123456789",
        "912 345 67 89",
    ] {
        assert_eq!(redactor.far(text).as_deref(), Some(ERASED), "{text}");
    }
    let text = "Говорил с Зяблёвым, перезвонить на 8-912-345-67-89 в среду";
    let left = format!("Говорил с {ERASED}, перезвонить на {ERASED} в среду");
    assert_eq!(redactor.near(text), Some(left));
    let alone = redactor.far("Зяблёв не отвечает");
    assert_eq!(alone, None, "elsewhere a last name may be another's");
}

#[test]
fn a_single_name_is_struck_only_where_its_bearer_is_meant() {
    let redactor = named(&[], &["Анна"], &[]);
    let near = redactor.near("Анна просила счёт");
    assert_eq!(near, Some(format!("{ERASED} просила счёт")));
    for text in ["Анна просила счёт", "Анна А.", "Анна, Анне", "Анна Петрова"]
    {
        assert_eq!(redactor.far(text), None, "{text}");
    }
}

#[test]
fn what_json_hides_is_seen() {
    let redactor = redactor();
    for (text, left) in [
        (
            r#"{"a":"звонок\nЗяблёв Пётр"}"#,
            r#"{"a":"звонок\n[удалено]"}"#,
        ),
        (
            r#"["\u0417\u044f\u0431\u043b\u0451\u0432 \u041F\u0451\u0442\u0440"]"#,
            r#"["[удалено]"]"#,
        ),
        (
            r#"{"a":"\tp.zyablev@firm.ru","b":"\"8 912 345-67-89\""}"#,
            r#"{"a":"\t[удалено]","b":"\"[удалено]\""}"#,
        ),
        (
            r#"{"from":79123456789,"n":40279123456789}"#,
            r#"{"from":"[удалено]","n":40279123456789}"#,
        ),
        (r#"{"Пётр Зяблёв":true}"#, r#"{"[удалено]":true}"#),
        (
            r#"{"told":"{\"a\":\"\\nЗяблёв Пётр\"}"}"#,
            r#"{"told":"{\"a\":\"\\n[удалено]\"}"}"#,
        ),
        ("[12.03] Зяблёв Пётр", "[12.03] [удалено]"),
        (
            r#"["Зяблёв","Пётр","счёт"]"#,
            r#"["[удалено]","Пётр","счёт"]"#,
        ),
    ] {
        assert_eq!(redactor.far(text).as_deref(), Some(left), "{text}");
    }
}

#[test]
fn of_two_values_a_name_is_made_only_when_they_stand_together() {
    let redactor = redactor();
    for text in [
        r#"["Зяблёв","Мария"]"#,
        r#"[["Зяблёв"],["Пётр"]]"#,
        r#"{"a":"Зяблёв","b":{"c":"Пётр"}}"#,
    ] {
        assert_eq!(redactor.far(text), None, "{text}");
    }
}

#[test]
fn a_text_tells_of_somebody_by_their_names_or_beside_their_records() {
    let mut person = person(&["Ан"], &["Анна"], &["ann@x.ru"]);
    person.deals = vec![base::Uuid::from_u128(7)];
    let redactor = Redactor::new(&person);
    let deal = person.deals[0];
    for text in ["Анна Ан", "ann@x.ru", "Ann@X.ru."] {
        assert!(redactor.tells(text), "{text}");
    }
    assert!(redactor.tells(&format!(r#"{{"deal":"{deal}","text":"Ан звонила"}}"#)));
    assert!(!redactor.tells(&format!(r#"{{"deal":"{deal}"}}"#)));
    for text in [
        "Ан звонила",
        "Анна Андреева",
        "joann@x.ru",
        "ann@x.ru.com",
        "План",
    ] {
        assert!(!redactor.tells(text), "{text}");
    }
}

#[test]
fn what_only_looks_alike_stays() {
    let redactor = redactor();
    for text in [
        "Пётр",
        "Зяблевский район",
        "счёт 40702891234567890000",
        "звонить 112",
        "ap.zyablev@firm.ru",
        "912 345 67 88",
        "",
    ] {
        assert_eq!(redactor.near(text), None, "{text}");
    }
}

#[test]
fn the_patterns_fit_whatever_is_struck_out() {
    // As `like` reads them.
    fn like(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('%', rest)) => (0..=text.len()).any(|at| like(rest, &text[at..])),
            Some((c, rest)) => text
                .split_first()
                .is_some_and(|(t, more)| (*c == '_' || c == t) && like(rest, more)),
        }
    }
    let redactor = named(
        &["Зяблёв", "Ли"],
        &["Пётр", "Ильич", "Анна"],
        &["P+z@firm.ru"],
    );
    for text in [
        "с Петром Зяблёвым",
        "ЗЯБЛЕВ П.",
        "Ли Анне",
        "Петру Ильичу",
        "ПЁТР ИЛЬИЧ",
        "тел. 8(912)3456789",
        "P+Z@Firm.ru",
        r#"["p\u002Bz@firm.ru"]"#,
        r#"["\u0417\u044F\u0431\u043B\u0451\u0432 \u041f."]"#,
        r#"["\u041f\u0415\u0422\u0420 \u0418\u041b\u042c\u0418\u0427"]"#,
    ] {
        assert!(redactor.far(text).is_some(), "{text}");
        // The database lowers Latin letters.
        let chars: Vec<char> = text.to_ascii_lowercase().chars().collect();
        let fits = |pattern: &String| like(&pattern.chars().collect::<Vec<_>>(), &chars);
        assert!(redactor.patterns().iter().any(fits), "{text}");
    }
}

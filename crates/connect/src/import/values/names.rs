//! The whole name of a person in one cell.

/// Cuts a whole name into last, first and middle name. A patronymic shows which word is the first name; without
/// one, Latin names are read as first and last, and of two Russian words the one that ends like a surname is it.
pub fn split_person(whole: &str) -> (String, String, String) {
    // `Петрова, Анна` is how address books write it.
    let (whole, reversed) = match whole.split_once(',') {
        Some((last, rest)) if !rest.contains(',') => (format!("{last} {rest}"), true),
        _ => (whole.to_owned(), false),
    };
    let words: Vec<&str> = whole.split_whitespace().collect();
    let made = |last: &[&str], first: &str, middle: &[&str]| {
        (last.join(" "), first.to_owned(), middle.join(" "))
    };
    match words.as_slice() {
        [] => made(&[], "", &[]),
        [only] => made(&[only], "", &[]),
        [last, first, rest @ ..] if reversed => made(&[last], first, rest),
        [first, middle, last] if is_patronymic(middle) => made(&[last], first, &[middle]),
        [last, first, middle @ ..]
            if !middle.is_empty() && middle.iter().any(|word| is_patronymic(word)) =>
        {
            made(&[last], first, middle)
        }
        [first, middle @ .., last] if whole.is_ascii() || !has_cyrillic(&whole) => {
            made(&[last], first, middle)
        }
        [one, two] if is_surname(two) && !is_surname(one) => made(&[two], one, &[]),
        [last, first, middle @ ..] => made(&[last], first, middle),
    }
}

fn has_cyrillic(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{400}'..='\u{4ff}'))
}

fn is_patronymic(word: &str) -> bool {
    let word = word.to_lowercase();
    let ends = [
        "вич",
        "вна",
        "ична",
        "инична",
        "ильич",
        "оглы",
        "оглу",
        "кызы",
        "улы",
        "угли",
    ];
    ends.iter().any(|end| word.ends_with(end)) && word.chars().count() > 3
}

fn is_surname(word: &str) -> bool {
    let word = word.to_lowercase();
    let ends = [
        "ов",
        "ова",
        "ев",
        "ева",
        "ёв",
        "ёва",
        "ин",
        "ина",
        "ын",
        "ына",
        "ский",
        "ская",
        "цкий",
        "цкая",
        "енко",
        "юк",
        "чук",
        "ян",
        "янц",
        "дзе",
        "швили",
        "ых",
        "их",
        "ко",
        "ай",
        "ич",
    ];
    // First names that end the same way.
    let names = [
        "валентин",
        "валентина",
        "константин",
        "марина",
        "ирина",
        "карина",
        "полина",
        "арина",
        "екатерина",
        "кристина",
        "галина",
        "нина",
        "алина",
        "ангелина",
        "мартин",
        "лев",
        "ян",
        "тимоко",
        "ева",
        "яков",
        "дина",
        "лина",
        "регина",
        "сабина",
        "антонина",
        "севастьян",
        "николай",
    ];
    ends.iter().any(|end| word.ends_with(end))
        && !names.contains(&word.as_str())
        && word.chars().count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(whole: &str) -> String {
        let (last, first, middle) = split_person(whole);
        format!("{last}|{first}|{middle}")
    }

    #[test]
    fn whole_names_are_cut_where_a_person_would_cut_them() {
        assert_eq!(split("Петрова Анна Сергеевна"), "Петрова|Анна|Сергеевна");
        assert_eq!(split("Анна Сергеевна Петрова"), "Петрова|Анна|Сергеевна");
        assert_eq!(split("Анна Петрова"), "Петрова|Анна|");
        assert_eq!(split("Петрова Анна"), "Петрова|Анна|");
        assert_eq!(split("Лев Ким"), "Лев|Ким|");
        assert_eq!(split("Николай Щукин"), "Щукин|Николай|");
        assert_eq!(split("Gary L Denson"), "Denson|Gary|L");
        assert_eq!(split("Denson, Gary"), "Denson|Gary|");
        assert_eq!(split("Алиев Рашид Мамед оглы"), "Алиев|Рашид|Мамед оглы");
        assert_eq!(split(" Ромашкин "), "Ромашкин||");
        assert_eq!(split(""), "||");
    }
}

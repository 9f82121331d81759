//! Striking one person out of texts.

use super::Person;

/// What stands where somebody was named.
pub const ERASED: &str = "[удалено]";

/// Finds a person in texts by names in any case, mail addresses and phones in any spelling.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    emails: Vec<Vec<char>>,
    phones: Vec<Vec<char>>,
    last_names: Vec<Vec<char>>,
    names: Vec<Vec<char>>,
    patterns: Vec<String>,
}

/// Fewer digits than these are no phone of a person: 112.
const FEWEST_DIGITS: usize = 7;

impl Redactor {
    pub fn new(person: &Person) -> Self {
        let folded = |names: &mut dyn Iterator<Item = &String>| {
            let words = names.flat_map(|name| name.split_whitespace());
            let words = words.map(fold).filter(|word| word.len() > 1);
            words.collect::<Vec<_>>()
        };
        let mut last_names = folded(&mut person.last_names.iter());
        let names = folded(&mut person.last_names.iter().chain(&person.other_names));
        if last_names.is_empty() {
            // Somebody with one name is meant by it.
            last_names.extend(names.iter().filter(|_| names.len() == 1).cloned());
        }
        let phones: Vec<Vec<char>> = person
            .phones
            .iter()
            .map(|phone| national(phone))
            .filter(|digits| digits.len() >= FEWEST_DIGITS)
            .collect();
        let mut patterns: Vec<String> = Vec::new();
        for email in &person.emails {
            patterns.push(format!("%{email}%"));
            patterns.push(format!("%{}%", email.to_uppercase()));
        }
        for digits in &phones {
            patterns.push(format!("%{}%", spread(digits)));
        }
        for name in &last_names {
            patterns.extend(spellings(name));
        }
        if last_names.is_empty() {
            for name in &names {
                patterns.extend(spellings(name));
            }
        }
        Self {
            emails: person.emails.iter().map(|email| fold(email)).collect(),
            phones,
            last_names,
            names,
            patterns,
        }
    }

    /// Patterns for `like` that every text with the person fits, and some others too.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// The text without the person, where they are known to be meant: the last name alone is enough.
    pub fn near(&self, text: &str) -> Option<String> {
        self.strike(text, true)
    }

    /// The same anywhere: a last name needs another part of the name beside it.
    pub fn far(&self, text: &str) -> Option<String> {
        self.strike(text, false)
    }

    fn strike(&self, text: &str, near: bool) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let low: Vec<char> = chars.iter().map(|c| fold_one(*c)).collect();
        let mut hits: Vec<(usize, usize)> = Vec::new();
        self.find_emails(&low, &mut hits);
        self.find_phones(&chars, &mut hits);
        self.find_names(&chars, &low, near, &mut hits);
        if hits.is_empty() {
            return None;
        }
        hits.sort_unstable();
        let mut left = String::with_capacity(text.len());
        let mut at = 0;
        for (from, to) in hits {
            if from >= at {
                left.extend(&chars[at..from]);
                left.push_str(ERASED);
            }
            at = at.max(to);
        }
        left.extend(&chars[at..]);
        Some(left)
    }

    fn find_emails(&self, low: &[char], hits: &mut Vec<(usize, usize)>) {
        let joins =
            |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || "._-+".contains(*c));
        for email in &self.emails {
            for from in 0..(low.len() + 1).saturating_sub(email.len()) {
                let to = from + email.len();
                let before = from.checked_sub(1).and_then(|at| low.get(at));
                let longer = low.get(to).is_some_and(|c| c.is_alphanumeric());
                if low[from..to] == email[..] && !joins(before) && !longer {
                    hits.push((from, to));
                }
            }
        }
    }

    /// Digits with what people put between them, with or without the code of the country.
    fn find_phones(&self, chars: &[char], hits: &mut Vec<(usize, usize)>) {
        if self.phones.is_empty() {
            return;
        }
        let digits: Vec<usize> = (0..chars.len())
            .filter(|at| chars[*at].is_ascii_digit())
            .collect();
        let between = |a: usize, b: usize| {
            b - a <= 4 && chars[a + 1..b].iter().all(|c| " ()-–.\u{a0}".contains(*c))
        };
        for phone in &self.phones {
            for first in 0..(digits.len() + 1).saturating_sub(phone.len()) {
                let run = &digits[first..first + phone.len()];
                let same = run
                    .iter()
                    .zip(phone)
                    .all(|(at, digit)| chars[*at] == *digit);
                if !same || run.windows(2).any(|pair| !between(pair[0], pair[1])) {
                    continue;
                }
                let mut from = run[0];
                let mut before = first;
                while before > 0 && first - before < 4 && between(digits[before - 1], from) {
                    before -= 1;
                    from = digits[before];
                }
                let last = run[phone.len() - 1];
                let longer = chars.get(last + 1).is_some_and(char::is_ascii_digit);
                // A number of an account or a tax number only looks alike.
                if first - before > 3 || longer {
                    continue;
                }
                while from > 0 && "+(".contains(chars[from - 1]) {
                    from -= 1;
                }
                hits.push((from, last + 1));
            }
        }
    }

    fn find_names(&self, chars: &[char], low: &[char], near: bool, hits: &mut Vec<(usize, usize)>) {
        let words = words_of(low);
        let is_initial = |(from, to): (usize, usize)| {
            to - from == 1
                && chars[from].is_uppercase()
                && self.names.iter().any(|name| name[0] == low[from])
        };
        let mut at = 0;
        while at < words.len() {
            let mut end = at;
            let (mut full, mut last, mut initials) = (0, false, 0);
            while let Some(&(from, to)) = words.get(end) {
                let beside = end == at || {
                    let gap = &low[words[end - 1].1..from];
                    gap.len() <= 3 && gap.iter().all(|c| c.is_whitespace() || ".,".contains(*c))
                };
                let word = &low[from..to];
                let known = self.names.iter().any(|name| is_form(name, word));
                let initial = is_initial((from, to));
                if !beside || !(known || initial) {
                    break;
                }
                full += usize::from(known);
                initials += usize::from(initial);
                last |= self.last_names.iter().any(|name| is_form(name, word));
                end += 1;
            }
            if end == at {
                at += 1;
                continue;
            }
            let alone = near || self.names.len() == 1;
            if full > 1 || (last && (alone || initials > 0)) {
                hits.push((words[at].0, words[end - 1].1));
            }
            at = end;
        }
    }
}

/// Runs of letters, with the hyphens inside them.
fn words_of(low: &[char]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < low.len() {
        if !low[at].is_alphabetic() {
            at += 1;
            continue;
        }
        let from = at;
        let inner = |at: usize| {
            low[at].is_alphabetic()
                || (low[at] == '-' && low.get(at + 1).is_some_and(|c| c.is_alphabetic()))
        };
        while at < low.len() && inner(at) {
            at += 1;
        }
        words.push((from, at));
    }
    words
}

/// Whether a word is a name in one of its cases: Зябликов, Зябликову, Зябликовым.
fn is_form(name: &[char], word: &[char]) -> bool {
    if name == word {
        return true;
    }
    if name.len() < 4 {
        return false;
    }
    let mut stem = name;
    while stem.len() > 3
        && name.len() - stem.len() < 2
        && "аеиоуыэюяйь".contains(stem[stem.len() - 1])
    {
        stem = &stem[..stem.len() - 1];
    }
    let longest = if name.len() > 4 { 3 } else { 2 };
    word.starts_with(stem) && word.len() - stem.len() <= longest
}

fn fold(text: &str) -> Vec<char> {
    text.chars().map(fold_one).collect()
}

/// Lower case, one for one, ё like е.
fn fold_one(c: char) -> char {
    match c.to_lowercase().next().unwrap_or(c) {
        'ё' => 'е',
        low => low,
    }
}

/// The digits of a phone without the code of the country, as far as the code is known.
fn national(phone: &str) -> Vec<char> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().saturating_sub(10);
    digits[from..].to_vec()
}

/// Digits with anything between the groups they are usually written in.
fn spread(digits: &[char]) -> String {
    let mut text = String::new();
    for (index, digit) in digits.iter().enumerate() {
        if index > 0 {
            text.push('%');
        }
        text.push(*digit);
    }
    text
}

/// A name for `like`, whatever its case and its ё.
fn spellings(name: &[char]) -> [String; 2] {
    let stem = if name.len() > 5 {
        &name[..name.len() - 2]
    } else {
        name
    };
    let any_e = |c: char| if c == 'е' { '_' } else { c };
    let low: String = stem[1..].iter().map(|c| any_e(*c)).collect();
    let high: String = stem[1..]
        .iter()
        .map(|c| any_e(*c))
        .flat_map(char::to_uppercase)
        .collect();
    [format!("%_{low}%"), format!("%_{high}%")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Redactor::new(&Person {
            last_names: set(&["Зяблёв"]),
            other_names: set(&["Пётр", "Ильич"]),
            emails: set(&["p.zyablev@firm.ru"]),
            phones: set(&["+79123456789", "112"]),
            ..Person::default()
        })
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
        assert_eq!(
            redactor.far("Зяблёв не отвечает"),
            None,
            "elsewhere a last name alone may be another's"
        );
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
        let redactor = redactor();
        for text in [
            "с Петром Зяблёвым",
            "ЗЯБЛЕВ П.",
            "тел. 8(912)3456789",
            "p.zyablev@firm.ru",
        ] {
            let chars: Vec<char> = text.chars().collect();
            let fits = |pattern: &String| like(&pattern.chars().collect::<Vec<_>>(), &chars);
            assert!(redactor.patterns().iter().any(fits), "{text}");
        }
    }
}

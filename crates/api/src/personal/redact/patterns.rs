//! By what a database chooses the texts that are looked through.

use super::Redactor;
use super::words::stem;

impl Redactor {
    /// Each text in which something is found fits one of these.
    pub(super) fn write_patterns(&self) -> Vec<String> {
        let mut patterns = Vec::new();
        for email in &self.emails {
            patterns.extend(spellings(email));
        }
        for digits in &self.phones {
            let spread: Vec<String> = digits.iter().map(char::to_string).collect();
            patterns.push(format!("%{}%", spread.join("%")));
        }
        for name in &self.last_names {
            patterns.extend(spellings(stem(name)));
        }
        // Without a last name it takes two other names.
        let given: Vec<&[char]> = self.names.iter().map(|name| stem(name)).collect();
        for (index, one) in given.iter().enumerate() {
            let known = |at: usize| self.last_names.contains(&self.names[at]);
            for (other, two) in given.iter().enumerate() {
                if index != other && !known(index) && !known(other) {
                    patterns.extend(spellings(&[one, &['%'][..], two].concat()));
                }
            }
        }
        patterns
    }
}

/// Folded words in lower case, in capitals and with capitals first, each as it is and as JSON escapes it.
fn spellings(low: &[char]) -> Vec<String> {
    let high = |c: &char| c.to_uppercase().next().unwrap_or(*c);
    let starts = |at: usize| at == 0 || !low[at - 1].is_alphanumeric();
    let title = |(at, c): (usize, &char)| if starts(at) { high(c) } else { *c };
    let mut cases = vec![low.to_vec()];
    // Latin letters are compared in lower case anyway.
    if !low.iter().all(char::is_ascii) {
        cases.push(low.iter().enumerate().map(title).collect());
        cases.push(low.iter().map(high).collect());
    }
    let mut all: Vec<String> = Vec::new();
    for case in cases {
        for escaped in [false, true] {
            let words: String = case.iter().map(|c| sign(*c, escaped)).collect();
            let pattern = format!("%{words}%");
            if !all.contains(&pattern) {
                all.push(pattern);
            }
        }
    }
    all
}

/// A letter in a pattern; its ё may be е, and between letters anything may stand.
fn sign(c: char, escaped: bool) -> String {
    match c {
        'е' | 'Е' if escaped => "_u____".to_owned(),
        'е' | 'Е' => "_".to_owned(),
        _ if !c.is_alphanumeric() => "%".to_owned(),
        // The sign before `u` is a wildcard, since PostgreSQL reads a backslash in its own way.
        _ if escaped && !c.is_ascii() => format!("_u{:04x}", u32::from(c)),
        _ => c.to_string(),
    }
}

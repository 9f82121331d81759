//! Striking one person out of texts.
//!
//! Its patterns choose the rows that a database reads out; only [`Redactor::near`], [`Redactor::far`] and
//! [`Redactor::tells`] decide what happens to them.

mod find;
mod json;
mod patterns;
mod words;

#[cfg(test)]
mod tests;

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
    /// The ids of the person and of what they have to do with, as they stand in texts.
    records: Vec<String>,
    patterns: Vec<String>,
}

/// Fewer digits than these are no phone of a person: 112.
const FEWEST_DIGITS: usize = 7;

impl Redactor {
    pub fn new(person: &Person) -> Self {
        let mut last_names = words::of_names(person.last_names.iter());
        let names = words::of_names(person.last_names.iter().chain(&person.other_names));
        if let ([], [only]) = (&last_names[..], &names[..]) {
            // Somebody with one name is meant by it.
            last_names.push(only.clone());
        }
        let phones = person.phones.iter().map(|phone| words::national(phone));
        let records = [person.contact_id].into_iter();
        let records = records.chain(person.deals.iter().copied());
        let records = records.chain(person.companies.iter().copied());
        let mut redactor = Self {
            emails: person.emails.iter().map(|one| words::fold(one)).collect(),
            phones: phones
                .filter(|digits| digits.len() >= FEWEST_DIGITS)
                .collect(),
            last_names,
            names,
            records: records.map(|id| id.to_string()).collect(),
            patterns: Vec::new(),
        };
        redactor.patterns = redactor.write_patterns();
        redactor
    }

    /// Patterns for [`db::texts::like`] that every text with the person fits, and many others too.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// The text without the person, where they are known to be meant: the last name alone is enough.
    pub fn near(&self, text: &str) -> Option<String> {
        json::through(text, true, &|words, near| self.strike(words, near))
    }

    /// The same anywhere: a last name needs another part of the name beside it, or in JSON in a value beside it.
    pub fn far(&self, text: &str) -> Option<String> {
        json::through(text, false, &|words, near| self.strike(words, near))
    }

    /// Whether a text that is linked with nothing tells of the person: it names them, or it names one of their
    /// records, and then their last name alone is enough.
    pub fn tells(&self, text: &str) -> bool {
        let linked = self.records.iter().any(|id| text.contains(id));
        self.far(text).is_some() || (linked && self.near(text).is_some())
    }

    fn strike(&self, text: &str, near: bool) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let mut hits = self.find(&chars, near);
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
}

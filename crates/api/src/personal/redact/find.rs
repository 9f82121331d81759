//! Where in a text the person is named: ranges of characters.

use super::Redactor;
use super::words::{fold_one, is_form, words_of};

type Hits = Vec<(usize, usize)>;

impl Redactor {
    pub(super) fn find(&self, chars: &[char], near: bool) -> Hits {
        let low: Vec<char> = chars.iter().map(|c| fold_one(*c)).collect();
        let mut hits = Hits::new();
        self.find_emails(&low, &mut hits);
        self.find_phones(chars, &mut hits);
        self.find_names(chars, &low, near, &mut hits);
        hits
    }

    fn find_emails(&self, low: &[char], hits: &mut Hits) {
        let joins =
            |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || "._-+".contains(*c));
        // «ann@x.ru.com» is another's, «ann@x.ru. Позвонить» is not.
        let longer = |to: usize| match low.get(to) {
            Some('.' | '-') => low.get(to + 1).is_some_and(char::is_ascii_alphanumeric),
            Some(c) => c.is_alphanumeric(),
            None => false,
        };
        for email in self.emails.iter().filter(|email| !email.is_empty()) {
            for from in 0..(low.len() + 1).saturating_sub(email.len()) {
                let to = from + email.len();
                let before = from.checked_sub(1).and_then(|at| low.get(at));
                if low[from..to] == email[..] && !joins(before) && !longer(to) {
                    hits.push((from, to));
                }
            }
        }
    }

    /// Digits with what people put between them, with or without the code of the country.
    fn find_phones(&self, chars: &[char], hits: &mut Hits) {
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

    fn find_names(&self, chars: &[char], low: &[char], near: bool, hits: &mut Hits) {
        let words = words_of(low);
        // «Анна А.»: the letter may stand for another name, not for the same one again.
        let given = |name: &&Vec<char>| !self.last_names.contains(name);
        let is_initial = |(from, to): (usize, usize)| {
            let mut given = self.names.iter().filter(given);
            to - from == 1 && chars[from].is_uppercase() && given.any(|name| name[0] == low[from])
        };
        let mut at = 0;
        while at < words.len() {
            let mut end = at;
            let mut full: Vec<usize> = Vec::new();
            let (mut last, mut initials) = (false, 0);
            while let Some(&(from, to)) = words.get(end) {
                let beside = end == at || {
                    let gap = &low[words[end - 1].1..from];
                    gap.len() <= 3 && gap.iter().all(|c| c.is_whitespace() || ".,".contains(*c))
                };
                let word = &low[from..to];
                let known = self.known(word);
                let initial = is_initial((from, to));
                if !beside || !(known.is_some() || initial) {
                    break;
                }
                full.extend(known.filter(|name| !full.contains(name)));
                initials += usize::from(initial);
                last |= self.last_names.iter().any(|name| is_form(name, word));
                end += 1;
            }
            if end == at {
                at += 1;
                continue;
            }
            if full.len() > 1 || (last && (near || initials > 0)) {
                hits.push((words[at].0, words[end - 1].1));
            }
            at = end;
        }
    }

    /// Which of the names a word is.
    fn known(&self, word: &[char]) -> Option<usize> {
        let mut names = self.names.iter();
        let exact = self.names.iter().position(|name| name == word);
        exact.or_else(|| names.position(|name| is_form(name, word)))
    }
}

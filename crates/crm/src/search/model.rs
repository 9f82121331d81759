//! What a record is found by, how a question is read, and which answer comes first.

use base::Uuid;
use base::fold::{company_key, digits, fold};
use serde::Serialize;
use utoipa::ToSchema;

/// More words than this in a question find nothing that fewer would not.
const MOST_WORDS: usize = 8;

/// What a found record is.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "only describes the words that the search index is kept with"
)]
enum FoundKind {
    Company,
    Contact,
    Deal,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found {
    #[schema(value_type = FoundKind)]
    pub kind: String,
    pub id: Uuid,
    pub title: String,
    /// What tells it from others of the same name.
    pub subtitle: String,
}

/// Collects what a record can be found by.
#[derive(Debug, Default)]
pub struct Words(String);

impl Words {
    /// A name, an address, a post: anything that is read as words.
    pub fn text(mut self, text: &str) -> Self {
        let folded = fold(text);
        if !folded.is_empty() {
            if !self.0.is_empty() {
                self.0.push(' ');
            }
            self.0.push_str(&folded);
        }
        self
    }

    pub fn maybe(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(text),
            None => self,
        }
    }

    /// A phone, as its digits. People write Russian numbers with 8 as well as with +7.
    pub fn phone(self, phone: &str) -> Self {
        let all = digits(phone);
        let with_8 = all
            .strip_prefix('7')
            .filter(|rest| rest.len() == 10)
            .map(|rest| format!("8{rest}"));
        self.text(&all).maybe(with_8.as_deref())
    }

    pub fn finish(self) -> String {
        self.0
    }
}

/// The words of a question, each of which has to be found. A question without letters is one
/// number, whatever stands between its digits.
pub fn words(question: &str) -> Vec<String> {
    if !question.chars().any(char::is_alphabetic) {
        let number = digits(question);
        return if number.is_empty() {
            Vec::new()
        } else {
            vec![number]
        };
    }
    fold(question)
        .split(' ')
        .take(MOST_WORDS)
        .map(str::to_owned)
        .collect()
}

/// How well a record answers a question, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The name, or one of the numbers, is the question itself.
    Exact,
    /// The name begins with the question.
    NameBegins,
    /// A word of the name, or a number, begins with it.
    WordBegins,
    Within,
}

/// Judges a record by its name and by the text it was found in.
pub fn fit(question: &[String], title: &str, found_in: &str) -> Fit {
    let whole = question.join(" ");
    let name = fold(title);
    let key = company_key(title);
    if name == whole || key == whole || found_in.split(' ').any(|word| word == whole) {
        // A single word of the name is not the whole name.
        let is_word_of_longer_name = name != whole && key != whole && name.contains(&whole);
        if !is_word_of_longer_name {
            return Fit::Exact;
        }
    }
    if name.starts_with(&whole) || key.starts_with(&whole) {
        return Fit::NameBegins;
    }
    let begins = |word: &String| found_in.split(' ').any(|other| other.starts_with(word));
    if question.iter().all(begins) {
        Fit::WordBegins
    } else {
        Fit::Within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_word_however_it_is_written() {
        assert_eq!(words("8 (912) 345-67"), ["891234567"]);
        assert_eq!(words("+7 912"), ["7912"]);
        assert_eq!(words("  Ёлки-Палки "), ["елки", "палки"]);
        assert!(words(" - ").is_empty());
    }

    #[test]
    fn a_russian_phone_is_found_with_8_and_with_7() {
        let found_in = Words::default().text("Пётр").phone("+79123456789").finish();
        assert_eq!(found_in, "петр 79123456789 89123456789");
        let foreign = Words::default().phone("+375291234567").finish();
        assert_eq!(foreign, "375291234567");
    }

    #[test]
    fn the_closest_name_comes_first() {
        let fit = |question: &str, title: &str| fit(&words(question), title, &fold(title));
        assert_eq!(fit("ромашка", "ООО «Ромашка»"), Fit::Exact);
        assert_eq!(fit("ром", "ООО «Ромашка»"), Fit::NameBegins);
        assert_eq!(fit("ромашка", "Ромашка Плюс"), Fit::NameBegins);
        assert_eq!(fit("плюс", "Ромашка Плюс"), Fit::WordBegins);
        assert_eq!(fit("машк", "Ромашка Плюс"), Fit::Within);
        assert_eq!(fit("иван петров", "Петров Иван"), Fit::WordBegins);
        assert!(Fit::Exact < Fit::Within);
    }

    #[test]
    fn a_whole_number_is_an_exact_answer() {
        let found_in = "ооо ромашка 7707049388";
        assert_eq!(
            fit(&words("7707049388"), "ООО «Ромашка»", found_in),
            Fit::Exact
        );
        assert_eq!(
            fit(&words("7707"), "ООО «Ромашка»", found_in),
            Fit::WordBegins
        );
    }
}

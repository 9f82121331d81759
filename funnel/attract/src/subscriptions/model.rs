//! What a subscription is.

use base::problem::Check;
use base::text::one_line;
use base::{Lang, Result, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::SubscriptionRow;

base::words! {
    State as SubscriptionState {
        /// Asked for; the letter waits for its reader.
        Pending = "pending",
        Confirmed = "confirmed",
        Left = "left",
    }
}

/// Letters that one address is sent in a day to confirm subscriptions.
pub const LETTERS_A_DAY: i64 = 3;

/// A link to confirm works this long.
pub const CONFIRM_DAYS: i64 = 7;

/// Whether one more letter may go to an address today, and how many it has had then.
pub fn one_more_letter(day: &str, letters_day: &str, letters: i64) -> Option<i64> {
    let had = if day == letters_day { letters } else { 0 };
    (had < LETTERS_A_DAY).then_some(had + 1)
}

/// The name and the description of a topic in the form they are kept in.
///
/// # Errors
/// `invalid` with every wrong field.
pub fn checked(name: &str, description: &str) -> Result<(String, String)> {
    let mut check = Check::default();
    check.required("name", name, 100);
    check.length("description", description, 500);
    check.done()?;
    Ok((one_line(name), description.trim().to_owned()))
}

/// What is agreed to by confirming these subscriptions: the words that were seen last, one a line.
pub fn last_words(waiting: &[SubscriptionRow]) -> String {
    let last = waiting.iter().map(|row| row.asked_at).max();
    let mut words: Vec<&str> = Vec::new();
    for row in waiting.iter().filter(|row| Some(row.asked_at) == last) {
        if !words.contains(&row.words.as_str()) {
            words.push(&row.words);
        }
    }
    words.join("\n")
}

/// What somebody agrees to who subscribes without the words of a form.
pub fn usual_words(company: &str, lang: Lang) -> String {
    Text::new(
        format!("Я согласен получать рассылки «{company}» по выбранным темам. Отписаться можно в любой момент по ссылке в письме."),
        format!("I agree to get mailings of {company} on the chosen topics. I can stop them at any time by the link in a mail."),
    )
    .get(lang)
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_gets_a_few_letters_a_day() {
        assert_eq!(one_more_letter("2026-11-25", "", 0), Some(1));
        assert_eq!(one_more_letter("2026-11-25", "2026-11-25", 2), Some(3));
        assert_eq!(one_more_letter("2026-11-25", "2026-11-25", 3), None);
        assert_eq!(one_more_letter("2026-11-26", "2026-11-25", 3), Some(1));
    }

    #[test]
    fn a_topic_has_a_name() {
        assert!(checked(" ", "").is_err());
    }
}

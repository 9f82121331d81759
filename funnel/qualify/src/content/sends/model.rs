//! Tokens, greetings, and how time is counted. No I/O.

use base::{Lang, Text};

/// So many materials fit on a page.
pub const MOST_MATERIALS: usize = 20;
pub const LONGEST_GREETING: usize = 2_000;
/// After a pause of so long the page is opened anew.
pub const VISIT_MS: i64 = 30 * 60_000;
/// The script speaks more often than this.
const MOST_SECONDS: i64 = 60;
/// Before its first word the page was seen for a moment.
const FIRST_SECONDS: i64 = 5;

/// What is said when nothing else is.
pub fn usual_greeting(lang: Lang, name: Option<&str>) -> String {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    match (lang, name) {
        (Lang::Ru, Some(name)) => format!("{name}, здравствуйте!"),
        (Lang::Ru, None) => "Здравствуйте!".to_owned(),
        (Lang::En, Some(name)) => format!("Dear {name},"),
        (Lang::En, None) => "Hello!".to_owned(),
    }
}

/// Of the seconds that a browser claims, those that can be true: a visit is not longer than the time since it began.
/// `visit` is when it began and what has been credited to it.
pub fn credited(claimed: i64, visit: Option<(i64, i64)>, now: i64) -> i64 {
    let most = match visit {
        Some((began, seconds)) => (now - began) / 1_000 + FIRST_SECONDS - seconds,
        None => FIRST_SECONDS,
    };
    claimed.clamp(0, most.clamp(0, MOST_SECONDS))
}

/// A page can be looked at.
pub fn alive(closed: bool, expires_at: Option<i64>, now: i64) -> bool {
    !closed && expires_at.is_none_or(|at| now < at)
}

/// The letter with a link: its subject and its text.
pub fn letter(
    lang: Lang,
    subject: &str,
    greeting: &str,
    titles: &[String],
    link: &str,
    name: &str,
) -> (String, String) {
    let usual = Text::fixed("Материалы для вас", "Materials for you");
    let subject: String = match subject.trim() {
        "" => usual.get(lang).to_owned(),
        own => own.chars().filter(|c| !c.is_control()).take(200).collect(),
    };
    let list: Vec<String> = titles.iter().map(|title| format!("— {title}")).collect();
    let list = list.join("\n");
    let opens = match lang {
        Lang::Ru => "Открыть",
        Lang::En => "Open",
    };
    (
        subject,
        format!("{greeting}\n\n{list}\n\n{opens}: {link}\n\n{name}\n"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_looks_longer_than_time_passes() {
        assert_eq!(credited(15, Some((0, 0)), 15_400), 15);
        assert_eq!(credited(3_600, Some((0, 5)), 20_000), 20);
        assert_eq!(credited(3_600, Some((0, 0)), 3_600_000), 60);
        assert_eq!(credited(10, Some((0, 25)), 20_000), 0);
        assert_eq!(credited(40, None, 0), 5);
        assert_eq!(credited(-5, Some((0, 0)), 10_000), 0);
        assert_eq!(credited(5, Some((90_000, 0)), 0), 0);
    }

    #[test]
    fn a_page_ends_when_it_is_switched_off_or_out_of_date() {
        assert!(alive(false, None, 10));
        assert!(alive(false, Some(11), 10));
        assert!(!alive(false, Some(10), 10));
        assert!(!alive(true, None, 10));
    }

    #[test]
    fn a_subject_is_one_line() {
        let (subject, text) = letter(
            Lang::Ru,
            "Кейс\r\nBcc: evil@example.com",
            "Анна, здравствуйте!",
            &["Кейс".to_owned()],
            "https://crm/c/x",
            "Иван",
        );
        assert_eq!(subject, "КейсBcc: evil@example.com");
        assert!(text.contains("— Кейс\n") && text.contains("https://crm/c/x"));
        assert_eq!(
            letter(Lang::En, " ", "", &[], "", "").0,
            "Materials for you"
        );
    }
}

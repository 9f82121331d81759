//! Whether a submission looks like a person's.

use base::Time;

/// What is known of a submission besides its answers.
#[derive(Debug, Clone, Copy)]
pub struct Clues<'a> {
    /// The field that people do not see was filled in.
    pub trap: bool,
    /// When the form was shown, by a stamp of ours; none when there was no stamp, as of plain HTML.
    pub shown_at: Option<Time>,
    /// There was a stamp, and it was none of ours.
    pub forged: bool,
    pub now: Time,
    /// How many others this sender has sent lately, or this one page of the form ever, up to [`MOST_LATELY`].
    pub lately: i64,
    /// How many others came through this form lately, up to [`CROWD`].
    pub crowd: i64,
    pub text: &'a str,
}

/// Nobody fills a form in faster.
const QUICKEST_MS: i64 = 2_000;
/// A stamp older than this has been lying about.
const OLDEST_MS: i64 = 3 * 86_400_000;
/// More from one sender in ten minutes, or from one page, is no person.
pub const MOST_LATELY: i64 = 10;
/// When so many came through one form in ten minutes, those without a stamp are doubted.
pub const CROWD: i64 = 30;
const MOST_LINKS: usize = 3;

/// Why it is suspected; none when it is not.
pub fn suspicion(clues: &Clues<'_>) -> Option<&'static str> {
    let age = clues.shown_at.map(|at| clues.now.0 - at.0);
    let links = clues.text.matches("http://").count() + clues.text.matches("https://").count();
    if clues.trap {
        Some("trap")
    } else if clues.forged {
        Some("forged_stamp")
    } else if age.is_some_and(|age| age < QUICKEST_MS) {
        Some("too_quick")
    } else if age.is_some_and(|age| age > OLDEST_MS) {
        Some("too_old")
    } else if clues.lately >= MOST_LATELY {
        Some("too_many")
    } else if clues.shown_at.is_none() && clues.crowd >= CROWD {
        Some("crowd")
    } else if links > MOST_LINKS {
        Some("links")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_let_through_and_programs_are_not() {
        let person = Clues {
            trap: false,
            shown_at: Some(Time(0)),
            forged: false,
            now: Time(30_000),
            lately: 0,
            crowd: CROWD,
            text: "Смотрите https://site.ru",
        };
        assert_eq!(suspicion(&person), None);
        let plain = Clues {
            shown_at: None,
            crowd: CROWD - 1,
            ..person
        };
        assert_eq!(suspicion(&plain), None, "plain HTML has no stamp");
        for (clues, why) in [
            (
                Clues {
                    trap: true,
                    ..person
                },
                "trap",
            ),
            (
                Clues {
                    forged: true,
                    ..person
                },
                "forged_stamp",
            ),
            (
                Clues {
                    now: Time(500),
                    ..person
                },
                "too_quick",
            ),
            (
                Clues {
                    now: Time(OLDEST_MS + 1),
                    ..person
                },
                "too_old",
            ),
            (
                Clues {
                    lately: 10,
                    ..person
                },
                "too_many",
            ),
            (
                Clues {
                    shown_at: None,
                    ..person
                },
                "crowd",
            ),
            (
                Clues {
                    text: "http://a http://b https://c https://d",
                    ..person
                },
                "links",
            ),
        ] {
            assert_eq!(suspicion(&clues), Some(why));
        }
    }
}

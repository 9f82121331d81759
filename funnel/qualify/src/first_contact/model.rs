//! How fast an answer was, and how pressing one is that has not come.

use base::{Text, Time, WorkHours};
use chrono_tz::Tz;
use crm::marks::model::UNANSWERED;
use crm::marks::{Kind as MarkKind, Mark};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

base::words! {
    /// Where a first contact stands.
    State as FirstContactState {
        Waiting = "waiting",
        Answered = "answered",
        /// The deal went on or ended without an answer.
        Dropped = "dropped",
    }
}

const MINUTE_MS: i64 = 60_000;

/// How long an answer took in working time. Each is closed at its end: 15 minutes are fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    Quarter,
    Hour,
    FourHours,
    Day,
    Longer,
}

impl Speed {
    pub const ALL: [Self; 5] = [
        Self::Quarter,
        Self::Hour,
        Self::FourHours,
        Self::Day,
        Self::Longer,
    ];

    pub fn of(working_ms: i64) -> Self {
        Self::ALL
            .into_iter()
            .find(|speed| {
                speed
                    .minutes()
                    .is_none_or(|minutes| working_ms <= minutes * MINUTE_MS)
            })
            .unwrap_or(Self::Longer)
    }

    /// The most that it may take.
    fn minutes(self) -> Option<i64> {
        match self {
            Self::Quarter => Some(15),
            Self::Hour => Some(60),
            Self::FourHours => Some(4 * 60),
            Self::Day => Some(8 * 60),
            Self::Longer => None,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Quarter => "15m",
            Self::Hour => "1h",
            Self::FourHours => "4h",
            Self::Day => "8h",
            Self::Longer => "longer",
        }
    }

    fn name(self) -> Text {
        match self {
            Self::Quarter => Text::fixed("до 15 минут", "up to 15 minutes"),
            Self::Hour => Text::fixed("15 минут – час", "15 minutes to an hour"),
            Self::FourHours => Text::fixed("1 – 4 часа", "1 to 4 hours"),
            Self::Day => Text::fixed("4 – 8 часов", "4 to 8 hours"),
            Self::Longer => Text::fixed("дольше 8 часов", "longer than 8 hours"),
        }
    }
}

/// The group of deals that were answered this fast; none: not answered.
pub fn mark(speed: Option<Speed>) -> Mark {
    Mark {
        kind: MarkKind::FirstResponse,
        key: speed.map_or(UNANSWERED, Speed::key).to_owned(),
        name: speed.map_or(Text::fixed("без ответа", "not answered"), Speed::name),
    }
}

/// How pressing an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// The limit has passed.
    Late,
    /// It will soon.
    Soon,
    Later,
}

impl Urgency {
    pub const WORDS: [&'static str; 3] = ["late", "soon", "later"];

    /// `soon`: from this moment on a limit is near.
    pub fn of(due: Time, now: Time, soon: Time) -> Self {
        if due < now {
            Self::Late
        } else if due <= soon {
            Self::Soon
        } else {
            Self::Later
        }
    }

    /// The moments that it is of: from the first on, before the second.
    pub fn span(word: &str, now: Time, soon: Time) -> (Option<Time>, Option<Time>) {
        let later = Time(soon.0 + 1);
        match word {
            "late" => (None, Some(now)),
            "soon" => (Some(now), Some(later)),
            _ => (Some(later), None),
        }
    }
}

/// Whole minutes of working time until a moment; less than none when it has passed.
pub fn minutes_left(due: Time, now: Time, work: &WorkHours, zone: Tz) -> i64 {
    if now <= due {
        work.working_ms(now, due, zone) / MINUTE_MS
    } else {
        -(work.working_ms(due, now, zone) / MINUTE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOSCOW: Tz = chrono_tz::Europe::Moscow;

    fn time(text: &str) -> Time {
        Time::parse(text).expect("a time")
    }

    #[test]
    fn speeds_are_closed_at_their_end() {
        assert_eq!(Speed::of(0), Speed::Quarter);
        assert_eq!(Speed::of(15 * MINUTE_MS), Speed::Quarter);
        assert_eq!(Speed::of(15 * MINUTE_MS + 1), Speed::Hour);
        assert_eq!(Speed::of(60 * MINUTE_MS), Speed::Hour);
        assert_eq!(Speed::of(8 * 60 * MINUTE_MS), Speed::Day);
        assert_eq!(Speed::of(i64::MAX), Speed::Longer);
        let keys: std::collections::BTreeSet<String> = Speed::ALL
            .into_iter()
            .map(Some)
            .chain([None])
            .map(|speed| mark(speed).key)
            .collect();
        assert_eq!(keys.len(), 6);
    }

    #[test]
    fn a_limit_that_ends_now_is_not_late_yet() {
        let now = time("2026-11-23T09:00:00Z");
        let soon = Time(now.0 + 15 * MINUTE_MS);
        assert_eq!(Urgency::of(Time(now.0 - 1), now, soon), Urgency::Late);
        assert_eq!(Urgency::of(now, now, soon), Urgency::Soon);
        assert_eq!(Urgency::of(Time(soon.0 + 1), now, soon), Urgency::Later);
    }

    #[test]
    fn what_is_left_is_working_time_on_both_sides() {
        let work = WorkHours::default();
        // Friday 17:30 in Moscow; the limit is Monday 9:30.
        let (friday, monday) = (time("2026-11-20T14:30:00Z"), time("2026-11-23T06:30:00Z"));
        assert_eq!(minutes_left(monday, friday, &work, MOSCOW), 60);
        assert_eq!(minutes_left(friday, monday, &work, MOSCOW), -60);
        // The clock is put back in Berlin on the night to Sunday, October 25: working time does not care.
        let berlin = chrono_tz::Europe::Berlin;
        let (friday, monday) = (time("2026-10-23T15:30:00Z"), time("2026-10-26T08:30:00Z"));
        assert_eq!(minutes_left(monday, friday, &work, berlin), 60);
    }
}

//! Working time: nothing in the demo company happens at night or on a Sunday.

use base::Time;
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Weekday};
use chrono_tz::Tz;

use super::dice::Dice;

/// From nine to six.
const OPENS: u32 = 9;
pub const HOURS_A_DAY: f64 = 9.0;

#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    pub zone: Tz,
    pub now: Time,
}

impl Calendar {
    pub fn works(day: NaiveDate) -> bool {
        let holidays = matches!(
            (day.month(), day.day()),
            (1, 1..=8) | (2, 23) | (3, 8) | (5, 1 | 9) | (6, 12) | (11, 4)
        );
        !holidays && !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// A moment of a working day, `share` of it gone.
    pub fn at(&self, day: NaiveDate, share: f64) -> Time {
        let minutes = (share.clamp(0.0, 1.0) * HOURS_A_DAY * 60.0) as i64;
        let opens = NaiveTime::from_hms_opt(OPENS, 0, 0).unwrap_or_default();
        let local = day.and_time(opens) + TimeDelta::minutes(minutes);
        let at = self.zone.from_local_datetime(&local).earliest();
        at.and_then(|at| Time::from_datetime(at.to_utc()))
            .unwrap_or(self.now)
    }

    /// A moment of a working day, drawn; with its seconds, so that two deals rarely share one.
    pub fn some_time(&self, day: NaiveDate, dice: &mut Dice) -> Time {
        let at = self.at(day, dice.unit());
        Time(at.0 + dice.below(60_000) as i64)
    }

    /// That many working days later (or a part of one).
    pub fn after(&self, from: Time, days: f64) -> Time {
        let local = from.datetime().with_timezone(&self.zone);
        let seconds = f64::from(local.num_seconds_from_midnight());
        let open = f64::from(OPENS) * 3600.0;
        let gone = ((seconds - open) / (HOURS_A_DAY * 3600.0)).clamp(0.0, 1.0);
        let mut day = local.date_naive();
        let mut left = days + gone;
        while left >= 1.0 || !Self::works(day) {
            if Self::works(day) {
                left -= 1.0;
            }
            day = day.succ_opt().unwrap_or(day);
        }
        Time(self.at(day, left).0 + from.0.rem_euclid(60_000))
    }

    /// The day of this moment.
    pub fn day(&self, at: Time) -> NaiveDate {
        at.day(self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_on_after_the_weekend() {
        let now = Time::parse("2026-11-23T12:00:00Z").expect("a moment");
        let calendar = Calendar {
            zone: chrono_tz::Europe::Moscow,
            now,
        };
        // Friday, 17:00 in Moscow, and two hours of work.
        let friday = Time::parse("2026-11-20T14:00:00Z").expect("a moment");
        let monday = calendar.after(friday, 2.0 / HOURS_A_DAY);
        assert_eq!(monday.to_string(), "2026-11-23T07:00:00.000Z");
    }
}

//! When people work: how long something waited in working time, and when a limit of working time ends.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::Check;
use crate::time::{Time, day_start};
use crate::{Result, Text};

/// A working calendar: the same hours on each working day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkHours {
    /// Days of the week, 1 is Monday.
    #[schema(example = json!([1, 2, 3, 4, 5]))]
    pub days: Vec<u8>,
    /// Minutes from midnight.
    #[schema(example = 540)]
    pub from: u16,
    #[schema(example = 1080)]
    pub to: u16,
    /// Days off besides the weekly ones.
    #[serde(default)]
    pub holidays: Vec<NaiveDate>,
    /// Days of work that would be off otherwise.
    #[serde(default)]
    pub workdays: Vec<NaiveDate>,
}

impl Default for WorkHours {
    fn default() -> Self {
        Self {
            days: vec![1, 2, 3, 4, 5],
            from: 9 * 60,
            to: 18 * 60,
            holidays: Vec::new(),
            workdays: Vec::new(),
        }
    }
}

const MINUTE_MS: i64 = 60_000;
/// Nothing is looked for further than this: a limit of years is no limit.
const MOST_DAYS: u64 = 3 * 366;

impl WorkHours {
    /// # Errors
    /// `invalid` when nobody would ever work.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        self.days.sort_unstable();
        self.days.dedup();
        if self.days.is_empty() || self.days.iter().any(|day| !(1..=7).contains(day)) {
            let text = Text::fixed(
                "Выберите хотя бы один рабочий день недели: 1 — понедельник, 7 — воскресенье",
                "Choose at least one working day of the week: 1 is Monday, 7 is Sunday",
            );
            check.fail("days", "out_of_range", text);
        }
        if self.from >= self.to || self.to > 24 * 60 {
            let text = Text::fixed(
                "Рабочий день должен кончаться позже, чем начинается",
                "The working day has to end later than it begins",
            );
            check.fail("to", "out_of_range", text);
        }
        check.done()?;
        Ok(self)
    }

    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let weekly = self
            .days
            .contains(&(day.weekday().number_from_monday() as u8));
        self.workdays.contains(&day) || (weekly && !self.holidays.contains(&day))
    }

    pub fn is_working(&self, at: Time, zone: Tz) -> bool {
        self.hours(at.day(zone), zone)
            .is_some_and(|(from, to)| from <= at && at < to)
    }

    /// Milliseconds of working time between two moments; none when the second is earlier.
    pub fn working_ms(&self, from: Time, to: Time, zone: Tz) -> i64 {
        let last = to.day(zone);
        from.day(zone)
            .iter_days()
            .take_while(|day| *day <= last)
            .filter_map(|day| self.hours(day, zone))
            .map(|(begins, ends)| (ends.0.min(to.0) - begins.0.max(from.0)).max(0))
            .sum()
    }

    /// The moment at which so much working time has passed.
    pub fn add_working(&self, from: Time, ms: i64, zone: Tz) -> Time {
        let mut left = ms.max(0);
        let mut at = from;
        for day in from.day(zone).iter_days().take(MOST_DAYS as usize) {
            let Some((begins, ends)) = self.hours(day, zone) else {
                continue;
            };
            let start = begins.max(from);
            if ends <= start {
                continue;
            }
            at = Time(start.0 + left);
            if at <= ends {
                return at;
            }
            left -= ends.0 - start.0;
        }
        at
    }

    /// The day that is so many working days later.
    pub fn add_workdays(&self, from: NaiveDate, days: u32) -> NaiveDate {
        let mut day = from;
        let mut left = days;
        for _ in 0..MOST_DAYS {
            if left == 0 {
                break;
            }
            day = day.checked_add_days(Days::new(1)).unwrap_or(day);
            left -= u32::from(self.is_workday(day));
        }
        day
    }

    /// Measures many times between two moments without walking the days again each time.
    pub fn ruler(&self, from: Time, to: Time, zone: Tz) -> Ruler {
        let mut before = 0;
        let last = to.day(zone);
        let days = from
            .day(zone)
            .iter_days()
            .take_while(|day| *day <= last)
            .filter_map(|day| self.hours(day, zone))
            .map(|(begins, ends)| {
                let mark = Workday {
                    begins: begins.0,
                    ends: ends.0,
                    before,
                };
                before += (ends.0 - begins.0).max(0);
                mark
            });
        Ruler {
            days: days.collect(),
        }
    }

    fn hours(&self, day: NaiveDate, zone: Tz) -> Option<(Time, Time)> {
        self.is_workday(day)
            .then(|| (at(day, self.from, zone), at(day, self.to, zone)))
    }
}

#[derive(Debug, Clone, Copy)]
struct Workday {
    begins: i64,
    ends: i64,
    /// Working time of the days before.
    before: i64,
}

/// Working time laid out in a row. What lies outside the days it was made for counts as no work.
#[derive(Debug, Clone, Default)]
pub struct Ruler {
    days: Vec<Workday>,
}

impl Ruler {
    /// Milliseconds of working time between two moments; none when the second is earlier.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        (self.at(to) - self.at(from)).max(0)
    }

    fn at(&self, moment: i64) -> i64 {
        let begun = self.days.partition_point(|day| day.begins <= moment);
        begun.checked_sub(1).map_or(0, |index| {
            let day = self.days[index];
            day.before + (moment.min(day.ends) - day.begins).max(0)
        })
    }
}

/// A time of day by the clock on the wall; where the clock skips it, as much later.
fn at(day: NaiveDate, minutes: u16, zone: Tz) -> Time {
    use chrono::TimeZone;
    let clock = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minutes) * 60, 0)
        .and_then(|time| zone.from_local_datetime(&day.and_time(time)).earliest());
    match clock {
        Some(moment) => Time(moment.timestamp_millis()),
        None => Time(day_start(day, zone).0 + i64::from(minutes) * MINUTE_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Problem;

    const MOSCOW: Tz = chrono_tz::Europe::Moscow;
    const HOUR: i64 = 3_600_000;

    fn time(text: &str) -> Time {
        Time::parse(text).expect("a time")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn nights_and_weekends_do_not_count() {
        let hours = WorkHours::default();
        // Friday 17:00 to Monday 10:00 in Moscow.
        let (from, to) = (time("2026-11-20T14:00:00Z"), time("2026-11-23T07:00:00Z"));
        assert_eq!(hours.working_ms(from, to, MOSCOW), 2 * HOUR);
        assert_eq!(hours.working_ms(to, from, MOSCOW), 0);
        assert_eq!(hours.add_working(from, 2 * HOUR, MOSCOW), to);
        assert!(hours.is_working(from, MOSCOW));
        assert!(!hours.is_working(time("2026-11-21T09:00:00Z"), MOSCOW));
    }

    #[test]
    fn what_comes_at_night_waits_from_the_morning() {
        let hours = WorkHours::default();
        let night = time("2026-11-23T20:00:00Z");
        assert_eq!(
            hours.add_working(night, HOUR, MOSCOW),
            time("2026-11-24T07:00:00Z")
        );
        // A limit that ends with the day ends on that day.
        assert_eq!(
            hours.add_working(night, 9 * HOUR, MOSCOW),
            time("2026-11-24T15:00:00Z")
        );
    }

    #[test]
    fn holidays_and_moved_days_are_known() {
        let hours = WorkHours {
            holidays: vec![day("2026-11-24")],
            workdays: vec![day("2026-11-28")],
            ..WorkHours::default()
        };
        assert!(!hours.is_workday(day("2026-11-24")));
        assert!(hours.is_workday(day("2026-11-28")));
        assert_eq!(hours.add_workdays(day("2026-11-23"), 1), day("2026-11-25"));
        assert_eq!(hours.add_workdays(day("2026-11-27"), 1), day("2026-11-28"));
    }

    #[test]
    fn hours_are_those_of_the_wall_clock() {
        let (hours, berlin) = (WorkHours::default(), chrono_tz::Europe::Berlin);
        // The clock is put back in the night to Sunday.
        let (from, to) = (time("2026-10-23T15:30:00Z"), time("2026-10-26T08:30:00Z"));
        assert_eq!(hours.working_ms(from, to, berlin), HOUR);
    }

    #[test]
    fn a_ruler_measures_as_walking_does() {
        let hours = WorkHours {
            holidays: vec![day("2026-10-29")],
            ..WorkHours::default()
        };
        let berlin = chrono_tz::Europe::Berlin;
        let (first, last) = (time("2026-10-20T00:00:00Z"), time("2026-11-05T00:00:00Z"));
        let ruler = hours.ruler(first, last, berlin);
        let mut moments = Vec::new();
        let mut at = first;
        while at < last {
            moments.push(at);
            at = Time(at.0 + 5 * HOUR + 7 * MINUTE_MS);
        }
        for from in &moments {
            for to in &moments {
                let walked = hours.working_ms(*from, *to, berlin);
                assert_eq!(ruler.between(from.0, to.0), walked, "{from} {to}");
            }
        }
        assert_eq!(Ruler::default().between(0, i64::MAX), 0);
    }

    #[test]
    fn nobody_working_is_refused() {
        let nobody = WorkHours {
            days: vec![],
            from: 600,
            to: 600,
            ..WorkHours::default()
        };
        let Problem(problem) = nobody.checked().expect_err("refused");
        let fields: Vec<&str> = problem.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["days", "to"]);
    }
}

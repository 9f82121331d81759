//! Moments and days as people and programs write them.

use base::Time;
use base::time::day_start;
use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ValueError, typed};

/// What comes first in `03/04/2026`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Found from the whole column; the day, where it does not say.
    #[default]
    Auto,
    Dmy,
    Mdy,
}

/// Gathers over a whole column what its dates say about their order.
#[derive(Debug, Clone, Default)]
pub struct DateColumn {
    day_first: u64,
    month_first: u64,
}

impl DateColumn {
    pub fn observe(&mut self, cell: &str) {
        let Some((first, second)) = typed(cell).and_then(undotted_pair) else {
            return;
        };
        self.day_first += u64::from(first > 12);
        self.month_first += u64::from(second > 12);
    }

    pub fn order(&self, wanted: DateOrder) -> DateOrder {
        match wanted {
            DateOrder::Auto if self.month_first > self.day_first => DateOrder::Mdy,
            DateOrder::Auto => DateOrder::Dmy,
            chosen => chosen,
        }
    }
}

/// The first two numbers of `03/04/2026` or `03-04-2026`. Dates with points always begin with the day.
fn undotted_pair(cell: &str) -> Option<(u32, u32)> {
    let date = cell.split_whitespace().next()?;
    let parts: Vec<&str> = date.trim_end_matches(',').split(['/', '-']).collect();
    let [first, second, year] = parts[..] else {
        return None;
    };
    let short = |part: &str| (1..=2).contains(&part.len());
    (short(first) && short(second) && year.len() != 1).then_some(())?;
    Some((first.parse().ok()?, second.parse().ok()?))
}

/// A day, perhaps with a time of day, perhaps with an offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    pub date: NaiveDate,
    pub time: Option<NaiveTime>,
    offset: Option<FixedOffset>,
}

impl When {
    /// Reads a cell; one that says nothing is `None`.
    pub fn cell(cell: &str, order: DateOrder) -> Result<Option<Self>, ValueError> {
        typed(cell).map(|text| Self::read(text, order)).transpose()
    }

    /// Reads a text that says something.
    pub fn read(text: &str, order: DateOrder) -> Result<Self, ValueError> {
        parse(text, order)
            .filter(|when| (1900..=2200).contains(&when.date.year()))
            .ok_or_else(|| {
                ValueError::new(
                    text,
                    "это не дата. Напишите её как 31.12.2026 или 31.12.2026 14:05",
                    "not a date. Write it like 2026-12-31 or 2026-12-31 14:05",
                )
            })
    }

    /// The moment; a day alone is its beginning in the zone.
    pub fn time(self, zone: Tz) -> Time {
        let Some(time) = self.time else {
            return day_start(self.date, zone);
        };
        let local = self.date.and_time(time);
        let at = match self.offset {
            Some(offset) => offset
                .from_local_datetime(&local)
                .earliest()
                .map(|at| at.timestamp_millis()),
            // An hour that the clock skipped is the hour after it.
            None => zone
                .from_local_datetime(&local)
                .earliest()
                .or_else(|| {
                    zone.from_local_datetime(&(local + TimeDelta::hours(1)))
                        .earliest()
                })
                .map(|at| at.timestamp_millis()),
        };
        Time(at.unwrap_or_else(|| local.and_utc().timestamp_millis()))
    }

    /// The day in the zone.
    pub fn day(self, zone: Tz) -> NaiveDate {
        if self.offset.is_some() {
            self.time(zone).day(zone)
        } else {
            self.date
        }
    }
}

fn parse(text: &str, order: DateOrder) -> Option<When> {
    let text = text.trim().trim_end_matches("UTC").trim();
    if text.len() > 64 {
        return None;
    }
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.matches('.').count() < 2
    {
        return serial(text);
    }
    let (date_text, rest) = split_date(text);
    let date = numeric_date(date_text, order)
        .map(|date| (date, rest))
        .or_else(|| named_date(text));
    let (date, rest) = date?;
    let rest = rest.trim_start_matches([',', 'T', 't', ' ']).trim();
    if rest.is_empty() {
        return Some(When {
            date,
            time: None,
            offset: None,
        });
    }
    let (time, offset) = clock(rest)?;
    Some(When {
        date,
        time: Some(time),
        offset,
    })
}

/// Cuts `2026-12-31T14:05` and `31.12.2026, 14:05` behind the date.
fn split_date(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '/' | '-')))
        .unwrap_or(text.len());
    (text[..end].trim_end_matches('.'), &text[end..])
}

fn numeric_date(text: &str, order: DateOrder) -> Option<NaiveDate> {
    let mark = text.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = text.split(mark).collect();
    let [a, b, c] = parts[..] else { return None };
    let number = |part: &str| {
        (1..=4)
            .contains(&part.len())
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    if a.len() == 4 {
        return NaiveDate::from_ymd_opt(first as i32, second, third);
    }
    let year = full_year(c)?;
    if order == DateOrder::Mdy && mark != '.' {
        NaiveDate::from_ymd_opt(year, first, second)
    } else {
        NaiveDate::from_ymd_opt(year, second, first)
    }
}

fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        4 => Some(year),
        _ => None,
    }
}

/// First letters of the months, Russian (with and without the ending) and English.
const MONTHS: [&[&str]; 12] = [
    &["янв", "jan"],
    &["фев", "feb"],
    &["мар", "mar"],
    &["апр", "apr"],
    &["мая", "май", "may"],
    &["июн", "jun"],
    &["июл", "jul"],
    &["авг", "aug"],
    &["сен", "sep"],
    &["окт", "oct"],
    &["ноя", "nov"],
    &["дек", "dec"],
];

/// `15 Apr, 2021 00:03:00`, `15 апреля 2021 г., 14:05`, `Apr 15, 2021 3:04 PM`, `15-апр-21`, `Thu, 15 Apr 2021`.
fn named_date(text: &str) -> Option<(NaiveDate, &str)> {
    let (mut day, mut month, mut year) = (None, None, None);
    let mut rest = text;
    while day.is_none() || month.is_none() || year.is_none() {
        rest = rest.trim_start_matches([' ', ',', '.', '-', '/', '\u{a0}']);
        let end = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            return None;
        }
        rest = after;
        if let Ok(number) = word.parse::<u32>() {
            if day.is_none() && word.len() <= 2 {
                day = Some(number);
            } else {
                year = Some(full_year(word)?);
            }
        } else if let Some(found) = month_of(word) {
            month = Some(found);
        } else if day.is_some() || month.is_some() || word.chars().count() > 12 {
            // Only the day of the week may stand in front.
            return None;
        }
    }
    let date = NaiveDate::from_ymd_opt(year?, month?, day?)?;
    let rest = rest.trim_start_matches([' ', '\u{a0}', ',']);
    let rest = rest
        .strip_prefix("года")
        .or_else(|| rest.strip_prefix("г."))
        .or_else(|| rest.strip_prefix('г'))
        .unwrap_or(rest);
    let rest = rest.trim_start_matches([' ', ',', '\u{a0}']);
    let rest = rest
        .strip_prefix("в ")
        .or_else(|| rest.strip_prefix("at "))
        .unwrap_or(rest);
    Some((date, rest))
}

fn month_of(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let place = MONTHS
        .iter()
        .position(|starts| starts.iter().any(|start| word.starts_with(start)))?;
    let letters = word.chars().count();
    (letters <= 9).then_some(place as u32 + 1)
}

/// `14:05`, `14:05:33.250`, `3:04 PM`, with an offset or without.
fn clock(text: &str) -> Option<(NaiveTime, Option<FixedOffset>)> {
    let lower = text.to_lowercase();
    let (mut text, mut half) = (lower.trim(), None);
    for (mark, noon) in [("am", false), ("pm", true)] {
        if let Some(rest) = text.strip_suffix(mark) {
            (text, half) = (rest.trim(), Some(noon));
        }
    }
    let (time, offset) = match text.find(['+', '-', 'z']) {
        Some(at) => (text[..at].trim(), Some(offset(text[at..].trim())?)),
        None => (text, None),
    };
    let (time, fraction) = time.split_once(['.', ',']).unwrap_or((time, ""));
    let parts: Vec<u32> = time
        .split(':')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let (mut hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    if let Some(noon) = half {
        (1..=12).contains(&hour).then_some(())?;
        hour = hour % 12 + if noon { 12 } else { 0 };
    }
    let millis = if fraction.is_empty() {
        0
    } else {
        let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
        digits.parse().ok()?
    };
    Some((
        NaiveTime::from_hms_milli_opt(hour, minute, second.min(59), millis)?,
        offset,
    ))
}

/// `Z`, `+03`, `+0300`, `+03:00`.
fn offset(text: &str) -> Option<FixedOffset> {
    if text == "z" {
        return FixedOffset::east_opt(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.get(1..)?.replace(':', "");
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return None,
    };
    (minutes < 60)
        .then(|| FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60)))
        .flatten()
}

/// A number alone: a spreadsheet's day, `20261231`, seconds or milliseconds since 1970.
fn serial(text: &str) -> Option<When> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let number: i64 = whole.parse().ok()?;
    let utc = |at: DateTime<chrono::Utc>| When {
        date: at.date_naive(),
        time: Some(at.time()),
        offset: FixedOffset::east_opt(0),
    };
    match (whole.len(), fraction.is_empty()) {
        (5, _) if number >= 18_264 => {
            let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
            let share: f64 = if fraction.is_empty() {
                0.0
            } else {
                format!("0.{fraction}").parse().ok()?
            };
            let seconds = (share * 86_400.0).round() as i64;
            let at: NaiveDateTime = start
                .checked_add_days(Days::new(number as u64))?
                .and_time(NaiveTime::MIN)
                + TimeDelta::seconds(seconds);
            Some(When {
                date: at.date(),
                time: (!fraction.is_empty()).then(|| at.time()),
                offset: None,
            })
        }
        (8, true) => {
            let part = |range: std::ops::Range<usize>| whole[range].parse::<u32>().ok();
            let date = NaiveDate::from_ymd_opt(part(0..4)? as i32, part(4..6)?, part(6..8)?)?;
            Some(When {
                date,
                time: None,
                offset: None,
            })
        }
        (10, true) => DateTime::from_timestamp(number, 0).map(utc),
        (13, true) => DateTime::from_timestamp_millis(number).map(utc),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

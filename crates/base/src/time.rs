//! Moments and days.

use chrono::{DateTime, Days, NaiveDate, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};

/// A moment: whole milliseconds since 1970-01-01 UTC; RFC 3339 with milliseconds in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

pub const DAY_MS: i64 = 86_400_000;

impl Time {
    /// Reads RFC 3339; `None` for anything else or a year outside 1..=9999.
    pub fn parse(value: &str) -> Option<Self> {
        let at = DateTime::parse_from_rfc3339(value)
            .ok()?
            .with_timezone(&Utc);
        Self::from_datetime(at)
    }

    pub fn from_datetime(at: DateTime<Utc>) -> Option<Self> {
        use chrono::Datelike;
        (1..=9999)
            .contains(&at.year())
            .then(|| Self(at.timestamp_millis()))
    }

    /// The same moment for calendar arithmetic. Moments beyond chrono's range become the epoch.
    pub fn datetime(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0)
            .single()
            .unwrap_or_default()
    }

    /// The day of this moment in a time zone.
    pub fn day(self, zone: chrono_tz::Tz) -> NaiveDate {
        self.datetime().with_timezone(&zone).date_naive()
    }
}

/// The first moment of a day in a time zone. Where the clock skips midnight, the day starts later.
pub fn day_start(day: NaiveDate, zone: chrono_tz::Tz) -> Time {
    let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    for minutes in [0, 30, 60, 90, 120, 180] {
        let local = midnight + chrono::TimeDelta::minutes(minutes);
        if let Some(at) = zone.from_local_datetime(&local).earliest() {
            return Time(at.timestamp_millis());
        }
    }
    Time(midnight.and_utc().timestamp_millis())
}

/// The first moment after a day in a time zone.
pub fn day_end(day: NaiveDate, zone: chrono_tz::Tz) -> Time {
    day_start(day.checked_add_days(Days::new(1)).unwrap_or(day), zone)
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.datetime().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = String::deserialize(deserializer)?;
        Self::parse(&value)
            .ok_or_else(|| serde::de::Error::custom("expected a moment like 2026-11-23T10:00:00Z"))
    }
}

impl utoipa::PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}

impl utoipa::ToSchema for Time {
    fn name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_rfc_3339_with_milliseconds() {
        let at = Time::parse("2026-11-23T13:00:00.5+03:00").expect("a moment");
        assert_eq!(at.to_string(), "2026-11-23T10:00:00.500Z");
        assert_eq!(Time::parse("23.11.2026"), None);
    }

    #[test]
    fn a_day_starts_at_local_midnight_even_when_the_clock_skips_it() {
        let moscow = chrono_tz::Europe::Moscow;
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        assert_eq!(
            day_start(day, moscow).to_string(),
            "2026-11-22T21:00:00.000Z"
        );
        assert_eq!(day_end(day, moscow).to_string(), "2026-11-23T21:00:00.000Z");
        // Brazil moved its clocks forward at midnight: this day began at 01:00.
        let skipped = NaiveDate::from_ymd_opt(2018, 11, 4).expect("a day");
        assert_eq!(
            day_start(skipped, chrono_tz::America::Sao_Paulo).to_string(),
            "2018-11-04T03:00:00.000Z"
        );
    }
}

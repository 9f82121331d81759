//! How the words of each exchange are read. Nothing here believes anything: the proof was looked at before.

mod generic;
mod mango;
mod uis;

use base::{Text, Time};
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use crm::contacts::points::PointKind;
use serde_json::Value;

pub use generic::read as generic;
pub use mango::{Form as MangoForm, read as mango};
pub use uis::read as uis;

use super::model::CallEvent;

/// An event, and what makes it the same when it is told again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub key: String,
    pub event: CallEvent,
}

/// Why something could not be read.
pub type Refusal = Text;

/// Ids of exchanges are short; a longer one is a mistake or an attack.
const LONGEST_ID: usize = 200;
/// What is told of later than this is not believed any more: what was kept of it is gone, so it could be told twice.
pub const OLDEST_MS: i64 = 30 * base::time::DAY_MS;
/// Clocks differ.
const AHEAD_MS: i64 = base::time::DAY_MS;

/// The fields of what was sent. Exchanges write numbers as text and texts as numbers.
#[derive(Debug, Clone, Copy)]
struct Fields<'a>(&'a Value);

impl<'a> Fields<'a> {
    fn text(self, name: &str) -> Option<String> {
        let text = match self.0.get(name)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    fn number(self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        text.parse::<i64>().ok().or_else(|| {
            let number: f64 = text.parse().ok()?;
            (number.abs() < 1e15).then_some(number as i64)
        })
    }

    /// An id: short, and of nothing that could be a name for something else.
    fn id(self, name: &str) -> Result<Option<String>, Refusal> {
        match self.text(name) {
            Some(text)
                if text.chars().count() > LONGEST_ID || text.chars().any(char::is_control) =>
            {
                Err(Text::new(
                    format!("{name}: не длиннее {LONGEST_ID} знаков, без управляющих знаков"),
                    format!("{name}: at most {LONGEST_ID} characters, no control characters"),
                ))
            }
            other => Ok(other),
        }
    }

    fn needed(self, name: &str) -> Result<String, Refusal> {
        self.id(name)?.ok_or_else(|| missing(name))
    }

    /// A moment: RFC 3339, seconds or milliseconds of Unix, or a local moment without a zone.
    fn moment(self, name: &str, zone: Tz) -> Option<Time> {
        moment(&self.text(name)?, zone)
    }

    fn phone(self, name: &str) -> Option<String> {
        PointKind::Phone.normalise(&self.text(name)?)
    }

    /// A number of ours, in one spelling where it is a whole one.
    fn line(self, name: &str) -> Result<Option<String>, Refusal> {
        let line = self.id(name)?;
        Ok(line.map(|text| PointKind::Phone.normalise(&text).unwrap_or(text)))
    }

    fn object(self, name: &str) -> Fields<'a> {
        Fields(self.0.get(name).unwrap_or(&Value::Null))
    }

    /// An address of a recording; only one that a browser may open.
    fn link(self, name: &str) -> Option<String> {
        let link = self.text(name)?;
        let web = link.starts_with("https://") || link.starts_with("http://");
        let plain = !link.chars().any(|c| c.is_whitespace() || c.is_control());
        (web && plain && link.len() <= 2_000).then_some(link)
    }
}

fn missing(name: &str) -> Refusal {
    Text::new(
        format!("{name}: обязательное поле"),
        format!("{name}: required"),
    )
}

fn moment(text: &str, zone: Tz) -> Option<Time> {
    if let Some(time) = Time::parse(text) {
        return Some(time);
    }
    if let Ok(number) = text.parse::<f64>() {
        return match number {
            seconds if (1e8..1e11).contains(&seconds) => Some(Time((seconds * 1000.0) as i64)),
            millis if (1e11..1e14).contains(&millis) => Some(Time(millis as i64)),
            _ => None,
        };
    }
    let local = [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%d.%m.%Y %H:%M:%S",
    ]
    .into_iter()
    .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    let at = local.and_local_timezone(zone).earliest()?;
    Some(Time(at.timestamp_millis()))
}

/// The event with its moments held against the clock of this machine.
pub fn timely(mut event: CallEvent, now: Time) -> Result<CallEvent, Refusal> {
    if event.at.0 < now.0 - OLDEST_MS {
        return Err(Text::fixed(
            "Событие старше 30 дней: такие не принимаются",
            "The event is older than 30 days: such are not taken",
        ));
    }
    if event.at.0 > now.0 + AHEAD_MS {
        return Err(Text::fixed(
            "Время события в будущем: проверьте часы АТС",
            "The event's time is in the future: check the clock of the exchange",
        ));
    }
    // A clock that is a little ahead must not make a call begin after it has ended here.
    event.at = event.at.min(now);
    event.answered_at = event.answered_at.map(|at| at.min(now));
    event.ended_at = event.ended_at.map(|at| at.min(now));
    Ok(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_every_spelling() {
        let zone = chrono_tz::Europe::Moscow;
        let noon = Time::parse("2026-11-23T09:00:00Z");
        for text in [
            "2026-11-23T12:00:00+03:00",
            "1795424400",
            "1795424400000",
            "2026-11-23 12:00:00",
            "2026-11-23 12:00:00.123",
            "23.11.2026 12:00:00",
        ] {
            assert_eq!(
                moment(text, zone).map(|t| t.0 / 1000),
                noon.map(|t| t.0 / 1000),
                "{text}"
            );
        }
        for text in ["", "вчера", "12:00", "1e300", "-5", "NaN"] {
            assert_eq!(moment(text, zone), None, "{text}");
        }
    }
}

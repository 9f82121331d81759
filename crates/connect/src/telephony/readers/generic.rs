//! Our own form: one JSON object an event, for any exchange with a small connector beside it.

use base::Text;
use chrono_tz::Tz;
use serde_json::Value;

use super::{Fields, Read, Refusal, missing};
use crate::telephony::model::{CallEvent, Direction, Happened, Outcome};

/// Reads one event. Without `leg_id` it tells of the whole call.
pub fn read(body: &str, zone: Tz) -> Result<Read, Refusal> {
    let value: Value = serde_json::from_str(body).map_err(|error| {
        Text::new(
            format!("Это не JSON: {error}"),
            format!("This is not JSON: {error}"),
        )
    })?;
    let fields = Fields(&value);
    let call = fields.needed("call_id")?;
    let leg = fields.id("leg_id")?;
    let happened =
        word(fields, "event", Happened::ALL, Happened::as_str)?.ok_or_else(|| missing("event"))?;
    let at = fields.moment("at", zone).ok_or_else(|| {
        Text::fixed(
            "at: нужен момент вида 2026-11-23T12:00:00+03:00",
            "at: a moment like 2026-11-23T12:00:00+03:00 is needed",
        )
    })?;
    let seq = fields.number("seq");
    let whole = leg.is_none();
    let leg = leg.unwrap_or_default();
    let key = match seq {
        Some(seq) => format!("{call}\n{leg}\n{seq}"),
        // Without numbers the same thing at the same moment is the same event.
        None => format!("{call}\n{leg}\n{}\n{}", happened.as_str(), at.0),
    };
    Ok(Read {
        key,
        event: CallEvent {
            call,
            leg,
            seq: seq.unwrap_or(0),
            happened,
            at,
            direction: word(fields, "direction", Direction::ALL, Direction::as_str)?,
            phone: fields.phone("client_phone"),
            our_number: fields.line("our_number")?,
            extension: fields.id("employee_ext")?,
            answered_at: fields.moment("answered_at", zone),
            ended_at: fields.moment("ended_at", zone),
            talk_seconds: fields.number("talk_sec"),
            wait_seconds: fields.number("wait_sec"),
            outcome: word(fields, "outcome", Outcome::ALL, Outcome::as_str)?,
            recording_url: fields.link("recording_url"),
            whole,
        },
    })
}

fn word<T: Copy>(
    fields: Fields<'_>,
    name: &str,
    all: &[T],
    as_str: fn(T) -> &'static str,
) -> Result<Option<T>, Refusal> {
    let Some(text) = fields.text(name) else {
        return Ok(None);
    };
    let found = all.iter().copied().find(|one| as_str(*one) == text);
    found.map(Some).ok_or_else(|| {
        let words: Vec<&str> = all.iter().map(|one| as_str(*one)).collect();
        let words = words.join(", ");
        Text::new(
            format!("{name}: одно из {words}"),
            format!("{name}: one of {words}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::Europe::Moscow;

    #[test]
    fn an_event_is_read_whatever_is_left_out() {
        let body = r#"{"call_id":"c1","leg_id":"l1","seq":"2","event":"answered","direction":"in",
            "client_phone":"8 (912) 345-67-89","our_number":74950000000,"employee_ext":101,
            "at":"2026-11-23T12:00:05+03:00","recording_url":"javascript:alert(1)"}"#;
        let read = super::read(body, ZONE).expect("an event");
        assert_eq!(read.key, "c1\nl1\n2");
        assert_eq!(read.event.phone.as_deref(), Some("+79123456789"));
        assert_eq!(read.event.extension.as_deref(), Some("101"));
        assert_eq!(read.event.recording_url, None, "no address of the web");
        assert!(!read.event.whole);
        let least = super::read(r#"{"call_id":1,"event":"ended","at":1795424400}"#, ZONE)
            .expect("an event");
        assert!(least.event.whole);
        assert_eq!(least.key, "1\n\nended\n1795424400000");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (body, word) in [
            ("", "JSON"),
            ("[]", "call_id"),
            (r#"{"call_id":"c"}"#, "event"),
            (r#"{"call_id":"c","event":"dance"}"#, "ringing"),
            (r#"{"call_id":"c","event":"ended"}"#, "at"),
            (r#"{"call_id":"c","event":"ended","at":"x"}"#, "at"),
            (
                r#"{"call_id":"c","event":"ended","at":1795424400,"direction":"up"}"#,
                "internal",
            ),
            ("{\"call_id\":\"a\\u0000b\",\"event\":\"ended\"}", "call_id"),
        ] {
            let refusal = super::read(body, ZONE).expect_err(body);
            assert!(refusal.en.contains(word), "{body}: {}", refusal.en);
        }
        let long = format!(
            r#"{{"call_id":"{}","event":"ended","at":1795424400}}"#,
            "x".repeat(201)
        );
        assert!(super::read(&long, ZONE).is_err());
    }
}

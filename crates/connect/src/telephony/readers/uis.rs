//! UIS (CoMagic): the administrator types the body of each notification, so we offer one to paste; the exchange
//! cannot sign, so a secret stands in the address.

use base::Text;
use chrono_tz::Tz;
use serde_json::Value;

use super::{Fields, Read, Refusal, missing};
use crate::telephony::model::{CallEvent, Direction, Happened, Outcome};

pub fn read(body: &str, zone: Tz) -> Result<Read, Refusal> {
    let value: Value = serde_json::from_str(body).map_err(|error| {
        Text::new(
            format!("Это не JSON: {error}. Вставьте шаблон без изменений"),
            format!("This is not JSON: {error}. Paste the template unchanged"),
        )
    })?;
    let fields = Fields(&value);
    let call = fields.needed("call_session_id")?;
    let word = fields.needed("event")?;
    let happened = Happened::parse(&word).ok_or_else(|| {
        Text::fixed(
            "event: одно из ringing, answered, ended, recording",
            "event: one of ringing, answered, ended, recording",
        )
    })?;
    let at = fields
        .moment("notification_time", zone)
        .ok_or_else(|| missing("notification_time"))?;
    let inner = matches!(fields.text("is_internal").as_deref(), Some("true" | "1"));
    let direction = match fields.text("direction").as_deref() {
        _ if inner => Some(Direction::Internal),
        Some("in") => Some(Direction::In),
        Some("out") => Some(Direction::Out),
        _ => None,
    };
    let extension = fields.id("extension_phone_number")?;
    // An end tells of the whole session, the rest of the telephone that it happened to.
    let whole = happened == Happened::Ended || extension.is_none();
    let talk = fields.number("talk_time_duration");
    let over = happened == Happened::Ended;
    Ok(Read {
        key: format!(
            "{call}\n{}\n{word}\n{}",
            extension.as_deref().unwrap_or_default(),
            at.0
        ),
        event: CallEvent {
            leg: match whole {
                true => String::new(),
                false => extension.clone().unwrap_or_default(),
            },
            call,
            seq: 0,
            happened,
            at,
            direction,
            phone: fields.phone("contact_phone_number"),
            our_number: fields.line("virtual_phone_number")?,
            extension,
            answered_at: None,
            ended_at: over.then_some(at),
            talk_seconds: talk.filter(|_| over),
            wait_seconds: fields.number("wait_time_duration").filter(|_| over),
            outcome: match talk {
                Some(0) if over => Some(Outcome::Missed),
                _ => None,
            },
            recording_url: fields.link("full_record_file_link"),
            whole,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telephony::model::{State, fold};

    const ZONE: Tz = chrono_tz::Europe::Moscow;

    fn told(event: &str, rest: &str) -> CallEvent {
        let body = format!(
            r#"{{"event":"{event}","call_session_id":"77","direction":"in","contact_phone_number":"79123456789",
            "virtual_phone_number":"74950000000","extension_phone_number":"101","is_internal":"false"{rest}}}"#
        );
        super::read(&body, ZONE).expect("an event").event
    }

    #[test]
    fn the_notifications_of_a_call_make_a_call() {
        let events = [
            told("ringing", r#","notification_time":"2026-11-23 12:00:00""#),
            told("answered", r#","notification_time":"2026-11-23 12:00:09""#),
            told(
                "ended",
                r#","notification_time":"2026-11-23 12:01:09","talk_time_duration":"60","wait_time_duration":"9""#,
            ),
            told(
                "recording",
                r#","notification_time":"2026-11-23 12:05:00","full_record_file_link":"https://app.uiscom.ru/1.mp3""#,
            ),
        ];
        let call = fold(&events).expect("a call");
        assert_eq!(
            (call.state, call.talk_seconds, call.wait_seconds),
            (State::Ended, 60, 9)
        );
        assert_eq!(call.extension.as_deref(), Some("101"));
        assert!(call.surely_over && call.recording_url.is_some());
        assert_eq!(call.started_at.to_string(), "2026-11-23T09:00:00.000Z");
        let missed = fold(&[told(
            "ended",
            r#","notification_time":"2026-11-23 12:01:09","talk_time_duration":0"#,
        )]);
        assert_eq!(missed.expect("a call").outcome, Some(Outcome::Missed));
    }

    #[test]
    fn an_unfilled_template_is_refused() {
        assert!(super::read(r#"{"event":"{{notification_mnemonic}}"}"#, ZONE).is_err());
    }
}

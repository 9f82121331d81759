//! Mango Office VPBX: a form of three fields, the event as JSON in one of them.

use base::{Text, Time};
use chrono_tz::Tz;
use serde_json::Value;

use super::{Fields, Read, Refusal, missing};
use crate::telephony::model::{CallEvent, Direction, Happened, Outcome};

/// What Mango posts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    pub api_key: String,
    pub sign: String,
    /// As it was received: it is what was signed.
    pub json: String,
}

impl Form {
    pub fn read(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body).take(20) {
            let field = match name.as_ref() {
                "vpbx_api_key" => &mut form.api_key,
                "sign" => &mut form.sign,
                "json" => &mut form.json,
                _ => continue,
            };
            *field = value.into_owned();
        }
        form
    }
}

/// Reads what came to `events/<what>`; `None` for what says nothing of calls.
pub fn read(what: &str, json: &str, zone: Tz) -> Result<Option<Read>, Refusal> {
    let value: Value = serde_json::from_str(json).map_err(|error| {
        Text::new(
            format!("Поле json — не JSON: {error}"),
            format!("The field json is not JSON: {error}"),
        )
    })?;
    let fields = Fields(&value);
    match what {
        "events/call" => call(fields, zone).map(Some),
        "events/summary" => summary(fields, zone).map(Some),
        "events/recording" => recording(fields, zone).map(Some),
        _ => Ok(None),
    }
}

/// Who is who: an employee has an extension, a client only a number.
struct Sides {
    direction: Direction,
    phone: Option<String>,
    extension: Option<String>,
    our_number: Option<String>,
}

impl Sides {
    fn read(fields: Fields<'_>) -> Result<Self, Refusal> {
        let (from, to) = (fields.object("from"), fields.object("to"));
        let (calls, called) = (from.id("extension")?, to.id("extension")?);
        let direction = match (&calls, &called) {
            (Some(_), Some(_)) if to.text("number").is_none() || from.text("number").is_none() => {
                Direction::Internal
            }
            (Some(_), _) => Direction::Out,
            _ => Direction::In,
        };
        let line = to.line("line_number")?.or(fields.line("line_number")?);
        Ok(match direction {
            Direction::In => Self {
                direction,
                phone: from.phone("number"),
                extension: called,
                our_number: line,
            },
            _ => Self {
                direction,
                phone: match direction {
                    Direction::Out => to.phone("number"),
                    _ => None,
                },
                extension: calls,
                our_number: line.or(from.line("line_number")?),
            },
        })
    }
}

fn event(
    call: String,
    leg: String,
    seq: i64,
    happened: Happened,
    at: Time,
    sides: Sides,
) -> CallEvent {
    CallEvent {
        call,
        leg,
        seq,
        happened,
        at,
        direction: Some(sides.direction),
        phone: sides.phone,
        our_number: sides.our_number,
        extension: sides.extension,
        answered_at: None,
        ended_at: None,
        talk_seconds: None,
        wait_seconds: None,
        outcome: None,
        recording_url: None,
        whole: false,
    }
}

fn call(fields: Fields<'_>, zone: Tz) -> Result<Read, Refusal> {
    let call = fields.needed("entry_id")?;
    let leg = fields.needed("call_id")?;
    let seq = fields.number("seq").ok_or_else(|| missing("seq"))?;
    let at = fields
        .moment("timestamp", zone)
        .ok_or_else(|| missing("timestamp"))?;
    let sides = Sides::read(fields)?;
    let state = fields.needed("call_state")?;
    let person = fields.text("location").as_deref() == Some("abonent");
    // The menu and the queue pick up by themselves; when we call, our own telephone does before the client.
    let own = sides.direction == Direction::Out && fields.object("to").text("extension").is_some();
    let happened = match state.as_str() {
        "Connected" if person && !own => Happened::Answered,
        "OnHold" if person && !own => Happened::Held,
        "Appeared" | "Connected" | "OnHold" => Happened::Ringing,
        "Disconnected" => Happened::Ended,
        other => {
            return Err(Text::new(
                format!("call_state: неизвестное состояние «{other}»"),
                format!("call_state: unknown state “{other}”"),
            ));
        }
    };
    Ok(Read {
        key: format!("call\n{leg}\n{seq}"),
        event: event(call, leg, seq, happened, at, sides),
    })
}

fn summary(fields: Fields<'_>, zone: Tz) -> Result<Read, Refusal> {
    let call = fields.needed("entry_id")?;
    let ended = fields
        .moment("end_time", zone)
        .ok_or_else(|| missing("end_time"))?;
    let mut sides = Sides::read(fields)?;
    if fields.number("call_direction") == Some(2) {
        sides.direction = Direction::Out;
    }
    let began = fields.moment("talk_time", zone);
    let made = fields.moment("create_time", zone);
    let seconds = |from: Time, to: Time| ((to.0 - from.0) / 1000).max(0);
    let waited = made.map(|made| seconds(made, began.unwrap_or(ended)));
    let event = CallEvent {
        answered_at: began,
        ended_at: Some(ended),
        talk_seconds: Some(began.map_or(0, |began| seconds(began, ended))),
        wait_seconds: waited,
        outcome: Some(match began {
            Some(_) => Outcome::Answered,
            None => Outcome::Missed,
        }),
        whole: true,
        ..event(
            call.clone(),
            String::new(),
            0,
            Happened::Ended,
            ended,
            sides,
        )
    };
    Ok(Read {
        key: format!("summary\n{call}"),
        event,
    })
}

fn recording(fields: Fields<'_>, zone: Tz) -> Result<Read, Refusal> {
    let call = fields.needed("entry_id")?;
    let leg = fields.id("call_id")?.unwrap_or_default();
    let id = fields.needed("recording_id")?;
    let at = fields
        .moment("timestamp", zone)
        .ok_or_else(|| missing("timestamp"))?;
    let seq = fields.number("seq").unwrap_or(0);
    let sides = Sides {
        direction: Direction::In,
        phone: None,
        extension: None,
        our_number: None,
    };
    let event = CallEvent {
        direction: None,
        recording_url: fields.link("recording_url"),
        ..event(call, leg, seq, Happened::Recording, at, sides)
    };
    Ok(Read {
        key: format!("recording\n{id}\n{seq}"),
        event,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::Europe::Moscow;

    fn event(what: &str, json: &str) -> CallEvent {
        read(what, json, ZONE)
            .expect("readable")
            .expect("an event")
            .event
    }

    #[test]
    fn the_manuals_example_is_an_answer() {
        let json = r#"{"entry_id":"e1","call_id":"100:1:1","timestamp":1795165200,"seq":2,"call_state":"Connected",
            "location":"abonent","from":{"number":"79000000000"},"to":{"extension":"101","line_number":"74950000000"}}"#;
        let answer = event("events/call", json);
        assert_eq!(
            (answer.happened, answer.direction),
            (Happened::Answered, Some(Direction::In))
        );
        assert_eq!(answer.phone.as_deref(), Some("+79000000000"));
        assert_eq!(answer.extension.as_deref(), Some("101"));
        assert_eq!(answer.our_number.as_deref(), Some("+74950000000"));
        let menu = json.replace("abonent", "ivr");
        assert_eq!(
            event("events/call", &menu).happened,
            Happened::Ringing,
            "a menu is nobody"
        );
    }

    #[test]
    fn our_own_telephone_is_not_the_client() {
        let own = r#"{"entry_id":"e2","call_id":"1","timestamp":"1795165200","seq":"1","call_state":"Connected",
            "location":"abonent","from":{"extension":"101","number":"sip"},"to":{"extension":"101","number":"79000000000"}}"#;
        assert_eq!(event("events/call", own).happened, Happened::Ringing);
        let client = own.replace(r#""to":{"extension":"101","number""#, r#""to":{"number""#);
        let client = event("events/call", &client);
        assert_eq!(
            (client.happened, client.direction),
            (Happened::Answered, Some(Direction::Out))
        );
        assert_eq!(client.phone.as_deref(), Some("+79000000000"));
    }

    #[test]
    fn a_summary_tells_the_talk() {
        let json = r#"{"entry_id":"e1","call_direction":1,"from":{"number":"79000000000"},"to":{"extension":"101"},
            "line_number":"74950000000","create_time":1795165200,"talk_time":1795165210,"end_time":1795165270,"entry_result":1}"#;
        let end = event("events/summary", json);
        assert!(end.whole);
        assert_eq!((end.talk_seconds, end.wait_seconds), (Some(60), Some(10)));
        let missed = json.replace(r#""talk_time":1795165210"#, r#""talk_time":0"#);
        let missed = event("events/summary", &missed);
        assert_eq!(
            (missed.talk_seconds, missed.outcome),
            (Some(0), Some(Outcome::Missed))
        );
    }

    #[test]
    fn the_rest_is_let_be_and_nonsense_is_refused() {
        assert_eq!(read("events/dtmf", "{}", ZONE), Ok(None));
        assert!(read("events/call", "{", ZONE).is_err());
        assert!(read("events/call", r#"{"entry_id":"e"}"#, ZONE).is_err());
        let form = Form::read(b"vpbx_api_key=k&sign=s&json=%7B%22a%22%3A1%7D&x=1");
        assert_eq!(form.json, r#"{"a":1}"#);
    }
}

//! What an exchange tells, and the call that it makes up. No I/O.

use std::collections::BTreeMap;

use base::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

base::words! {
    /// Whose exchange it is, which decides how its events look and how they are proved.
    Provider as TelephonyProvider {
        /// Any exchange, through a small connector beside it.
        Generic = "generic",
        Mango = "mango",
        Uis = "uis",
    }
}

base::words! {
    /// What happened to one telephone, in the order in which it can.
    Happened as CallHappened {
        Ringing = "ringing",
        Answered = "answered",
        Held = "held",
        Ended = "ended",
        Recording = "recording",
    }
}

base::words! {
    /// Who calls whom.
    Direction as CallDirection {
        In = "in",
        Out = "out",
        /// Between colleagues: of no interest to sales.
        Internal = "internal",
    }
}

base::words! {
    /// How a call ended.
    Outcome as CallOutcome {
        Answered = "answered",
        Missed = "missed",
        Busy = "busy",
        Rejected = "rejected",
        Failed = "failed",
    }
}

base::words! {
    /// Where a call stands.
    State as CallState {
        Ringing = "ringing",
        Answered = "answered",
        Ended = "ended",
    }
}

/// One thing that happened, as every exchange's words are read into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallEvent {
    /// The whole call: all telephones that it rang.
    pub call: String,
    pub leg: String,
    pub seq: i64,
    pub happened: Happened,
    pub at: Time,
    #[serde(default)]
    pub direction: Option<Direction>,
    /// In one spelling.
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub our_number: Option<String>,
    #[serde(default)]
    pub extension: Option<String>,
    #[serde(default)]
    pub answered_at: Option<Time>,
    #[serde(default)]
    pub ended_at: Option<Time>,
    #[serde(default)]
    pub talk_seconds: Option<i64>,
    #[serde(default)]
    pub wait_seconds: Option<i64>,
    #[serde(default)]
    pub outcome: Option<Outcome>,
    #[serde(default)]
    pub recording_url: Option<String>,
    /// It tells of the whole call and not of one telephone.
    #[serde(default)]
    pub whole: bool,
}

/// One telephone of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    pub extension: Option<String>,
    pub rang_at: Time,
    pub answered_at: Option<Time>,
    pub ended_at: Option<Time>,
    talk_seconds: Option<i64>,
    outcome: Option<Outcome>,
}

/// A call as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub direction: Direction,
    pub phone: Option<String>,
    pub our_number: Option<String>,
    pub state: State,
    /// None until it has ended.
    pub outcome: Option<Outcome>,
    pub started_at: Time,
    pub answered_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub talk_seconds: i64,
    pub wait_seconds: i64,
    pub recording_url: Option<String>,
    /// The telephone that answered, or that called.
    pub extension: Option<String>,
    pub legs: BTreeMap<String, Leg>,
    /// The exchange said that the whole call is over and how it ended: no other telephone will ring for it.
    pub surely_over: bool,
}

const DAY_SECONDS: i64 = 86_400;

/// Puts together what is known of one call. In whatever order and however often it was told, the call is the same.
/// `None` of nothing.
pub fn fold(events: &[CallEvent]) -> Option<Call> {
    let mut events: Vec<&CallEvent> = events.iter().collect();
    events.sort_by(|a, b| {
        let key = |e: &CallEvent| (e.seq, e.at, e.happened as u8);
        (&a.leg, key(a)).cmp(&(&b.leg, key(b)))
    });
    let first = |pick: fn(&CallEvent) -> Option<String>| {
        let mut by_time: Vec<&&CallEvent> = events.iter().collect();
        by_time.sort_by_key(|e| (e.at, e.happened as u8));
        by_time.into_iter().find_map(|e| pick(e))
    };
    let started_at = events.iter().map(|e| e.at).min()?;
    let phone = first(|e| e.phone.clone());
    let direction = first(|e| e.direction.map(|d| d.as_str().to_owned()))
        .and_then(|word| Direction::parse(&word))
        .unwrap_or(match phone {
            Some(_) => Direction::In,
            None => Direction::Internal,
        });
    let legs = legs(&events);
    let end = events
        .iter()
        .copied()
        .filter(|e| e.whole && e.happened == Happened::Ended)
        .max_by_key(|e| (e.at, e.seq));

    let mut answered: Vec<(&Time, &Leg)> = legs
        .values()
        .filter_map(|leg| Some((leg.answered_at.as_ref()?, leg)))
        .collect();
    answered.sort_by_key(|(at, leg)| (leg.extension.is_none(), **at));
    let by_leg = answered.first().copied();
    let whole_answer = events
        .iter()
        .filter(|e| e.whole && matches!(e.happened, Happened::Answered | Happened::Held))
        .map(|e| e.answered_at.unwrap_or(e.at))
        .min();
    let ended_at = match end {
        Some(end) => Some(end.ended_at.unwrap_or(end.at)),
        None if !legs.is_empty() && legs.values().all(|leg| leg.ended_at.is_some()) => {
            legs.values().filter_map(|leg| leg.ended_at).max()
        }
        None => None,
    };
    let told_talk = end
        .and_then(|end| end.talk_seconds)
        .or_else(|| legs.values().filter_map(|leg| leg.talk_seconds).max());
    let told_outcome = end.and_then(|end| end.outcome);
    let refused = match told_outcome {
        Some(outcome) => outcome != Outcome::Answered,
        None => end.and_then(|end| end.talk_seconds) == Some(0),
    };
    let answered_at = if refused {
        None
    } else {
        end.and_then(|end| end.answered_at)
            .or(by_leg.map(|(at, _)| *at))
            .or(whole_answer)
            .or_else(|| {
                // Only the length of the talk was told.
                let talk = told_talk.filter(|talk| *talk > 0)?;
                Some(Time(ended_at?.0 - talk.min(DAY_SECONDS) * 1000))
            })
    };
    let between = |from: Time, to: Time| ((to.0 - from.0) / 1000).clamp(0, 7 * DAY_SECONDS);
    let talk_seconds = match (answered_at, ended_at) {
        (None, _) => 0,
        (Some(from), Some(to)) => told_talk.unwrap_or_else(|| between(from, to)),
        (Some(_), None) => told_talk.unwrap_or(0),
    };
    let told_wait = events.iter().filter_map(|e| e.wait_seconds).max();
    let waited_until = answered_at.or(ended_at).unwrap_or(started_at);
    // That somebody answered is believed even where nobody told when.
    let spoke = |leg: &&Leg| leg.outcome == Some(Outcome::Answered);
    let spoken = legs.values().find(spoke).filter(|_| !refused);
    let outcome = ended_at.map(|_| match answered_at {
        Some(_) => Outcome::Answered,
        None if spoken.is_some() => Outcome::Answered,
        None => told_outcome
            .or_else(|| legs.values().find_map(|leg| leg.outcome))
            .unwrap_or(Outcome::Missed),
    });
    Some(Call {
        direction,
        phone,
        our_number: first(|e| e.our_number.clone()),
        state: match (ended_at, answered_at) {
            (Some(_), _) => State::Ended,
            (None, Some(_)) => State::Answered,
            (None, None) => State::Ringing,
        },
        outcome,
        started_at,
        answered_at,
        ended_at,
        talk_seconds: talk_seconds.clamp(0, 7 * DAY_SECONDS),
        wait_seconds: told_wait
            .unwrap_or_else(|| between(started_at, waited_until))
            .clamp(0, 7 * DAY_SECONDS),
        recording_url: first(|e| e.recording_url.clone()),
        extension: answered_at
            .and_then(|_| by_leg.and_then(|(_, leg)| leg.extension.clone()))
            .or_else(|| spoken?.extension.clone())
            .or_else(|| {
                end?.extension
                    .clone()
                    .filter(|_| outcome == Some(Outcome::Answered))
            })
            .or_else(|| match direction {
                Direction::Out => first(|e| e.extension.clone()),
                _ => None,
            }),
        surely_over: end.is_some_and(|end| end.outcome.is_some() || end.talk_seconds.is_some()),
        legs,
    })
}

/// The telephones of a call; the events stand in the order of each telephone's own numbers.
fn legs(events: &[&CallEvent]) -> BTreeMap<String, Leg> {
    let mut legs: BTreeMap<String, Leg> = BTreeMap::new();
    let of_legs = events
        .iter()
        .filter(|e| !e.whole && e.happened != Happened::Recording);
    for e in of_legs {
        let leg = legs.entry(e.leg.clone()).or_insert(Leg {
            extension: None,
            rang_at: e.at,
            answered_at: None,
            ended_at: None,
            talk_seconds: None,
            outcome: None,
        });
        leg.rang_at = leg.rang_at.min(e.at);
        leg.extension = leg.extension.take().or_else(|| e.extension.clone());
        // A telephone that rings again after it was hung up has not ended.
        leg.ended_at = None;
        let answer = match e.happened {
            Happened::Answered | Happened::Held => Some(e.answered_at.unwrap_or(e.at)),
            _ => e.answered_at,
        };
        leg.answered_at = leg.answered_at.into_iter().chain(answer).min();
        if e.happened == Happened::Ended {
            let ended_at = e.ended_at.unwrap_or(e.at);
            leg.ended_at = Some(ended_at);
            leg.outcome = e.outcome;
            leg.talk_seconds = e.talk_seconds;
            if let Some(talk) = e.talk_seconds.filter(|talk| *talk > 0) {
                let began = Time(ended_at.0 - talk.min(DAY_SECONDS) * 1000);
                leg.answered_at = leg.answered_at.or(Some(began));
            }
        }
    }
    legs
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;

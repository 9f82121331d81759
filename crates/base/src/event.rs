//! What happened. Events are written with the change they tell of and are never rewritten.

use serde_json::Value;
use uuid::Uuid;

/// What an event is about. The owner decides who may see it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Subject {
    pub owner: Option<Uuid>,
    pub deal: Option<Uuid>,
    pub company: Option<Uuid>,
    pub contact: Option<Uuid>,
    pub import: Option<Uuid>,
}

/// One line of the event log, e.g. `deal.moved`.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub kind: &'static str,
    pub subject: Subject,
    pub payload: Value,
}

impl Event {
    pub fn new(kind: &'static str, subject: Subject, payload: Value) -> Self {
        Self {
            kind,
            subject,
            payload,
        }
    }
}

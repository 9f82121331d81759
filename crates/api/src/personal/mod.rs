//! What is kept about one person, wherever it is kept. Each area says for each sort of its data how it is given
//! out and how it is erased, and puts that on its [`crate::Module`]; nobody needs to know all areas.
//!
//! To add a sort of data: implement [`Personal`] beside it and list it in the module. A test of the whole product
//! erases somebody and looks through every text of every table.

mod redact;
mod written;

use std::collections::BTreeSet;
use std::pin::Pin;

use base::{Result, Text, Uuid};
use db::texts::{Rows, Texts};
use db::{Conn, Tx};
use serde_json::{Value, json};

pub use redact::{ERASED, Redactor};
pub use written::{Whose, Written, strike};

/// Who is meant, and everything that tells their data from others'. Areas add what they know by
/// [`Personal::learn`].
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub contact_id: Uuid,
    /// Last names, with which alone a person may be meant.
    pub last_names: BTreeSet<String>,
    /// Every other part of their names.
    pub other_names: BTreeSet<String>,
    pub emails: BTreeSet<String>,
    /// In E.164 or as digits.
    pub phones: BTreeSet<String>,
    /// The deals they take part in, and the companies they work for: what is written there may name them.
    pub deals: Vec<Uuid>,
    pub companies: Vec<Uuid>,
    /// Calls, letters and meetings with them and on their deals.
    pub activities: Vec<Uuid>,
    /// What their browsers are called by the counter of visits.
    pub visitors: BTreeSet<Uuid>,
}

impl Person {
    /// Another spelling of the name, of which it is not known which word is what.
    pub fn called(&mut self, name: &str) {
        let words: Vec<&str> = name.split_whitespace().collect();
        let known = |word: &&str| {
            let word = word.to_lowercase();
            let mut all = self.last_names.iter().chain(&self.other_names);
            all.any(|one| one.to_lowercase() == word)
        };
        // A single strange word may be anything: «Приёмная», «Отдел закупок».
        if words.iter().any(known) {
            self.other_names
                .extend(words.into_iter().map(str::to_owned));
        }
    }
}

/// One thing that is known of somebody, as named facts in both languages.
#[derive(Debug, Clone, Default)]
pub struct Item(pub Vec<Fact>);

#[derive(Debug, Clone)]
pub struct Fact {
    pub key: &'static str,
    pub label: Text,
    pub value: Value,
}

impl Item {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fact, unless it is empty.
    pub fn with(mut self, key: &'static str, label: Text, value: impl Into<Value>) -> Self {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        if !empty {
            self.0.push(Fact { key, label, value });
        }
        self
    }
}

/// Work that a keeper does.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// One sort of data in which a person may be found.
pub trait Personal: Send + Sync {
    /// How it is called in files and in the log of requests: `notes`. It never changes.
    fn name(&self) -> &'static str;

    fn title(&self) -> Text;

    /// Adds by what else the person can be recognised. Asked before anything is erased.
    fn learn<'a>(&'a self, conn: Conn<'a>, person: &'a mut Person) -> Doing<'a, ()> {
        let _ = (conn, person);
        Box::pin(async { Ok(()) })
    }

    /// All that is kept about the person, and nothing about others.
    fn tell<'a>(&'a self, conn: Conn<'a>, person: &'a Person) -> Doing<'a, Vec<Item>> {
        let _ = (conn, person);
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Removes the person from it, or makes it nobody's; how many records were touched. Done again it finds nothing.
    fn forget<'a>(
        &'a self,
        tx: &'a Tx,
        person: &'a Person,
        redactor: &'a Redactor,
    ) -> Doing<'a, u64>;
}

const EVENTS: Written = Written {
    texts: Texts {
        table: "events",
        columns: &["payload"],
        versioned: false,
    },
    linked: &[
        ("contact_id", Whose::Contact),
        ("deal_id", Whose::Deals),
        ("company_id", Whose::Companies),
    ],
};

/// What the house itself keeps: the event log, jobs that wait, answers kept for repeats.
#[derive(Debug)]
pub struct House;

impl Personal for House {
    fn name(&self) -> &'static str {
        "events"
    }

    fn title(&self) -> Text {
        Text::fixed("Журнал событий", "Event log")
    }

    fn forget<'a>(
        &'a self,
        tx: &'a Tx,
        person: &'a Person,
        redactor: &'a Redactor,
    ) -> Doing<'a, u64> {
        Box::pin(async move {
            let contact = [person.contact_id];
            let of_contact = Rows::Of("contact_id", &contact);
            let emptied = db::texts::rewrite(tx.conn(), EVENTS.texts, of_contact, &bare).await?;
            let struck = EVENTS.strike(tx, person, redactor).await?;
            let tells = |text: &str| redactor.tells(text);
            db::jobs::forget(tx.conn(), redactor.patterns(), &tells).await?;
            // An answer about the contact tells what was written on their card, whatever it calls them.
            let id = person.contact_id.to_string();
            let about = |text: &str| text.contains(&id) || redactor.tells(text);
            let patterns = [redactor.patterns(), &[format!("%{id}%")]].concat();
            crate::store::forget_answers(tx.conn(), &patterns, &about).await?;
            Ok((emptied.len() + struck.len()) as u64)
        })
    }
}

/// What is left of an event about an erased contact: that and when it happened, with ids, numbers, moments and the
/// product's own words, and nothing that somebody wrote.
fn bare(payload: &str) -> Option<String> {
    let mut left: Value = serde_json::from_str(payload).ok()?;
    if left["erased"] == true {
        return None;
    }
    strip(&mut left);
    if let Some(map) = left.as_object_mut() {
        map.remove("changes");
        map.insert("erased".to_owned(), json!(true));
    }
    Some(left.to_string())
}

/// Takes what people wrote out of a value; `false` when nothing is left of it.
fn strip(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            let own_word = text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            own_word || Uuid::parse_str(text).is_ok() || base::Time::parse(text).is_some()
        }
        Value::Array(list) => {
            list.retain_mut(strip);
            !list.is_empty()
        }
        Value::Object(map) => {
            map.retain(|_, value| strip(value));
            !map.is_empty()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_event_only_what_the_product_wrote_is_left() {
        let id = Uuid::from_u128(7).to_string();
        let payload = json!({
            "note_id": id, "text": "Любит рыбалку", "kind": "call", "seconds": 5, "at": "2026-11-25T10:00:00.000Z",
            "answers": { "Имя": "Пётр" }, "changes": { "last_name": ["a", "b"] },
        });
        let left: Value =
            serde_json::from_str(&bare(&payload.to_string()).expect("an event")).expect("json");
        let expected = json!({
            "note_id": id, "kind": "call", "seconds": 5, "at": "2026-11-25T10:00:00.000Z", "erased": true,
        });
        assert_eq!(left, expected);
        assert_eq!(bare(&left.to_string()), None, "done again it finds nothing");
    }

    #[test]
    fn a_strange_word_is_no_name() {
        let mut person = Person::default();
        person.last_names.insert("Зяблёв".to_owned());
        person.called("Приёмная");
        assert!(person.other_names.is_empty());
        person.called("Зяблёв Петя");
        assert!(person.other_names.contains("Петя"));
    }
}

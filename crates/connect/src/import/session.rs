//! What a check or a run knows while it goes through a file.

use std::collections::HashMap;

use base::{Actor, Event, Lang, Result, Subject, Text, Time, Uuid};
use db::{Conn, Db, Tx};
use serde_json::Value;

use super::ads::{AdBooks, Report};
use super::catalog::Catalog;
use super::deals::Titles;
use super::fields::Entity;
use super::links::Links;
use super::model::{ImportOptions, Progress};
use super::people::People;
use super::row::{Cells, Columns};
use super::seen::{Keys, Repeat, Seen};
use super::stage_changes::Log;
use super::store::{self, ChangeRow};

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Created,
    Updated,
    Unchanged,
    /// No record at all, such as a line of totals.
    Skipped,
    Refused(Text),
}

/// Where a batch reads and, in a run, writes.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub conn: Conn<'a>,
    /// None in a check, which writes nothing.
    pub tx: Option<&'a Tx>,
}

pub struct Session {
    pub import_id: Uuid,
    pub file_name: String,
    pub entity: Entity,
    pub options: ImportOptions,
    pub columns: Columns,
    pub actor: Actor,
    pub lang: Lang,
    pub now: Time,
    pub db: Db,
    pub book: AdBooks,
    pub people: People,
    pub catalog: Catalog,
    pub links: Links,
    /// Of all deals, where rows have nothing else to be known by.
    pub titles: Option<Titles>,
    /// Deals whose past the rows add to: in a run those of this batch, in a check of the whole file.
    pub logs: HashMap<Uuid, Log>,
    /// Which line of the changes is about which record, where one may be changed by many rows.
    pub changed_before: HashMap<Uuid, i64>,
    pub seen: Seen,
    /// What the whole file says of advertising, where it is a report of it.
    pub report: Option<Report>,
    pub progress: Progress,
    /// Of this batch.
    pub changes: Vec<ChangeRow>,
}

impl Session {
    pub fn new_id(&self) -> Uuid {
        self.db.ids.next(self.now)
    }

    /// Remembers what was done to a record, for undoing.
    pub fn log(&mut self, entity: &str, id: Uuid, before: Option<Value>, version_after: i64) {
        self.changes.push(ChangeRow {
            position: self.progress.changes,
            entity: entity.to_owned(),
            entity_id: id,
            action: if before.is_some() {
                "updated"
            } else {
                "created"
            }
            .to_owned(),
            before: before.map(|value| value.to_string()),
            version_after,
        });
        self.progress.changes += 1;
    }

    /// The same for a record that the import may change again: what it was first is what it goes back to.
    pub async fn log_once(
        &mut self,
        tx: &Tx,
        entity: &str,
        id: Uuid,
        before: Value,
        version_after: i64,
    ) -> Result<()> {
        if let Some(position) = self.changed_before.get(&id) {
            return store::change_again(tx.conn(), self.import_id, *position, version_after).await;
        }
        self.changed_before.insert(id, self.progress.changes);
        self.log(entity, id, Some(before), version_after);
        Ok(())
    }

    /// An event about a record, marked as part of this import so that it does not flood those who watch.
    pub fn event(&self, kind: &'static str, subject: Subject, payload: Value) -> Event {
        Event::new(
            kind,
            Subject {
                import: Some(self.import_id),
                ..subject
            },
            payload,
        )
    }

    /// Passes the warnings of a row on.
    pub fn warn(&mut self, cells: &mut Cells<'_>) {
        for warning in std::mem::take(&mut cells.warnings) {
            self.progress.warn(cells.row.number, warning);
        }
    }

    /// A row about a record that an earlier row was about.
    pub fn repeat(&self, cells: &Cells<'_>, keys: &Keys) -> Option<Verdict> {
        Some(match self.seen.repeat(keys, cells.fingerprint())? {
            Repeat::Equal => Verdict::Unchanged,
            Repeat::Of(row) => Verdict::Refused(Text::new(
                format!("Это та же запись, что в строке {row}, но с другими данными"),
                format!("This is the same record as in row {row}, with other data"),
            )),
        })
    }
}

/// Somebody else's record that the actor may not see.
pub fn out_of_sight() -> Text {
    Text::fixed(
        "Такая запись уже есть, но у вас нет к ней доступа",
        "There is such a record already, and you have no access to it",
    )
}

/// The words of a problem, with the fields it names, for a refused row.
pub fn reason(entity: Entity, problem: &base::Problem) -> Text {
    let join = |lang: Lang| {
        let parts: Vec<String> = problem
            .0
            .errors
            .iter()
            .map(|error| match entity.field(&error.field) {
                Some(field) => format!("{}: {}", field.label.get(lang), error.message.get(lang)),
                None => error.message.get(lang).to_owned(),
            })
            .collect();
        if parts.is_empty() {
            problem.0.title.get(lang).to_owned()
        } else {
            parts.join("; ")
        }
    };
    Text::new(join(Lang::Ru), join(Lang::En))
}

/// A stale or doubled write means that somebody worked on the same records: the batch is tried again.
pub fn again(problem: base::Problem) -> base::Problem {
    if problem.code() == "stale" || db::is_unique_violation(&problem) {
        return base::Problem::new(
            503,
            "try_again",
            Text::fixed(
                "Записи менялись одновременно с импортом, пакет строк будет повторён",
                "Records were changed during the import; the batch is tried again",
            ),
        );
    }
    problem
}

/// Turns a lost race into [`again`].
pub fn written(done: bool) -> Result<()> {
    if done {
        Ok(())
    } else {
        Err(again(base::Problem::stale(0)))
    }
}

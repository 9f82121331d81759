//! Doing what was asked: the file, and the erasure.

use std::collections::BTreeMap;

use api::{Person, Redactor, Workspace};
use base::{Actor, Event, Problem, Result, Text, Time, Uuid};
use db::Conn;
use db::jobs::{Outcome, Work};
use serde_json::json;

use super::model::{FILE_DAYS, State};
use super::store::{self, RequestRow};
use super::{Keepers, file};
use crate::contacts::store as contacts;
use crate::records::Record;

pub const EXPORT: &str = "privacy.export";
pub const ERASURE: &str = "privacy.erasure";
/// Forgets files that nobody fetched.
pub const TIDY: &str = "privacy.tidy";

/// What an erased contact is called.
const NOBODY: Text = Text::fixed("Данные удалены", "Data erased");

/// Everything by which the data of a person are recognised.
pub async fn know(conn: Conn<'_>, contact: Uuid, keepers: &Keepers) -> Result<Person> {
    let mut person = Person {
        contact_id: contact,
        ..Person::default()
    };
    for keeper in keepers.iter() {
        keeper.learn(conn, &mut person).await?;
    }
    Ok(person)
}

/// The request that a job is for, while it is still to be done.
async fn waiting(work: &Work) -> Result<Option<RequestRow>> {
    let id = work.payload["request_id"].as_str();
    let id = id
        .and_then(|id| Uuid::parse_str(id).ok())
        .ok_or_else(|| Problem::internal("a job without its request"))?;
    let row = store::find(work.db.reader(), id).await?;
    Ok(row.filter(|row| row.state == State::Queued.as_str()))
}

/// Gathers what is known of the person into one file.
///
/// # Errors
/// When the database refuses.
pub async fn export(work: Work, keepers: Keepers) -> Result<Outcome> {
    let Some(request) = waiting(&work).await? else {
        return Ok(Outcome::Done(json!({})));
    };
    let conn = work.db.reader();
    let person = know(conn, request.contact_id, &keepers).await?;
    let mut sections = Vec::new();
    let total = keepers.len() as i64;
    for (done, keeper) in (0_i64..).zip(keepers.iter()) {
        let items = keeper.tell(conn, &person).await?;
        if !items.is_empty() {
            sections.push((keeper.name(), keeper.title(), items));
        }
        let tx = work.db.begin(Actor::system()).await?;
        let go_on = work.progress(tx.conn(), done + 1, Some(total)).await?;
        if !go_on {
            store::finish(tx.conn(), request.id, "failed", "{}", tx.now(), None).await?;
            tx.commit().await?;
            return Ok(Outcome::Cancelled);
        }
        tx.commit().await?;
    }
    let counts: BTreeMap<&str, usize> = sections
        .iter()
        .map(|(name, _, items)| (*name, items.len()))
        .collect();
    let lang = Workspace::load(conn).await?.lang;
    let now = work.db.clock.now();
    // Packing takes a while, and other requests wait on this thread.
    let packed = tokio::task::spawn_blocking(move || file::pack(&sections, now, lang));
    let bytes = packed.await.map_err(Problem::internal)??;
    let tx = work.db.begin(Actor::system()).await?;
    let until = Time(tx.now().0 + FILE_DAYS * base::time::DAY_MS);
    let told = serde_json::to_string(&counts).map_err(Problem::internal)?;
    let conn = tx.conn();
    if store::finish(conn, request.id, "done", &told, tx.now(), Some(until)).await? {
        store::put_file(conn, request.id, bytes).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Done(json!({ "request_id": request.id })))
}

/// Erases the person everywhere, in one transaction.
///
/// # Errors
/// When the database refuses.
pub async fn erase(work: Work, keepers: Keepers) -> Result<Outcome> {
    let Some(request) = waiting(&work).await? else {
        return Ok(Outcome::Done(json!({})));
    };
    let contact = request.contact_id;
    let lang = Workspace::load(work.db.reader()).await?.lang;
    let tx = work.db.begin(Actor::system()).await?;
    let person = know(tx.conn(), contact, &keepers).await?;
    let redactor = Redactor::new(&person);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    // Whatever else is written about the person while others are erased, the event log goes last.
    let last = |name: &str| name == "events";
    let in_order = keepers.iter().filter(|one| !last(one.name()));
    for keeper in in_order.chain(keepers.iter().filter(|one| last(one.name()))) {
        let touched = keeper.forget(&tx, &person, &redactor).await?;
        if touched > 0 {
            *counts.entry(keeper.name()).or_default() += touched;
        }
    }
    let owner = Record::Contact(contact).any_owner(tx.conn()).await?;
    contacts::erase(tx.conn(), contact, NOBODY.get(lang), tx.now()).await?;
    let told = serde_json::to_string(&counts).map_err(Problem::internal)?;
    store::finish(tx.conn(), request.id, "done", &told, tx.now(), None).await?;
    let payload = json!({ "request_id": request.id });
    let subject = Record::Contact(contact).subject(owner);
    tx.record(Event::new("privacy.erased", subject, payload));
    tx.commit().await?;
    Ok(Outcome::Done(json!({ "request_id": request.id })))
}

/// The job that forgets files whose time is over.
///
/// # Errors
/// When the database refuses.
pub async fn tidy(work: Work) -> Result<()> {
    let tx = work.db.begin(Actor::system()).await?;
    store::remove_old_files(tx.conn(), tx.now()).await?;
    tx.commit().await
}

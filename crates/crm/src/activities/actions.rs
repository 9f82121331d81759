//! What is done with activities. The route has checked the right to write them at all.

use base::{Event, Problem, Result, Uuid};
use db::Tx;
use serde_json::{Value, json};

use super::model::{Direction, Kind, NewActivity, Outcome};
use super::store::{self, ActivityRow};
use crate::notes::model::check_writer;
use crate::people;
use crate::records::Record;

/// Writes down what was done or is planned. What was told before under the same key is given back unchanged.
///
/// # Errors
/// `invalid`, `forbidden`.
pub async fn log(tx: &Tx, new: NewActivity) -> Result<ActivityRow> {
    let new = new.checked()?;
    let about = [
        new.deal_id.map(Record::Deal),
        new.contact_id.map(Record::Contact),
        new.company_id.map(Record::Company),
    ];
    for record in about.into_iter().flatten() {
        record
            .owner_in(tx.conn(), &tx.actor, record.field())
            .await?;
    }
    if let Some(key) = &new.external_key
        && let Some(known) = store::find_by_key(tx.conn(), key).await?
    {
        return Ok(known);
    }
    people::check(tx.conn(), "by_id", new.by_id).await?;
    let row = ActivityRow::new(tx.new_id(), new, tx.now());
    store::insert_many(tx.conn(), std::slice::from_ref(&row)).await?;
    record(tx, "activity.logged", &row).await?;
    reread(tx, row.id).await
}

/// What of an activity may be changed. Absent stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub outcome: Option<Outcome>,
    pub direction: Option<Direction>,
    pub subject: Option<String>,
    pub text: Option<String>,
    pub at: Option<base::Time>,
    pub seconds: Option<i64>,
}

/// Changes an activity that was read as `version`; an outcome makes a planned one done.
///
/// # Errors
/// `not_found`, `forbidden`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<ActivityRow> {
    let was = find_to_write(tx, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let kind = Kind::parse(&was.kind).ok_or_else(|| Problem::internal("a kind that is none"))?;
    let outcome = change
        .outcome
        .or_else(|| was.outcome.as_deref().and_then(Outcome::parse));
    let direction = change
        .direction
        .or_else(|| was.direction.as_deref().and_then(Direction::parse));
    let is = NewActivity {
        direction,
        outcome,
        subject: change.subject.unwrap_or_else(|| was.subject.clone()),
        text: change.text.unwrap_or_else(|| was.text.clone()),
        seconds: change.seconds.or(was.seconds),
        deal_id: was.deal_id,
        company_id: was.company_id,
        contact_id: was.contact_id,
        by_id: was.by_id,
        external_key: was.external_key.clone(),
        ..NewActivity::new(kind, change.at.unwrap_or(base::Time(was.at)))
    }
    .checked()?;
    let row = ActivityRow {
        direction: is.direction.map(|direction| direction.as_str().to_owned()),
        outcome: is.outcome.map(|outcome| outcome.as_str().to_owned()),
        subject: is.subject,
        text: is.text,
        at: is.at.0,
        seconds: is.seconds,
        done_at: was.done_at.or(is.outcome.map(|_| tx.now().0)),
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "activity.changed", &row).await?;
    reread(tx, id).await
}

/// # Errors
/// `not_found`, `forbidden`.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = find_to_write(tx, id).await?;
    store::delete(tx.conn(), id).await?;
    record(tx, "activity.deleted", &row).await
}

/// The record that the activity is mainly about.
///
/// # Errors
/// `not_found` when it is about nothing any more.
pub fn about(row: &ActivityRow) -> Result<Record> {
    row.deal_id
        .map(Record::Deal)
        .or(row.contact_id.map(Record::Contact))
        .or(row.company_id.map(Record::Company))
        .ok_or_else(Problem::not_found)
}

async fn find_to_write(tx: &Tx, id: Uuid) -> Result<ActivityRow> {
    let row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    about(&row)?.owner(tx.conn(), &tx.actor).await?;
    check_writer(&tx.actor, row.by_id)?;
    Ok(row)
}

async fn reread(tx: &Tx, id: Uuid) -> Result<ActivityRow> {
    let row = store::find(tx.conn(), id).await?;
    row.ok_or_else(|| Problem::internal("an activity vanished while it was written"))
}

/// Tells of it, and counts it as work on its deal once it is done.
async fn record(tx: &Tx, kind: &'static str, row: &ActivityRow) -> Result<()> {
    let about = about(row)?;
    if row.done_at.is_some() && kind != "activity.deleted" {
        about.touch(tx).await?;
    }
    let mut subject = about.subject(about.any_owner(tx.conn()).await?);
    subject.contact = row.contact_id;
    subject.company = row.company_id;
    tx.record(Event::new(kind, subject, payload(row)));
    Ok(())
}

/// What an event tells of an activity.
pub fn payload(row: &ActivityRow) -> Value {
    json!({
        "activity_id": row.id,
        "kind": row.kind,
        "direction": row.direction,
        "outcome": row.outcome,
        "subject": row.subject,
        "text": row.text.chars().take(500).collect::<String>(),
        "at": base::Time(row.at).to_string(),
        "seconds": row.seconds,
        "by_id": row.by_id,
    })
}

//! What is done with tasks. The route has checked the permission; visibility is checked here.

use base::{Actor, Event, Problem, Result, Subject, Time, Uuid};
use db::{Conn, Tx};
use serde_json::{Value, json};

use super::model::{TaskChange, TaskFacts, check_visible};
use super::store::{self, TaskRow};
use crate::records::Record;
use crate::{changes, people};

/// A task that the actor may see.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<TaskRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    check_visible(actor, row.facts.assignee_id, row.created_by)?;
    Ok(row)
}

/// Gives somebody a task.
///
/// # Errors
/// `invalid`: wrong fields, a record that the actor does not see.
pub async fn create(tx: &Tx, facts: TaskFacts) -> Result<TaskRow> {
    let facts = facts.checked()?;
    people::check(tx.conn(), "assignee_id", facts.assignee_id).await?;
    check_records(tx, &facts, &TaskFacts::default()).await?;
    let row = TaskRow::new(tx.new_id(), facts, tx.actor.user_id, tx.now());
    store::insert_many(tx.conn(), std::slice::from_ref(&row)).await?;
    record(tx, "task.added", &row, json!({})).await?;
    reread(tx, row.id).await
}

/// Changes a task that was read as `version`.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: TaskChange) -> Result<TaskRow> {
    let was = find(tx.conn(), &tx.actor, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let facts = change.apply(&was.facts).checked()?;
    let mut changed = changes::between(&was.facts, &facts);
    if changed.is_empty() {
        return Ok(was);
    }
    for due in changed
        .get_mut("due_at")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        *due = json!(due.as_i64().map(Time));
    }
    if facts.assignee_id != was.facts.assignee_id {
        people::check(tx.conn(), "assignee_id", facts.assignee_id).await?;
    }
    check_records(tx, &facts, &was.facts).await?;
    let row = TaskRow { facts, ..was };
    write(tx, row, "task.changed", json!({ "changes": changed })).await
}

/// Marks a task as done. A task that is done stays as it is.
///
/// # Errors
/// `not_found`.
pub async fn complete(tx: &Tx, id: Uuid) -> Result<TaskRow> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    if row.done_at.is_some() {
        return Ok(row);
    }
    if let Some(deal) = row.facts.deal_id {
        Record::Deal(deal).touch(tx).await?;
    }
    let row = TaskRow {
        done_at: Some(tx.now().0),
        done_by: tx.actor.user_id,
        ..row
    };
    write(tx, row, "task.done", json!({})).await
}

/// Opens a task that was done. An open task stays as it is.
///
/// # Errors
/// `not_found`.
pub async fn reopen(tx: &Tx, id: Uuid) -> Result<TaskRow> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    if row.done_at.is_none() {
        return Ok(row);
    }
    let row = TaskRow {
        done_at: None,
        done_by: None,
        ..row
    };
    write(tx, row, "task.reopened", json!({})).await
}

/// # Errors
/// `not_found`.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    store::delete(tx.conn(), id).await?;
    record(tx, "task.deleted", &row, json!({})).await
}

/// Writes the next version of a task.
async fn write(tx: &Tx, row: TaskRow, kind: &'static str, more: Value) -> Result<TaskRow> {
    let from = row.version;
    let row = TaskRow {
        version: from + 1,
        ..row
    };
    if !store::update(tx.conn(), &row, from).await? {
        return Err(Problem::stale(from + 1));
    }
    record(tx, kind, &row, more).await?;
    reread(tx, row.id).await
}

/// Those who give or move a task to a record have to see that record.
async fn check_records(tx: &Tx, facts: &TaskFacts, was: &TaskFacts) -> Result<()> {
    let before: Vec<Record> = was.records().collect();
    for record in facts.records().filter(|record| !before.contains(record)) {
        record
            .owner_in(tx.conn(), &tx.actor, record.field())
            .await?;
    }
    Ok(())
}

/// An event is seen by those who see the record the task is about, or else the assignee's records.
async fn record(tx: &Tx, kind: &'static str, row: &TaskRow, more: Value) -> Result<()> {
    let facts = &row.facts;
    let owner = match facts.records().next() {
        Some(record) => record.any_owner(tx.conn()).await?,
        None => facts.assignee_id,
    };
    let subject = Subject {
        owner,
        deal: facts.deal_id,
        company: facts.company_id,
        contact: facts.contact_id,
        ..Subject::default()
    };
    let mut payload = json!({
        "task_id": row.id,
        "title": facts.title,
        "due_at": facts.due_at.map(Time),
    });
    if let (Value::Object(payload), Value::Object(more)) = (&mut payload, more) {
        payload.extend(more);
    }
    tx.record(Event::new(kind, subject, payload));
    Ok(())
}

/// The task as it is now, with the names of all it refers to.
async fn reread(tx: &Tx, id: Uuid) -> Result<TaskRow> {
    store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

//! What is done with notes. The route has checked the right to write notes at all.

use base::{Event, Problem, Result, Uuid};
use db::Tx;
use serde_json::json;

use super::model::{about, check_writer, checked_text};
use super::store::{self, NoteRow};
use crate::records::Record;

/// Writes a note about a record that the actor sees.
///
/// # Errors
/// `invalid`, `forbidden`.
pub async fn create(tx: &Tx, about: Record, text: &str) -> Result<NoteRow> {
    let text = checked_text(text)?;
    let owner = about.owner_in(tx.conn(), &tx.actor, about.field()).await?;
    let mut row = NoteRow {
        id: tx.new_id(),
        text,
        deal_id: None,
        company_id: None,
        contact_id: None,
        author_id: tx.actor.user_id,
        author_name: Some(tx.actor.name.clone()),
        created_at: tx.now().0,
        updated_at: tx.now().0,
        version: 1,
    };
    match about {
        Record::Deal(id) => row.deal_id = Some(id),
        Record::Company(id) => row.company_id = Some(id),
        Record::Contact(id) => row.contact_id = Some(id),
    }
    store::insert_many(tx.conn(), std::slice::from_ref(&row)).await?;
    about.touch(tx).await?;
    record(tx, "note.added", about, owner, &row);
    Ok(row)
}

/// Changes the text of a note that was read as `version`.
///
/// # Errors
/// `not_found`, `forbidden`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, text: &str) -> Result<NoteRow> {
    let (was, about, owner) = find_to_write(tx, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let text = checked_text(text)?;
    if text == was.text {
        return Ok(was);
    }
    let row = NoteRow {
        text,
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "note.changed", about, owner, &row);
    Ok(row)
}

/// # Errors
/// `not_found`, `forbidden`.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let (row, about, owner) = find_to_write(tx, id).await?;
    store::delete(tx.conn(), id).await?;
    record(tx, "note.deleted", about, owner, &row);
    Ok(())
}

/// A note whose record the actor sees and which they may change, with the record and its owner.
async fn find_to_write(tx: &Tx, id: Uuid) -> Result<(NoteRow, Record, Option<Uuid>)> {
    let row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let about = about(row.deal_id, row.company_id, row.contact_id)?;
    let owner = about.owner(tx.conn(), &tx.actor).await?;
    check_writer(&tx.actor, row.author_id)?;
    Ok((row, about, owner))
}

fn record(tx: &Tx, kind: &'static str, about: Record, owner: Option<Uuid>, row: &NoteRow) {
    let payload = json!({ "note_id": row.id, "text": row.text });
    tx.record(Event::new(kind, about.subject(owner), payload));
}

//! Notes that imported rows leave: their own, and what had no place in the record.

use base::{Result, Uuid};
use crm::notes::store::{NoteRow, insert_many};
use crm::records::Record;
use db::Tx;
use serde_json::json;

use super::session::Session;

pub struct NewNote {
    about: Record,
    text: String,
}

impl NewNote {
    pub fn deal(id: Uuid, text: String) -> Self {
        Self {
            about: Record::Deal(id),
            text,
        }
    }

    pub fn company(id: Uuid, text: String) -> Self {
        Self {
            about: Record::Company(id),
            text,
        }
    }

    pub fn contact(id: Uuid, text: String) -> Self {
        Self {
            about: Record::Contact(id),
            text,
        }
    }
}

/// Writes the notes with their events. They belong to the importing user and go with their record when the
/// import is undone.
pub async fn write(session: &Session, tx: &Tx, notes: Vec<NewNote>) -> Result<()> {
    let mut rows = Vec::with_capacity(notes.len());
    for NewNote { about, text } in notes {
        let (deal_id, company_id, contact_id) = match about {
            Record::Deal(id) => (Some(id), None, None),
            Record::Company(id) => (None, Some(id), None),
            Record::Contact(id) => (None, None, Some(id)),
        };
        let row = NoteRow {
            id: session.new_id(),
            text,
            deal_id,
            company_id,
            contact_id,
            author_id: session.actor.user_id,
            author_name: None,
            created_at: session.now.0,
            updated_at: session.now.0,
            version: 1,
        };
        let payload = json!({ "note_id": row.id, "text": row.text });
        tx.record(session.event("note.added", about.subject(None), payload));
        rows.push(row);
    }
    insert_many(tx.conn(), &rows).await
}

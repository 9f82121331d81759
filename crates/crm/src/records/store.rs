//! Whose a record is.

use base::{Result, Uuid};
use db::{Conn, sql};

use super::Record;

/// `None` when there is no such record; `Some(None)` when it has no owner.
pub async fn owner(conn: Conn<'_>, record: Record) -> Result<Option<Option<Uuid>>> {
    let query = match record {
        Record::Deal(id) => sql!("select owner_id from deals where id = $1", id),
        Record::Company(id) => sql!("select owner_id from companies where id = $1", id),
        Record::Contact(id) => sql!("select owner_id from contacts where id = $1", id),
    };
    conn.scalar(query).await
}

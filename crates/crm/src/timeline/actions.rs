//! Reading timelines.

use api::Cursor;
use api::list::page_of;
use base::{Actor, Result};
use db::Conn;
use serde_json::Value;

use super::store::{self, EventRow};
use crate::records::Record;

/// One page of what happened to a record that the actor sees, and the cursor of the next one.
///
/// # Errors
/// `not_found`.
pub async fn page(
    conn: Conn<'_>,
    actor: &Actor,
    record: Record,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<(Vec<EventRow>, Option<String>)> {
    record.owner(conn, actor).await?;
    let rows = store::page(conn, &actor.scope, record, cursor, limit).await?;
    Ok(page_of(rows, limit, |row| {
        Cursor::new([Value::from(row.at), Value::from(row.seq)])
    }))
}

//! Whose a record is, and when something was last done about it.

use base::{Result, Time, Uuid};
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

/// Activity is no change of the deal itself: its version stays, so that nobody's edit goes stale.
pub async fn touch_deal(conn: Conn<'_>, id: Uuid, at: Time) -> Result<()> {
    conn.execute(sql!(
        "update deals set last_activity_at = $2 where id = $1 and last_activity_at < $2",
        id,
        at
    ))
    .await?;
    Ok(())
}

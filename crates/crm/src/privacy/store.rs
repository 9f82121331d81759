//! Every statement on requests about personal data and their files.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use crate::listing::{Key, Paging};

/// A request as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct RequestRow {
    pub id: Uuid,
    pub kind: String,
    pub contact_id: Uuid,
    /// Of a contact that is still there.
    pub contact_name: Option<String>,
    pub contact_owner_id: Option<Uuid>,
    pub reason: String,
    pub state: String,
    pub job_id: Option<Uuid>,
    pub counts: String,
    pub requested_by: Option<Uuid>,
    pub requested_by_name: Option<String>,
    pub requested_at: i64,
    pub finished_at: Option<i64>,
    pub expires_at: Option<i64>,
}

// A request that waits without a job that can do it has failed: its job was cancelled, gave up, or is gone.
const ROWS: &str = "select r.id as id, r.kind as kind, r.contact_id as contact_id, c.name as contact_name, \
    c.owner_id as contact_owner_id, r.reason as reason, \
    case when r.state = 'queued' and coalesce(j.state, '') not in ('queued', 'running') then 'failed' \
    else r.state end as state, r.job_id as job_id, r.counts as counts, r.requested_by as requested_by, \
    u.name as requested_by_name, r.requested_at as requested_at, \
    case when r.state = 'queued' then j.finished_at else r.finished_at end as finished_at, \
    r.expires_at as expires_at from privacy_requests r left join contacts c on c.id = r.contact_id \
    left join jobs j on j.id = r.job_id left join users u on u.id = r.requested_by where 1 = 1";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<RequestRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and r.id = ").value(id);
    conn.one(query).await
}

pub const SORTS: [&str; 1] = ["requested_at"];
pub const USUAL_SORT: &str = "-requested_at";

pub async fn page(
    conn: Conn<'_>,
    contact: Option<Uuid>,
    paging: &Paging,
) -> Result<(Vec<RequestRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    if let Some(contact) = contact {
        query.push(" and r.contact_id = ").value(contact);
    }
    paging.apply(&mut query, "r.requested_at", Key::Number, "r.id")?;
    let rows: Vec<RequestRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.requested_at), row.id)))
}

/// Whether a request of this kind about a contact waits to be done.
pub async fn is_waiting(conn: Conn<'_>, contact: Uuid, kind: &str) -> Result<bool> {
    let found: Option<i64> = conn
        .scalar(sql!(
            "select count(*) from privacy_requests r join jobs j on j.id = r.job_id \
             where r.contact_id = $1 and r.kind = $2 and r.state = 'queued' and j.state in ('queued', 'running')",
            contact,
            kind
        ))
        .await?;
    Ok(found.unwrap_or_default() > 0)
}

pub async fn insert(conn: Conn<'_>, row: &RequestRow) -> Result<()> {
    let columns = [
        "id",
        "kind",
        "contact_id",
        "reason",
        "state",
        "job_id",
        "counts",
        "requested_by",
        "requested_at",
    ];
    let mut insert = Insert::into("privacy_requests", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.kind)
        .set(row.contact_id)
        .set(&row.reason)
        .set(&row.state)
        .set(row.job_id)
        .set(&row.counts)
        .set(row.requested_by)
        .set(row.requested_at);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes what became of a request; `false` when that was written before.
pub async fn finish(
    conn: Conn<'_>,
    id: Uuid,
    state: &str,
    counts: &str,
    at: Time,
    expires_at: Option<Time>,
) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update privacy_requests set state = $2, counts = $3, finished_at = $4, expires_at = $5 \
             where id = $1 and state = 'queued'",
            id,
            state,
            counts,
            at,
            expires_at
        ))
        .await?;
    Ok(touched == 1)
}

// Files ----------------------------------------------------------------------------------------

pub async fn put_file(conn: Conn<'_>, request: Uuid, bytes: Vec<u8>) -> Result<()> {
    conn.execute(sql!(
        "insert into privacy_files (request_id, bytes) values ($1, $2)",
        request,
        bytes
    ))
    .await?;
    Ok(())
}

pub async fn file(conn: Conn<'_>, request: Uuid) -> Result<Option<Vec<u8>>> {
    conn.scalar(sql!(
        "select bytes from privacy_files where request_id = $1",
        request
    ))
    .await
}

/// Ends the exports of a contact that are still being made, so that they put no file there.
pub async fn stop_exports_of(conn: Conn<'_>, contact: Uuid, at: Time) -> Result<u64> {
    conn.execute(sql!(
        "update privacy_requests set state = 'failed', finished_at = $2 \
         where contact_id = $1 and kind = 'export' and state = 'queued'",
        contact,
        at
    ))
    .await
}

/// Removes the files about a contact; how many there were.
pub async fn remove_files_of(conn: Conn<'_>, contact: Uuid) -> Result<u64> {
    conn.execute(sql!(
        "update privacy_requests set expires_at = null where contact_id = $1",
        contact
    ))
    .await?;
    conn.execute(sql!(
        "delete from privacy_files where request_id in (select id from privacy_requests where contact_id = $1)",
        contact
    ))
    .await
}

/// Removes the files whose time is over.
pub async fn remove_old_files(conn: Conn<'_>, now: Time) -> Result<()> {
    conn.execute(sql!(
        "delete from privacy_files where request_id in (select id from privacy_requests where expires_at < $1)",
        now
    ))
    .await?;
    conn.execute(sql!(
        "update privacy_requests set expires_at = null where expires_at < $1",
        now
    ))
    .await?;
    Ok(())
}

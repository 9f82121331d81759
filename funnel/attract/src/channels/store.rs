//! Every statement on channels.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ChannelRow {
    pub id: Uuid,
    pub kind: String,
    pub name: String,
    pub folded: String,
    pub source_id: Option<Uuid>,
    pub archived: bool,
    pub version: i64,
}

const ROWS: &str =
    "select id, kind, name, folded, source_id, archived, version from channels where 1 = 1";

/// All channels, by name: a company has dozens.
pub async fn list(conn: Conn<'_>, archived: Option<bool>) -> Result<Vec<ChannelRow>> {
    let mut query = Query::new(ROWS);
    if let Some(archived) = archived {
        query.push(" and archived = ").value(archived);
    }
    query.push(" order by folded, id limit 1000");
    conn.all(query).await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<ChannelRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and id = ").value(id);
    conn.one(query).await
}

pub async fn insert_many(conn: Conn<'_>, rows: &[ChannelRow], at: Time) -> Result<()> {
    let columns = [
        "id",
        "kind",
        "name",
        "folded",
        "source_id",
        "archived",
        "created_at",
        "version",
    ];
    let mut insert = Insert::into("channels", &columns);
    for row in rows {
        insert
            .row()
            .set(row.id)
            .set(&row.kind)
            .set(&row.name)
            .set(&row.folded)
            .set(row.source_id)
            .set(row.archived)
            .set(at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &ChannelRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update channels set name = $2, folded = $3, source_id = $4, archived = $5, version = $6 \
         where id = $1 and version = $7",
        row.id,
        &row.name,
        &row.folded,
        row.source_id,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

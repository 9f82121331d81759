//! Every statement on pages.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct PageRow {
    pub id: Uuid,
    pub kind: String,
    pub name: String,
    pub pattern: String,
    pub archived: bool,
    pub version: i64,
}

const ROWS: &str = "select id, kind, name, pattern, archived, version from site_pages where 1 = 1";

/// At most so many pages are compared.
pub const MOST: i64 = 2_000;

/// All pages, by name.
pub async fn list(conn: Conn<'_>, archived: Option<bool>) -> Result<Vec<PageRow>> {
    let mut query = Query::new(ROWS);
    if let Some(archived) = archived {
        query.push(" and archived = ").value(archived);
    }
    query.push(" order by name, id limit ").value(MOST);
    conn.all(query).await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<PageRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and id = ").value(id);
    conn.one(query).await
}

pub async fn insert(conn: Conn<'_>, row: &PageRow, at: Time) -> Result<()> {
    let columns = [
        "id",
        "kind",
        "name",
        "pattern",
        "archived",
        "created_at",
        "version",
    ];
    let mut insert = Insert::into("site_pages", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.kind)
        .set(&row.name)
        .set(&row.pattern)
        .set(row.archived)
        .set(at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &PageRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update site_pages set kind = $2, name = $3, pattern = $4, archived = $5, version = $6 \
         where id = $1 and version = $7",
        row.id,
        &row.kind,
        &row.name,
        &row.pattern,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

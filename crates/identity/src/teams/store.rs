//! The statements on teams.

use base::{Result, Uuid};
use db::{Conn, FromQueryResult, sea_orm, sql};

#[derive(Debug, Clone, FromQueryResult)]
pub struct TeamRow {
    pub id: Uuid,
    pub name: String,
    pub created_at: i64,
    pub version: i64,
    pub members: i64,
}

pub async fn list(conn: Conn<'_>) -> Result<Vec<TeamRow>> {
    conn.all(sql!(
        "select t.id, t.name, t.created_at, t.version, \
         (select count(*) from users u where u.team_id = t.id) as members from teams t order by t.name, t.id"
    ))
    .await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<TeamRow>> {
    conn.one(sql!(
        "select t.id, t.name, t.created_at, t.version, \
         (select count(*) from users u where u.team_id = t.id) as members from teams t where t.id = $1",
        id
    ))
    .await
}

pub async fn insert(conn: Conn<'_>, row: &TeamRow) -> Result<()> {
    conn.execute(sql!(
        "insert into teams (id, name, created_at, version) values ($1, $2, $3, $4)",
        row.id,
        &row.name,
        row.created_at,
        row.version
    ))
    .await?;
    Ok(())
}

pub async fn rename(conn: Conn<'_>, id: Uuid, name: &str, from: i64) -> Result<bool> {
    let query = sql!(
        "update teams set name = $2, version = version + 1 where id = $1 and version = $3",
        id,
        name,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from teams where id = $1", id))
        .await?;
    Ok(())
}

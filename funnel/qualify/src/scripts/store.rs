//! Every statement on scripts and their versions.

use base::{Problem, Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

use super::model::Step;

/// A script as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ScriptRow {
    pub id: Uuid,
    pub name: String,
    pub kind: String,
    pub archived: bool,
    pub version: i64,
}

/// A script among others.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ListedRow {
    pub id: Uuid,
    pub name: String,
    pub kind: String,
    pub archived: bool,
    /// The newest published version.
    pub published: Option<i64>,
    pub published_at: Option<i64>,
    /// The version that is still a draft.
    pub draft: Option<i64>,
    pub runs: i64,
}

/// A version as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VersionRow {
    pub number: i64,
    pub steps: String,
    /// What is new in it.
    pub note: String,
    pub created_at: i64,
    /// Null while it is a draft.
    pub published_at: Option<i64>,
    pub published_by: Option<Uuid>,
    pub published_by_name: Option<String>,
}

impl VersionRow {
    pub fn steps(&self) -> Result<Vec<Step>> {
        serde_json::from_str(&self.steps).map_err(Problem::internal)
    }
}

/// All scripts: a company has a few.
pub async fn list(conn: Conn<'_>) -> Result<Vec<ListedRow>> {
    conn.all(sql!(
        "select s.id as id, s.name as name, s.kind as kind, s.archived as archived, \
         (select max(v.number) from script_versions v where v.script_id = s.id and v.published_at is not null) as published, \
         (select max(v.published_at) from script_versions v where v.script_id = s.id) as published_at, \
         (select max(v.number) from script_versions v where v.script_id = s.id and v.published_at is null) as draft, \
         (select count(*) from script_runs r where r.script_id = s.id) as runs \
         from scripts s order by s.created_at, s.id limit 500"
    ))
    .await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<ScriptRow>> {
    conn.one(sql!(
        "select id, name, kind, archived, version from scripts where id = $1",
        id
    ))
    .await
}

const VERSIONS: &str = "select v.number as number, v.steps as steps, v.note as note, v.created_at as created_at, \
    v.published_at as published_at, v.published_by as published_by, u.name as published_by_name \
    from script_versions v left join users u on u.id = v.published_by where v.script_id = ";

/// The versions of a script, the newest first.
pub async fn versions(conn: Conn<'_>, script: Uuid) -> Result<Vec<VersionRow>> {
    let mut query = Query::new(VERSIONS);
    query
        .value(script)
        .push(" order by v.number desc limit 1000");
    conn.all(query).await
}

pub async fn version(conn: Conn<'_>, script: Uuid, number: i64) -> Result<Option<VersionRow>> {
    let mut query = Query::new(VERSIONS);
    query.value(script).push(" and v.number = ").value(number);
    conn.one(query).await
}

/// The version that is followed now.
pub async fn published(conn: Conn<'_>, script: Uuid) -> Result<Option<VersionRow>> {
    let mut query = Query::new(VERSIONS);
    query.value(script);
    query.push(" and v.published_at is not null order by v.number desc limit 1");
    conn.one(query).await
}

pub async fn insert(conn: Conn<'_>, row: &ScriptRow, at: Time) -> Result<()> {
    let columns = ["id", "name", "kind", "archived", "created_at", "version"];
    let mut insert = Insert::into("scripts", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.name)
        .set(&row.kind)
        .set(row.archived)
        .set(at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &ScriptRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update scripts set name = $2, archived = $3, version = $4 where id = $1 and version = $5",
        row.id,
        &row.name,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

pub async fn add_version(conn: Conn<'_>, script: Uuid, row: &VersionRow) -> Result<()> {
    let columns = [
        "script_id",
        "number",
        "steps",
        "note",
        "created_at",
        "published_at",
        "published_by",
    ];
    let mut insert = Insert::into("script_versions", &columns);
    insert
        .row()
        .set(script)
        .set(row.number)
        .set(&row.steps)
        .set(&row.note)
        .set(row.created_at)
        .set(row.published_at)
        .set(row.published_by);
    conn.insert(insert).await?;
    Ok(())
}

/// Changes a draft. A published version is out of its reach.
pub async fn write_draft(
    conn: Conn<'_>,
    script: Uuid,
    number: i64,
    steps: &str,
    note: &str,
) -> Result<bool> {
    let query = sql!(
        "update script_versions set steps = $3, note = $4 \
         where script_id = $1 and number = $2 and published_at is null",
        script,
        number,
        steps,
        note
    );
    Ok(conn.execute(query).await? == 1)
}

pub async fn publish(
    conn: Conn<'_>,
    script: Uuid,
    number: i64,
    at: Time,
    by: Option<Uuid>,
) -> Result<()> {
    conn.execute(sql!(
        "update script_versions set published_at = $3, published_by = $4 \
         where script_id = $1 and number = $2 and published_at is null",
        script,
        number,
        at,
        by
    ))
    .await?;
    Ok(())
}

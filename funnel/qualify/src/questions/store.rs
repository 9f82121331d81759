//! Every statement on sets of questions.

use base::{Problem, Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

use super::model::Question;

/// A set with its newest version.
#[derive(Debug, Clone, FromQueryResult)]
pub struct SetRow {
    pub id: Uuid,
    pub name: String,
    pub pipeline_id: Option<Uuid>,
    pub archived: bool,
    pub number: i64,
    pub questions: String,
    pub version: i64,
}

impl SetRow {
    pub fn questions(&self) -> Result<Vec<Question>> {
        serde_json::from_str(&self.questions).map_err(Problem::internal)
    }
}

const ROWS: &str = "select s.id as id, s.name as name, s.pipeline_id as pipeline_id, s.archived as archived, \
    v.number as number, v.questions as questions, s.version as version from question_sets s \
    join question_set_versions v on v.set_id = s.id and v.number = \
    (select max(l.number) from question_set_versions l where l.set_id = s.id) where 1 = 1";

/// All sets: a company has a few.
pub async fn list(conn: Conn<'_>) -> Result<Vec<SetRow>> {
    let mut query = Query::new(ROWS);
    query.push(" order by s.created_at, s.id limit 500");
    conn.all(query).await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<SetRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and s.id = ").value(id);
    conn.one(query).await
}

/// The set that a pipeline is asked: its own, or else the one for all.
pub async fn of_pipeline(conn: Conn<'_>, pipeline: Uuid) -> Result<Option<SetRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and s.archived = ").value(false);
    query
        .push(" and (s.pipeline_id is null or s.pipeline_id = ")
        .value(pipeline);
    query.push(
        ") order by case when s.pipeline_id is null then 1 else 0 end, s.created_at, s.id limit 1",
    );
    conn.one(query).await
}

pub async fn insert(conn: Conn<'_>, row: &SetRow, at: Time) -> Result<()> {
    let columns = [
        "id",
        "name",
        "pipeline_id",
        "archived",
        "created_at",
        "version",
    ];
    let mut insert = Insert::into("question_sets", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.name)
        .set(row.pipeline_id)
        .set(row.archived)
        .set(at)
        .set(row.version);
    conn.insert(insert).await?;
    add_version(conn, row, at).await
}

/// Adds the questions of the row as a version of their own.
pub async fn add_version(conn: Conn<'_>, row: &SetRow, at: Time) -> Result<()> {
    let columns = ["set_id", "number", "questions", "created_at"];
    let mut insert = Insert::into("question_set_versions", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.number)
        .set(&row.questions)
        .set(at);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &SetRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update question_sets set name = $2, pipeline_id = $3, archived = $4, version = $5 \
         where id = $1 and version = $6",
        row.id,
        &row.name,
        row.pipeline_id,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

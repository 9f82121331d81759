//! Every statement on runs.

use base::{Problem, Result, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

use super::model::Passed;

/// A run as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct RunRow {
    pub id: Uuid,
    pub script_id: Uuid,
    pub script_name: String,
    pub kind: String,
    pub number: i64,
    /// The steps of the version.
    pub steps: String,
    pub deal_id: Uuid,
    pub activity_id: Option<Uuid>,
    pub by_id: Option<Uuid>,
    pub by_name: Option<String>,
    /// Where it stands.
    pub step: String,
    pub path: String,
    pub note: String,
    pub outcome: Option<String>,
    pub started_at: i64,
    pub ended_at: Option<i64>,
    pub version: i64,
}

impl RunRow {
    pub fn path(&self) -> Result<Vec<Passed>> {
        serde_json::from_str(&self.path).map_err(Problem::internal)
    }
}

const ROWS: &str = "select r.id as id, r.script_id as script_id, s.name as script_name, s.kind as kind, \
    r.number as number, v.steps as steps, r.deal_id as deal_id, r.activity_id as activity_id, r.by_id as by_id, \
    u.name as by_name, r.step as step, r.path as path, r.note as note, r.outcome as outcome, \
    r.started_at as started_at, r.ended_at as ended_at, r.version as version \
    from script_runs r join scripts s on s.id = r.script_id \
    join script_versions v on v.script_id = r.script_id and v.number = r.number \
    left join users u on u.id = r.by_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<RunRow>> {
    let mut query = Query::new(ROWS);
    query.push("r.id = ").value(id);
    conn.one(query).await
}

/// The runs on a deal, the newest first, at most fifty.
pub async fn of_deal(conn: Conn<'_>, deal: Uuid) -> Result<Vec<RunRow>> {
    let mut query = Query::new(ROWS);
    query.push("r.deal_id = ").value(deal);
    query.push(" order by r.started_at desc, r.id desc limit 50");
    conn.all(query).await
}

/// The runs of a person on a deal that have not ended.
pub async fn open(conn: Conn<'_>, deal: Uuid, by: Option<Uuid>) -> Result<Vec<RunRow>> {
    let mut query = Query::new(ROWS);
    query
        .push("r.ended_at is null and r.deal_id = ")
        .value(deal);
    query.push(" and r.by_id = ").value(by);
    conn.all(query).await
}

pub async fn insert_many(conn: Conn<'_>, rows: &[RunRow]) -> Result<()> {
    let columns = [
        "id",
        "script_id",
        "number",
        "deal_id",
        "activity_id",
        "by_id",
        "step",
        "path",
        "note",
        "outcome",
        "started_at",
        "ended_at",
        "version",
    ];
    let mut insert = Insert::into("script_runs", &columns);
    for row in rows {
        insert
            .row()
            .set(row.id)
            .set(row.script_id)
            .set(row.number)
            .set(row.deal_id)
            .set(row.activity_id)
            .set(row.by_id)
            .set(&row.step)
            .set(&row.path)
            .set(&row.note)
            .set(&row.outcome)
            .set(row.started_at)
            .set(row.ended_at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker, or it has ended.
pub async fn update(conn: Conn<'_>, row: &RunRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update script_runs set activity_id = $2, step = $3, path = $4, note = $5, outcome = $6, ended_at = $7, \
         version = $8 where id = $1 and version = $9 and ended_at is null",
        row.id,
        row.activity_id,
        &row.step,
        &row.path,
        &row.note,
        &row.outcome,
        row.ended_at,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

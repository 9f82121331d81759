//! Every statement on criteria and reviews.

use base::{Problem, Result, Scope, Time, Uuid};
use crm::listing::{Key, Paging};
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::{Criterion, Marks};

/// A set of criteria with its newest version.
#[derive(Debug, Clone, FromQueryResult)]
pub struct SetRow {
    pub id: Uuid,
    pub name: String,
    pub archived: bool,
    pub number: i64,
    pub criteria: String,
    pub version: i64,
}

impl SetRow {
    pub fn criteria(&self) -> Result<Vec<Criterion>> {
        serde_json::from_str(&self.criteria).map_err(Problem::internal)
    }
}

const SETS: &str = "select s.id as id, s.name as name, s.archived as archived, v.number as number, \
    v.criteria as criteria, s.version as version from review_sets s \
    join review_set_versions v on v.set_id = s.id and v.number = \
    (select max(l.number) from review_set_versions l where l.set_id = s.id) where 1 = 1";

/// All sets: a company has a few.
pub async fn sets(conn: Conn<'_>) -> Result<Vec<SetRow>> {
    let mut query = Query::new(SETS);
    query.push(" order by s.created_at, s.id limit 500");
    conn.all(query).await
}

pub async fn set(conn: Conn<'_>, id: Uuid) -> Result<Option<SetRow>> {
    let mut query = Query::new(SETS);
    query.push(" and s.id = ").value(id);
    conn.one(query).await
}

pub async fn insert_set(conn: Conn<'_>, row: &SetRow, at: Time) -> Result<()> {
    let columns = ["id", "name", "archived", "created_at", "version"];
    let mut insert = Insert::into("review_sets", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.name)
        .set(row.archived)
        .set(at)
        .set(row.version);
    conn.insert(insert).await?;
    add_version(conn, row, at).await
}

/// Adds the criteria of the row as a version of their own.
pub async fn add_version(conn: Conn<'_>, row: &SetRow, at: Time) -> Result<()> {
    let columns = ["set_id", "number", "criteria", "created_at"];
    let mut insert = Insert::into("review_set_versions", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.number)
        .set(&row.criteria)
        .set(at);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update_set(conn: Conn<'_>, row: &SetRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update review_sets set name = $2, archived = $3, version = $4 where id = $1 and version = $5",
        row.id,
        &row.name,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// A review as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ReviewRow {
    pub id: Uuid,
    pub activity_id: Uuid,
    pub called_at: i64,
    pub subject: String,
    pub deal_id: Option<Uuid>,
    pub deal_title: Option<String>,
    pub set_id: Uuid,
    pub set_name: String,
    pub set_number: i64,
    pub criteria: String,
    pub person_id: Uuid,
    pub person_name: String,
    pub marks: String,
    pub score: i64,
    pub comment: String,
    pub practise: String,
    pub by_id: Uuid,
    pub by_name: String,
    pub at: i64,
    /// When the person read it.
    pub seen_at: Option<i64>,
    pub version: i64,
}

impl ReviewRow {
    pub fn criteria(&self) -> Result<Vec<Criterion>> {
        serde_json::from_str(&self.criteria).map_err(Problem::internal)
    }

    pub fn marks(&self) -> Result<Marks> {
        serde_json::from_str(&self.marks).map_err(Problem::internal)
    }
}

const ROWS: &str = "select r.id as id, r.activity_id as activity_id, a.at as called_at, a.subject as subject, \
    a.deal_id as deal_id, d.title as deal_title, r.set_id as set_id, s.name as set_name, \
    r.set_number as set_number, v.criteria as criteria, r.person_id as person_id, p.name as person_name, \
    r.marks as marks, r.score as score, r.comment as comment, r.practise as practise, r.by_id as by_id, \
    b.name as by_name, r.at as at, r.seen_at as seen_at, r.version as version \
    from call_reviews r join activities a on a.id = r.activity_id left join deals d on d.id = a.deal_id \
    join review_sets s on s.id = r.set_id \
    join review_set_versions v on v.set_id = r.set_id and v.number = r.set_number \
    join users p on p.id = r.person_id join users b on b.id = r.by_id where 1 = 1";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<ReviewRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and r.id = ").value(id);
    conn.one(query).await
}

/// Which reviews are asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub person: Option<Uuid>,
    pub activity: Option<Uuid>,
    pub from: Option<Time>,
}

fn narrowed(scope: &Scope, wanted: &Wanted) -> Query {
    let mut query = Query::new(ROWS);
    visible::only(&mut query, scope, "r.person_id");
    if let Some(person) = wanted.person {
        query.push(" and r.person_id = ").value(person);
    }
    if let Some(activity) = wanted.activity {
        query.push(" and r.activity_id = ").value(activity);
    }
    if let Some(from) = wanted.from {
        query.push(" and r.at >= ").value(from);
    }
    query
}

pub const SORTS: [&str; 1] = ["at"];
pub const USUAL_SORT: &str = "-at";

/// One page of the reviews of people within a scope, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    wanted: &Wanted,
    paging: &Paging,
) -> Result<(Vec<ReviewRow>, Option<String>)> {
    let mut query = narrowed(scope, wanted);
    paging.apply(&mut query, "r.at", Key::Number, "r.id")?;
    let rows: Vec<ReviewRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.at), row.id)))
}

/// All reviews that are asked for, the newest first.
pub async fn all(conn: Conn<'_>, scope: &Scope, wanted: &Wanted) -> Result<Vec<ReviewRow>> {
    let mut query = narrowed(scope, wanted);
    query.push(" order by r.at desc, r.id desc");
    conn.all(query).await
}

pub async fn insert(conn: Conn<'_>, row: &ReviewRow) -> Result<()> {
    let columns = [
        "id",
        "activity_id",
        "set_id",
        "set_number",
        "person_id",
        "marks",
        "score",
        "comment",
        "practise",
        "by_id",
        "at",
        "seen_at",
        "version",
    ];
    let mut insert = Insert::into("call_reviews", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.activity_id)
        .set(row.set_id)
        .set(row.set_number)
        .set(row.person_id)
        .set(&row.marks)
        .set(row.score)
        .set(&row.comment)
        .set(&row.practise)
        .set(row.by_id)
        .set(row.at)
        .set(row.seen_at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Whether this person has reviewed this call already.
pub async fn reviewed(conn: Conn<'_>, activity: Uuid, by: Uuid) -> Result<Option<Uuid>> {
    conn.scalar(sql!(
        "select id from call_reviews where activity_id = $1 and by_id = $2",
        activity,
        by
    ))
    .await
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &ReviewRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update call_reviews set marks = $2, score = $3, comment = $4, practise = $5, version = $6, seen_at = $7 \
         where id = $1 and version = $8",
        row.id,
        &row.marks,
        row.score,
        &row.comment,
        &row.practise,
        row.version,
        row.seen_at,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

pub async fn seen(conn: Conn<'_>, id: Uuid, at: Time) -> Result<()> {
    conn.execute(sql!(
        "update call_reviews set seen_at = $2 where id = $1 and seen_at is null",
        id,
        at
    ))
    .await?;
    Ok(())
}

pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from call_reviews where id = $1", id))
        .await?;
    Ok(())
}

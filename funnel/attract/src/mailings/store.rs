//! Every statement on mailings.

use base::{Result, Uuid};
use crm::listing::{Key, Paging};
use db::{Conn, FromQueryResult, Query, sea_orm, sql};
use serde_json::Value;

#[derive(Debug, Clone, FromQueryResult)]
pub struct MailingRow {
    pub id: Uuid,
    pub topic_id: Uuid,
    pub topic_name: String,
    pub subject: String,
    pub body: String,
    pub state: String,
    pub job_id: Option<Uuid>,
    /// The subscriber who was written to last.
    pub behind: Option<Uuid>,
    /// How many letters were asked for.
    pub asked: i64,
    pub by_id: Option<Uuid>,
    pub by_name: Option<String>,
    pub created_at: i64,
    pub started_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub version: i64,
}

const ROWS: &str = "select m.id as id, m.topic_id as topic_id, t.name as topic_name, m.subject as subject, m.body as body, \
    m.state as state, m.job_id as job_id, m.behind as behind, m.asked as asked, m.by_id as by_id, u.name as by_name, \
    m.created_at as created_at, m.started_at as started_at, m.ended_at as ended_at, m.version as version \
    from mailings m join topics t on t.id = m.topic_id left join users u on u.id = m.by_id where 1 = 1";

pub const SORTS: [&str; 1] = ["created_at"];
pub const USUAL_SORT: &str = "-created_at";

/// One page, and the cursor of the next one.
pub async fn page(conn: Conn<'_>, paging: &Paging) -> Result<(Vec<MailingRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    paging.apply(&mut query, "m.created_at", Key::Number, "m.id")?;
    let rows: Vec<MailingRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.created_at), row.id)))
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<MailingRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and m.id = ").value(id);
    conn.one(query).await
}

/// The mailings of a topic that were started last.
pub async fn newest_started(conn: Conn<'_>, topic: Uuid, most: i64) -> Result<Vec<Uuid>> {
    conn.scalars(sql!(
        "select id from mailings where topic_id = $1 and started_at is not null order by started_at desc, id desc \
         limit $2",
        topic,
        most
    ))
    .await
}

pub async fn insert(conn: Conn<'_>, row: &MailingRow) -> Result<()> {
    conn.execute(sql!(
        "insert into mailings (id, topic_id, subject, body, state, asked, by_id, created_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        row.topic_id,
        &row.subject,
        &row.body,
        &row.state,
        row.asked,
        row.by_id,
        row.created_at,
        row.version
    ))
    .await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &MailingRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update mailings set topic_id = $2, subject = $3, body = $4, state = $5, job_id = $6, behind = $7, asked = $8, \
         by_id = $9, started_at = $10, ended_at = $11, version = $12 where id = $1 and version = $13",
        row.id,
        row.topic_id,
        &row.subject,
        &row.body,
        &row.state,
        row.job_id,
        row.behind,
        row.asked,
        row.by_id,
        row.started_at,
        row.ended_at,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from mailings where id = $1", id))
        .await?;
    Ok(())
}

/// How many get the letters of a topic.
pub async fn readers(conn: Conn<'_>, topic: Uuid) -> Result<i64> {
    let count: Option<i64> = conn
        .scalar(sql!(
            "select count(*) from subscriptions where topic_id = $1 and state = 'confirmed'",
            topic
        ))
        .await?;
    Ok(count.unwrap_or_default())
}

/// Somebody who is written to.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Reader {
    pub id: Uuid,
    pub address: String,
    pub lang: String,
    pub contact_id: Option<Uuid>,
}

/// The next readers of a topic behind one, in the order of their ids.
pub async fn next_readers(
    conn: Conn<'_>,
    topic: Uuid,
    behind: Option<Uuid>,
    most: i64,
) -> Result<Vec<Reader>> {
    conn.all(sql!(
        "select b.id as id, b.address as address, b.lang as lang, b.contact_id as contact_id from subscriptions s \
         join subscribers b on b.id = s.subscriber_id where s.topic_id = $1 and s.state = 'confirmed' \
         and s.subscriber_id > $2 and b.address is not null order by s.subscriber_id limit $3",
        topic,
        behind.unwrap_or_default(),
        most
    ))
    .await
}

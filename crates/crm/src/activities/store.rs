//! Every statement on activities.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::NewActivity;
use crate::listing::{Key, Paging};
use crate::records::Record;

/// An activity as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ActivityRow {
    pub id: Uuid,
    pub kind: String,
    pub direction: Option<String>,
    pub outcome: Option<String>,
    pub subject: String,
    pub text: String,
    pub at: i64,
    pub seconds: Option<i64>,
    pub done_at: Option<i64>,
    pub deal_id: Option<Uuid>,
    pub deal_title: Option<String>,
    pub company_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub by_id: Option<Uuid>,
    pub by_name: Option<String>,
    pub external_key: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

impl ActivityRow {
    /// As it is first written down at a moment; with an outcome it was done by then.
    pub fn new(id: Uuid, new: NewActivity, at: Time) -> Self {
        Self {
            id,
            kind: new.kind.as_str().to_owned(),
            direction: new.direction.map(|direction| direction.as_str().to_owned()),
            outcome: new.outcome.map(|outcome| outcome.as_str().to_owned()),
            subject: new.subject,
            text: new.text,
            at: new.at.0,
            seconds: new.seconds,
            done_at: new.outcome.map(|_| at.0),
            deal_id: new.deal_id,
            deal_title: None,
            company_id: new.company_id,
            contact_id: new.contact_id,
            contact_name: None,
            by_id: new.by_id,
            by_name: None,
            external_key: new.external_key,
            created_at: at.0,
            updated_at: at.0,
            version: 1,
        }
    }
}

const ROWS: &str = "select a.id as id, a.kind as kind, a.direction as direction, a.outcome as outcome, \
    a.subject as subject, a.text as text, a.at as at, a.seconds as seconds, a.done_at as done_at, \
    a.deal_id as deal_id, d.title as deal_title, a.company_id as company_id, a.contact_id as contact_id, \
    c.name as contact_name, a.by_id as by_id, u.name as by_name, a.external_key as external_key, \
    a.created_at as created_at, a.updated_at as updated_at, a.version as version \
    from activities a left join deals d on d.id = a.deal_id left join contacts c on c.id = a.contact_id \
    left join users u on u.id = a.by_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<ActivityRow>> {
    let mut query = Query::new(ROWS);
    query.push("a.id = ").value(id);
    conn.one(query).await
}

pub async fn find_by_key(conn: Conn<'_>, key: &str) -> Result<Option<ActivityRow>> {
    let mut query = Query::new(ROWS);
    query.push("a.external_key = ").value(key);
    conn.one(query).await
}

pub const SORTS: [&str; 1] = ["at"];
pub const USUAL_SORT: &str = "-at";

/// One page of the activities of a record, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    about: Record,
    paging: &Paging,
) -> Result<(Vec<ActivityRow>, Option<String>)> {
    let mut query = of(about);
    paging.apply(&mut query, "a.at", Key::Number, "a.id")?;
    let rows: Vec<ActivityRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.at), row.id)))
}

fn of(about: Record) -> Query {
    let mut query = Query::new(ROWS);
    let (column, id) = match about {
        Record::Deal(id) => ("a.deal_id = ", id),
        Record::Company(id) => ("a.company_id = ", id),
        Record::Contact(id) => ("a.contact_id = ", id),
    };
    query.push(column).value(id);
    query
}

/// What was done last with a client.
pub async fn last_done(conn: Conn<'_>, about: Record) -> Result<Option<ActivityRow>> {
    let mut query = of(about);
    query.push(" and a.done_at is not null order by a.at desc, a.id desc limit 1");
    conn.one(query).await
}

/// When and by whom a client was answered.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AnswerRow {
    pub at: i64,
    pub by_id: Option<Uuid>,
}

/// The first time that a person reached the client of a deal: a call that was held whoever called, something
/// that was sent, a meeting that took place.
pub async fn first_answer(conn: Conn<'_>, deal: Uuid) -> Result<Option<AnswerRow>> {
    conn.one(sql!(
        "select a.at as at, a.by_id as by_id from activities a where a.deal_id = $1 and a.done_at is not null \
         and a.by_id is not null and a.outcome in ('answered', 'sent', 'held') order by a.at, a.id limit 1",
        deal
    ))
    .await
}

pub async fn insert_many(conn: Conn<'_>, rows: &[ActivityRow]) -> Result<()> {
    let columns = [
        "id",
        "kind",
        "direction",
        "outcome",
        "subject",
        "text",
        "at",
        "seconds",
        "done_at",
        "deal_id",
        "company_id",
        "contact_id",
        "by_id",
        "external_key",
        "created_at",
        "updated_at",
        "version",
    ];
    let mut insert = Insert::into("activities", &columns);
    for row in rows {
        insert
            .row()
            .set(row.id)
            .set(&row.kind)
            .set(&row.direction)
            .set(&row.outcome)
            .set(&row.subject)
            .set(&row.text)
            .set(row.at)
            .set(row.seconds)
            .set(row.done_at)
            .set(row.deal_id)
            .set(row.company_id)
            .set(row.contact_id)
            .set(row.by_id)
            .set(&row.external_key)
            .set(row.created_at)
            .set(row.updated_at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &ActivityRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update activities set outcome = $2, subject = $3, text = $4, at = $5, seconds = $6, done_at = $7, \
         updated_at = $8, version = $9, direction = $10 where id = $1 and version = $11",
        row.id,
        &row.outcome,
        &row.subject,
        &row.text,
        row.at,
        row.seconds,
        row.done_at,
        row.updated_at,
        row.version,
        &row.direction,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// All activities with a contact, the oldest first.
pub async fn all_with(conn: Conn<'_>, contact: Uuid) -> Result<Vec<ActivityRow>> {
    let mut query = Query::new(ROWS);
    query.push("a.contact_id = ").value(contact);
    query.push(" order by a.at, a.id");
    conn.all(query).await
}

/// The activities with a contact, and those on deals.
pub async fn ids_with(conn: Conn<'_>, contact: Uuid, deals: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut query = Query::new("select id from activities where contact_id = ");
    query.value(contact).push(" or deal_id in ").list(deals);
    conn.scalars(query).await
}

/// Leaves of the activities with a contact only that and when they happened.
pub async fn empty_with(conn: Conn<'_>, contact: Uuid) -> Result<u64> {
    conn.execute(sql!(
        "update activities set subject = '', text = '', version = version + 1 \
         where contact_id = $1 and (subject <> '' or text <> '')",
        contact
    ))
    .await
}

pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from activities where id = $1", id))
        .await?;
    Ok(())
}

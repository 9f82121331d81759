//! Every statement on notes.

use base::{Result, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use crate::listing::{Key, Paging};
use crate::records::Record;

/// A note as it is stored, with the name of its author.
#[derive(Debug, Clone, FromQueryResult)]
pub struct NoteRow {
    pub id: Uuid,
    pub text: String,
    pub deal_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub author_id: Option<Uuid>,
    pub author_name: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

const ROWS: &str = "select n.id as id, n.text as text, n.deal_id as deal_id, n.company_id as company_id, \
    n.contact_id as contact_id, n.author_id as author_id, u.name as author_name, \
    n.created_at as created_at, n.updated_at as updated_at, n.version as version \
    from notes n left join users u on u.id = n.author_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<NoteRow>> {
    let mut query = Query::new(ROWS);
    query.push("n.id = ").value(id);
    conn.one(query).await
}

pub const SORTS: [&str; 1] = ["created_at"];
pub const USUAL_SORT: &str = "-created_at";

/// One page of the notes of a record, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    about: Record,
    paging: &Paging,
) -> Result<(Vec<NoteRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    narrow(&mut query, about);
    paging.apply(&mut query, "n.created_at", Key::Number, "n.id")?;
    let rows: Vec<NoteRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.created_at), row.id)))
}

/// How many notes a record has.
pub async fn count(conn: Conn<'_>, about: Record) -> Result<i64> {
    let mut query = Query::new("select count(*) as n from notes n where ");
    narrow(&mut query, about);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

fn narrow(query: &mut Query, about: Record) {
    let (column, id) = match about {
        Record::Deal(id) => ("n.deal_id = ", id),
        Record::Company(id) => ("n.company_id = ", id),
        Record::Contact(id) => ("n.contact_id = ", id),
    };
    query.push(column).value(id);
}

pub async fn insert_many(conn: Conn<'_>, rows: &[NoteRow]) -> Result<()> {
    let columns = [
        "id",
        "text",
        "deal_id",
        "company_id",
        "contact_id",
        "author_id",
        "created_at",
        "updated_at",
        "version",
    ];
    let mut insert = Insert::into("notes", &columns);
    for row in rows {
        insert
            .row()
            .set(row.id)
            .set(&row.text)
            .set(row.deal_id)
            .set(row.company_id)
            .set(row.contact_id)
            .set(row.author_id)
            .set(row.created_at)
            .set(row.updated_at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &NoteRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update notes set text = $2, updated_at = $3, version = $4 where id = $1 and version = $5",
        row.id,
        &row.text,
        row.updated_at,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// Removes all notes about a record; how many there were.
pub async fn delete_about(conn: Conn<'_>, about: Record) -> Result<u64> {
    let mut query = Query::new("delete from notes as n where ");
    narrow(&mut query, about);
    conn.execute(query).await
}

/// All notes about a record, the oldest first.
pub async fn all_about(conn: Conn<'_>, about: Record) -> Result<Vec<NoteRow>> {
    let mut query = Query::new(ROWS);
    narrow(&mut query, about);
    query.push(" order by n.created_at, n.id");
    conn.all(query).await
}

pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from notes where id = $1", id))
        .await?;
    Ok(())
}

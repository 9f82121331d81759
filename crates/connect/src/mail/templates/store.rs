//! Every statement on templates.

use base::{Result, Uuid};
use db::{Conn, FromQueryResult, Query, sea_orm, sql};

/// A template as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct TemplateRow {
    pub id: Uuid,
    pub name: String,
    pub lang: String,
    pub class: String,
    pub subject: String,
    pub body: String,
    pub archived: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

const ROWS: &str = "select id, name, lang, class, subject, body, archived, created_at, updated_at, version \
    from mail_templates where 1 = 1";

/// All templates, the oldest first: a company has dozens.
pub async fn list(conn: Conn<'_>, archived: Option<bool>) -> Result<Vec<TemplateRow>> {
    let mut query = Query::new(ROWS);
    if let Some(archived) = archived {
        query.push(" and archived = ").value(archived);
    }
    query.push(" order by created_at, id limit 1000");
    conn.all(query).await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<TemplateRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and id = ").value(id);
    conn.one(query).await
}

pub async fn insert(conn: Conn<'_>, row: &TemplateRow) -> Result<()> {
    conn.execute(sql!(
        "insert into mail_templates (id, name, lang, class, subject, body, archived, created_at, updated_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        row.id,
        &row.name,
        &row.lang,
        &row.class,
        &row.subject,
        &row.body,
        row.archived,
        row.created_at,
        row.updated_at,
        row.version
    ))
    .await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &TemplateRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update mail_templates set name = $2, lang = $3, class = $4, subject = $5, body = $6, archived = $7, \
         updated_at = $8, version = $9 where id = $1 and version = $10",
        row.id,
        &row.name,
        &row.lang,
        &row.class,
        &row.subject,
        &row.body,
        row.archived,
        row.updated_at,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// The name and address of a user; identity owns them, here they are only read.
pub async fn user(conn: Conn<'_>, id: Uuid) -> Result<Option<(String, String)>> {
    conn.tuple(sql!("select name, email from users where id = $1", id))
        .await
}

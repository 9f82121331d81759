//! Finding records by a part of a name: one table of folded texts with a trigram index on both databases.

use base::{Result, Time, Uuid};

use crate::{Conn, Dialect, Insert, Query, sql};

/// What can be found of one record.
#[derive(Debug, Clone)]
pub struct Doc<'a> {
    pub kind: &'static str,
    pub id: Uuid,
    pub owner_id: Option<Uuid>,
    pub title: &'a str,
    pub subtitle: &'a str,
    /// Everything that a search may hit, folded by `base::fold`.
    pub folded: String,
    pub updated_at: Time,
}

const UPSERT: &str = " on conflict (id) do update set owner_id = excluded.owner_id, title = excluded.title, \
    subtitle = excluded.subtitle, folded = excluded.folded, updated_at = excluded.updated_at";

/// Writes or replaces what can be found of these records.
pub async fn put(conn: Conn<'_>, docs: &[Doc<'_>]) -> Result<()> {
    let columns = [
        "kind",
        "id",
        "owner_id",
        "title",
        "subtitle",
        "folded",
        "updated_at",
    ];
    let mut insert = Insert::into("search_docs", &columns).suffix(UPSERT);
    for doc in docs {
        insert
            .row()
            .set(doc.kind)
            .set(doc.id)
            .set(doc.owner_id)
            .set(doc.title)
            .set(doc.subtitle)
            .set(&doc.folded)
            .set(doc.updated_at);
    }
    conn.insert(insert).await?;
    Ok(())
}

pub async fn remove(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from search_docs where id = $1", id))
        .await?;
    Ok(())
}

/// The same for many, as few enough for one statement as the caller cuts them.
pub async fn remove_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    let mut query = Query::new("delete from search_docs where id in ");
    query.list(ids);
    conn.execute(query).await?;
    Ok(())
}

/// How many of the newest records a text of one or two characters is looked for in.
const SHORT_LOOKS_AT: i64 = 50_000;

/// Appends a condition on `search_docs` (alias `alias`) that its text contains `folded`.
///
/// Three characters or more go through the trigram index. Fewer cannot: they match the beginning
/// of the text or of a word in it, among the newest records only, so that the work stays bounded.
pub fn contains(query: &mut Query, dialect: Dialect, alias: &str, folded: &str) {
    let escaped = folded
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    if folded.chars().count() < 3 {
        query
            .push(alias)
            .push(".seq > (select max(seq) from search_docs) - ")
            .value(SHORT_LOOKS_AT)
            .push(" and (")
            .push(alias)
            .push(".folded like ")
            .value(format!("{escaped}%"))
            .push(" escape '\\' or ");
        query
            .push(alias)
            .push(".folded like ")
            .value(format!("% {escaped}%"))
            .push(" escape '\\')");
        return;
    }
    match dialect {
        Dialect::Sqlite => {
            let phrase = format!("\"{}\"", folded.replace('"', "\"\""));
            query
                .push(alias)
                .push(".seq in (select rowid from search_text where search_text match ");
            query.value(phrase).push(")");
        }
        Dialect::Postgres => {
            query
                .push(alias)
                .push(".folded like ")
                .value(format!("%{escaped}%"));
        }
    }
}

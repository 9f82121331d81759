//! The statements that look into the search documents. `db::search` writes and matches them.

use base::{Result, Scope, Uuid};
use db::{Conn, Dialect, FromQueryResult, Query, sea_orm};

use super::model;
use crate::visible;

/// What is looked at to find the best: the newest records that fit at all.
const MOST_HITS: i64 = 200;

/// Appends ` and <column> in (…)`: only records of this kind that answer the question remain.
/// A question without a letter or a digit leaves everything.
pub fn narrow(query: &mut Query, dialect: Dialect, kind: &str, column: &str, question: &str) {
    let words = model::words(question);
    if words.is_empty() {
        return;
    }
    query.push(" and ").push(column);
    query
        .push(" in (select sd.id from search_docs sd where sd.kind = ")
        .value(kind);
    db::search::contains_all(query, dialect, &words);
    query.push(")");
}

/// A record that was found.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Hit {
    pub kind: String,
    pub id: Uuid,
    pub title: String,
    pub subtitle: String,
    pub folded: String,
}

/// The newest records of these kinds that have all the words, as far as the scope sees.
pub async fn hits(
    conn: Conn<'_>,
    scope: &Scope,
    kinds: &[&str],
    words: &[String],
) -> Result<Vec<Hit>> {
    let mut query = Query::new(
        "select sd.kind as kind, sd.id as id, sd.title as title, sd.subtitle as subtitle, \
         sd.folded as folded",
    );
    let only = |query: &mut Query| {
        query.push(" and sd.kind in ").list(kinds.iter().copied());
        visible::only(query, scope, "sd.owner_id");
    };
    db::search::newest(&mut query, conn.dialect, words, only, MOST_HITS);
    conn.all(query).await
}

/// The companies that contacts and deals belong to, as (record, name of its company).
pub async fn companies_of(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    let mut query = Query::new(
        "select t.id as id, c.name as name from contacts t join companies c on c.id = t.company_id where t.id in ",
    );
    query.list(ids);
    query.push(
        " union all select d.id as id, c.name as name from deals d join companies c on c.id = d.company_id \
         where d.id in ",
    );
    query.list(ids);
    conn.tuples(query).await
}

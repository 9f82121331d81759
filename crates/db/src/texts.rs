//! Rewriting what people wrote, wherever it stands: for erasing a person.
//!
//! Patterns only choose which rows are read; what happens to a row is decided by the caller on its text.

use base::{Result, Uuid};

use crate::{Conn, Query, problem};

/// A table with an `id` whose texts are looked through.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    pub table: &'static str,
    pub columns: &'static [&'static str],
    /// It has a `version`: whoever has read a row before cannot write the old words back.
    pub versioned: bool,
}

/// Which rows are looked at.
#[derive(Debug, Clone, Copy)]
pub enum Rows<'a> {
    /// Those whose column is one of these ids.
    Of(&'a str, &'a [Uuid]),
    /// Those with a text that is like one of these patterns, see [`like`].
    Like(&'a [String]),
}

/// A text in its new words, if they change.
pub type Rewrite<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// Whether a text is meant.
pub type Means<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// So many rows, or ids of a condition, are taken at a time.
pub const AT_ONCE: usize = 200;

/// Rewrites the texts of rows; the ids of those that changed.
///
/// # Errors
/// When the database refuses.
pub async fn rewrite(
    conn: Conn<'_>,
    texts: Texts,
    rows: Rows<'_>,
    rewrite: Rewrite<'_>,
) -> Result<Vec<Uuid>> {
    change(conn, texts, rows, &|text| rewrite(text).map(Some)).await
}

/// Empties the texts that are meant: words of a unique key cannot be struck, two rows may become alike.
///
/// # Errors
/// When the database refuses.
pub async fn clear(
    conn: Conn<'_>,
    texts: Texts,
    rows: Rows<'_>,
    means: Means<'_>,
) -> Result<Vec<Uuid>> {
    change(conn, texts, rows, &|text| means(text).then_some(None)).await
}

/// The ids of rows with a text that is meant.
///
/// # Errors
/// When the database refuses.
pub async fn which(
    conn: Conn<'_>,
    texts: Texts,
    rows: Rows<'_>,
    means: Means<'_>,
) -> Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for part in parts(rows) {
        let mut after = None;
        while let Some(page) = page(conn, texts, part, after).await? {
            after = page.last().map(|(id, _)| *id);
            let meant = page
                .into_iter()
                .filter(|(_, words)| words.iter().flatten().any(|text| means(text)));
            found.extend(meant.map(|(id, _)| id));
        }
    }
    Ok(found)
}

/// What becomes of a text: nothing, or other words, or none.
type Fate<'a> = &'a (dyn Fn(&str) -> Option<Option<String>> + Sync);

async fn change(conn: Conn<'_>, texts: Texts, rows: Rows<'_>, fate: Fate<'_>) -> Result<Vec<Uuid>> {
    let mut changed = Vec::new();
    for part in parts(rows) {
        let mut after = None;
        while let Some(page) = page(conn, texts, part, after).await? {
            after = page.last().map(|(id, _)| *id);
            for (id, words) in page {
                if write(conn, texts, id, &words, fate).await? {
                    changed.push(id);
                }
            }
        }
    }
    Ok(changed)
}

/// Conditions that fit into one statement each.
fn parts<'a>(rows: Rows<'a>) -> Vec<Rows<'a>> {
    match rows {
        Rows::Of(column, ids) => {
            let part = |ids: &'a [Uuid]| Rows::Of(column, ids);
            ids.chunks(AT_ONCE).map(part).collect()
        }
        Rows::Like([]) => Vec::new(),
        Rows::Like(_) => vec![rows],
    }
}

/// A row: its id, and its texts in the order of the columns.
type Words = (Uuid, Vec<Option<String>>);

/// The next rows by id; `None` when there are no more.
async fn page(
    conn: Conn<'_>,
    texts: Texts,
    rows: Rows<'_>,
    after: Option<Uuid>,
) -> Result<Option<Vec<Words>>> {
    let columns = texts.columns.join(", ");
    let mut query = Query::new(&format!("select id, {columns} from {} where ", texts.table));
    match rows {
        Rows::Of(column, ids) => {
            query.push(column).push(" in ").list(ids);
        }
        Rows::Like(patterns) => like(&mut query, texts.columns, patterns),
    }
    if let Some(after) = after {
        query.push(" and id > ").value(after);
    }
    query.push(" order by id limit ").value(AT_ONCE as i64);
    let mut page = Vec::new();
    for row in conn.raw_all(query).await? {
        let words = 1..=texts.columns.len();
        let words: std::result::Result<_, _> = words.map(|at| row.try_get_by_index(at)).collect();
        let id = row.try_get_by_index(0).map_err(problem)?;
        page.push((id, words.map_err(problem)?));
    }
    Ok(Some(page).filter(|page| !page.is_empty()))
}

/// Writes a row whose texts change; whether they did.
async fn write(
    conn: Conn<'_>,
    texts: Texts,
    id: Uuid,
    words: &[Option<String>],
    fate: Fate<'_>,
) -> Result<bool> {
    let mut update = Query::new(&format!("update {} set ", texts.table));
    let mut differs = false;
    for (column, was) in texts.columns.iter().zip(words) {
        let Some(now) = was.as_deref().and_then(fate) else {
            continue;
        };
        if differs {
            update.push(", ");
        }
        update.push(column).push(" = ").value(now);
        differs = true;
    }
    if differs {
        if texts.versioned {
            update.push(", version = version + 1");
        }
        update.push(" where id = ").value(id);
        conn.execute(update).await?;
    }
    Ok(differs)
}

/// Appends a condition: one of the columns, as it stands or in lower case, is like one of the patterns.
/// It stands in brackets within brackets, since SQLite bounds how many conditions may follow each other.
pub fn like(query: &mut Query, columns: &[&str], patterns: &[String]) {
    query.push("(1 = 0");
    for column in columns {
        for part in patterns.chunks(AT_ONCE) {
            query.push(" or (1 = 0");
            for pattern in part {
                query.push(" or ").push(column).push(" like ");
                query.value(pattern).push(" or lower(").push(column);
                query.push(") like ").value(pattern);
            }
            query.push(")");
        }
    }
    query.push(")");
}

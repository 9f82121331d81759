//! Rewriting what people wrote, wherever it stands: for erasing a person.

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
    /// Those with a text that is like one of these patterns.
    Like(&'a [String]),
}

/// A text in its new words, if they change.
pub type Rewrite<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

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
    let mut changed = Vec::new();
    let columns = texts.columns.join(", ");
    let mut query = Query::new(&format!("select id, {columns} from {} where ", texts.table));
    match rows {
        Rows::Of(_, []) | Rows::Like([]) => return Ok(changed),
        Rows::Of(column, ids) => {
            query.push(column).push(" in ").list(ids);
        }
        Rows::Like(patterns) => like(&mut query, texts.columns, patterns),
    }
    for row in conn.raw_all(query).await? {
        let id: Uuid = row.try_get_by_index(0).map_err(problem)?;
        let mut update = Query::new(&format!("update {} set ", texts.table));
        let mut differs = false;
        for (index, column) in texts.columns.iter().enumerate() {
            let was: Option<String> = row.try_get_by_index(index + 1).map_err(problem)?;
            let Some(now) = was.as_deref().and_then(rewrite) else {
                continue;
            };
            if differs {
                update.push(", ");
            }
            update.push(column).push(" = ").value(now);
            differs = true;
        }
        if !differs {
            continue;
        }
        if texts.versioned {
            update.push(", version = version + 1");
        }
        update.push(" where id = ").value(id);
        conn.execute(update).await?;
        changed.push(id);
    }
    Ok(changed)
}

/// Appends a condition: one of the columns is like one of the patterns.
pub fn like(query: &mut Query, columns: &[&str], patterns: &[String]) {
    query.push("(1 = 0");
    for column in columns {
        for pattern in patterns {
            query
                .push(" or ")
                .push(column)
                .push(" like ")
                .value(pattern);
        }
    }
    query.push(")");
}

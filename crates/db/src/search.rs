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

/// Fewer characters than this are not in the trigram index.
const SHORTEST_INDEXED: usize = 3;

fn is_indexed(word: &str) -> bool {
    word.chars().count() >= SHORTEST_INDEXED
}

/// What the trigram index of SQLite is asked for records that have all these words. One question:
/// the index skips from word to word, where one question a word would list all that each finds.
fn phrases(words: &[String]) -> Option<String> {
    let phrases: Vec<String> = words
        .iter()
        .filter(|word| is_indexed(word))
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    (!phrases.is_empty()).then(|| phrases.join(" AND "))
}

/// Appends conditions on `search_docs sd`, each with ` and ` before it, that its text contains all
/// these folded words.
///
/// Words of three characters or more go through the trigram index. Shorter ones cannot: they match
/// the beginning of the text or of a word in it, among the newest records only, so that the work
/// stays bounded.
pub fn contains_all(query: &mut Query, dialect: Dialect, words: &[String]) {
    match dialect {
        Dialect::Sqlite => {
            if let Some(phrases) = phrases(words) {
                query
                    .push(" and sd.seq in (select rowid from search_text where search_text match ")
                    .value(phrases)
                    .push(")");
            }
        }
        Dialect::Postgres => {
            for word in words.iter().filter(|word| is_indexed(word)) {
                query
                    .push(" and sd.folded like ")
                    .value(format!("%{}%", escaped(word)));
            }
        }
    }
    for word in words.iter().filter(|word| !is_indexed(word)) {
        begins(query, word);
    }
}

/// Appends `from …` and `where …` that leave the records `search_docs sd` with all these folded
/// words. `rest` appends further conditions, each with ` and ` before it. The newest come first,
/// and no more than `limit` are looked at.
pub fn newest(
    query: &mut Query,
    dialect: Dialect,
    words: &[String],
    rest: impl FnOnce(&mut Query),
    limit: i64,
) {
    let phrases = match dialect {
        Dialect::Sqlite => phrases(words),
        Dialect::Postgres => None,
    };
    if let Some(phrases) = phrases {
        // The index gives its finds newest first as they are asked for: of a word that a tenth of
        // all records have, only the few that are shown are looked up.
        query
            .push(" from search_text f cross join search_docs sd on sd.seq = f.rowid where f.search_text match ")
            .value(phrases);
        for word in words.iter().filter(|word| !is_indexed(word)) {
            begins(query, word);
        }
        rest(query);
        query.push(" order by f.rowid desc limit ").value(limit);
    } else {
        query.push(" from search_docs sd where true");
        contains_all(query, dialect, words);
        rest(query);
        query.push(" order by sd.seq desc limit ").value(limit);
    }
}

fn begins(query: &mut Query, word: &str) {
    let escaped = escaped(word);
    query
        .push(" and sd.seq > (select max(seq) from search_docs) - ")
        .value(SHORT_LOOKS_AT)
        .push(" and (sd.folded like ")
        .value(format!("{escaped}%"))
        .push(" escape '\\' or sd.folded like ")
        .value(format!("% {escaped}%"))
        .push(" escape '\\')");
}

fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_one_question_and_short_ones_a_condition_each() {
        let words = ["насос", "12", "сталь"].map(str::to_owned);
        assert_eq!(phrases(&words).as_deref(), Some("\"насос\" AND \"сталь\""));
        let mut query = Query::new("select 1");
        newest(&mut query, Dialect::Sqlite, &words, |_| {}, 20);
        assert!(query.text().contains("match $1 and sd.seq > (select"));
        assert!(query.text().ends_with("order by f.rowid desc limit $5"));
        let mut query = Query::new("select 1");
        newest(&mut query, Dialect::Postgres, &words, |_| {}, 20);
        assert!(
            query
                .text()
                .starts_with("select 1 from search_docs sd where true and sd.folded like $1")
        );
    }
}

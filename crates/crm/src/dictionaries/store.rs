//! Every statement on the dictionaries. The three tables differ in their name, and tags have a colour.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm};

use super::model::Dictionary;

#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct EntryRow {
    pub id: Uuid,
    pub name: String,
    pub folded: String,
    pub color: Option<String>,
    pub archived: bool,
    pub version: i64,
}

fn table(dictionary: Dictionary) -> &'static str {
    match dictionary {
        Dictionary::Sources => "sources",
        Dictionary::LostReasons => "lost_reasons",
        Dictionary::Tags => "tags",
    }
}

fn rows(dictionary: Dictionary) -> Query {
    let color = match dictionary {
        Dictionary::Tags => "color",
        _ => "cast(null as text)",
    };
    let mut query = Query::new("select id, name, folded, archived, version, ");
    query.push(color).push(" as color from ");
    query.push(table(dictionary)).push(" where 1 = 1");
    query
}

/// All names, or those that are (not) archived, by name. A dictionary has dozens of names.
pub async fn list(
    conn: Conn<'_>,
    dictionary: Dictionary,
    archived: Option<bool>,
) -> Result<Vec<EntryRow>> {
    let mut query = rows(dictionary);
    if let Some(archived) = archived {
        query.push(" and archived = ").value(archived);
    }
    query.push(" order by folded, id limit 5000");
    conn.all(query).await
}

pub async fn find(conn: Conn<'_>, dictionary: Dictionary, ids: &[Uuid]) -> Result<Vec<EntryRow>> {
    let mut query = rows(dictionary);
    query.push(" and id in ").list(ids);
    conn.all(query).await
}

/// By names as `base::fold::fold` folds them.
pub async fn find_by_folded(
    conn: Conn<'_>,
    dictionary: Dictionary,
    names: &[String],
) -> Result<Vec<EntryRow>> {
    let mut query = rows(dictionary);
    query.push(" and folded in ").list(names);
    conn.all(query).await
}

pub async fn insert_many(
    conn: Conn<'_>,
    dictionary: Dictionary,
    rows: &[EntryRow],
    at: Time,
) -> Result<()> {
    let mut columns = vec!["id", "name", "folded", "archived", "created_at", "version"];
    if dictionary == Dictionary::Tags {
        columns.push("color");
    }
    let mut insert = Insert::into(table(dictionary), &columns);
    for row in rows {
        let values = insert
            .row()
            .set(row.id)
            .set(&row.name)
            .set(&row.folded)
            .set(row.archived)
            .set(at)
            .set(row.version);
        if dictionary == Dictionary::Tags {
            values.set(&row.color);
        }
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(
    conn: Conn<'_>,
    dictionary: Dictionary,
    row: &EntryRow,
    from: i64,
) -> Result<bool> {
    let mut query = Query::new("update ");
    query
        .push(table(dictionary))
        .push(" set name = ")
        .value(&row.name);
    query.push(", folded = ").value(&row.folded);
    query.push(", archived = ").value(row.archived);
    query.push(", version = ").value(row.version);
    if dictionary == Dictionary::Tags {
        query.push(", color = ").value(&row.color);
    }
    query.push(" where id = ").value(row.id);
    query.push(" and version = ").value(from);
    Ok(conn.execute(query).await? == 1)
}

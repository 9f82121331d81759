//! What is done with dictionaries. The route has checked the permission; everybody sees all names.

use std::collections::HashMap;

use base::problem::Check;
use base::{Event, Lang, Problem, Result, Subject, Text, Uuid, fold};
use db::{Conn, Tx};
use serde_json::json;

use super::model::{Dictionary, checked_color, checked_name, usual_color};
use super::store::{self, EntryRow};

/// Adds a name.
///
/// # Errors
/// `invalid` for a wrong name or colour, or a name that is already there.
pub async fn create(
    tx: &Tx,
    dictionary: Dictionary,
    name: &str,
    color: Option<&str>,
) -> Result<EntryRow> {
    let mut check = Check::default();
    let name = checked_name(&mut check, name);
    let color = color.map(|color| checked_color(&mut check, color));
    check.done()?;
    let row = new_row(tx, dictionary, name, color);
    write(tx, dictionary, std::slice::from_ref(&row)).await?;
    Ok(row)
}

/// A change of a name. What it does not mention stays as it is.
#[derive(Debug, Clone, Default)]
pub struct EntryChange {
    pub name: Option<String>,
    pub color: Option<String>,
    pub archived: Option<bool>,
}

/// Renames, recolours, archives or brings back.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(
    tx: &Tx,
    dictionary: Dictionary,
    id: Uuid,
    version: i64,
    change: EntryChange,
) -> Result<EntryRow> {
    let was = store::find(tx.conn(), dictionary, &[id]).await?.pop();
    let was = was.ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let mut row = was.clone();
    let mut check = Check::default();
    if let Some(name) = change.name {
        row.name = checked_name(&mut check, &name);
        row.folded = fold::fold(&row.name);
    }
    if let Some(color) = change.color.filter(|_| dictionary == Dictionary::Tags) {
        row.color = Some(checked_color(&mut check, &color));
    }
    row.archived = change.archived.unwrap_or(row.archived);
    check.done()?;
    if row == was {
        return Ok(was);
    }
    row.version += 1;
    let written = store::update(tx.conn(), dictionary, &row, version)
        .await
        .map_err(taken)?;
    if !written {
        return Err(Problem::stale(version + 1));
    }
    record(tx, dictionary.events().1, &row);
    Ok(row)
}

/// The names as they are chosen from now on: those that are there, and new ones for the rest.
/// The keys of the answer are folded names.
///
/// # Errors
/// `invalid` for a wrong name.
pub async fn find_or_create(
    tx: &Tx,
    dictionary: Dictionary,
    names: &[&str],
) -> Result<HashMap<String, Uuid>> {
    let mut found = find_ids(tx.conn(), dictionary, names).await?;
    let mut new = Vec::new();
    for name in names {
        let mut check = Check::default();
        let name = checked_name(&mut check, name);
        check.done()?;
        let row = new_row(tx, dictionary, name, None);
        if !found.contains_key(&row.folded) {
            found.insert(row.folded.clone(), row.id);
            new.push(row);
        }
    }
    write(tx, dictionary, &new).await?;
    Ok(found)
}

/// The ids of these names as far as they are there, by folded name.
///
/// # Errors
/// When the database refuses.
pub async fn find_ids(
    conn: Conn<'_>,
    dictionary: Dictionary,
    names: &[&str],
) -> Result<HashMap<String, Uuid>> {
    let folded: Vec<String> = names.iter().map(|name| fold::fold(name)).collect();
    let rows = store::find_by_folded(conn, dictionary, &folded).await?;
    Ok(rows.into_iter().map(|row| (row.folded, row.id)).collect())
}

/// Fills the dictionaries of a new company. Names that are already there stay.
///
/// # Errors
/// When the database refuses.
pub async fn create_defaults(tx: &Tx, lang: Lang) -> Result<()> {
    for dictionary in Dictionary::ALL {
        find_or_create(tx, dictionary, dictionary.defaults(lang)).await?;
    }
    Ok(())
}

fn new_row(tx: &Tx, dictionary: Dictionary, name: String, color: Option<String>) -> EntryRow {
    let color = color.unwrap_or_else(|| usual_color(&name).to_owned());
    EntryRow {
        id: tx.new_id(),
        folded: fold::fold(&name),
        name,
        color: (dictionary == Dictionary::Tags).then_some(color),
        archived: false,
        version: 1,
    }
}

async fn write(tx: &Tx, dictionary: Dictionary, rows: &[EntryRow]) -> Result<()> {
    store::insert_many(tx.conn(), dictionary, rows, tx.now())
        .await
        .map_err(taken)?;
    for row in rows {
        record(tx, dictionary.events().0, row);
    }
    Ok(())
}

fn record(tx: &Tx, kind: &'static str, row: &EntryRow) {
    let payload = json!({ "id": row.id, "name": row.name, "archived": row.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

fn taken(problem: Problem) -> Problem {
    if !db::is_unique_violation(&problem) {
        return problem;
    }
    Problem::field(
        "name",
        "taken",
        Text::fixed(
            "Такое название уже есть, возможно, в архиве",
            "This name is already there, perhaps archived",
        ),
    )
}

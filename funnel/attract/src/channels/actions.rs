//! What is done with channels. The route has checked the permission.

use base::problem::Check;
use base::{Event, Lang, Patch, Problem, Result, Subject, Text, Uuid, fold};
use crm::dictionaries::actions::find_ids;
use crm::dictionaries::model::Dictionary;
use crm::dictionaries::store as dictionaries;
use crm::marks::{self, Mark};
use db::{Conn, Tx};
use serde_json::json;

use super::model::Kind;
use super::store::{self, ChannelRow};

/// Adds a channel of the company's own.
///
/// # Errors
/// `invalid` for a wrong name, or one that is there already.
pub async fn create(
    tx: &Tx,
    name: &str,
    kind: Kind,
    source_id: Option<Uuid>,
) -> Result<ChannelRow> {
    check_name(name)?;
    check_source(tx.conn(), source_id).await?;
    let row = new_row(tx, name, kind, source_id);
    store::insert_many(tx.conn(), std::slice::from_ref(&row), tx.now())
        .await
        .map_err(taken)?;
    record(tx, "channel.created", &row);
    Ok(row)
}

/// The usual channels that are not there, each with its source where there is one: a new company begins with them.
///
/// # Errors
/// When the database refuses.
pub async fn create_defaults(tx: &Tx, lang: Lang) -> Result<()> {
    let known = store::list(tx.conn(), None).await?;
    let mut rows = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        let Some(name) = kind.name() else { continue };
        let folded = fold::fold(name.get(lang));
        let there = |row: &ChannelRow| row.kind == kind.as_str() || row.folded == folded;
        if known.iter().any(there) {
            continue;
        }
        let source = match kind.source(lang) {
            None => None,
            Some(source) => find_ids(tx.conn(), Dictionary::Sources, &[source])
                .await?
                .into_values()
                .next(),
        };
        rows.push(new_row(tx, name.get(lang), kind, source));
    }
    store::insert_many(tx.conn(), &rows, tx.now()).await?;
    for row in &rows {
        record(tx, "channel.created", row);
    }
    Ok(())
}

/// A change of a channel. What it does not mention stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub source_id: Patch<Uuid>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<ChannelRow> {
    let was = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let mut row = was.clone();
    if let Some(name) = change.name {
        check_name(&name)?;
        name.trim().clone_into(&mut row.name);
        row.folded = fold::fold(&row.name);
    }
    change.source_id.apply(&mut row.source_id);
    if row.source_id != was.source_id {
        check_source(tx.conn(), row.source_id).await?;
    }
    row.archived = change.archived.unwrap_or(row.archived);
    if row == was {
        return Ok(was);
    }
    row.version += 1;
    if !store::update(tx.conn(), &row, version)
        .await
        .map_err(taken)?
    {
        return Err(Problem::stale(version + 1));
    }
    for kind in [
        marks::Kind::Channel,
        marks::Kind::ChannelFirst,
        marks::Kind::ChannelLast,
    ] {
        marks::actions::rename(tx, &Mark::named(kind, id, &row.name)).await?;
    }
    record(tx, "channel.changed", &row);
    Ok(row)
}

/// The channel that advertising of a kind usually belongs to: the first one of that kind, or else the first of all; none
/// where there are no channels in use.
///
/// # Errors
/// When the database refuses.
pub async fn usual(conn: Conn<'_>, kind: Kind) -> Result<Option<Uuid>> {
    let known = store::list(conn, Some(false)).await?;
    let of_kind = known.iter().find(|row| row.kind == kind.as_str());
    Ok(of_kind.or(known.first()).map(|row| row.id))
}

/// A channel, if it is in use.
///
/// # Errors
/// When the database refuses.
pub async fn in_use(conn: Conn<'_>, id: Uuid) -> Result<Option<Uuid>> {
    let row = store::find(conn, id).await?;
    Ok(row.filter(|row| !row.archived).map(|row| row.id))
}

fn new_row(tx: &Tx, name: &str, kind: Kind, source_id: Option<Uuid>) -> ChannelRow {
    ChannelRow {
        id: tx.new_id(),
        kind: kind.as_str().to_owned(),
        name: name.trim().to_owned(),
        folded: fold::fold(name),
        source_id,
        archived: false,
        version: 1,
    }
}

fn check_name(name: &str) -> Result<()> {
    let mut check = Check::default();
    check.required("name", name, 200);
    check.done()
}

async fn check_source(conn: Conn<'_>, source: Option<Uuid>) -> Result<()> {
    let Some(id) = source else { return Ok(()) };
    if dictionaries::find(conn, Dictionary::Sources, &[id])
        .await?
        .is_empty()
    {
        let text = Text::fixed("Такого источника нет", "There is no such source");
        return Err(Problem::field("source_id", "not_found", text));
    }
    Ok(())
}

fn record(tx: &Tx, kind: &'static str, row: &ChannelRow) {
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
            "Такой канал уже есть, возможно, в архиве",
            "This channel is already there, perhaps archived",
        ),
    )
}

//! What is done with topics. The route has checked the permission.

use base::{Event, Problem, Result, Subject, Text, Uuid};
use db::{Conn, Tx};
use serde_json::json;

use super::model::checked;
use super::store::{self, TopicRow};

/// Adds a topic behind the others.
///
/// # Errors
/// `invalid`, also for a name that is there.
pub async fn create(tx: &Tx, name: &str, description: &str) -> Result<TopicRow> {
    let (name, description) = checked(name, description)?;
    let others = store::topics(tx.conn(), None).await?;
    let row = TopicRow {
        id: tx.new_id(),
        name,
        description,
        position: others.iter().map(|topic| topic.position).max().unwrap_or(0) + 1,
        archived: false,
        created_at: tx.now().0,
        version: 1,
    };
    store::insert_topic(tx.conn(), &row).await.map_err(taken)?;
    record(tx, "topic.created", &row);
    Ok(row)
}

/// A change of a topic. What it does not mention stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub description: Option<String>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<TopicRow> {
    let was = store::topic(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let (name, description) = checked(
        change.name.as_deref().unwrap_or(&was.name),
        change.description.as_deref().unwrap_or(&was.description),
    )?;
    let row = TopicRow {
        name,
        description,
        archived: change.archived.unwrap_or(was.archived),
        version: version + 1,
        ..was
    };
    if !store::update_topic(tx.conn(), &row, version)
        .await
        .map_err(taken)?
    {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "topic.changed", &row);
    Ok(row)
}

/// Refuses topics that are not there.
///
/// # Errors
/// `invalid`, naming the field.
pub async fn check(conn: Conn<'_>, field: &str, topics: &[Uuid]) -> Result<()> {
    let known = store::topics(conn, None).await?;
    if topics
        .iter()
        .all(|id| known.iter().any(|topic| topic.id == *id))
    {
        return Ok(());
    }
    Err(Problem::field(
        field,
        "not_found",
        Text::fixed("Такой темы нет", "There is no such topic"),
    ))
}

fn record(tx: &Tx, kind: &'static str, row: &TopicRow) {
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
            "Тема с таким названием уже есть, возможно, в архиве",
            "A topic of this name is already there, perhaps archived",
        ),
    )
}

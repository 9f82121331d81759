//! What is done with pages. The route has checked the permission.

use base::problem::Check;
use base::{Event, Problem, Result, Subject, Text, Uuid};
use crm::marks::{self, Mark};
use db::Tx;
use serde_json::json;

use super::model::{Kind, checked_pattern};
use super::store::{self, PageRow};

/// # Errors
/// `invalid` for a wrong name or pattern, or a pattern that is there already.
pub async fn create(tx: &Tx, kind: Kind, name: &str, pattern: &str) -> Result<PageRow> {
    check_name(name)?;
    let row = PageRow {
        id: tx.new_id(),
        kind: kind.as_str().to_owned(),
        name: name.trim().to_owned(),
        pattern: checked_pattern(pattern)?,
        archived: false,
        version: 1,
    };
    store::insert(tx.conn(), &row, tx.now())
        .await
        .map_err(taken)?;
    record(tx, "page.created", &row);
    Ok(row)
}

/// A change of a page. What it does not mention stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub kind: Option<Kind>,
    pub name: Option<String>,
    pub pattern: Option<String>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<PageRow> {
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
    }
    if let Some(pattern) = change.pattern {
        row.pattern = checked_pattern(&pattern)?;
    }
    if let Some(kind) = change.kind {
        kind.as_str().clone_into(&mut row.kind);
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
    for kind in [marks::Kind::Landing, marks::Kind::Content] {
        marks::actions::rename(tx, &Mark::named(kind, id, &row.name)).await?;
    }
    record(tx, "page.changed", &row);
    Ok(row)
}

fn check_name(name: &str) -> Result<()> {
    let mut check = Check::default();
    check.required("name", name, 300);
    check.done()
}

fn record(tx: &Tx, kind: &'static str, row: &PageRow) {
    let payload = json!({ "id": row.id, "name": row.name, "archived": row.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

fn taken(problem: Problem) -> Problem {
    if !db::is_unique_violation(&problem) {
        return problem;
    }
    Problem::field(
        "pattern",
        "taken",
        Text::fixed(
            "Страница с таким адресом уже есть, возможно, в архиве",
            "A page with this address is already there, perhaps archived",
        ),
    )
}

//! Use cases on teams.

use base::problem::Check;
use base::{Event, Problem, Result, Subject, Text, Uuid};
use db::Tx;
use serde_json::json;

use super::store::{self, TeamRow};

/// # Errors
/// `invalid` for an empty name.
pub async fn create(tx: &Tx, name: &str) -> Result<TeamRow> {
    let name = checked(name)?;
    let row = TeamRow {
        id: tx.new_id(),
        name,
        created_at: tx.now().0,
        version: 1,
        members: 0,
    };
    store::insert(tx.conn(), &row).await?;
    tx.record(Event::new(
        "team.created",
        Subject::default(),
        json!({ "team_id": row.id, "name": row.name }),
    ));
    Ok(row)
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn rename(tx: &Tx, id: Uuid, version: i64, name: &str) -> Result<TeamRow> {
    let name = checked(name)?;
    let row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !store::rename(tx.conn(), id, &name, version).await? {
        return Err(Problem::stale(row.version));
    }
    tx.record(Event::new(
        "team.changed",
        Subject::default(),
        json!({ "team_id": id, "name": name }),
    ));
    Ok(TeamRow {
        name,
        version: version + 1,
        ..row
    })
}

/// # Errors
/// `conflict` while the team has members.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if row.members > 0 {
        return Err(Problem::conflict(Text::new(
            format!(
                "В команде ещё есть люди ({}). Сначала переведите их",
                row.members
            ),
            format!(
                "The team still has members ({}). Move them first",
                row.members
            ),
        )));
    }
    store::delete(tx.conn(), id).await?;
    tx.record(Event::new(
        "team.deleted",
        Subject::default(),
        json!({ "team_id": id, "name": row.name }),
    ));
    Ok(())
}

fn checked(name: &str) -> Result<String> {
    let mut check = Check::default();
    check.required("name", name, 200);
    check.done()?;
    Ok(name.trim().to_owned())
}

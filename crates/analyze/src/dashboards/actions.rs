//! What is done with dashboards. The route has checked the right to see reports at all.

use base::{Actor, Event, Problem, Result, Subject, Text, Uuid};
use crm::changes;
use db::{Conn, Tx};
use serde_json::{Value, json};

use super::model::{Layout, MOST_DASHBOARDS, Tile, check_writer, name_of_copy, sees};
use super::store::{self, DashboardRow};

/// A dashboard that the actor may see.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<DashboardRow> {
    store::find(conn, id)
        .await?
        .filter(|row| sees(actor, row.owner_id, row.layout.shared))
        .ok_or_else(Problem::not_found)
}

/// Adds a dashboard of the actor's own.
///
/// # Errors
/// `invalid` with every wrong field; `conflict` when they have too many.
pub async fn create(tx: &Tx, layout: Layout) -> Result<DashboardRow> {
    let owner_id = tx.actor.user_id.ok_or_else(Problem::unauthenticated)?;
    let layout = layout.checked()?;
    if store::count_of(tx.conn(), owner_id).await? >= MOST_DASHBOARDS {
        return Err(Problem::conflict(Text::new(
            format!("У вас уже {MOST_DASHBOARDS} панелей. Сначала удалите ненужную"),
            format!("You already have {MOST_DASHBOARDS} dashboards. Delete one first"),
        )));
    }
    let row = DashboardRow {
        id: tx.new_id(),
        layout,
        owner_id,
        owner_name: tx.actor.name.clone(),
        created_at: tx.now().0,
        updated_at: tx.now().0,
        version: 1,
    };
    store::insert(tx.conn(), &row).await?;
    record(tx, "dashboard.created", &row, json!({}));
    Ok(row)
}

/// Makes a copy of one's own, which is not shared.
///
/// # Errors
/// `not_found`; `conflict` when the actor has too many.
pub async fn copy(tx: &Tx, id: Uuid) -> Result<DashboardRow> {
    let original = find(tx.conn(), &tx.actor, id).await?;
    let layout = Layout {
        name: name_of_copy(&original.layout.name, tx.actor.lang),
        shared: false,
        tiles: original.layout.tiles,
    };
    create(tx, layout).await
}

/// A change of a dashboard. What it does not mention stays as it is.
#[derive(Debug, Clone, Default)]
pub struct DashboardChange {
    pub name: Option<String>,
    pub shared: Option<bool>,
    pub tiles: Option<Vec<Tile>>,
}

/// Changes a dashboard that was read as `version`.
///
/// # Errors
/// `not_found`, `forbidden`, `stale`, `invalid`.
pub async fn change(
    tx: &Tx,
    id: Uuid,
    version: i64,
    change: DashboardChange,
) -> Result<DashboardRow> {
    let was = find_to_write(tx, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let layout = Layout {
        name: change.name.unwrap_or_else(|| was.layout.name.clone()),
        shared: change.shared.unwrap_or(was.layout.shared),
        tiles: change.tiles.unwrap_or_else(|| was.layout.tiles.clone()),
    }
    .checked()?;
    let changed = changes::between(&was.layout, &layout);
    if changed.is_empty() {
        return Ok(was);
    }
    let row = DashboardRow {
        layout,
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "dashboard.changed", &row, json!({ "changes": changed }));
    Ok(row)
}

/// # Errors
/// `not_found`, `forbidden`.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = find_to_write(tx, id).await?;
    store::delete(tx.conn(), id).await?;
    record(tx, "dashboard.deleted", &row, json!({}));
    Ok(())
}

/// A dashboard that the actor sees and may change.
async fn find_to_write(tx: &Tx, id: Uuid) -> Result<DashboardRow> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    check_writer(&tx.actor, row.owner_id)?;
    Ok(row)
}

fn record(tx: &Tx, kind: &'static str, row: &DashboardRow, mut payload: Value) {
    payload["dashboard_id"] = json!(row.id);
    payload["name"] = json!(row.layout.name);
    let subject = Subject {
        owner: Some(row.owner_id),
        ..Subject::default()
    };
    tx.record(Event::new(kind, subject, payload));
}

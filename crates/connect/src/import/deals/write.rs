//! Writing the deals of a batch, many rows a statement.

use std::collections::HashMap;

use base::{Result, Subject, Uuid};
use crm::companies::store as companies;
use crm::deals::store::{self, ChangeRow, DealDoc, DealRow, past};
use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::history::Change as HistoryChange;
use super::super::notes::{self, NewNote};
use super::super::session::{Session, again, written};
use super::change_rows;

/// A deal to be made.
pub struct New {
    pub row: DealRow,
    pub changes: Vec<HistoryChange>,
    pub tags: Vec<Uuid>,
    pub contacts: Vec<Uuid>,
    pub note: Option<NewNote>,
}

/// A deal to be changed.
pub struct Change {
    pub before: Before,
    pub row: DealRow,
    /// The whole history, when it is another one.
    pub changes: Option<Vec<HistoryChange>>,
    /// Tags and contacts that are added.
    pub tags: Vec<Uuid>,
    pub contacts: Vec<Uuid>,
    /// How many contacts the deal has already.
    pub places_taken: usize,
}

/// What undoing a change needs to know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Before {
    pub row: DealRow,
    /// The history as it was, when it was rewritten.
    pub changes: Option<Vec<ChangeRow>>,
    pub tags: Vec<Uuid>,
    pub contacts: Vec<Uuid>,
}

pub async fn write(
    session: &mut Session,
    tx: &Tx,
    new: Vec<New>,
    changed: Vec<Change>,
) -> Result<()> {
    let conn = tx.conn();
    let rows: Vec<DealRow> = new.iter().map(|deal| deal.row.clone()).collect();
    store::insert_many(conn, &rows).await.map_err(again)?;
    let mut history: Vec<ChangeRow> = new
        .iter()
        .flat_map(|deal| change_rows(deal.row.id, &deal.changes))
        .collect();
    store::insert_changes_many(conn, &history).await?;
    history.clear();
    let mut rewritten = Vec::new();
    for change in &changed {
        written(
            past::update_whole(conn, &change.row, change.before.row.version)
                .await
                .map_err(again)?,
        )?;
        if let Some(changes) = &change.changes {
            rewritten.push(change.row.id);
            history.extend(change_rows(change.row.id, changes));
        }
    }
    past::rewrite_changes(conn, &rewritten, &history).await?;
    let mut tags = Vec::new();
    let mut contacts: Vec<(Uuid, Uuid, &str, i64)> = Vec::new();
    let belongings = new
        .iter()
        .map(|deal| (deal.row.id, &deal.tags, &deal.contacts, 0))
        .chain(
            changed
                .iter()
                .map(|deal| (deal.row.id, &deal.tags, &deal.contacts, deal.places_taken)),
        );
    for (id, own_tags, own_contacts, taken) in belongings {
        tags.extend(own_tags.iter().map(|tag| (id, *tag)));
        let places = (taken as i64)..;
        contacts.extend(
            places
                .zip(own_contacts)
                .map(|(place, contact)| (id, *contact, "", place)),
        );
    }
    store::insert_tags(conn, &tags).await?;
    store::insert_contacts(conn, &contacts).await?;
    index(
        tx,
        rows.iter().chain(changed.iter().map(|change| &change.row)),
    )
    .await?;

    let mut all_notes = Vec::new();
    for New { row, note, .. } in new {
        let payload = json!({
            "title": row.title, "file": session.file_name, "created_at": row.created_at,
            "stage_id": row.stage_id, "status": row.status,
        });
        tx.record(session.event("deal.imported", subject(&row), payload));
        session.log("deal", row.id, None, row.version);
        all_notes.extend(note);
    }
    for Change { before, row, .. } in changed {
        let changes = crm::changes::between(&before.row, &row);
        let told: serde_json::Map<_, _> = changes
            .into_iter()
            .filter(|(field, _)| !["version", "updated_at"].contains(&field.as_str()))
            .collect();
        tx.record(session.event("deal.changed", subject(&row), json!({ "changes": told })));
        session.log("deal", row.id, Some(json!(before)), row.version);
    }
    notes::write(session, tx, all_notes).await
}

/// Renews what these deals are found by.
pub async fn index(tx: &Tx, rows: impl Iterator<Item = &DealRow> + Clone) -> Result<()> {
    let mut ids: Vec<Uuid> = rows.clone().filter_map(|row| row.company_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = companies::find_many(tx.conn(), &ids).await?;
    let names: HashMap<Uuid, String> = found
        .into_iter()
        .map(|row| (row.id, row.facts.name))
        .collect();
    let docs: Vec<DealDoc<'_>> = rows
        .map(|row| DealDoc {
            id: row.id,
            owner_id: row.owner_id,
            title: &row.title,
            company: row
                .company_id
                .and_then(|id| names.get(&id))
                .map(String::as_str),
            value: row.value,
            updated_at: row.updated_at,
        })
        .collect();
    store::index(tx.conn(), &docs).await
}

pub fn subject(row: &DealRow) -> Subject {
    Subject {
        owner: row.owner_id,
        deal: Some(row.id),
        company: row.company_id,
        ..Subject::default()
    }
}

//! Taking an import back, the last change first: what it made is deleted, what it changed is restored.
//! Whatever somebody has worked with since stays as it is.

use std::collections::HashSet;

use base::{Event, Problem, Result, Subject, Uuid};
use crm::companies::store::{self as companies, CompanyRow};
use crm::contacts::store::{self as contacts, ContactRow};
use crm::deals::store::{self as deals, past};
use crm::dictionaries::Dictionary;
use crm::dictionaries::store as dictionaries;
use crm::pipelines::actions::{PipelineChange, change as change_pipeline, delete_stage};
use db::Tx;
use db::jobs::{Outcome, Work};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::ads::{self, AdBooks};
use super::deals::{Before, index, subject};
use super::job::Order;
use super::model::ImportState;
use super::store::{self, ChangeRow, Name, Touched};

/// Changes a transaction.
const BATCH: i64 = 200;

pub async fn undo(work: Work, book: AdBooks) -> Result<Outcome> {
    let order = Order::read(&work)?;
    loop {
        let tx = work.db.begin(order.actor()).await?;
        let import = store::find(tx.conn(), order.import_id)
            .await?
            .ok_or_else(Problem::not_found)?;
        if import.state != ImportState::Undoing || import.job_id != Some(work.id) {
            return Ok(Outcome::Cancelled);
        }
        let was = import.progress.clone();
        let mut progress = import.progress.unwrap_or_default();
        let mut undone = progress.undone.unwrap_or_default();
        let part = store::last_changes(tx.conn(), import.id, BATCH).await?;
        if part.is_empty() {
            store::finish(tx.conn(), import.id, ImportState::Undone, Some(tx.now())).await?;
            let result =
                json!({ "import_id": import.id, "file": import.file_name, "undone": undone });
            let subject = Subject {
                owner: order.actor().user_id,
                import: Some(import.id),
                ..Subject::default()
            };
            tx.record(Event::new("import.undone", subject, result.clone()));
            tx.commit().await?;
            return Ok(Outcome::Done(result));
        }
        let worked_on = WorkedOn::load(&tx, import.id, &part).await?;
        for change in &part {
            match back(&tx, &book, import.id, change, &worked_on).await? {
                Done::Deleted => undone.deleted += 1,
                Done::Restored => undone.restored += 1,
                Done::Left => undone.left += 1,
                Done::Name => {}
            }
        }
        let from = part
            .iter()
            .map(|change| change.position)
            .min()
            .unwrap_or_default();
        store::forget_changes(tx.conn(), import.id, from).await?;
        progress.undone = Some(undone);
        if !store::advance(tx.conn(), import.id, was.as_ref(), &progress).await? {
            return Err(super::job::overtaken());
        }
        // People may not stop this: half an import is worse than a whole one or none.
        let left = from;
        work.progress(tx.conn(), progress.changes - left, Some(progress.changes))
            .await?;
        tx.commit().await?;
    }
}

pub enum Done {
    Deleted,
    Restored,
    Left,
    /// A stage, a source: no record of its own.
    Name,
}

/// Records of a part of the changes about which others have logged something.
struct WorkedOn(HashSet<Uuid>);

impl WorkedOn {
    async fn load(tx: &Tx, import: Uuid, part: &[ChangeRow]) -> Result<Self> {
        let mut worked_on = HashSet::new();
        for (entity, column) in [
            ("deal", Touched::Deal),
            ("company", Touched::Company),
            ("contact", Touched::Contact),
        ] {
            let ids: Vec<Uuid> = part
                .iter()
                .filter(|change| change.entity == entity && change.action == "created")
                .map(|change| change.entity_id)
                .collect();
            if !ids.is_empty() {
                worked_on.extend(store::touched_by_others(tx.conn(), import, column, &ids).await?);
            }
        }
        Ok(Self(worked_on))
    }
}

async fn back(
    tx: &Tx,
    book: &AdBooks,
    import: Uuid,
    change: &ChangeRow,
    worked_on: &WorkedOn,
) -> Result<Done> {
    let free = !worked_on.0.contains(&change.entity_id);
    match change.entity.as_str() {
        "deal" => deal(tx, import, change, free).await,
        "company" => company(tx, import, change, free).await,
        "contact" => contact(tx, import, change, free).await,
        ads::DAY | ads::CAMPAIGN => ads::back(tx, book, change).await,
        other => {
            name(tx, other, change).await?;
            Ok(Done::Name)
        }
    }
}

pub fn before<T: DeserializeOwned>(change: &ChangeRow) -> Result<Option<T>> {
    change
        .before
        .as_deref()
        .map(serde_json::from_str)
        .transpose()
        .map_err(Problem::internal)
}

fn record(tx: &Tx, kind: &'static str, import: Uuid, about: Subject, payload: Value) {
    tx.record(Event::new(
        kind,
        Subject {
            import: Some(import),
            ..about
        },
        payload,
    ));
}

async fn deal(tx: &Tx, import: Uuid, change: &ChangeRow, free: bool) -> Result<Done> {
    let Some(row) = deals::find_for_update(tx.conn(), change.entity_id).await? else {
        return Ok(Done::Left);
    };
    if row.version != change.version_after || !free {
        return Ok(Done::Left);
    }
    let Some(before) = before::<Before>(change)? else {
        deals::delete(tx.conn(), row.id).await?;
        record(
            tx,
            "deal.deleted",
            import,
            subject(&row),
            json!({ "title": row.title }),
        );
        return Ok(Done::Deleted);
    };
    let mut restored = before.row;
    restored.version = row.version + 1;
    restored.updated_at = tx.now();
    past::update_whole(tx.conn(), &restored, row.version).await?;
    if let Some(changes) = &before.changes {
        past::rewrite_changes(tx.conn(), &[row.id], changes).await?;
    }
    for tag in before.tags {
        past::remove_tag(tx.conn(), row.id, tag).await?;
    }
    for contact in before.contacts {
        past::remove_contact(tx.conn(), row.id, contact).await?;
    }
    index(tx, std::iter::once(&restored)).await?;
    let changes = crm::changes::between(&row, &restored);
    record(
        tx,
        "deal.changed",
        import,
        subject(&restored),
        json!({ "changes": changes }),
    );
    Ok(Done::Restored)
}

async fn company(tx: &Tx, import: Uuid, change: &ChangeRow, free: bool) -> Result<Done> {
    let Some(row) = companies::find(tx.conn(), change.entity_id).await? else {
        return Ok(Done::Left);
    };
    if row.version != change.version_after || !free {
        return Ok(Done::Left);
    }
    let about = Subject {
        owner: row.facts.owner_id,
        company: Some(row.id),
        ..Subject::default()
    };
    let Some(facts) = before(change)? else {
        if companies::links(tx.conn(), row.id).await? != (0, 0) {
            return Ok(Done::Left);
        }
        companies::delete(tx.conn(), row.id).await?;
        record(
            tx,
            "company.deleted",
            import,
            about,
            json!({ "name": row.facts.name }),
        );
        return Ok(Done::Deleted);
    };
    let restored = CompanyRow {
        facts,
        updated_at: tx.now().0,
        version: row.version + 1,
        ..row.clone()
    };
    companies::update(tx.conn(), &restored, row.version).await?;
    let changes = crm::changes::between(&row.facts, &restored.facts);
    record(
        tx,
        "company.changed",
        import,
        about,
        json!({ "changes": changes }),
    );
    Ok(Done::Restored)
}

async fn contact(tx: &Tx, import: Uuid, change: &ChangeRow, free: bool) -> Result<Done> {
    let Some(row) = contacts::find(tx.conn(), change.entity_id).await? else {
        return Ok(Done::Left);
    };
    if row.version != change.version_after || !free {
        return Ok(Done::Left);
    }
    let about = Subject {
        owner: row.facts.owner_id,
        contact: Some(row.id),
        company: row.facts.company_id,
        ..Subject::default()
    };
    let Some(facts) = before(change)? else {
        if contacts::deals_of(tx.conn(), row.id).await? > 0 {
            return Ok(Done::Left);
        }
        contacts::delete(tx.conn(), row.id).await?;
        record(
            tx,
            "contact.deleted",
            import,
            about,
            json!({ "name": row.facts.name() }),
        );
        return Ok(Done::Deleted);
    };
    let restored = ContactRow {
        facts,
        updated_at: tx.now().0,
        version: row.version + 1,
        ..row.clone()
    };
    contacts::update(tx.conn(), &restored, row.version).await?;
    let changes = crm::changes::between(&row.facts, &restored.facts);
    record(
        tx,
        "contact.changed",
        import,
        about,
        json!({ "changes": changes }),
    );
    Ok(Done::Restored)
}

/// A name that the import has added and that nothing uses any more goes into the archive: names are never deleted.
async fn name(tx: &Tx, entity: &str, change: &ChangeRow) -> Result<()> {
    let id = change.entity_id;
    let (name, dictionary) = match entity {
        "source" => (Name::Source, Some(Dictionary::Sources)),
        "lost_reason" => (Name::LostReason, Some(Dictionary::LostReasons)),
        "tag" => (Name::Tag, Some(Dictionary::Tags)),
        "stage" => (Name::Stage, None),
        "pipeline" => (Name::Pipeline, None),
        _ => return Ok(()),
    };
    if store::name_in_use(tx.conn(), name, id).await? {
        return Ok(());
    }
    if let Some(dictionary) = dictionary {
        let found = dictionaries::find(tx.conn(), dictionary, &[id])
            .await?
            .pop();
        if let Some(mut row) = found.filter(|row| row.version == change.version_after) {
            let from = row.version;
            row.archived = true;
            row.version += 1;
            dictionaries::update(tx.conn(), dictionary, &row, from).await?;
        }
        return Ok(());
    }
    let archived = match name {
        Name::Stage => delete_stage(tx, id, None).await,
        _ => match crm::pipelines::store::find(tx.conn(), id).await? {
            Some(pipeline) => {
                let archive = PipelineChange {
                    archived: Some(true),
                    ..PipelineChange::default()
                };
                change_pipeline(tx, id, pipeline.version, archive)
                    .await
                    .map(|_| ())
            }
            None => Ok(()),
        },
    };
    // The last stage or pipeline stays in use: that is a rule, not a fault.
    match archived {
        Err(problem) if problem.0.status >= 500 => Err(problem),
        _ => Ok(()),
    }
}

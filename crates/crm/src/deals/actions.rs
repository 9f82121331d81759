//! What is done with a deal besides moving it. The route has checked the permission; visibility is
//! checked here.

use std::collections::HashSet;

use api::Workspace;
use base::{Event, Money, Patch, Problem, Result, Subject, Text, Uuid};
use db::Tx;
use serde::Serialize;
use serde_json::{Value, json};

use super::checks::{check_links, company, external_id_taken, known, people_of, tidy, unique};
use super::entry;
use super::forms::{ContactRole, DealChange, NewDeal};
use super::model::{Reached, Spot, status_on};
use super::store::{self, ChangeRow, DealDoc, DealRow};
use super::view::{DealDetail, TagRef};
use crate::pipelines::{Pipeline, Stage};
use crate::refs::{CompanyRef, NamedRef, UserRef};
use crate::{changes, pipelines, visible};

/// A deal that the actor may see, with all that belongs to it.
///
/// # Errors
/// `not_found`.
pub async fn find(
    conn: db::Conn<'_>,
    actor: &base::Actor,
    id: Uuid,
    now: base::Time,
) -> Result<DealDetail> {
    let found = DealDetail::find(conn, id, now)
        .await?
        .ok_or_else(Problem::not_found)?;
    visible::check(
        &actor.scope,
        found.deal.owner.as_ref().map(|owner| owner.id),
    )?;
    Ok(found)
}

/// A deal to be changed: others wait, and a version that is no longer the newest is refused.
pub(super) async fn for_update(tx: &Tx, id: Uuid, version: Option<i64>) -> Result<DealRow> {
    let row = store::find_for_update(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    visible::check(&tx.actor.scope, row.owner_id)?;
    if version.is_some_and(|version| version != row.version) {
        return Err(Problem::stale(row.version));
    }
    Ok(row)
}

async fn reread(tx: &Tx, id: Uuid) -> Result<DealDetail> {
    DealDetail::find(tx.conn(), id, tx.now())
        .await?
        .ok_or_else(Problem::not_found)
}

pub(super) fn subject(row: &DealRow) -> Subject {
    Subject {
        owner: row.owner_id,
        deal: Some(row.id),
        company: row.company_id,
        ..Subject::default()
    }
}

/// Creates a deal on a stage.
///
/// # Errors
/// `invalid` with every wrong field; `entry_conditions` of the stage.
pub async fn create(tx: &Tx, new: NewDeal) -> Result<DealDetail> {
    let conn = tx.conn();
    let (pipeline, stage) = start(tx, new.pipeline_id, new.stage_id).await?;
    let owner_id = match new.owner_id {
        Patch::Keep => tx.actor.user_id,
        Patch::Clear => None,
        Patch::Set(owner) => Some(owner),
    };
    let value = match new.value {
        Some(value) => value,
        None => Money::new(0, Workspace::load(conn).await?.currency),
    };
    let reached = Reached::from(Spot::from(&stage));
    let status = status_on(stage.kind);
    let now = tx.now();
    let mut row = DealRow {
        id: tx.new_id(),
        title: new.title,
        value,
        company_id: new.company_id,
        owner_id,
        source_id: new.source_id,
        pipeline_id: pipeline.id,
        stage_id: stage.id,
        status,
        stage_entered_at: now,
        reached_stage_id: reached.stage,
        reached_kind: reached.rank,
        expected_close: new.expected_close,
        next_step: new.next_step,
        next_step_at: new.next_step_at,
        won_at: stage.kind.wins().then_some(now),
        lost_at: None,
        lost_reason_id: None,
        lost_note: None,
        last_activity_at: now,
        external_id: new.external_id,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let contacts: Vec<ContactRole> = new
        .contact_ids
        .into_iter()
        .map(|contact_id| ContactRole {
            contact_id,
            role: String::new(),
        })
        .collect();
    let contacts = people_of(contacts)?;
    let tags = unique(new.tag_ids);
    tidy(&mut row, None)?;
    check_links(tx, &row, None, &contacts, &tags).await?;
    let known = known(&row, !contacts.is_empty(), new.company_name.is_some());
    entry::check(&stage, &known)?;
    if let Some(name) = new.company_name {
        row.company_id = Some(company(tx, &name, row.owner_id).await?);
    }
    store::insert_many(conn, std::slice::from_ref(&row))
        .await
        .map_err(external_id_taken)?;
    store::insert_changes_many(
        conn,
        &[ChangeRow {
            deal_id: row.id,
            from_stage_id: None,
            to_stage_id: stage.id,
            from_status: None,
            to_status: status,
            lost_reason_id: None,
            at: now,
            by_id: tx.actor.user_id,
            recorded_at: now,
        }],
    )
    .await?;
    store::put_contacts(conn, row.id, &contacts).await?;
    store::put_tags(conn, row.id, &tags).await?;
    let made = reread(tx, row.id).await?;
    index(tx, &made).await?;
    let payload = json!({
        "title": row.title, "value": row.value,
        "stage_id": stage.id, "stage": stage.name, "pipeline_id": pipeline.id,
    });
    tx.record(Event::new("deal.created", subject(&row), payload));
    Ok(made)
}

/// The pipeline and the stage that a new deal begins on.
async fn start(tx: &Tx, pipeline: Option<Uuid>, stage: Option<Uuid>) -> Result<(Pipeline, Stage)> {
    let conn = tx.conn();
    let unknown_stage = || {
        let text = Text::fixed(
            "Нет такого действующего этапа",
            "There is no such stage in use",
        );
        Problem::field("stage_id", "not_found", text)
    };
    let pipeline_id = match (pipeline, stage) {
        (None, Some(stage)) => {
            let stage = pipelines::store::stage(conn, stage).await?;
            Some(stage.ok_or_else(unknown_stage)?.pipeline_id)
        }
        (id, _) => id,
    };
    let pipeline = match pipeline_id {
        Some(id) => pipelines::store::find(conn, id).await?,
        None => pipelines::store::first(conn).await?,
    };
    let pipeline = pipeline
        .filter(|pipeline| !pipeline.archived)
        .ok_or_else(|| {
            let text = Text::fixed(
                "Нет такой действующей воронки",
                "There is no such pipeline in use",
            );
            Problem::field("pipeline_id", "not_found", text)
        })?;
    let stage = match stage {
        Some(id) => pipeline.active().find(|stage| stage.id == id),
        None => pipeline.active().next(),
    };
    let stage = stage.cloned().ok_or_else(unknown_stage)?;
    Ok((pipeline, stage))
}

/// Changes what is known of a deal.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(
    tx: &Tx,
    id: Uuid,
    version: Option<i64>,
    change: DealChange,
) -> Result<DealDetail> {
    let conn = tx.conn();
    let was = for_update(tx, id, version).await?;
    let before = reread(tx, id).await?;
    let mut row = was.clone();
    if let Some(title) = change.title {
        row.title = title;
    }
    match change.value {
        Patch::Keep => {}
        Patch::Clear => row.value.amount = 0,
        Patch::Set(value) => row.value = value,
    }
    change.company_id.apply(&mut row.company_id);
    change.owner_id.apply(&mut row.owner_id);
    change.source_id.apply(&mut row.source_id);
    change.expected_close.apply(&mut row.expected_close);
    change.next_step.apply(&mut row.next_step);
    change.next_step_at.apply(&mut row.next_step_at);
    change.external_id.apply(&mut row.external_id);
    let contacts = change.contacts.map(people_of).transpose()?;
    let tags = change.tag_ids.map(unique);
    tidy(&mut row, Some(&was))?;
    // Only what is new is checked: people may leave and lists may shrink while the deal stays.
    let new_contacts: Vec<(Uuid, String)> = contacts
        .iter()
        .flatten()
        .filter(|(id, _)| !before.contacts.iter().any(|known| known.contact.id == *id))
        .cloned()
        .collect();
    let new_tags: Vec<Uuid> = tags
        .iter()
        .flatten()
        .filter(|id| !before.deal.tags.iter().any(|known| known.id == **id))
        .copied()
        .collect();
    check_links(tx, &row, Some(&was), &new_contacts, &new_tags).await?;
    if let Some(name) = change.company_name {
        row.company_id = Some(company(tx, &name, row.owner_id).await?);
    }
    let same_contacts = contacts.as_ref().is_none_or(|wanted| {
        let known = before
            .contacts
            .iter()
            .map(|known| (known.contact.id, known.role.clone()));
        known.eq(wanted.iter().cloned())
    });
    let same_tags = tags.as_ref().is_none_or(|wanted| {
        let known: HashSet<Uuid> = before.deal.tags.iter().map(|tag| tag.id).collect();
        known == wanted.iter().copied().collect()
    });
    if row == was && same_contacts && same_tags {
        return Ok(before);
    }
    stamp(tx, &mut row);
    let written = store::update_facts(conn, &row, was.version)
        .await
        .map_err(external_id_taken)?;
    if !written {
        return Err(Problem::stale(was.version + 1));
    }
    if let (Some(contacts), false) = (&contacts, same_contacts) {
        store::put_contacts(conn, id, contacts).await?;
    }
    if let (Some(tags), false) = (&tags, same_tags) {
        store::put_tags(conn, id, tags).await?;
    }
    let after = reread(tx, id).await?;
    index(tx, &after).await?;
    let changed = changes::between(&Told::of(&before), &Told::of(&after));
    let mut subject = subject(&row);
    // Whoever loses sight of the deal by this change is still told of it.
    subject.owner = row.owner_id.or(was.owner_id);
    tx.record(Event::new(
        "deal.changed",
        subject,
        json!({ "changes": changed }),
    ));
    Ok(after)
}

/// Marks a row as changed now.
pub(super) fn stamp(tx: &Tx, row: &mut DealRow) {
    row.version += 1;
    row.updated_at = tx.now();
    row.last_activity_at = row.last_activity_at.max(tx.now());
}

/// Deletes a deal. What it was stays in the event log.
///
/// # Errors
/// `not_found`, `stale`.
pub async fn delete(tx: &Tx, id: Uuid, version: Option<i64>) -> Result<()> {
    let row = for_update(tx, id, version).await?;
    let detail = reread(tx, id).await?;
    let history = store::history(tx.conn(), id).await?;
    store::delete(tx.conn(), id).await?;
    let payload = json!({ "title": row.title, "deal": detail, "history": history });
    tx.record(Event::new("deal.deleted", subject(&row), payload));
    Ok(())
}

/// Ticks an item of a checklist, or takes the tick away.
///
/// # Errors
/// `not_found` for an item that is on no stage of the deal's pipeline.
pub async fn check_item(tx: &Tx, id: Uuid, item_id: &str, done: bool) -> Result<DealDetail> {
    let conn = tx.conn();
    let mut row = for_update(tx, id, None).await?;
    let pipeline = pipelines::store::find(conn, row.pipeline_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let item = pipeline
        .stages
        .iter()
        .flat_map(|stage| &stage.checklist)
        .find(|item| item.id == item_id);
    let changed = match (item, done) {
        (Some(_), true) => store::check(conn, id, item_id, tx.actor.user_id, tx.now()).await?,
        (None, true) => return Err(Problem::not_found()),
        // What is no longer on any list can still be taken away.
        (_, false) => store::uncheck(conn, id, item_id).await?,
    };
    if changed {
        let from = row.version;
        stamp(tx, &mut row);
        if !store::bump(conn, &row, from).await? {
            return Err(Problem::stale(from + 1));
        }
        let text = item.map(|item| item.text.as_str());
        let payload = json!({ "item_id": item_id, "text": text, "done": done });
        tx.record(Event::new("deal.checked", subject(&row), payload));
    }
    reread(tx, id).await
}

async fn index(tx: &Tx, detail: &DealDetail) -> Result<()> {
    let deal = &detail.deal;
    let doc = DealDoc {
        id: deal.id,
        owner_id: deal.owner.as_ref().map(|owner| owner.id),
        title: &deal.title,
        company: deal.company.as_ref().map(|company| company.name.as_str()),
        value: deal.value,
        updated_at: deal.updated_at,
    };
    store::index(tx.conn(), &[doc]).await
}

/// A deal as its changes are told: with names, so that the timeline can be read when they are gone.
#[derive(Serialize)]
struct Told<'a> {
    title: &'a str,
    value: Money,
    company: Option<&'a CompanyRef>,
    owner: Option<&'a UserRef>,
    source: Option<&'a NamedRef>,
    expected_close: Option<chrono::NaiveDate>,
    next_step: Option<&'a str>,
    next_step_at: Option<base::Time>,
    external_id: Option<&'a str>,
    tags: &'a [TagRef],
    contacts: Vec<Value>,
}

impl<'a> Told<'a> {
    fn of(detail: &'a DealDetail) -> Self {
        let deal = &detail.deal;
        Self {
            title: &deal.title,
            value: deal.value,
            company: deal.company.as_ref(),
            owner: deal.owner.as_ref(),
            source: deal.source.as_ref(),
            expected_close: deal.expected_close,
            next_step: deal.next_step.as_deref(),
            next_step_at: deal.next_step_at,
            external_id: deal.external_id.as_deref(),
            tags: &deal.tags,
            contacts: detail
                .contacts
                .iter()
                .map(|one| json!({ "id": one.contact.id, "name": one.contact.name, "role": one.role }))
                .collect(),
        }
    }
}

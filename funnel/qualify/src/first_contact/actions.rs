//! Beginning a first contact, and working out what became of it.

use api::Workspace;
use base::{Actor, Result, Time, Uuid};
use crm::activities::store as activities;
use crm::deals::model::Status;
use crm::deals::store::DealRow;
use crm::marks::{self, Kind as MarkKind};
use crm::pipelines::{self, StageKind};
use db::Tx;
use db::events::LoggedEvent;
use db::jobs::Work;

use super::model::{Speed, State, mark};
use super::settings::Settings;
use super::store::{self, ContactRow};

const MINUTE_MS: i64 = 60_000;

/// The job for a deal that was made: a person has to answer.
///
/// # Errors
/// When the database refuses.
pub async fn begin(work: Work, event: LoggedEvent) -> Result<()> {
    told(work, event, true).await
}

/// The job for whatever happened to a deal later.
///
/// # Errors
/// When the database refuses.
pub async fn look(work: Work, event: LoggedEvent) -> Result<()> {
    told(work, event, false).await
}

async fn told(work: Work, event: LoggedEvent, begins: bool) -> Result<()> {
    let Some(deal) = event.deal_id else {
        return Ok(());
    };
    // Most deals were answered long ago: they cost no write lock.
    let known = store::find(work.db.reader(), deal).await?;
    let done = State::Answered.as_str();
    let told_of_answers = event.kind.starts_with("activity.");
    match &known {
        None if !begins => return Ok(()),
        Some(row) if row.state == done && !told_of_answers => return Ok(()),
        _ => {}
    }
    let tx = work.db.begin(Actor::system()).await?;
    work_out(&tx, deal, begins).await?;
    tx.commit().await
}

/// Works out anew how the first contact of a deal stands.
///
/// # Errors
/// When the database refuses.
pub async fn work_out(tx: &Tx, deal: Uuid, begins: bool) -> Result<()> {
    tx.one_at_a_time(&format!("first_contact {deal}")).await?;
    let Some(row) = crm::deals::store::find(tx.conn(), deal).await? else {
        return Ok(());
    };
    let known = store::find(tx.conn(), deal).await?;
    let workspace = Workspace::load(tx.conn()).await?;
    let due = |from: Time, minutes: i64| {
        let work = &workspace.work;
        work.add_working(from, minutes * MINUTE_MS, workspace.time_zone)
    };
    let limit = match &known {
        None => Settings::load(tx.conn()).await?.limit(row.source_id),
        Some(_) => None,
    };
    let early = is_early(tx, &row).await?;
    let was = match (known, limit) {
        (Some(known), _) => Some(known),
        (None, Some(minutes)) if begins && early => {
            let fresh = ContactRow {
                deal_id: deal,
                began_at: row.created_at.0,
                due_at: due(row.created_at, minutes).0,
                state: String::new(),
                answered_at: None,
                answered_by: None,
            };
            Some(fresh)
        }
        _ => None,
    };
    let Some(was) = was else {
        return Ok(());
    };
    let answer = activities::first_answer(tx.conn(), deal).await?;
    let mut now = ContactRow {
        state: match (&answer, early && row.status == Status::Open) {
            (Some(_), _) => State::Answered,
            (None, true) => State::Waiting,
            (None, false) => State::Dropped,
        }
        .as_str()
        .to_owned(),
        // What was talked before the deal was written down counts from its first moment.
        answered_at: answer.as_ref().map(|answer| answer.at.max(was.began_at)),
        answered_by: answer.and_then(|answer| answer.by_id),
        ..was.clone()
    };
    let waits = State::Waiting.as_str();
    if now.state == waits && was.state == State::Dropped.as_str() {
        // It came back to work: the limit runs anew.
        let minutes = Settings::load(tx.conn()).await?.limit(row.source_id);
        now.due_at = due(tx.now(), minutes.unwrap_or_default()).0;
    }
    if now == was {
        return Ok(());
    }
    store::put_many(tx.conn(), std::slice::from_ref(&now)).await?;
    let speed = |row: &ContactRow| {
        let (from, to) = (Time(row.began_at), Time(row.answered_at?));
        let took = workspace.work.working_ms(from, to, workspace.time_zone);
        Some(Speed::of(took))
    };
    if was.answered_at != now.answered_at && !was.state.is_empty() {
        // The mark tells since when: another moment needs another one.
        let old = mark(speed(&was));
        marks::actions::remove(tx, deal, MarkKind::FirstResponse, &old.key).await?;
    }
    let at = Time(now.answered_at.unwrap_or(now.began_at));
    marks::actions::put(tx, deal, &mark(speed(&now)), at).await?;
    Ok(())
}

/// Whether the deal stands where clients are attracted or qualified.
async fn is_early(tx: &Tx, row: &DealRow) -> Result<bool> {
    let stage = pipelines::store::stage(tx.conn(), row.stage_id).await?;
    Ok(stage.is_some_and(|stage| stage.kind <= StageKind::Qualify))
}

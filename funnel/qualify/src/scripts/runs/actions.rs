//! What is done with runs. The route has checked the permission; visibility is checked by the core.

use base::{Event, Permission, Problem, Result, Text, Uuid};
use crm::activities;
use crm::activities::model::{Direction, Kind as ActivityKind, NewActivity, Outcome as Reached};
use crm::marks;
use crm::records::Record;
use db::Tx;
use serde_json::json;

use super::model::{Captured, Ending, Passed, chosen, ending};
use super::store::{self, RunRow};
use crate::deals::actions::{self as deals, NewAnswer};
use crate::scripts::actions::mark;
use crate::scripts::model::Step;
use crate::scripts::store as scripts;

/// Starts following the newest published version. What the same person has not ended on this deal is broken off.
///
/// # Errors
/// `not_found`, `conflict` for a script that is not published, `invalid` for a foreign activity.
pub async fn start(
    tx: &Tx,
    deal_id: Uuid,
    script_id: Uuid,
    activity_id: Option<Uuid>,
) -> Result<RunRow> {
    let deal = deals::deal(tx.conn(), &tx.actor, deal_id).await?;
    let script = scripts::find(tx.conn(), script_id)
        .await?
        .filter(|script| !script.archived)
        .ok_or_else(|| no_such("script_id"))?;
    let version = scripts::published(tx.conn(), script_id).await?;
    let version = version.ok_or_else(|| {
        Problem::conflict(Text::fixed(
            "Скрипт ещё не опубликован",
            "The script is not published yet",
        ))
    })?;
    let steps = version.steps()?;
    let first = steps
        .first()
        .ok_or_else(|| Problem::internal("a published script without steps"))?;
    check_activity(tx, deal_id, activity_id).await?;
    for left in store::open(tx.conn(), deal_id, tx.actor.user_id).await? {
        close(tx, left, "").await?;
    }
    let row = RunRow {
        id: tx.new_id(),
        script_id,
        script_name: script.name.clone(),
        kind: script.kind.clone(),
        number: version.number,
        steps: version.steps.clone(),
        deal_id,
        activity_id,
        by_id: tx.actor.user_id,
        by_name: Some(tx.actor.name.clone()),
        step: first.key.clone(),
        path: "[]".to_owned(),
        note: String::new(),
        outcome: None,
        started_at: tx.now().0,
        ended_at: None,
        version: 1,
    };
    store::insert_many(tx.conn(), std::slice::from_ref(&row)).await?;
    let mark = mark(&script, version.number);
    marks::actions::put(tx, deal_id, &mark, tx.now()).await?;
    Record::Deal(deal_id).touch(tx).await?;
    let payload = json!({ "run_id": row.id, "script": row.script_name, "number": row.number });
    let subject = Record::Deal(deal_id).subject(deal.owner_id);
    tx.record(Event::new("deal.script_started", subject, payload));
    Ok(row)
}

fn no_such(field: &str) -> Problem {
    let text = Text::fixed("Такой записи нет", "There is no such record");
    Problem::field(field, "not_found", text)
}

/// The activity is a call or a mail of this deal.
async fn check_activity(tx: &Tx, deal: Uuid, activity: Option<Uuid>) -> Result<()> {
    if let Some(id) = activity {
        let found = activities::store::find(tx.conn(), id).await?;
        if found.is_none_or(|row| row.deal_id != Some(deal)) {
            return Err(no_such("activity_id"));
        }
    }
    Ok(())
}

/// A run that the actor follows, as it was read.
async fn own(tx: &Tx, id: Uuid, version: i64) -> Result<(RunRow, Vec<Step>)> {
    let row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Record::Deal(row.deal_id)
        .owner(tx.conn(), &tx.actor)
        .await?;
    if row.by_id != tx.actor.user_id {
        return Err(Problem::forbidden().with_detail(Text::fixed(
            "По скрипту идёт тот, кто его начал",
            "A script is followed by whoever began it",
        )));
    }
    if row.ended_at.is_some() {
        return Err(Problem::conflict(Text::fixed(
            "Скрипт уже завершён: начните его заново",
            "The script has ended already: start it anew",
        )));
    }
    if row.version != version {
        return Err(Problem::stale(row.version));
    }
    let steps = serde_json::from_str(&row.steps).map_err(Problem::internal)?;
    Ok((row, steps))
}

async fn write(tx: &Tx, row: RunRow) -> Result<RunRow> {
    let from = row.version;
    let row = RunRow {
        version: from + 1,
        ..row
    };
    if !store::update(tx.conn(), &row, from).await? {
        return Err(Problem::stale(from + 1));
    }
    Ok(row)
}

fn walked(path: &[Passed]) -> Result<String> {
    serde_json::to_string(path).map_err(Problem::internal)
}

/// The client's answer: the run moves on, and what the step asks goes into the qualification of the deal.
///
/// # Errors
/// `not_found`, `forbidden`, `stale`, `conflict`, `invalid`.
pub async fn answer(
    tx: &Tx,
    id: Uuid,
    version: i64,
    number: usize,
    typed: Option<&str>,
) -> Result<RunRow> {
    let (mut row, steps) = own(tx, id, version).await?;
    let (step, answer) = chosen(&steps, &row.step, number)?;
    let value = answer.value.as_deref().or(typed).map(str::trim);
    let captured = capture(tx, &row, step, value.filter(|value| !value.is_empty())).await?;
    let mut path = row.path()?;
    path.push(Passed {
        step: step.key.clone(),
        answer: number,
        said: answer.text.clone(),
        captured,
        at: tx.now().0,
    });
    row.path = walked(&path)?;
    row.step.clone_from(&answer.to);
    write(tx, row).await
}

/// Writes the answer of qualification that a step asks for, if the deal is asked that question.
async fn capture(
    tx: &Tx,
    row: &RunRow,
    step: &Step,
    value: Option<&str>,
) -> Result<Option<Captured>> {
    let (Some(key), Some(value)) = (&step.question, value) else {
        return Ok(None);
    };
    let deal = deals::deal(tx.conn(), &tx.actor, row.deal_id).await?;
    let now = match deals::standing(tx.conn(), &deal).await {
        Ok(now) => now,
        // No questions are asked in this pipeline: the path itself remembers.
        Err(problem) if problem.0.status == 404 => return Ok(None),
        Err(problem) => return Err(problem),
    };
    if !now.questions.iter().any(|question| question.key == *key) {
        return Ok(None);
    }
    let newest = now.answers.get(key).and_then(|all| all.first());
    let before = newest.and_then(|answer| answer.value.clone());
    let new = NewAnswer {
        value: Some(value.to_owned()),
        proof: format!("{}, {}", row.script_name, row.number),
        contact_id: None,
    };
    if before.as_deref() != Some(value) {
        deals::answer(tx, row.deal_id, key, new).await?;
    }
    Ok(Some(Captured {
        question: key.clone(),
        value: value.to_owned(),
        before,
    }))
}

/// One step back: what that step wrote into the qualification is as it was before.
///
/// # Errors
/// As [`answer`]; `conflict` on the first step.
pub async fn back(tx: &Tx, id: Uuid, version: i64) -> Result<RunRow> {
    let (mut row, _) = own(tx, id, version).await?;
    let mut path = row.path()?;
    let Some(last) = path.pop() else {
        return Err(Problem::conflict(Text::fixed(
            "Это первый шаг",
            "This is the first step",
        )));
    };
    if let Some(captured) = last.captured
        && captured.before.as_deref() != Some(captured.value.as_str())
    {
        let new = NewAnswer {
            value: captured.before,
            ..NewAnswer::default()
        };
        deals::answer(tx, row.deal_id, &captured.question, new).await?;
    }
    row.path = walked(&path)?;
    row.step = last.step;
    write(tx, row).await
}

/// How a run is finished.
#[derive(Debug, Clone, Default)]
pub struct Finish {
    pub note: Option<String>,
    /// Write the call down too.
    pub log: bool,
}

/// Ends a run: as the script says where it stands on an end, else it is broken off.
///
/// # Errors
/// As [`answer`].
pub async fn finish(tx: &Tx, id: Uuid, version: i64, how: Finish) -> Result<RunRow> {
    let (mut row, _) = own(tx, id, version).await?;
    if let Some(note) = how.note {
        row.note = note;
    }
    if how.log && row.activity_id.is_none() {
        row.activity_id = Some(log(tx, &row).await?);
    }
    let note = row.note.clone();
    close(tx, row, &note).await
}

/// Writes down the call or the mail that the run stands for.
async fn log(tx: &Tx, row: &RunRow) -> Result<Uuid> {
    tx.need(Permission::ActivitiesWrite)?;
    let call = row.kind == "call";
    let (kind, outcome) = match call {
        true => (ActivityKind::Call, Reached::Answered),
        false => (ActivityKind::Mail, Reached::Sent),
    };
    let new = NewActivity {
        direction: Some(Direction::Out),
        outcome: Some(outcome),
        subject: row.script_name.clone(),
        text: row.note.clone(),
        seconds: call.then(|| (tx.now().0 - row.started_at).clamp(0, 14_400_000) / 1_000),
        deal_id: Some(row.deal_id),
        by_id: row.by_id,
        ..NewActivity::new(kind, base::Time(row.started_at))
    };
    Ok(activities::actions::log(tx, new).await?.id)
}

async fn close(tx: &Tx, mut row: RunRow, note: &str) -> Result<RunRow> {
    let steps: Vec<Step> = serde_json::from_str(&row.steps).map_err(Problem::internal)?;
    let ended: Ending = ending(&steps, &row.step);
    row.outcome = Some(ended.as_str().to_owned());
    row.ended_at = Some(tx.now().0);
    if !note.is_empty() {
        row.note = note.trim().chars().take(5_000).collect();
    }
    let row = write(tx, row).await?;
    let record = Record::Deal(row.deal_id);
    record.touch(tx).await?;
    let at = steps.iter().position(|step| step.key == row.step);
    let payload = json!({
        "run_id": row.id,
        "script": row.script_name,
        "number": row.number,
        "outcome": row.outcome,
        "step": at.map(|at| crate::scripts::model::called(&steps[at], at)),
        "note": row.note,
    });
    let subject = record.subject(record.any_owner(tx.conn()).await?);
    tx.record(Event::new("deal.script_followed", subject, payload));
    Ok(row)
}

/// What of a run may be changed beside its way. Absent stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub note: Option<String>,
    pub activity_id: Option<Uuid>,
}

/// # Errors
/// As [`answer`].
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<RunRow> {
    let (mut row, _) = own(tx, id, version).await?;
    if let Some(note) = change.note {
        row.note = note.trim().chars().take(5_000).collect();
    }
    if change.activity_id.is_some() {
        check_activity(tx, row.deal_id, change.activity_id).await?;
        row.activity_id = change.activity_id;
    }
    write(tx, row).await
}

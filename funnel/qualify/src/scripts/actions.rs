//! What is done with scripts. The route has checked the permission.

use std::collections::BTreeMap;

use base::problem::{Check, FieldError};
use base::{Event, Problem, Result, Subject, Text, Uuid};
use crm::marks::{self, Kind as MarkKind, Mark};
use db::{Conn, Tx};
use serde_json::json;

use super::model::{Kind, Step, called, faults, kept};
use super::store::{self, ScriptRow, VersionRow};
use crate::questions::model::Question;
use crate::questions::store as sets;

/// Begins a script as a draft.
///
/// # Errors
/// `invalid` with everything that is wrong.
pub async fn create(tx: &Tx, name: &str, kind: Kind, steps: Vec<Step>) -> Result<ScriptRow> {
    let row = ScriptRow {
        id: tx.new_id(),
        name: checked_name(name)?,
        kind: kind.as_str().to_owned(),
        archived: false,
        version: 1,
    };
    store::insert(tx.conn(), &row, tx.now()).await?;
    let draft = draft(tx, 1, &kept(steps)?, "")?;
    store::add_version(tx.conn(), row.id, &draft).await?;
    record(tx, "script.created", &row, 1);
    Ok(row)
}

fn draft(tx: &Tx, number: i64, steps: &[Step], note: &str) -> Result<VersionRow> {
    Ok(VersionRow {
        number,
        steps: written(steps)?,
        note: note.trim().chars().take(1_000).collect(),
        created_at: tx.now().0,
        published_at: None,
        published_by: None,
        published_by_name: None,
    })
}

fn written(steps: &[Step]) -> Result<String> {
    serde_json::to_string(steps).map_err(Problem::internal)
}

/// Changes the draft, which is begun where there is none.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn write_draft(
    tx: &Tx,
    id: Uuid,
    version: i64,
    steps: Vec<Step>,
    note: &str,
) -> Result<ScriptRow> {
    let row = touched(tx, id, version, |_| Ok(())).await?;
    let all = store::versions(tx.conn(), id).await?;
    let newest = all.first().ok_or_else(Problem::not_found)?;
    let steps = kept(steps)?;
    let number = newest.number + i64::from(newest.published_at.is_some());
    let draft = draft(tx, number, &steps, note)?;
    if number > newest.number {
        store::add_version(tx.conn(), id, &draft).await?;
    } else if !store::write_draft(tx.conn(), id, number, &draft.steps, &draft.note).await? {
        return Err(Problem::stale(row.version));
    }
    record(tx, "script.drafted", &row, number);
    Ok(row)
}

/// Publishes the draft: from now on it is the version that is followed, and it never changes again.
///
/// # Errors
/// `conflict` without a draft, `invalid` with everything that keeps the script from being followed.
pub async fn publish(tx: &Tx, id: Uuid, version: i64) -> Result<ScriptRow> {
    let row = touched(tx, id, version, |_| Ok(())).await?;
    let all = store::versions(tx.conn(), id).await?;
    let draft = all.first().filter(|newest| newest.published_at.is_none());
    let Some(draft) = draft else {
        return Err(Problem::conflict(Text::fixed(
            "Черновика нет: публиковать нечего",
            "There is no draft to publish",
        )));
    };
    let faults = faults_of(tx.conn(), &draft.steps()?).await?;
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let (now, by) = (tx.now(), tx.actor.user_id);
    store::publish(tx.conn(), id, draft.number, now, by).await?;
    record(tx, "script.published", &row, draft.number);
    Ok(row)
}

/// Why a script cannot be published: as a graph, and by the questions of qualification that it names.
///
/// # Errors
/// When the database refuses.
pub async fn faults_of(conn: Conn<'_>, steps: &[Step]) -> Result<Vec<FieldError>> {
    let mut found = faults(steps);
    let known = questions(conn).await?;
    for (index, step) in steps.iter().enumerate() {
        let Some(key) = &step.question else { continue };
        let name = called(step, index);
        let Some(asked) = known.get(key) else {
            let text = Text::new(
                format!("«{name}»: вопроса «{key}» нет в квалификации"),
                format!("“{name}”: qualification has no question “{key}”"),
            );
            let field = format!("steps[{index}].question");
            found.push(FieldError::new(field, "no_such_question", text));
            continue;
        };
        for (place, answer) in step.answers.iter().enumerate() {
            let Some(value) = &answer.value else { continue };
            if asked.iter().all(|question| question.read(value).is_err()) {
                let said = &answer.text;
                let text = Text::new(
                    format!("«{name}»: «{value}» из ответа «{said}» вопрос не принимает"),
                    format!(
                        "“{name}”: the question does not take “{value}” of the answer “{said}”"
                    ),
                );
                let field = format!("steps[{index}].answers[{place}].value");
                found.push(FieldError::new(field, "wrong_answer", text));
            }
        }
    }
    Ok(found)
}

/// The questions of all sets in use, by key: sets of different pipelines may share one.
async fn questions(conn: Conn<'_>) -> Result<BTreeMap<String, Vec<Question>>> {
    let mut known: BTreeMap<String, Vec<Question>> = BTreeMap::new();
    for set in sets::list(conn).await? {
        if set.archived {
            continue;
        }
        for question in set.questions()? {
            known
                .entry(question.key.clone())
                .or_default()
                .push(question);
        }
    }
    Ok(known)
}

/// A change of a script besides its steps. Absent stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<ScriptRow> {
    let renamed = change.name.is_some();
    let row = touched(tx, id, version, |row| {
        if let Some(name) = &change.name {
            row.name = checked_name(name)?;
        }
        row.archived = change.archived.unwrap_or(row.archived);
        Ok(())
    })
    .await?;
    if renamed {
        for known in store::versions(tx.conn(), id).await? {
            marks::actions::rename(tx, &mark(&row, known.number)).await?;
        }
    }
    record(tx, "script.changed", &row, 0);
    Ok(row)
}

/// The group of deals that a version was followed with.
pub fn mark(script: &ScriptRow, number: i64) -> Mark {
    let name = &script.name;
    Mark {
        kind: MarkKind::ScriptVersion,
        key: format!("{}.{number}", script.id),
        name: Text::new(
            format!("{name}, версия {number}"),
            format!("{name}, version {number}"),
        ),
    }
}

async fn touched(
    tx: &Tx,
    id: Uuid,
    version: i64,
    change: impl FnOnce(&mut ScriptRow) -> Result<()>,
) -> Result<ScriptRow> {
    let mut row = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if row.version != version {
        return Err(Problem::stale(row.version));
    }
    change(&mut row)?;
    row.version += 1;
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    Ok(row)
}

fn checked_name(name: &str) -> Result<String> {
    let mut check = Check::default();
    check.required("name", name, 200);
    check.done()?;
    Ok(name.trim().to_owned())
}

fn record(tx: &Tx, kind: &'static str, row: &ScriptRow, number: i64) {
    let payload = json!({ "id": row.id, "name": row.name, "number": number });
    tx.record(Event::new(kind, Subject::default(), payload));
}

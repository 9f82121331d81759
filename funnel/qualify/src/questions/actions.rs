//! What is done with sets of questions. The route has checked the permission.

use base::problem::Check;
use base::{Event, Lang, Patch, Problem, Result, Subject, Text, Uuid};
use crm::pipelines;
use db::Tx;
use serde_json::json;

use super::model::{Question, bant, checked};
use super::store::{self, SetRow};

/// The set that a new company begins with.
///
/// # Errors
/// When the database refuses.
pub async fn create_default(tx: &Tx, lang: Lang) -> Result<SetRow> {
    let (name, questions) = bant(lang);
    create(tx, &name, None, questions).await
}

/// # Errors
/// `invalid` with everything that is wrong.
pub async fn create(
    tx: &Tx,
    name: &str,
    pipeline_id: Option<Uuid>,
    questions: Vec<Question>,
) -> Result<SetRow> {
    let questions = checked(questions)?;
    let row = SetRow {
        id: tx.new_id(),
        name: checked_name(name)?,
        pipeline_id: checked_pipeline(tx, pipeline_id).await?,
        archived: false,
        number: 1,
        questions: serde_json::to_string(&questions).map_err(Problem::internal)?,
        version: 1,
    };
    store::insert(tx.conn(), &row, tx.now()).await?;
    record(tx, "question_set.created", &row);
    Ok(row)
}

/// A change of a set. What it does not mention stays as it is; other questions make a new version.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub pipeline_id: Patch<Uuid>,
    pub questions: Option<Vec<Question>>,
    pub archived: Option<bool>,
}

/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: Change) -> Result<SetRow> {
    let was = store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let mut row = SetRow {
        version: version + 1,
        ..was.clone()
    };
    if let Some(name) = change.name {
        row.name = checked_name(&name)?;
    }
    change.pipeline_id.apply(&mut row.pipeline_id);
    checked_pipeline(tx, row.pipeline_id).await?;
    row.archived = change.archived.unwrap_or(row.archived);
    if let Some(questions) = change.questions {
        let questions = checked(questions)?;
        if questions != was.questions()? {
            row.number += 1;
            row.questions = serde_json::to_string(&questions).map_err(Problem::internal)?;
            store::add_version(tx.conn(), &row, tx.now()).await?;
        }
    }
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "question_set.changed", &row);
    Ok(row)
}

fn checked_name(name: &str) -> Result<String> {
    let mut check = Check::default();
    check.required("name", name, 200);
    check.done()?;
    Ok(name.trim().to_owned())
}

async fn checked_pipeline(tx: &Tx, pipeline: Option<Uuid>) -> Result<Option<Uuid>> {
    if let Some(id) = pipeline
        && pipelines::store::find(tx.conn(), id).await?.is_none()
    {
        let text = Text::fixed("Такой воронки нет", "There is no such pipeline");
        return Err(Problem::field("pipeline_id", "not_found", text));
    }
    Ok(pipeline)
}

fn record(tx: &Tx, kind: &'static str, row: &SetRow) {
    let payload = json!({ "id": row.id, "name": row.name, "number": row.number });
    tx.record(Event::new(kind, Subject::default(), payload));
}

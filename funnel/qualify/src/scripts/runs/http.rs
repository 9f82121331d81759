//! Runs over HTTP.

use api::{Body, Ctx, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Problem, Time, Uuid};
use crm::records::Record;
use crm::refs::UserRef;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::Ending;
use super::store::{self, RunRow};
use crate::scripts::model::{Kind, Step};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::QualificationWrite, routes!(start))
        .permitted(Permission::QualificationWrite, routes!(change))
        .permitted(Permission::QualificationWrite, routes!(answer))
        .permitted(Permission::QualificationWrite, routes!(back))
        .permitted(Permission::QualificationWrite, routes!(finish))
}

/// A script that is or was followed on a deal.
#[derive(Debug, Serialize, ToSchema)]
struct ScriptRun {
    id: Uuid,
    script_id: Uuid,
    script_name: String,
    kind: Kind,
    /// The version that it follows.
    number: i64,
    /// The steps of that version.
    steps: Vec<Step>,
    deal_id: Uuid,
    /// The call or mail that it stands beside.
    activity_id: Option<Uuid>,
    by: Option<UserRef>,
    /// The key of the step where it stands.
    step: String,
    /// What was answered on the way there.
    path: Vec<ScriptRunStep>,
    note: String,
    /// Null while it is followed.
    outcome: Option<Ending>,
    started_at: Time,
    ended_at: Option<Time>,
    version: i64,
}

/// A step that was passed.
#[derive(Debug, Serialize, ToSchema)]
struct ScriptRunStep {
    step: String,
    /// The number of the answer among those of the step, from 0.
    answer: usize,
    said: String,
    /// What was written into the qualification, if anything.
    value: Option<String>,
    at: Time,
}

impl TryFrom<RunRow> for ScriptRun {
    type Error = Problem;

    fn try_from(row: RunRow) -> base::Result<Self> {
        let path = row.path()?.into_iter().map(|passed| ScriptRunStep {
            step: passed.step,
            answer: passed.answer,
            said: passed.said,
            value: passed.captured.map(|captured| captured.value),
            at: Time(passed.at),
        });
        Ok(Self {
            path: path.collect(),
            kind: Kind::parse(&row.kind)
                .ok_or_else(|| Problem::internal("a kind of script that is none"))?,
            steps: serde_json::from_str(&row.steps).map_err(Problem::internal)?,
            id: row.id,
            script_id: row.script_id,
            script_name: row.script_name,
            number: row.number,
            deal_id: row.deal_id,
            activity_id: row.activity_id,
            by: UserRef::of(row.by_id, row.by_name),
            step: row.step,
            note: row.note,
            outcome: row.outcome.as_deref().and_then(Ending::parse),
            started_at: Time(row.started_at),
            ended_at: row.ended_at.map(Time),
            version: row.version,
        })
    }
}

/// The scripts that were followed on a deal
///
/// The newest first, at most fifty.
#[utoipa::path(get, path = "/deals/{id}/script-runs", tag = "scripts", operation_id = "list_script_runs",
    params(("id" = Uuid, Path)), responses((status = 200, body = Vec<ScriptRun>)))]
async fn list(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Vec<ScriptRun>>> {
    Record::Deal(id).owner(ctx.reader(), &ctx.actor).await?;
    let rows = store::of_deal(ctx.reader(), id).await?;
    let runs: base::Result<_> = rows.into_iter().map(ScriptRun::try_from).collect();
    Ok(Json(runs?))
}

/// A run to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewScriptRun {
    script_id: Uuid,
    /// The call or mail that it stands beside.
    activity_id: Option<Uuid>,
}

/// Start following a script on a deal
///
/// The newest published version; what the same person has not ended here is broken off.
#[utoipa::path(post, path = "/deals/{id}/script-runs", tag = "scripts", operation_id = "start_script_run",
    params(("id" = Uuid, Path)), request_body = NewScriptRun, responses((status = 201, body = ScriptRun)))]
async fn start(ctx: Ctx, Path(id): Path<Uuid>, Body(new): Body<NewScriptRun>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::start(&tx, id, new.script_id, new.activity_id).await?;
    ctx.created(tx, &ScriptRun::try_from(row)?).await
}

/// A change of a run that has not ended. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct ScriptRunChange {
    version: Option<i64>,
    note: Option<String>,
    activity_id: Option<Uuid>,
}

/// Note something on a run, or tie it to a call
#[utoipa::path(patch, path = "/script-runs/{id}", tag = "scripts", operation_id = "change_script_run",
    params(("id" = Uuid, Path)), request_body = ScriptRunChange, responses((status = 200, body = ScriptRun)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ScriptRunChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::Change {
        note: asked.note,
        activity_id: asked.activity_id,
    };
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &ScriptRun::try_from(row)?).await
}

/// What the client answered.
#[derive(Debug, Deserialize, ToSchema)]
struct ScriptAnswering {
    version: Option<i64>,
    /// The number of the answer among those of the step, from 0.
    answer: usize,
    /// The answer to the question of the step, where the script itself does not say it.
    value: Option<String>,
}

/// Choose the client's answer: the run moves on
///
/// What the step asks goes into the qualification of the deal.
#[utoipa::path(post, path = "/script-runs/{id}/answer", tag = "scripts", operation_id = "answer_script_step",
    params(("id" = Uuid, Path)), request_body = ScriptAnswering, responses((status = 200, body = ScriptRun)))]
async fn answer(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(given): Body<ScriptAnswering>,
) -> Result<Response> {
    let version = ctx.version(given.version)?;
    let tx = ctx.begin().await?;
    let value = given.value.as_deref();
    let row = actions::answer(&tx, id, version, given.answer, value).await?;
    ctx.changed(tx, &ScriptRun::try_from(row)?).await
}

/// Going back in a run that was read as `version`.
#[derive(Debug, Deserialize, ToSchema)]
struct ScriptGoingBack {
    version: Option<i64>,
}

/// Go one step back
#[utoipa::path(post, path = "/script-runs/{id}/back", tag = "scripts", operation_id = "script_step_back",
    params(("id" = Uuid, Path)), request_body = ScriptGoingBack, responses((status = 200, body = ScriptRun)))]
async fn back(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ScriptGoingBack>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let row = actions::back(&tx, id, version).await?;
    ctx.changed(tx, &ScriptRun::try_from(row)?).await
}

/// Ending a run that was read as `version`.
#[derive(Debug, Deserialize, ToSchema)]
struct ScriptFinish {
    version: Option<i64>,
    /// Absent: the note stays as it is.
    note: Option<String>,
    /// Write down the call, or the mail, as an activity of the deal too.
    #[serde(default)]
    log: bool,
}

/// Finish a run: as the script says on an end, else it is broken off
#[utoipa::path(post, path = "/script-runs/{id}/finish", tag = "scripts", operation_id = "finish_script_run",
    params(("id" = Uuid, Path)), request_body = ScriptFinish, responses((status = 200, body = ScriptRun)))]
async fn finish(ctx: Ctx, Path(id): Path<Uuid>, Body(how): Body<ScriptFinish>) -> Result<Response> {
    let version = ctx.version(how.version)?;
    let tx = ctx.begin().await?;
    let finish = actions::Finish {
        note: how.note,
        log: how.log,
    };
    let row = actions::finish(&tx, id, version, finish).await?;
    ctx.changed(tx, &ScriptRun::try_from(row)?).await
}

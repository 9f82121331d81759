//! Jobs as people see them.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Lang, Permission, Problem, Text, Time, Uuid};
use db::jobs::{self, JobRow};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{Ctx, Page, Result, Routes};

/// Long work and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Job {
    pub id: Uuid,
    #[schema(example = "import.run")]
    pub kind: String,
    pub state: JobState,
    pub done: i64,
    pub total: Option<i64>,
    /// Why it failed, in the caller's language.
    pub error: Option<String>,
    pub result: Option<Value>,
    pub created_by: Option<Uuid>,
    pub created_at: Time,
    pub finished_at: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl Job {
    pub fn new(row: JobRow, lang: Lang) -> Self {
        let error = row.error.as_deref().and_then(Text::read);
        let error = error.map(|text| text.get(lang).to_owned());
        Self {
            id: row.id,
            kind: row.kind,
            state: match row.state.as_str() {
                "queued" => JobState::Queued,
                "running" => JobState::Running,
                "done" => JobState::Done,
                "cancelled" => JobState::Cancelled,
                _ => JobState::Failed,
            },
            done: row.done,
            total: row.total,
            error,
            result: row.result.and_then(|text| serde_json::from_str(&text).ok()),
            created_by: row.created_by,
            created_at: Time(row.created_at),
            finished_at: row.finished_at.map(Time),
        }
    }
}

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::JobsRead, routes!(list))
        .permitted(Permission::JobsRead, routes!(show))
        .permitted(Permission::JobsRead, routes!(cancel))
}

/// The newest hundred jobs
#[utoipa::path(get, path = "/jobs", tag = "jobs", responses((status = 200, body = Page<Job>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<Job>>> {
    let rows = jobs::list(ctx.db(), 100).await?;
    let lang = ctx.actor.lang;
    Ok(Json(Page::whole(
        rows.into_iter().map(|row| Job::new(row, lang)).collect(),
    )))
}

/// One job
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = Uuid, Path)), responses((status = 200, body = Job)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Job>> {
    let row = jobs::find(ctx.reader(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(Job::new(row, ctx.actor.lang)))
}

/// Ask a job to stop
///
/// What it has finished stays; it stops at its next step.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = Uuid, Path)), responses((status = 200, body = Job)))]
async fn cancel(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    jobs::cancel(&tx, id).await?;
    let row = jobs::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let job = Job::new(row, ctx.actor.lang);
    ctx.changed(tx, &job).await
}

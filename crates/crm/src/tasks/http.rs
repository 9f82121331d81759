//! Tasks over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Patch, Permission, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::{TaskChange, TaskFacts, TaskFilter};
use super::store::{self, SORTS, TaskRow, USUAL_SORT};
use crate::listing::Paging;
use crate::refs::{CompanyRef, ContactRef, DealRef, UserRef};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::TasksRead, routes!(list))
        .permitted(Permission::TasksWrite, routes!(create))
        .permitted(Permission::TasksRead, routes!(show))
        .permitted(Permission::TasksWrite, routes!(change))
        .permitted(Permission::TasksWrite, routes!(complete))
        .permitted(Permission::TasksWrite, routes!(reopen))
        .permitted(Permission::TasksWrite, routes!(delete))
}

/// What somebody has promised to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Task {
    pub id: Uuid,
    pub title: String,
    pub details: Option<String>,
    pub due_at: Option<Time>,
    pub assignee: Option<UserRef>,
    pub deal: Option<DealRef>,
    pub company: Option<CompanyRef>,
    pub contact: Option<ContactRef>,
    /// When it was done; null while it is open.
    pub done_at: Option<Time>,
    pub created_by: Option<UserRef>,
    pub created_at: Time,
    pub version: i64,
}

impl From<TaskRow> for Task {
    fn from(row: TaskRow) -> Self {
        let facts = row.facts;
        Self {
            id: row.id,
            title: facts.title,
            details: facts.details,
            due_at: facts.due_at.map(Time),
            assignee: UserRef::of(facts.assignee_id, row.assignee_name),
            deal: DealRef::of(facts.deal_id, row.deal_title),
            company: CompanyRef::of(facts.company_id, row.company_name),
            contact: ContactRef::of(facts.contact_id, row.contact_name),
            done_at: row.done_at.map(Time),
            created_by: UserRef::of(row.created_by, row.creator_name),
            created_at: Time(row.created_at),
            version: row.version,
        }
    }
}

/// Tasks, page by page
#[utoipa::path(get, path = "/tasks", tag = "tasks", operation_id = "list_tasks", params(api::list::ListQuery),
    description = "Filters: `assignee`, `state` (`open`, `done`, `overdue`, `today`), `deal`, `company`, `contact`. \
        Sorts: `due_at` (tasks without one come last), `created_at`.",
    responses((status = 200, body = Page<Task>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Task>>> {
    let conn = ctx.reader();
    let filter = TaskFilter::read(&params, ctx.now(), ctx.workspace().await?.time_zone)?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, &ctx.actor, &filter, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, &ctx.actor, &filter).await?),
        false => None,
    };
    Ok(Json(Page {
        items: rows.into_iter().map(Task::from).collect(),
        next_cursor,
        total,
        sums: None,
    }))
}

/// One task
#[utoipa::path(get, path = "/tasks/{id}", tag = "tasks", operation_id = "get_task", params(("id" = Uuid, Path)),
    responses((status = 200, body = Task)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Task>> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    Ok(Json(row.into()))
}

/// A task to be. It is the caller's own unless `assignee_id` says otherwise; `null` leaves it to nobody.
#[derive(Debug, Deserialize, ToSchema)]
struct NewTask {
    title: String,
    details: Option<String>,
    due_at: Option<Time>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    assignee_id: Patch<Uuid>,
    deal_id: Option<Uuid>,
    company_id: Option<Uuid>,
    contact_id: Option<Uuid>,
}

/// Give a task
#[utoipa::path(post, path = "/tasks", tag = "tasks", operation_id = "create_task", request_body = NewTask,
    responses((status = 201, body = Task)))]
async fn create(ctx: Ctx, Body(new): Body<NewTask>) -> Result<Response> {
    let mut facts = TaskFacts {
        title: new.title,
        details: new.details,
        due_at: new.due_at.map(|at| at.0),
        assignee_id: ctx.actor.user_id,
        deal_id: new.deal_id,
        company_id: new.company_id,
        contact_id: new.contact_id,
    };
    new.assignee_id.apply(&mut facts.assignee_id);
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, facts).await?;
    ctx.created(tx, &Task::from(row)).await
}

/// Change a task
#[utoipa::path(patch, path = "/tasks/{id}", tag = "tasks", operation_id = "change_task",
    params(("id" = Uuid, Path)), request_body = TaskChange, responses((status = 200, body = Task)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(change): Body<TaskChange>,
) -> Result<Response> {
    let version = ctx.version(change.version)?;
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &Task::from(row)).await
}

/// Mark a task as done
#[utoipa::path(post, path = "/tasks/{id}/done", tag = "tasks", operation_id = "complete_task",
    params(("id" = Uuid, Path)), responses((status = 200, body = Task)))]
async fn complete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::complete(&tx, id).await?;
    ctx.changed(tx, &Task::from(row)).await
}

/// Open a task again
#[utoipa::path(post, path = "/tasks/{id}/reopen", tag = "tasks", operation_id = "reopen_task",
    params(("id" = Uuid, Path)), responses((status = 200, body = Task)))]
async fn reopen(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::reopen(&tx, id).await?;
    ctx.changed(tx, &Task::from(row)).await
}

/// Delete a task
#[utoipa::path(delete, path = "/tasks/{id}", tag = "tasks", operation_id = "delete_task",
    params(("id" = Uuid, Path)), responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

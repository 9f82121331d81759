//! Mailings over HTTP.

use api::jobs::Job;
use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Lang, Permission, Problem, Time, Uuid};
use crm::listing::Paging;
use crm::refs::{NamedRef, UserRef};
use db::{Conn, jobs};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Content, State};
use super::store::{self, MailingRow, SORTS, USUAL_SORT};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::FormsRead, routes!(list))
        .permitted(Permission::FormsWrite, routes!(create))
        .permitted(Permission::FormsRead, routes!(show))
        .permitted(Permission::FormsWrite, routes!(change))
        .permitted(Permission::FormsWrite, routes!(delete))
        .permitted(Permission::FormsWrite, routes!(try_out))
        .permitted(Permission::FormsWrite, routes!(start))
        .permitted(Permission::FormsWrite, routes!(stop))
}

/// A letter to all who subscribed to a topic.
#[derive(Debug, Serialize, ToSchema)]
struct Mailing {
    id: Uuid,
    topic: NamedRef,
    subject: String,
    /// Markdown with variables.
    body: String,
    state: State,
    /// How many letters were asked for so far.
    asked: i64,
    /// The work of sending it; null before it is started.
    job: Option<Job>,
    /// What its letters are called together among the mails.
    series: String,
    /// Who started it, or wrote it.
    by: Option<UserRef>,
    created_at: Time,
    started_at: Option<Time>,
    ended_at: Option<Time>,
    version: i64,
}

/// Mailings as they are shown, with the jobs of those that are being sent.
async fn all_shown(
    conn: Conn<'_>,
    rows: Vec<MailingRow>,
    lang: Lang,
) -> base::Result<Vec<Mailing>> {
    let sending = rows.iter().filter(|row| row.is(State::Sending));
    let ids: Vec<Uuid> = sending.filter_map(|row| row.job_id).collect();
    let mut found = jobs::find_all(conn, &ids).await?;
    let mut job = |id: Option<Uuid>| {
        let at = found.iter().position(|job| Some(job.id) == id)?;
        Some(Job::new(found.swap_remove(at), lang))
    };
    let mailing = |row: MailingRow| {
        let state = State::parse(&row.state);
        Ok(Mailing {
            job: job(row.job_id),
            series: row.series(),
            id: row.id,
            topic: NamedRef {
                id: row.topic_id,
                name: row.topic_name,
            },
            subject: row.subject,
            body: row.body,
            state: state.ok_or_else(|| Problem::internal("a state of no mailing"))?,
            asked: row.asked,
            by: UserRef::of(row.by_id, row.by_name),
            created_at: Time(row.created_at),
            started_at: row.started_at.map(Time),
            ended_at: row.ended_at.map(Time),
            version: row.version,
        })
    };
    rows.into_iter().map(mailing).collect()
}

async fn shown(conn: Conn<'_>, row: MailingRow, lang: Lang) -> base::Result<Mailing> {
    let mut all = all_shown(conn, vec![row], lang).await?;
    all.pop().ok_or_else(Problem::not_found)
}

/// Mailings, page by page
#[utoipa::path(get, path = "/mailings", tag = "subscriptions", operation_id = "list_mailings",
    params(api::list::ListQuery), description = "Newest first. Sort: `created_at`.",
    responses((status = 200, body = Page<Mailing>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Mailing>>> {
    params.filters(&[])?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(ctx.reader(), &paging).await?;
    let items = all_shown(ctx.reader(), rows, ctx.actor.lang).await?;
    Ok(Json(Page {
        items,
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// One mailing
#[utoipa::path(get, path = "/mailings/{id}", tag = "subscriptions", operation_id = "get_mailing",
    params(("id" = Uuid, Path)), responses((status = 200, body = Mailing)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Mailing>> {
    let row = actions::found(ctx.reader(), id).await?;
    Ok(Json(shown(ctx.reader(), row, ctx.actor.lang).await?))
}

/// A mailing to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewMailing {
    topic_id: Uuid,
    subject: String,
    /// Markdown with variables.
    body: String,
}

/// Write a mailing, as a draft
#[utoipa::path(post, path = "/mailings", tag = "subscriptions", operation_id = "create_mailing",
    request_body = NewMailing, responses((status = 201, body = Mailing)))]
async fn create(ctx: Ctx, Body(new): Body<NewMailing>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let content = Content {
        topic_id: new.topic_id,
        subject: new.subject,
        body: new.body,
    };
    let row = actions::create(&tx, content).await?;
    let body = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.created(tx, &body).await
}

/// A change of a draft. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct MailingChange {
    version: Option<i64>,
    topic_id: Option<Uuid>,
    subject: Option<String>,
    body: Option<String>,
}

/// Change a mailing that has not been started
#[utoipa::path(patch, path = "/mailings/{id}", tag = "subscriptions", operation_id = "change_mailing",
    params(("id" = Uuid, Path)), request_body = MailingChange, responses((status = 200, body = Mailing)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailingChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let was = actions::found(tx.conn(), id).await?;
    let content = Content {
        topic_id: asked.topic_id.unwrap_or(was.topic_id),
        subject: asked.subject.unwrap_or(was.subject),
        body: asked.body.unwrap_or(was.body),
    };
    let row = actions::change(&tx, id, version, content).await?;
    let body = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &body).await
}

/// A deed on a mailing that was read as `version`.
#[derive(Debug, Deserialize, ToSchema)]
struct MailingVersion {
    version: Option<i64>,
}

/// Delete a mailing that has not been started
#[utoipa::path(delete, path = "/mailings/{id}", tag = "subscriptions", operation_id = "delete_mailing",
    params(("id" = Uuid, Path)), responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

/// Who gets a letter to look at.
#[derive(Debug, Deserialize, ToSchema)]
struct MailingTrial {
    #[schema(example = "ivan@firm.ru")]
    to: String,
}

/// Send the letter of a mailing to one address, to be looked at
#[utoipa::path(post, path = "/mailings/{id}/try", tag = "subscriptions", operation_id = "try_mailing",
    params(("id" = Uuid, Path)), request_body = MailingTrial, responses((status = 204)))]
async fn try_out(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailingTrial>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::try_out(&tx, id, &asked.to).await?;
    ctx.deleted(tx).await
}

/// Send a mailing to all who subscribed to its topic
///
/// It is a job; one that a fault broke off goes on where it stopped.
#[utoipa::path(post, path = "/mailings/{id}/start", tag = "subscriptions", operation_id = "start_mailing",
    params(("id" = Uuid, Path)), request_body = MailingVersion, responses((status = 200, body = Mailing)))]
async fn start(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailingVersion>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let row = actions::start(&tx, id, version).await?;
    let body = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &body).await
}

/// Stop a mailing: letters that have not left are taken back
#[utoipa::path(post, path = "/mailings/{id}/stop", tag = "subscriptions", operation_id = "stop_mailing",
    params(("id" = Uuid, Path)), request_body = MailingVersion, responses((status = 200, body = Mailing)))]
async fn stop(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailingVersion>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let row = actions::stop(&tx, id, version).await?;
    let body = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &body).await
}

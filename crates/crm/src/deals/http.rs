//! Deals over HTTP.

use api::{Body, Ctx, ListParams, Page, ProblemBody, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Uuid, problem::Check};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::filter::{self, DealFilter};
use super::forms::{BulkAction, DealChange, NewDeal};
use super::moves::{self, Wish};
use super::view::{Deal, DealDetail, HistoryItem};
use super::{actions, bulk, list, store};
use crate::listing::Paging;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(page))
        .permitted(Permission::DealsWrite, routes!(create))
        .permitted(Permission::DealsBulk, routes!(change_many))
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::DealsWrite, routes!(change))
        .permitted(Permission::DealsDelete, routes!(delete))
        .permitted(Permission::DealsWrite, routes!(move_to))
        .permitted(Permission::DealsWrite, routes!(win))
        .permitted(Permission::DealsWrite, routes!(lose))
        .permitted(Permission::DealsWrite, routes!(reopen))
        .permitted(Permission::DealsWrite, routes!(check))
        .permitted(Permission::DealsRead, routes!(history))
}

/// Deals, page by page
#[utoipa::path(get, path = "/deals", tag = "deals", params(api::list::ListQuery),
    description = "Filters: `pipeline`, `stage`, `stage_kind`, `status`, `owner`, `team`, `source`, `tag`, \
        `company`, `contact`, `created_from`, `created_to`, `closed_from`, `closed_to`, `expected_from`, \
        `expected_to` (days), `amount_from`, `amount_to` (minor units), `currency`, `reached_stage`, \
        `reached_kind` (reached it or a later one), `lost_stage`, `lost_reason`, `attention`, `stuck`, \
        `ids`, `external_id`. Sorts: `created_at`, `amount`, `updated_at`, `expected_close`, \
        `next_step_at`, `stage_entered_at`; deals without the date come last. `total=true` also gives `sums`.",
    responses((status = 200, body = Page<Deal>)))]
async fn page(ctx: Ctx, params: ListParams) -> Result<Json<Page<Deal>>> {
    let (conn, scope, now) = (ctx.reader(), &ctx.actor.scope, ctx.now());
    let filter = DealFilter::read(&params, &filter::LIST, ctx.workspace().await?.time_zone)?;
    let paging = Paging::read(&params, &store::SORTS, list::USUAL_SORT)?;
    let (items, next_cursor) = list::page(conn, scope, &filter, &paging, now).await?;
    let total = match params.total {
        true => Some(list::total(conn, scope, &filter, now).await?),
        false => None,
    };
    let (total, sums) = total.unzip();
    Ok(Json(Page {
        items,
        next_cursor,
        total,
        sums,
    }))
}

/// Add a deal
#[utoipa::path(post, path = "/deals", tag = "deals", request_body = NewDeal,
    responses((status = 201, body = DealDetail)))]
async fn create(ctx: Ctx, Body(new): Body<NewDeal>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let deal = actions::create(&tx, new).await?;
    ctx.created(tx, &deal).await
}

/// One deal with its people and what is done of the checklists
#[utoipa::path(get, path = "/deals/{id}", tag = "deals", params(("id" = Uuid, Path)),
    responses((status = 200, body = DealDetail)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<DealDetail>> {
    let deal = actions::find(ctx.reader(), &ctx.actor, id, ctx.now()).await?;
    Ok(Json(deal))
}

/// Change what is known of a deal
#[utoipa::path(patch, path = "/deals/{id}", tag = "deals", params(("id" = Uuid, Path)),
    request_body = DealChange, responses((status = 200, body = DealDetail)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(change): Body<DealChange>,
) -> Result<Response> {
    let version = ctx.version(change.version)?;
    let tx = ctx.begin().await?;
    let deal = actions::change(&tx, id, Some(version), change).await?;
    ctx.changed(tx, &deal).await
}

/// Delete a deal
#[utoipa::path(delete, path = "/deals/{id}", tag = "deals", params(("id" = Uuid, Path)),
    description = "What it was stays in the event log. With `If-Match` a stale deletion is refused.",
    responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let version = ctx.version(None).ok();
    let tx = ctx.begin().await?;
    actions::delete(&tx, id, version).await?;
    ctx.deleted(tx).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct DealMove {
    stage_id: Uuid,
    version: Option<i64>,
}

/// Move a deal to another stage
#[utoipa::path(post, path = "/deals/{id}/move", tag = "deals", params(("id" = Uuid, Path)),
    description = "Entering a stage of kind purchase or retain wins an open deal; going back before purchase \
        reopens a won one. A lost deal has to be reopened first (409). A stage may demand something: then 422 \
        `entry_conditions` names all that is missing.",
    request_body = DealMove, responses((status = 200, body = Deal)))]
async fn move_to(ctx: Ctx, Path(id): Path<Uuid>, Body(body): Body<DealMove>) -> Result<Response> {
    let stage_id = body.stage_id;
    step(&ctx, id, body.version, Wish::Move { stage_id }).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct DealWin {
    version: Option<i64>,
}

/// Win a deal
#[utoipa::path(post, path = "/deals/{id}/win", tag = "deals", params(("id" = Uuid, Path)),
    description = "Moves it to the first stage of kind purchase; in a pipeline without one it stays in place.",
    request_body = DealWin, responses((status = 200, body = Deal)))]
async fn win(ctx: Ctx, Path(id): Path<Uuid>, Body(body): Body<DealWin>) -> Result<Response> {
    step(&ctx, id, body.version, Wish::Win).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct DealLoss {
    reason_id: Uuid,
    note: Option<String>,
    version: Option<i64>,
}

/// Lose a deal
#[utoipa::path(post, path = "/deals/{id}/lose", tag = "deals", params(("id" = Uuid, Path)),
    description = "It stays on its stage, so that losses can be counted there.",
    request_body = DealLoss, responses((status = 200, body = Deal)))]
async fn lose(ctx: Ctx, Path(id): Path<Uuid>, Body(body): Body<DealLoss>) -> Result<Response> {
    let wish = Wish::Lose {
        reason_id: body.reason_id,
        note: body.note,
    };
    step(&ctx, id, body.version, wish).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct DealReopening {
    /// Usually the stage where it was lost, or the last one before it was won.
    stage_id: Option<Uuid>,
    version: Option<i64>,
}

/// Take a lost or won deal back to work
#[utoipa::path(post, path = "/deals/{id}/reopen", tag = "deals", params(("id" = Uuid, Path)),
    request_body = DealReopening, responses((status = 200, body = Deal)))]
async fn reopen(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(body): Body<DealReopening>,
) -> Result<Response> {
    let stage_id = body.stage_id;
    step(&ctx, id, body.version, Wish::Reopen { stage_id }).await
}

async fn step(ctx: &Ctx, id: Uuid, version: Option<i64>, wish: Wish) -> Result<Response> {
    let version = ctx.version(version)?;
    let tx = ctx.begin().await?;
    let deal = moves::take(&tx, id, Some(version), wish).await?;
    ctx.changed(tx, &deal).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct CheckState {
    done: bool,
}

/// Tick an item of a checklist, or take the tick away
#[utoipa::path(put, path = "/deals/{id}/checks/{item_id}", tag = "deals",
    params(("id" = Uuid, Path), ("item_id" = String, Path)),
    request_body = CheckState, responses((status = 200, body = DealDetail)))]
async fn check(
    ctx: Ctx,
    Path((id, item_id)): Path<(Uuid, String)>,
    Body(state): Body<CheckState>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    let deal = actions::check_item(&tx, id, &item_id, state.done).await?;
    ctx.changed(tx, &deal).await
}

/// Every step of a deal's way, the first one first
#[utoipa::path(get, path = "/deals/{id}/history", tag = "deals", params(("id" = Uuid, Path)),
    responses((status = 200, body = Page<HistoryItem>)))]
async fn history(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Page<HistoryItem>>> {
    actions::find(ctx.reader(), &ctx.actor, id, ctx.now()).await?;
    Ok(Json(Page::whole(store::history(ctx.reader(), id).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Bulk {
    /// At most 500.
    ids: Vec<Uuid>,
    action: BulkAction,
}

/// What came of one of many.
#[derive(Debug, Serialize, ToSchema)]
struct BulkItem {
    id: Uuid,
    ok: bool,
    #[schema(value_type = Option<ProblemBody>)]
    problem: Option<serde_json::Value>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BulkOutcome {
    items: Vec<BulkItem>,
}

/// Do the same to many deals
#[utoipa::path(post, path = "/deals/bulk", tag = "deals", request_body = Bulk,
    description = "Each deal succeeds or fails by itself; deleting also needs deals.delete.",
    responses((status = 200, body = BulkOutcome)))]
async fn change_many(ctx: Ctx, Body(body): Body<Bulk>) -> Result<Response> {
    let mut checked = Check::default();
    if body.ids.is_empty() {
        checked.required("ids", "", 0);
    }
    checked.done()?;
    let tx = ctx.begin().await?;
    let outcomes = bulk::run(&tx, &body.ids, &body.action).await?;
    let items = outcomes.into_iter().map(|(id, problem)| BulkItem {
        id,
        ok: problem.is_none(),
        problem: problem.map(|problem| ProblemBody::json(&problem, ctx.actor.lang)),
    });
    let outcome = BulkOutcome {
        items: items.collect(),
    };
    ctx.changed(tx, &outcome).await
}

//! Pipelines over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Problem, Text, Uuid};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::actions::{self, From, PipelineChange};
use super::model::{NewStage, Pipeline, Stage, StagePatch};
use super::store;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::PipelinesWrite, routes!(create))
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::PipelinesWrite, routes!(change))
        .permitted(Permission::PipelinesWrite, routes!(order))
        .permitted(Permission::PipelinesWrite, routes!(add_stage))
        .permitted(Permission::PipelinesWrite, routes!(change_stage))
        .permitted(Permission::PipelinesWrite, routes!(delete_stage))
}

/// All pipelines with their stages, in their order
#[utoipa::path(get, path = "/pipelines", tag = "pipelines", params(api::list::ListQuery),
    description = "Filter: `archived`.", responses((status = 200, body = Page<Pipeline>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Pipeline>>> {
    let archived = params.filters(&["archived"])?.flag("archived")?;
    Ok(Json(Page::whole(
        store::list(ctx.reader(), archived).await?,
    )))
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StartWith {
    #[default]
    Default,
    Copy,
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewPipeline {
    name: String,
    /// The usual stages, or a copy of those of another pipeline.
    #[serde(default)]
    stages: StartWith,
    copy_of: Option<Uuid>,
}

/// Add a pipeline
#[utoipa::path(post, path = "/pipelines", tag = "pipelines", request_body = NewPipeline,
    responses((status = 201, body = Pipeline)))]
async fn create(ctx: Ctx, Body(new): Body<NewPipeline>) -> Result<Response> {
    let from = match (new.stages, new.copy_of) {
        (StartWith::Default, None) => From::Defaults,
        (_, Some(id)) => From::Copy(id),
        (StartWith::Copy, None) => {
            let text = Text::fixed("Выберите воронку", "Choose a pipeline");
            return Err(Problem::field("copy_of", "required", text).into());
        }
    };
    let tx = ctx.begin().await?;
    let pipeline = actions::create(&tx, &new.name, from, ctx.actor.lang).await?;
    ctx.created(tx, &pipeline).await
}

/// One pipeline
#[utoipa::path(get, path = "/pipelines/{id}", tag = "pipelines", params(("id" = Uuid, Path)),
    responses((status = 200, body = Pipeline)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Pipeline>> {
    let pipeline = store::find(ctx.reader(), id).await?;
    Ok(Json(pipeline.ok_or_else(Problem::not_found)?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct PipelinePatch {
    version: Option<i64>,
    name: Option<String>,
    archived: Option<bool>,
    /// Its new place among all pipelines, from 0.
    position: Option<i64>,
}

/// Rename, archive or move a pipeline
#[utoipa::path(patch, path = "/pipelines/{id}", tag = "pipelines", params(("id" = Uuid, Path)),
    request_body = PipelinePatch, responses((status = 200, body = Pipeline)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(patch): Body<PipelinePatch>,
) -> Result<Response> {
    let version = ctx.version(patch.version)?;
    let change = PipelineChange {
        name: patch.name,
        archived: patch.archived,
        position: patch.position,
    };
    let tx = ctx.begin().await?;
    let pipeline = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &pipeline).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct StageOrder {
    /// Every stage in use, once.
    stage_ids: Vec<Uuid>,
}

/// Put the stages of a pipeline in order
#[utoipa::path(put, path = "/pipelines/{id}/stages/order", tag = "pipelines", params(("id" = Uuid, Path)),
    description = "How far each deal has come is recounted from its history.",
    request_body = StageOrder, responses((status = 200, body = Pipeline)))]
async fn order(ctx: Ctx, Path(id): Path<Uuid>, Body(order): Body<StageOrder>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let pipeline = actions::order_stages(&tx, id, &order.stage_ids).await?;
    ctx.changed(tx, &pipeline).await
}

/// Add a stage
#[utoipa::path(post, path = "/pipelines/{id}/stages", tag = "pipelines", params(("id" = Uuid, Path)),
    request_body = NewStage, responses((status = 201, body = Stage)))]
async fn add_stage(ctx: Ctx, Path(id): Path<Uuid>, Body(new): Body<NewStage>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let stage = actions::add_stage(&tx, id, new).await?;
    ctx.created(tx, &stage).await
}

/// Change a stage
#[utoipa::path(patch, path = "/stages/{id}", tag = "pipelines", params(("id" = Uuid, Path)),
    description = "When a stage becomes or stops being one that wins (kind purchase or retain), the deals \
        that stand there are won or reopened.",
    request_body = StagePatch, responses((status = 200, body = Stage)))]
async fn change_stage(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(patch): Body<StagePatch>,
) -> Result<Response> {
    let version = ctx.version(patch.version)?;
    let tx = ctx.begin().await?;
    let stage = actions::change_stage(&tx, id, version, patch).await?;
    ctx.changed(tx, &stage).await
}

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes what ListParams reads")]
struct MoveTo {
    /// The stage that the deals standing here move to.
    move_to: Option<Uuid>,
}

/// Take a stage out of use
#[utoipa::path(delete, path = "/stages/{id}", tag = "pipelines", params(("id" = Uuid, Path), MoveTo),
    description = "Open and won deals move to the stage `move_to`; lost ones and the history keep this one, \
        archived. 409 when deals stand here and `move_to` is missing.",
    responses((status = 204)))]
async fn delete_stage(ctx: Ctx, Path(id): Path<Uuid>, params: ListParams) -> Result<Response> {
    let wrong = |_| {
        let text = Text::fixed("move_to — не этап", "move_to is not a stage");
        Problem::bad_request(text)
    };
    let move_to = params.other("move_to").map(str::parse).transpose();
    let move_to: Option<Uuid> = move_to.map_err(wrong)?;
    let tx = ctx.begin().await?;
    actions::delete_stage(&tx, id, move_to).await?;
    ctx.deleted(tx).await
}

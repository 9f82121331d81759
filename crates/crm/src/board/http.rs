//! The board over HTTP.

use api::{Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use base::{Permission, Problem, Text, Uuid};
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::actions::{self, Board};
use crate::deals::Deal;
use crate::deals::filter::{BOARD, DealFilter};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(board))
        .permitted(Permission::DealsRead, routes!(column))
}

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes what ListParams reads")]
struct BoardQuery {
    /// Usually the first pipeline.
    pipeline: Option<Uuid>,
}

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes what ListParams reads")]
struct ColumnQuery {
    stage: Uuid,
}

/// A pipeline's open and won deals, a column a stage
#[utoipa::path(get, path = "/board", tag = "board", params(BoardQuery, api::list::ListQuery),
    description = "The first `limit` cards of every column, the newest on the stage first, and how many there are. \
        Filters: `owner`, `team`, `source`, `tag`, `company`, `attention`, `stuck`, `amount_from`, `amount_to`, \
        `currency`, `created_from`, `created_to`.",
    responses((status = 200, body = Board)))]
async fn board(ctx: Ctx, params: ListParams) -> Result<Json<Board>> {
    let filter = DealFilter::read(&params, &BOARD, ctx.workspace().await?.time_zone)?;
    let pipeline = id(&params, "pipeline")?;
    let limit = params.limit;
    let (conn, actor, now) = (ctx.reader(), &ctx.actor, ctx.now());
    Ok(Json(
        actions::board(conn, actor, pipeline, filter, limit, now).await?,
    ))
}

/// More cards of one column
#[utoipa::path(get, path = "/board/column", tag = "board", params(ColumnQuery, api::list::ListQuery),
    responses((status = 200, body = Page<Deal>)))]
async fn column(ctx: Ctx, params: ListParams) -> Result<Json<Page<Deal>>> {
    let filter = DealFilter::read(&params, &BOARD, ctx.workspace().await?.time_zone)?;
    let stage = id(&params, "stage")?.ok_or_else(|| {
        Problem::bad_request(Text::fixed(
            "Укажите этап: stage=…",
            "Name the stage: stage=…",
        ))
    })?;
    let page = (params.cursor.as_ref(), params.limit);
    let (conn, actor, now) = (ctx.reader(), &ctx.actor, ctx.now());
    let (items, next_cursor) = actions::column(conn, actor, stage, filter, page, now).await?;
    Ok(Json(Page {
        items,
        next_cursor,
        total: None,
        sums: None,
    }))
}

fn id(params: &ListParams, name: &str) -> base::Result<Option<Uuid>> {
    params
        .other(name)
        .filter(|text| !text.is_empty())
        .map(|text| {
            text.parse().map_err(|_| {
                Problem::bad_request(Text::new(
                    format!("{name} — не идентификатор"),
                    format!("{name} is not an id"),
                ))
            })
        })
        .transpose()
}

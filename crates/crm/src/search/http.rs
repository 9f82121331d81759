//! Search over HTTP.

use api::{Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use utoipa_axum::routes;

use super::actions;
use super::model::Found;

pub fn routes() -> Routes {
    Routes::new().logged_in(routes!(search))
}

/// Find companies, contacts and deals
///
/// By a part of a name, a phone, an e-mail or an ИНН, as `q`. The best answers come first. Only
/// kinds that the caller may read are searched.
#[utoipa::path(get, path = "/search", tag = "search", operation_id = "search",
    params(("q" = String, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = Page<Found>)))]
async fn search(ctx: Ctx, params: ListParams) -> Result<Json<Page<Found>>> {
    let question = params.q.as_deref().unwrap_or_default();
    let items = actions::find(ctx.reader(), &ctx.actor, question, params.limit).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
        total: None,
        sums: None,
    }))
}

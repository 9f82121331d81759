//! Which content goes before qualification and winning, over HTTP.

use api::{Ctx, ListParams, ProblemBody, Result, Routes};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::Permission;
use utoipa_axum::routes;

use super::{ContentEffect, report};
use crate::desk::{Desk, QuestionQuery};
use crate::history::Books;
use crate::question::{Question, Sample};

pub fn routes() -> Routes {
    Routes::new().permitted(Permission::ReportsRead, routes!(content))
}

/// What became of leads with and without each material
///
/// Of the leads from `from` to `to` that are decided: the share qualified and the share won among those to which a
/// material was sent (or whose page was opened at it) before, and among those without it that lived as long. It is a
/// difference, not a cause.
#[utoipa::path(
    get,
    path = "/analyze/content",
    tag = "analyze",
    operation_id = "get_content_effect",
    params(QuestionQuery),
    responses((status = 200, body = ContentEffect), (status = "default", body = ProblemBody))
)]
async fn content(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let question = Question::read(&params, desk.ground.zone)?;
    Ok(desk
        .answer(&uri, move |history, ground| {
            report(&Sample::new(history, ground, &question))
        })
        .await?)
}

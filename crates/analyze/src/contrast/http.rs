//! Won deals beside lost ones, over HTTP.

use api::{Ctx, ListParams, ProblemBody, Result, Routes};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::{Permission, Problem, Text};
use utoipa_axum::routes;

use super::{Contrast, contrast};
use crate::desk::{Desk, QuestionQuery};
use crate::history::Books;
use crate::numbers::slices::Slice;
use crate::question::{Question, Sample};

pub fn routes() -> Routes {
    Routes::new().permitted(Permission::ReportsRead, routes!(show))
}

/// What tells won deals from lost ones
///
/// Of the deals won from `from` to `to`, and of those lost then: what share had each answer, band, industry … with the
/// difference and how sure it is. Shares are compared among the deals of which it is known.
#[utoipa::path(
    get,
    path = "/analyze/contrast",
    tag = "analyze",
    operation_id = "get_contrast",
    params(
        ("by" = inline(Slice), Query, description = "What deals are told apart by."),
        QuestionQuery,
    ),
    responses((status = 200, body = Contrast), (status = "default", body = ProblemBody))
)]
async fn show(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let question = Question::read(&params, desk.ground.zone)?;
    let by = params.other("by").and_then(Slice::parse).ok_or_else(|| {
        let words = Slice::words();
        Problem::bad_request(Text::new(
            format!("by: ожидается одно из: {words}"),
            format!("by: expected one of: {words}"),
        ))
    })?;
    Ok(desk
        .answer(&uri, move |history, ground| {
            contrast(&Sample::new(history, ground, &question), by)
        })
        .await?)
}

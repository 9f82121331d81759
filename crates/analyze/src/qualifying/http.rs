//! How leads become qualified leads, over HTTP.

use api::{Ctx, ListParams, ProblemBody, Result, Routes};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::{Permission, Problem, Text};
use utoipa_axum::routes;

use super::report::{Qualifying, report};
use crate::desk::{Desk, QuestionQuery};
use crate::history::Books;
use crate::numbers::slices::Slice;
use crate::question::{Question, Sample};

pub fn routes() -> Routes {
    Routes::new().permitted(Permission::ReportsRead, routes!(qualifying))
}

/// How leads become qualified leads
///
/// The leads of a period, told apart by source or by person, by how fast they were answered first, and by what they
/// answered; those still open count with what they are expected to become.
#[utoipa::path(
    get,
    path = "/analyze/qualifying",
    tag = "analyze",
    operation_id = "get_qualifying",
    params(
        ("by" = inline(Option<Slice>), Query, description = "What leads are told apart by: `source` (usual), `owner` …"),
        QuestionQuery,
    ),
    responses((status = 200, body = Qualifying), (status = "default", body = ProblemBody))
)]
async fn qualifying(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let question = Question::read(&params, desk.ground.zone)?;
    let by = match params.other("by").filter(|word| !word.is_empty()) {
        None => Slice::Source,
        Some(word) => Slice::parse(word).ok_or_else(|| {
            let words = Slice::words();
            Problem::bad_request(Text::new(
                format!("by: ожидается одно из: {words}"),
                format!("by: expected one of: {words}"),
            ))
        })?,
    };
    Ok(desk
        .answer(&uri, move |history, ground| {
            report(&Sample::new(history, ground, &question), by)
        })
        .await?)
}

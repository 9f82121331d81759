//! Weak points over HTTP.

use api::{Ctx, ListParams, ProblemBody, Result, Routes};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::{Permission, Problem};
use chrono::Days;
use utoipa_axum::routes;

use super::model::WeakPoints;
use crate::desk::{Desk, QuestionQuery};
use crate::funnel::http::read_by;
use crate::history::Books;
use crate::question::{Ground, Question, Sample};
use crate::steps::Steps;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(weak_points))
        .permitted(Permission::ReportsRead, routes!(super::what_if::http))
}

/// Without a period the last year is looked at: shorter ones seldom have deals enough to be sure of one
/// team or one source.
const USUAL_DAYS: u64 = 365;

/// The question with its period filled in.
pub fn with_period(question: Question, ground: &Ground) -> Question {
    let today = ground.now.day(ground.zone);
    let to = question.to.unwrap_or(today);
    let from = question
        .from
        .or_else(|| to.checked_sub_days(Days::new(USUAL_DAYS)));
    Question {
        from,
        to: Some(to),
        ..question
    }
}

/// Where the funnel leaks, how sure that is, and what it costs
///
/// Deals that entered each stage in the period (usually the last year), against the stage's target,
/// the period before, the long run, and kind of deals by kind. Empty where nothing is sure.
#[utoipa::path(
    get,
    path = "/analyze/weak-points",
    tag = "analyze",
    operation_id = "get_weak_points",
    params(
        ("by" = inline(Option<crate::funnel::By>), Query, description = "Steps are stages of the pipeline, or kinds."),
        QuestionQuery,
    ),
    responses((status = 200, body = WeakPoints), (status = "default", body = ProblemBody))
)]
async fn weak_points(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let question = with_period(Question::read(&params, desk.ground.zone)?, &desk.ground);
    let by = read_by(&params, "by", question.pipeline.is_some())?;
    Ok(desk
        .answer(&uri, move |history, ground| {
            let steps = Steps::new(&history.names, question.pipeline, by, ground.lang);
            if question.pipeline.is_some() && steps.is_empty() {
                return Err(Problem::not_found());
            }
            let sample = Sample::new(history, ground, &question);
            super::weak_points(&sample, &steps)
        })
        .await?)
}

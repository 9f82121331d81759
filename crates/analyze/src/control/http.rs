//! Control over HTTP.

use api::{Ctx, ListParams, ProblemBody, Result, Routes};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::{Permission, Problem, Text};
use chrono::NaiveDate;
use utoipa_axum::routes;

use super::attention::Attention;
use super::plan_fact::{Length, Order, PlanFact};
use super::{attention, plan_fact, store};
use crate::desk::{Desk, QuestionQuery};
use crate::forecast::model::{Period, Targets};
use crate::forecast::{MOST_DAYS_AHEAD, forecast};
use crate::history::Books;
use crate::question::{Question, Sample};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(plan_fact))
        .permitted(Permission::ReportsRead, routes!(attention))
}

/// Plan and fact of the company, its teams and its people
#[utoipa::path(
    get,
    path = "/analyze/plan-fact",
    tag = "analyze",
    operation_id = "get_plan_fact",
    params(
        ("period" = inline(Option<Length>), Query, description = "Usually a month."),
        ("starts_on" = Option<String>, Query, description = "A day of the period; usually today."),
        QuestionQuery,
    ),
    responses((status = 200, body = PlanFact), (status = "default", body = ProblemBody))
)]
async fn plan_fact(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let mut question = Question::read(&params, desk.ground.zone)?;
    (question.from, question.to) = (None, None);
    let length = match params.other("period") {
        None | Some("") => Length::Month,
        Some(word) => Length::parse(word).ok_or_else(|| {
            Problem::bad_request(Text::fixed(
                "period: ожидается month, quarter или year",
                "period: expected month, quarter or year",
            ))
        })?,
    };
    let today = desk.ground.now.day(desk.ground.zone);
    let asked: Option<NaiveDate> = params.day("starts_on")?;
    let starts_on = length.start(asked.unwrap_or(today));
    let plans = store::plans(ctx.reader(), length.as_str(), starts_on, question.pipeline).await?;
    Ok(desk
        .answer(&uri, move |history, ground| {
            let sample = Sample::new(history, ground, &question);
            let ends_on = length.end(starts_on);
            let lasts =
                ends_on >= today && (ends_on - today).num_days() <= i64::from(MOST_DAYS_AHEAD);
            let outlook = if lasts {
                let period = Period {
                    from: starts_on,
                    to: ends_on,
                };
                let ahead = forecast(&sample, &period, None, &Targets::default())?;
                Some((ahead.revenue, ahead.sales))
            } else {
                None
            };
            let order = Order {
                length,
                starts_on,
                plans: &plans,
                outlook,
            };
            plan_fact::plan_fact(&sample, &order)
        })
        .await?)
}

/// Deals that need somebody, and what each person does
///
/// Stuck, overdue and neglected deals in all and by owner; moves, notes and tasks of the period by person.
#[utoipa::path(
    get,
    path = "/analyze/attention",
    tag = "analyze",
    operation_id = "get_attention",
    params(QuestionQuery),
    responses((status = 200, body = Attention), (status = "default", body = ProblemBody))
)]
async fn attention(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let question = Question::read(&params, desk.ground.zone)?;
    let deeds = store::deeds(ctx.reader(), question.moments(desk.ground.zone)).await?;
    Ok(desk
        .answer(&uri, move |history, ground| {
            attention::attention(&Sample::new(history, ground, &question), &deeds)
        })
        .await?)
}

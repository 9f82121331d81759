//! Forecasts over HTTP.

use api::{Ctx, Job, ListParams, ProblemBody, Result, Routes};
use axum::extract::OriginalUri;
use axum::response::Response;
use axum::{Extension, Json};
use base::{Permission, Problem, Text, Time};
use chrono::NaiveDate;
use utoipa_axum::routes;

use super::model::{Forecast, Period};
use super::record::{JOB, Order, Record};
use super::{MOST_DAYS_AHEAD, store};
use crate::desk::{Desk, QuestionQuery};
use crate::history::Books;
use crate::numbers::series::Every;
use crate::numbers::slices::Slice;
use crate::question::{Question, Sample};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(forecast))
        .permitted(Permission::ReportsRead, routes!(record))
        .permitted(Permission::JobsRead, routes!(count_record))
}

/// How many deals will be won in a period, and for how much
///
/// With an interval, by what is won, open and not created yet; by owner, team or pipeline; beside the two
/// usual ways and the plan.
#[utoipa::path(
    get,
    path = "/analyze/forecast",
    tag = "analyze",
    operation_id = "get_forecast",
    params(
        ("period" = Option<String>, Query, description = "`month` (usual), `quarter`, `year`: the one that now lies in; or `custom` with `from` and `to`."),
        ("group" = inline(Option<Slice>), Query, description = "What deals are told apart by."),
        QuestionQuery,
    ),
    responses((status = 200, body = Forecast), (status = "default", body = ProblemBody))
)]
async fn forecast(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let mut question = Question::read(&params, desk.ground.zone)?;
    let now = question
        .as_of
        .as_ref()
        .map_or(desk.ground.now, |(at, _)| *at);
    let period = period(&params, &question, now.day(desk.ground.zone))?;
    (question.from, question.to) = (None, None);
    let group = match params.other("group") {
        None | Some("" | "none") => None,
        Some(word) => Some(Slice::parse(word).ok_or_else(|| {
            let words = Slice::words();
            Problem::bad_request(Text::new(
                format!("group: ожидается одно из: {words}"),
                format!("group: expected one of: {words}"),
            ))
        })?),
    };
    let targets = store::targets(ctx.reader(), &period, question.pipeline).await?;
    Ok(desk
        .answer(&uri, move |history, ground| {
            let sample = Sample::new(history, ground, &question);
            super::forecast(&sample, &period, group, &targets)
        })
        .await?)
}

fn period(params: &ListParams, question: &Question, today: NaiveDate) -> base::Result<Period> {
    let whole = |every: Every| {
        let from = every.start(today);
        let next = every.next(from);
        Period {
            from,
            to: next.pred_opt().unwrap_or(next),
        }
    };
    let period = match params.other("period") {
        None | Some("") if question.from.is_none() => whole(Every::Month),
        Some("month") => whole(Every::Month),
        Some("quarter") => whole(Every::Quarter),
        Some("year") => {
            use chrono::Datelike;
            let day =
                |month, day| NaiveDate::from_ymd_opt(today.year(), month, day).unwrap_or(today);
            Period {
                from: day(1, 1),
                to: day(12, 31),
            }
        }
        None | Some("" | "custom") => match (question.from, question.to) {
            (Some(from), Some(to)) => Period { from, to },
            _ => {
                return Err(Problem::bad_request(Text::fixed(
                    "Укажите обе границы периода: from и to",
                    "Give both ends of the period: from and to",
                )));
            }
        },
        Some(word) => {
            return Err(Problem::bad_request(Text::new(
                format!("period: «{word}» не подходит, ожидается month, quarter, year или custom"),
                format!("period: “{word}” does not fit, expected month, quarter, year or custom"),
            )));
        }
    };
    if (period.to - today).num_days() > i64::from(MOST_DAYS_AHEAD) {
        return Err(Problem::bad_request(Text::new(
            format!("Прогноз строится не дальше чем на {MOST_DAYS_AHEAD} дней вперёд"),
            format!("A forecast looks at most {MOST_DAYS_AHEAD} days ahead"),
        )));
    }
    Ok(period)
}

/// How good past forecasts were
///
/// Each of the last twelve whole months, forecast as of its first moment with what was known then, beside what
/// came and the two usual ways. Empty until it has been counted.
#[utoipa::path(
    get,
    path = "/analyze/forecast/record",
    tag = "analyze",
    operation_id = "get_forecast_record",
    params(QuestionQuery),
    responses((status = 200, body = Record), (status = "default", body = ProblemBody))
)]
async fn record(ctx: Ctx, params: ListParams) -> Result<Json<Record>> {
    let workspace = ctx.workspace().await?;
    let question = Question::read(&params, workspace.time_zone)?;
    let order = Order::new(&question, &ctx.actor);
    let kept = store::record(ctx.reader(), &order.question).await?;
    let job_id = store::running(ctx.reader(), &order.question).await?;
    let mut record = match &kept {
        Some((_, answer)) => serde_json::from_str(answer).map_err(Problem::internal)?,
        None => Record {
            currency: workspace.currency.to_string(),
            ..Record::default()
        },
    };
    record.made_at = kept.map(|(at, _)| Time(at));
    record.stale = record
        .made_at
        .is_none_or(|at| ctx.now().0 - at.0 > 7 * base::time::DAY_MS);
    record.job_id = job_id;
    Ok(Json(record))
}

/// Count the record anew
///
/// As a job; its progress is at `/jobs/{id}`, the answer then at `GET /analyze/forecast/record`.
#[utoipa::path(
    post,
    path = "/analyze/forecast/record",
    tag = "analyze",
    operation_id = "count_forecast_record",
    params(QuestionQuery),
    responses((status = 201, body = Job), (status = "default", body = ProblemBody))
)]
async fn count_record(ctx: Ctx, params: ListParams) -> Result<Response> {
    let zone = ctx.workspace().await?.time_zone;
    let question = Question::read(&params, zone)?;
    let order = Order::new(&question, &ctx.actor);
    let tx = ctx.begin().await?;
    let id = match store::running(tx.conn(), &order.question).await? {
        Some(id) => id,
        None => {
            let payload = serde_json::to_value(&order).map_err(Problem::internal)?;
            tx.enqueue(JOB, &payload).await?
        }
    };
    let row = db::jobs::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let job = Job::new(row, ctx.actor.lang);
    ctx.created(tx, &job).await
}

//! The funnel over HTTP.

use api::{Ctx, ListParams, ProblemBody};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::{Problem, Text};
use chrono::{Days, Months, NaiveDate};
use utoipa::IntoParams;

use super::model::{Basis, By, Funnel};
use crate::desk::Desk;
use crate::history::Books;
use crate::question::Question;

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only describes what the handler reads from ListParams"
)]
pub struct FunnelQuery {
    /// Steps are stages of the pipeline (usual when there is one), or kinds of stages.
    by: Option<By>,
    /// By the day of creation (usual), or by the day of entry into each step.
    basis: Option<Basis>,
    /// What to compare with: `previous` (the period of the same length before), `year_ago`, or
    /// `segment` (the deals of `against[…]` in the same period).
    compare: Option<String>,
    /// The other period, instead of `compare`.
    against_from: Option<String>,
    against_to: Option<String>,
    /// `against[owner|team|source|tag|currency|industry|company_size]=value`: the other segment.
    #[param(style = DeepObject, explode)]
    against: Option<std::collections::HashMap<String, String>>,
}

/// How many of a period's deals got how far, how many will, and where the others were lost
///
/// Every number comes with the filters of `/deals` that list the deals behind it, and with the address of
/// its explanation.
#[utoipa::path(
    get,
    path = "/analyze/funnel",
    tag = "analyze",
    operation_id = "get_funnel",
    params(crate::desk::QuestionQuery, FunnelQuery),
    responses((status = 200, body = Funnel), (status = "default", body = ProblemBody))
)]
pub async fn funnel(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> api::Result<Response> {
    let desk = Desk::open(&ctx, &books).await?;
    let question = Question::read(&params, desk.ground.zone)?;
    let kinds = (
        read_by(&params, "by", question.pipeline.is_some())?,
        read_basis(&params)?,
    );
    let today = desk.ground.now.day(desk.ground.zone);
    let against = against(&params, &question, today, desk.ground.zone)?;
    Ok(desk
        .answer(&uri, move |history, ground| {
            super::report(history, ground, &question, kinds, against.as_ref())
        })
        .await?)
}

/// What a step is, as the parameter of this name says.
pub fn read_by(params: &ListParams, name: &str, one_pipeline: bool) -> base::Result<By> {
    match (params.other(name), one_pipeline) {
        (Some("kind"), _) | (None | Some(""), false) => Ok(By::Kind),
        (None | Some("" | "stage"), true) => Ok(By::Stage),
        (Some("stage"), false) => Err(Problem::bad_request(Text::fixed(
            "Воронка по этапам строится для одной воронки продаж: укажите pipeline",
            "A funnel by stage is of one pipeline: say which in pipeline",
        ))),
        (Some(other), _) => Err(Problem::bad_request(Text::new(
            format!("{name}: «{other}» не подходит, ожидается stage или kind"),
            format!("{name}: “{other}” does not fit, expected stage or kind"),
        ))),
    }
}

pub fn read_basis(params: &ListParams) -> base::Result<Basis> {
    match params.other("basis") {
        None | Some("" | "created") => Ok(Basis::Created),
        Some("entered") => Ok(Basis::Entered),
        Some(other) => Err(Problem::bad_request(Text::new(
            format!("basis: «{other}» не подходит, ожидается created или entered"),
            format!("basis: “{other}” does not fit, expected created or entered"),
        ))),
    }
}

/// The question that the funnel is compared with.
fn against(
    params: &ListParams,
    question: &Question,
    today: NaiveDate,
    zone: chrono_tz::Tz,
) -> base::Result<Option<Question>> {
    let mut other = question.clone();
    let mut asked = false;
    for name in crate::question::FILTERS {
        if let Some(value) = params.other(&format!("against[{name}]")) {
            asked = true;
            if !value.is_empty() {
                other = other.narrowed(name, value)?;
            }
        }
    }
    let from: Option<NaiveDate> = params.day("against_from")?;
    let to: Option<NaiveDate> = params.day("against_to")?;
    if from.is_some() || to.is_some() {
        return Ok(Some(Question { from, to, ..other }));
    }
    let _ = zone;
    match params.other("compare") {
        None | Some("") => Ok(asked.then_some(other)),
        Some("segment") => Ok(Some(other)),
        Some("previous") => period(question, today).map(|(from, to)| {
            let days = Days::new((to - from).num_days().unsigned_abs() + 1);
            Some(other.during(
                from.checked_sub_days(days).unwrap_or(from),
                to.checked_sub_days(days).unwrap_or(to),
            ))
        }),
        Some("year_ago") => period(question, today).map(|(from, to)| {
            let back = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
            Some(other.during(back(from), back(to)))
        }),
        Some(word) => Err(Problem::bad_request(Text::new(
            format!("compare: «{word}» не подходит, ожидается previous, year_ago или segment"),
            format!("compare: “{word}” does not fit, expected previous, year_ago or segment"),
        ))),
    }
}

/// A period that another one can be laid beside.
fn period(question: &Question, today: NaiveDate) -> base::Result<(NaiveDate, NaiveDate)> {
    let from = question.from.ok_or_else(|| {
        Problem::bad_request(Text::fixed(
            "Чтобы сравнить с другим периодом, укажите начало этого: from",
            "To compare with another period, say where this one begins: from",
        ))
    })?;
    Ok((from, question.to.unwrap_or(today).max(from)))
}

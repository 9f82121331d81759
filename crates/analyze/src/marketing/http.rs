//! What marketing cost and brought, over HTTP.

use api::{Ctx, ListParams, ProblemBody, Result, Routes};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::{Permission, Problem, Text};
use chrono::NaiveDate;
use crm::marks::Kind;
use utoipa_axum::routes;

use super::report::{self, Marketing, report};
use super::spent::Ledgers;
use crate::desk::{Desk, QuestionQuery};
use crate::history::Books;
use crate::numbers::series::{Every, periods};
use crate::numbers::slices::Slice;
use crate::question::{Question, Sample};

pub fn routes() -> Routes {
    Routes::new().permitted(Permission::ReportsRead, routes!(marketing))
}

/// What marketing cost and brought
///
/// Deals created from `from` to `to`, told apart by campaign, channel, page or day; those still open count with what
/// they are expected to bring. `touch` says whose a deal is that several campaigns touched: of the first one, of the
/// last one, of each by its part of the touches, or of each as a whole. Periods of over 100 days are told by weeks.
#[utoipa::path(
    get,
    path = "/analyze/marketing",
    tag = "analyze",
    operation_id = "get_marketing",
    params(
        ("by" = Option<String>, Query, description = "`campaign` (usual), `channel`, `landing`, `content`, `day`."),
        ("touch" = Option<String>, Query, description = "Of campaigns and channels: `first` (usual), `last`, `linear`, `any`."),
        QuestionQuery,
    ),
    responses((status = 200, body = Marketing), (status = "default", body = ProblemBody))
)]
async fn marketing(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    Extension(ledgers): Extension<Ledgers>,
    OriginalUri(uri): OriginalUri,
    params: ListParams,
) -> Result<Response> {
    let mut desk = Desk::open(&ctx, &books).await?;
    let question = Question::read(&params, desk.ground.zone)?;
    let Some(days) = question.from.zip(question.to) else {
        return Err(Problem::bad_request(Text::fixed(
            "Укажите период: from и to",
            "Name the period: from and to",
        ))
        .into());
    };
    if params.other("by") == Some("day") {
        return by_day(ctx, desk, ledgers, &uri, question, days).await;
    }
    let by = slice(&params)?;
    let linear = matches!(by, Slice::Linear(_));
    let spent = desk.spend(&ctx, &ledgers, &[days], linear).await?;
    Ok(desk
        .answer_of(&format!("{uri} {spent}"), move |history, ground| {
            report(&Sample::new(history, ground, &question), by)
        })
        .await?)
}

/// So many days are told one by one.
const MOST_DAYS: i64 = 100;

async fn by_day(
    ctx: Ctx,
    mut desk: Desk,
    ledgers: Ledgers,
    uri: &axum::http::Uri,
    question: Question,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Response> {
    let (periods, spent) = if (to - from).num_days() < MOST_DAYS {
        let spent = desk.spend_days(&ctx, &ledgers, (from, to)).await?;
        (periods(from, to, Every::Day), spent)
    } else {
        let weeks = periods(from, to, Every::Week);
        let mut asked = weeks.clone();
        asked.push((from, to));
        let spent = desk.spend(&ctx, &ledgers, &asked, false).await?;
        (weeks, spent)
    };
    Ok(desk
        .answer_of(&format!("{uri} {spent}"), move |history, ground| {
            report::by_day(&Sample::new(history, ground, &question), &periods)
        })
        .await?)
}

fn slice(params: &ListParams) -> base::Result<Slice> {
    let word = |name: &str, usual: &'static str| {
        let word = params.other(name).filter(|word| !word.is_empty());
        word.unwrap_or(usual).to_owned()
    };
    let kind = match (
        word("by", "campaign").as_str(),
        word("touch", "first").as_str(),
    ) {
        ("campaign", "first") => Kind::CampaignFirst,
        ("campaign", "last") => Kind::CampaignLast,
        ("campaign", "any") => Kind::Campaign,
        ("channel", "first") => Kind::ChannelFirst,
        ("channel", "last") => Kind::ChannelLast,
        ("channel", "any") => Kind::Channel,
        ("campaign", "linear") => return Ok(Slice::Linear(Kind::Campaign)),
        ("channel", "linear") => return Ok(Slice::Linear(Kind::Channel)),
        ("landing", _) => Kind::Landing,
        ("content", _) => Kind::Content,
        _ => {
            return Err(Problem::bad_request(Text::fixed(
                "Ожидается by: campaign, channel, landing, content или day; touch: first, last, linear или any",
                "Expected by: campaign, channel, landing, content or day; touch: first, last, linear or any",
            )));
        }
    };
    Ok(Slice::Mark(kind))
}

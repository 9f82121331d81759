//! What marketing cost and brought, over HTTP.

use api::{Ctx, ListParams, ProblemBody, Result, Routes};
use axum::Extension;
use axum::extract::OriginalUri;
use axum::response::Response;
use base::{Permission, Problem, Text};
use crm::marks::Kind;
use utoipa_axum::routes;

use super::report::{Marketing, report};
use super::spent::Ledgers;
use crate::desk::{Desk, QuestionQuery};
use crate::history::Books;
use crate::numbers::slices::Slice;
use crate::question::{Question, Sample};

pub fn routes() -> Routes {
    Routes::new().permitted(Permission::ReportsRead, routes!(marketing))
}

/// What marketing cost and brought
///
/// Deals created from `from` to `to`, told apart by campaign or channel; those still open count with what they are
/// expected to bring. `touch` says whose a deal is that several campaigns touched: of the first one, of the last
/// one, or of each.
#[utoipa::path(
    get,
    path = "/analyze/marketing",
    tag = "analyze",
    operation_id = "get_marketing",
    params(
        ("by" = Option<String>, Query, description = "`campaign` (usual) or `channel`."),
        ("touch" = Option<String>, Query, description = "`first` (usual), `last`, `any`."),
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
    let by = slice(&params)?;
    let spent = desk.spend(&ctx, &ledgers, &[days]).await?;
    Ok(desk
        .answer_of(&format!("{uri} {spent}"), move |history, ground| {
            report(&Sample::new(history, ground, &question), by)
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
        _ => {
            return Err(Problem::bad_request(Text::fixed(
                "Ожидается by: campaign или channel; touch: first, last или any",
                "Expected by: campaign or channel; touch: first, last or any",
            )));
        }
    };
    Ok(Slice::Mark(kind))
}

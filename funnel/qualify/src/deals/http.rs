//! The qualification of deals over HTTP.

use api::{Body, Ctx, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Time, Uuid};
use chrono::NaiveDate;
use crm::refs::{CompanyRef, ContactRef, UserRef};
use db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, NewAnswer, Standing};
use super::store::{self, AnswerRow, BackRow};
use crate::questions::model::Question;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::QualificationWrite, routes!(answer))
        .permitted(Permission::QualificationWrite, routes!(qualify))
        .permitted(Permission::QualificationWrite, routes!(disqualify))
        .permitted(Permission::QualificationWrite, routes!(recycle))
        .permitted(Permission::QualificationWrite, routes!(take_back))
        .permitted(Permission::DealsRead, routes!(back))
        .permitted(Permission::DealsRead, routes!(unanswered))
}

/// How a deal is qualified.
#[derive(Debug, Serialize, ToSchema)]
struct Qualification {
    set_id: Uuid,
    set_name: String,
    /// The version of the questions.
    number: i64,
    questions: Vec<AskedQuestion>,
    answered: usize,
    /// The share of weight that speaks for the client, in percent.
    score: i64,
    /// Keys of the gates that stop it from being qualified.
    open_gates: Vec<String>,
    verdict: Option<QualificationVerdict>,
}

/// A question and what was answered.
#[derive(Debug, Serialize, ToSchema)]
struct AskedQuestion {
    #[serde(flatten)]
    question: Question,
    /// Null while there is none.
    answer: Option<QualificationAnswer>,
    /// What was answered before, the newest first.
    earlier: Vec<QualificationAnswer>,
}

/// What somebody answered.
#[derive(Debug, Serialize, ToSchema)]
struct QualificationAnswer {
    /// Null: the answer was taken back.
    value: Option<String>,
    speaks_for: Option<bool>,
    proof: String,
    contact: Option<ContactRef>,
    by: Option<UserRef>,
    at: Time,
}

impl From<AnswerRow> for QualificationAnswer {
    fn from(row: AnswerRow) -> Self {
        Self {
            value: row.value,
            speaks_for: row.speaks_for,
            proof: row.proof,
            contact: ContactRef::of(row.contact_id, row.contact_name),
            by: UserRef::of(row.by_id, row.by_name),
            at: Time(row.at),
        }
    }
}

/// What was decided.
#[derive(Debug, Serialize, ToSchema)]
struct QualificationVerdict {
    #[schema(example = "qualified")]
    verdict: String,
    score: i64,
    note: String,
    /// When it comes up again.
    back_on: Option<String>,
    at: Time,
}

impl From<Standing> for Qualification {
    fn from(mut now: Standing) -> Self {
        let progress = now.progress();
        let questions = now
            .questions
            .into_iter()
            .map(|question| {
                let all = now.answers.remove(&question.key).unwrap_or_default();
                let mut all = all.into_iter().map(QualificationAnswer::from);
                AskedQuestion {
                    answer: all.next().filter(|answer| answer.value.is_some()),
                    earlier: all.collect(),
                    question,
                }
            })
            .collect();
        Self {
            set_id: now.set.id,
            set_name: now.set.name,
            number: now.set.number,
            questions,
            answered: progress.answered,
            score: progress.score,
            open_gates: progress.open_gates,
            verdict: now.verdict.map(|row| QualificationVerdict {
                verdict: row.verdict,
                score: row.score,
                note: row.note,
                back_on: row.back_on,
                at: Time(row.at),
            }),
        }
    }
}

async fn shown(ctx: &Ctx, conn: Conn<'_>, id: Uuid) -> base::Result<Qualification> {
    let row = actions::deal(conn, &ctx.actor, id).await?;
    Ok(actions::standing(conn, &row).await?.into())
}

/// How a deal is qualified
#[utoipa::path(get, path = "/deals/{id}/qualification", tag = "qualification", operation_id = "get_qualification",
    params(("id" = Uuid, Path)), responses((status = 200, body = Qualification)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Qualification>> {
    Ok(Json(shown(&ctx, ctx.reader(), id).await?))
}

/// An answer: `yes` or `no`, an option, a text, a number, a day. Null takes it back.
#[derive(Debug, Deserialize, ToSchema)]
struct Answering {
    value: Option<String>,
    /// What it is known from: a letter, a call, a document.
    #[serde(default)]
    proof: String,
    /// Who answered.
    contact_id: Option<Uuid>,
}

/// Answer a question of a deal
#[utoipa::path(put, path = "/deals/{id}/qualification/{question}", tag = "qualification", operation_id = "answer_question",
    params(("id" = Uuid, Path), ("question" = String, Path)), request_body = Answering,
    responses((status = 200, body = Qualification)))]
async fn answer(
    ctx: Ctx,
    Path((id, question)): Path<(Uuid, String)>,
    Body(given): Body<Answering>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    let new = NewAnswer {
        value: given.value,
        proof: given.proof,
        contact_id: given.contact_id,
    };
    actions::answer(&tx, id, &question, new).await?;
    let now = shown(&ctx, tx.conn(), id).await?;
    ctx.changed(tx, &now).await
}

/// Qualifying a deal that was read as `version`.
#[derive(Debug, Deserialize, ToSchema)]
struct Qualifying {
    version: Option<i64>,
    #[serde(default)]
    note: String,
}

/// Qualify a deal: it moves on to the next kind of stage
#[utoipa::path(post, path = "/deals/{id}/qualify", tag = "qualification", operation_id = "qualify_deal",
    params(("id" = Uuid, Path)), request_body = Qualifying, responses((status = 200, body = Qualification)))]
async fn qualify(ctx: Ctx, Path(id): Path<Uuid>, Body(how): Body<Qualifying>) -> Result<Response> {
    let version = ctx.version(how.version)?;
    let tx = ctx.begin().await?;
    actions::qualify(&tx, id, version, &how.note).await?;
    let now = shown(&ctx, tx.conn(), id).await?;
    ctx.changed(tx, &now).await
}

/// Refusing a deal that was read as `version`.
#[derive(Debug, Deserialize, ToSchema)]
struct Disqualifying {
    version: Option<i64>,
    reason_id: Uuid,
    #[serde(default)]
    note: String,
}

/// Disqualify a deal for a reason
#[utoipa::path(post, path = "/deals/{id}/disqualify", tag = "qualification", operation_id = "disqualify_deal",
    params(("id" = Uuid, Path)), request_body = Disqualifying, responses((status = 200, body = Qualification)))]
async fn disqualify(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(how): Body<Disqualifying>,
) -> Result<Response> {
    let version = ctx.version(how.version)?;
    let tx = ctx.begin().await?;
    actions::disqualify(&tx, id, version, how.reason_id, &how.note).await?;
    let now = shown(&ctx, tx.conn(), id).await?;
    ctx.changed(tx, &now).await
}

/// Putting a deal that was read as `version` back until a day.
#[derive(Debug, Deserialize, ToSchema)]
struct Recycling {
    version: Option<i64>,
    reason_id: Uuid,
    back_on: NaiveDate,
    #[serde(default)]
    note: String,
}

/// Put a deal back until a day
///
/// It is lost for now; a task of its owner brings it up again.
#[utoipa::path(post, path = "/deals/{id}/recycle", tag = "qualification", operation_id = "recycle_deal",
    params(("id" = Uuid, Path)), request_body = Recycling, responses((status = 200, body = Qualification)))]
async fn recycle(ctx: Ctx, Path(id): Path<Uuid>, Body(how): Body<Recycling>) -> Result<Response> {
    let version = ctx.version(how.version)?;
    let zone = ctx.workspace().await?.time_zone;
    let back = (how.back_on, base::time::day_start(how.back_on, zone));
    let tx = ctx.begin().await?;
    actions::recycle(&tx, id, version, how.reason_id, back, &how.note).await?;
    let now = shown(&ctx, tx.conn(), id).await?;
    ctx.changed(tx, &now).await
}

/// Taking up a deal that was put back.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct TakingBack {
    /// Of the deal; without it whatever it is now.
    version: Option<i64>,
}

/// Take a deal that was put back to work again
///
/// It goes back to the stage where it stood; the task that was to bring it up is done.
#[utoipa::path(post, path = "/deals/{id}/take-back", tag = "qualification", operation_id = "take_back_deal",
    params(("id" = Uuid, Path)), request_body = TakingBack, responses((status = 200, body = Qualification)))]
async fn take_back(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(how): Body<TakingBack>,
) -> Result<Response> {
    let zone = ctx.workspace().await?.time_zone;
    let tx = ctx.begin().await?;
    actions::take_back(&tx, id, how.version, zone).await?;
    let now = shown(&ctx, tx.conn(), id).await?;
    ctx.changed(tx, &now).await
}

/// A deal that was put back and comes up again.
#[derive(Debug, Serialize, ToSchema)]
struct RecycledDeal {
    deal_id: Uuid,
    title: String,
    back_on: String,
    note: String,
    owner: Option<String>,
}

impl From<BackRow> for RecycledDeal {
    fn from(row: BackRow) -> Self {
        Self {
            deal_id: row.deal_id,
            title: row.title,
            back_on: row.back_on,
            note: row.note,
            owner: row.owner_name,
        }
    }
}

/// Deals that were put back and whose day has come
///
/// The longest waiting first, at most a hundred.
#[utoipa::path(get, path = "/recycled-deals", tag = "qualification", operation_id = "list_recycled_deals",
    responses((status = 200, body = Vec<RecycledDeal>)))]
async fn back(ctx: Ctx) -> Result<Json<Vec<RecycledDeal>>> {
    let today = ctx.now().day(ctx.workspace().await?.time_zone).to_string();
    let rows = store::back_by(ctx.reader(), &ctx.actor.scope, &today, 100).await?;
    Ok(Json(rows.into_iter().map(RecycledDeal::from).collect()))
}

/// A deal on a stage of qualification that lacks answers which open its gates.
#[derive(Debug, Serialize, ToSchema)]
struct UnansweredDeal {
    deal_id: Uuid,
    title: String,
    company: Option<CompanyRef>,
    owner: Option<UserRef>,
    /// Since when it stands there.
    since: Time,
    /// The questions that are to be answered for the client first.
    missing: Vec<String>,
}

impl From<actions::Unanswered> for UnansweredDeal {
    fn from(told: actions::Unanswered) -> Self {
        let row = told.row;
        Self {
            deal_id: row.deal_id,
            title: row.title,
            company: CompanyRef::of(row.company_id, row.company_name),
            owner: UserRef::of(row.owner_id, row.owner_name),
            since: Time(row.stage_entered_at),
            missing: told.missing,
        }
    }
}

/// Deals on stages of qualification whose gates are not answered for the client
///
/// The longest waiting first, at most a hundred.
#[utoipa::path(get, path = "/unanswered-deals", tag = "qualification", operation_id = "list_unanswered_deals",
    responses((status = 200, body = Vec<UnansweredDeal>)))]
async fn unanswered(ctx: Ctx) -> Result<Json<Vec<UnansweredDeal>>> {
    let found = actions::unanswered(ctx.reader(), &ctx.actor.scope, 100).await?;
    Ok(Json(found.into_iter().map(UnansweredDeal::from).collect()))
}

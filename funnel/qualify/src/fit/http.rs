//! The ideal customer profile over HTTP.

use api::jobs::Job;
use api::{Body, Ctx, Page, Result, Routes};
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::Response;
use base::{Permission, Problem, Time, Uuid};
use db::{Conn, jobs};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::accuracy::{self, Accuracy};
use super::actions::{self, Names};
use super::learn::Lesson;
use super::model::{Band, Limits, Rule};
use super::store;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::QuestionsWrite, routes!(save))
        .permitted(Permission::ReportsRead, routes!(judge))
        .permitted(Permission::QuestionsWrite, routes!(lesson))
        .permitted(Permission::QuestionsWrite, routes!(learn))
        .permitted(Permission::DealsRead, routes!(of_deal))
        .permitted(Permission::CompaniesRead, routes!(industries))
}

/// A rule with what it asks for, in words.
#[derive(Debug, Serialize, ToSchema)]
struct ToldRule {
    #[serde(flatten)]
    rule: Rule,
    #[schema(example = "Отрасль: ИТ, связь")]
    told: String,
}

/// The ideal customer profile.
#[derive(Debug, Serialize, ToSchema)]
struct FitProfile {
    /// The version; 0 while there is none.
    number: i64,
    rules: Vec<ToldRule>,
    limits: Limits,
    /// The work that judges all deals by it.
    job: Option<Job>,
    created_at: Option<Time>,
}

async fn shown(ctx: &Ctx, conn: Conn<'_>) -> base::Result<FitProfile> {
    let row = store::newest(conn).await?;
    let profile = actions::profile(conn).await?;
    let names = Names::of(conn, profile.rules.iter()).await?;
    let currency = ctx.workspace().await?.currency;
    let job = match row.as_ref().and_then(|row| row.job_id) {
        Some(id) => jobs::find(conn, id).await?,
        None => None,
    };
    Ok(FitProfile {
        number: profile.number,
        rules: profile
            .rules
            .into_iter()
            .map(|rule| ToldRule {
                told: names.told(&rule, currency, ctx.actor.lang),
                rule,
            })
            .collect(),
        limits: profile.limits,
        job: job.map(|job| Job::new(job, ctx.actor.lang)),
        created_at: row.map(|row| Time(row.created_at)),
    })
}

/// The ideal customer profile
#[utoipa::path(get, path = "/fit-profile", tag = "qualification", operation_id = "get_fit_profile",
    responses((status = 200, body = FitProfile)))]
async fn show(ctx: Ctx) -> Result<Json<FitProfile>> {
    Ok(Json(shown(&ctx, ctx.reader()).await?))
}

/// The next version of the profile.
#[derive(Debug, Deserialize, ToSchema)]
struct NewFitProfile {
    /// The version it was made from; 0 for the first one.
    version: Option<i64>,
    rules: Vec<Rule>,
    limits: Limits,
}

/// Change the profile
///
/// It makes a new version; a job then judges all deals by it.
#[utoipa::path(put, path = "/fit-profile", tag = "qualification", operation_id = "put_fit_profile",
    request_body = NewFitProfile, responses((status = 200, body = FitProfile)))]
async fn save(ctx: Ctx, Body(new): Body<NewFitProfile>) -> Result<Response> {
    let version = ctx.version(new.version)?;
    let tx = ctx.begin().await?;
    actions::save(&tx, version, new.rules, new.limits).await?;
    let now = shown(&ctx, tx.conn()).await?;
    ctx.changed(tx, &now).await
}

#[derive(Debug, Deserialize, IntoParams)]
struct AccuracyQuery {
    /// Only deals of this pipeline.
    pipeline: Option<Uuid>,
}

/// How far the score has told won deals from lost ones
///
/// Of settled deals that you may see, as their clients are known today.
#[utoipa::path(get, path = "/fit-profile/accuracy", tag = "qualification", operation_id = "get_fit_accuracy",
    params(AccuracyQuery), responses((status = 200, body = Accuracy)))]
async fn judge(ctx: Ctx, Query(asked): Query<AccuracyQuery>) -> Result<Json<Accuracy>> {
    let conn = ctx.reader();
    let profile = actions::profile(conn).await?;
    let rows = store::ended(conn, &ctx.actor.scope, profile.number, asked.pipeline).await?;
    Ok(Json(accuracy::accuracy(
        profile.number,
        profile.limits,
        &rows,
    )?))
}

/// What past deals would give points for.
#[derive(Debug, Serialize, ToSchema)]
struct ToldLesson {
    /// Null while nobody has asked.
    lesson: Option<Lesson>,
    /// The rules of its effects in words, in their order.
    told: Vec<String>,
}

/// What past deals would give points for
///
/// Learned from some of the settled deals, judged on the others.
#[utoipa::path(get, path = "/fit-profile/lesson", tag = "qualification", operation_id = "get_fit_lesson",
    responses((status = 200, body = ToldLesson)))]
async fn lesson(ctx: Ctx) -> Result<Json<ToldLesson>> {
    let conn = ctx.reader();
    let lesson = actions::lesson(conn).await?;
    let rules = || {
        lesson
            .iter()
            .flat_map(|lesson| &lesson.effects)
            .map(|effect| &effect.rule)
    };
    let names = Names::of(conn, rules()).await?;
    let currency = ctx.workspace().await?.currency;
    let told = rules()
        .map(|rule| names.told(rule, currency, ctx.actor.lang))
        .collect();
    Ok(Json(ToldLesson { lesson, told }))
}

/// Learn from past deals
///
/// Answers with the job; the lesson is there when it is done.
#[utoipa::path(post, path = "/fit-profile/lesson", tag = "qualification", operation_id = "learn_fit",
    responses((status = 201, body = Job)))]
async fn learn(ctx: Ctx) -> Result<Response> {
    let tx = ctx.begin().await?;
    let id = tx.enqueue(actions::LEARN, &serde_json::json!({})).await?;
    let row = jobs::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let job = Job::new(row, ctx.actor.lang);
    ctx.created(tx, &job).await
}

/// Points of one rule.
#[derive(Debug, Serialize, ToSchema)]
struct FitPoints {
    points: i64,
    #[schema(example = "Отрасль: ИТ, связь")]
    told: String,
}

/// How well a deal's client fits the profile, and why.
#[derive(Debug, Serialize, ToSchema)]
struct DealFit {
    score: i64,
    band: Band,
    /// The version of the profile.
    number: i64,
    /// The most points first.
    why: Vec<FitPoints>,
    /// What the profile asks about and nobody has filled in.
    unknown: Vec<String>,
}

/// How well the client of a deal fits the profile
///
/// Judged at once by what is known now. Null while there is no profile.
#[utoipa::path(get, path = "/deals/{id}/fit", tag = "qualification", operation_id = "get_deal_fit",
    params(("id" = Uuid, Path)), responses((status = 200, body = Option<DealFit>)))]
async fn of_deal(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Option<DealFit>>> {
    let (conn, lang) = (ctx.reader(), ctx.actor.lang);
    crate::deals::actions::deal(conn, &ctx.actor, id).await?;
    let profile = actions::profile(conn).await?;
    if profile.rules.is_empty() {
        return Ok(Json(None));
    }
    let mut known = store::known(conn, &[id]).await?;
    let row = known.pop().ok_or_else(Problem::not_found)?;
    let tags = store::tags(conn, &[id]).await?.remove(&id);
    let currency = ctx.workspace().await?.currency;
    let fit = profile.judge(&row.known(tags.unwrap_or_default()), currency);
    let names = Names::of(conn, profile.rules.iter()).await?;
    let mut why: Vec<FitPoints> = fit
        .applied
        .iter()
        .map(|place| FitPoints {
            points: profile.rules[*place].points,
            told: names.told(&profile.rules[*place], currency, lang),
        })
        .collect();
    why.sort_by_key(|line| std::cmp::Reverse(line.points));
    Ok(Json(Some(DealFit {
        score: fit.score,
        band: fit.band,
        number: profile.number,
        why,
        unknown: fit
            .unknown
            .iter()
            .map(|fact| fact.name().get(lang).to_owned())
            .collect(),
    })))
}

/// The industries that companies have
///
/// The most frequent first, at most five hundred.
#[utoipa::path(get, path = "/industries", tag = "qualification", operation_id = "list_industries",
    responses((status = 200, body = Page<String>)))]
async fn industries(ctx: Ctx) -> Result<Json<Page<String>>> {
    Ok(Json(Page::whole(
        store::industries(ctx.reader(), 500).await?,
    )))
}

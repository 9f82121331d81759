//! The ideal customer profile over HTTP.

use api::jobs::Job;
use api::{Body, Ctx, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Currency, Lang, Permission, Problem, Time, Uuid};
use db::{Conn, jobs};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Names};
use super::checked::checked;
use super::model::{Band, Limits, Profile, Rule};
use super::preview::{self, Preview};
use super::{facts, store};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::QuestionsWrite, routes!(save))
        .permitted(Permission::QuestionsWrite, routes!(try_out))
        .permitted(Permission::QuestionsWrite, routes!(recount))
        .permitted(Permission::DealsRead, routes!(versions))
        .permitted(Permission::DealsRead, routes!(of_deal))
        .permitted(Permission::CompaniesRead, routes!(industries))
        .merge(super::past::routes())
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
        rules: told(profile.rules, &names, currency, ctx.actor.lang),
        limits: profile.limits,
        job: job.map(|job| Job::new(job, ctx.actor.lang)),
        created_at: row.map(|row| Time(row.created_at)),
    })
}

fn told(rules: Vec<Rule>, names: &Names, currency: Currency, lang: Lang) -> Vec<ToldRule> {
    let rules = rules.into_iter().map(|rule| ToldRule {
        told: names.told(&rule, currency, lang),
        rule,
    });
    rules.collect()
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

/// Judge the deals that are left
///
/// Of the newest version, after the work was stopped; nothing is judged twice.
#[utoipa::path(post, path = "/fit-profile/recount", tag = "qualification", operation_id = "recount_fit",
    responses((status = 201, body = Job)))]
async fn recount(ctx: Ctx) -> Result<Response> {
    let tx = ctx.begin().await?;
    let id = actions::recount(&tx).await?;
    let row = jobs::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let job = Job::new(row, ctx.actor.lang);
    ctx.created(tx, &job).await
}

/// Rules that are not kept yet.
#[derive(Debug, Deserialize, ToSchema)]
struct TriedFitProfile {
    rules: Vec<Rule>,
    limits: Limits,
}

/// What other rules would do, before they are kept
#[utoipa::path(post, path = "/fit-profile/preview", tag = "qualification", operation_id = "preview_fit_profile",
    request_body = TriedFitProfile, responses((status = 200, body = Preview)))]
async fn try_out(ctx: Ctx, Body(tried): Body<TriedFitProfile>) -> Result<Json<Preview>> {
    let (rules, limits) = checked(tried.rules, tried.limits)?;
    let conn = ctx.reader();
    let now = actions::profile(conn).await?;
    let then = Profile {
        number: now.number + 1,
        rules,
        limits,
    };
    Ok(Json(
        preview::preview(conn, &ctx.actor.scope, &now, &then).await?,
    ))
}

/// A version of the profile.
#[derive(Debug, Serialize, ToSchema)]
struct FitVersion {
    number: i64,
    rules: Vec<ToldRule>,
    limits: Limits,
    by: Option<String>,
    created_at: Time,
}

/// The versions of the profile
///
/// The newest first, at most a hundred.
#[utoipa::path(get, path = "/fit-profile/versions", tag = "qualification", operation_id = "list_fit_versions",
    responses((status = 200, body = Vec<FitVersion>)))]
async fn versions(ctx: Ctx) -> Result<Json<Vec<FitVersion>>> {
    let conn = ctx.reader();
    let mut found = Vec::new();
    for row in store::versions(conn).await? {
        let rules: Vec<Rule> = serde_json::from_str(&row.rules).map_err(Problem::internal)?;
        let limits = serde_json::from_str(&row.bands).map_err(Problem::internal)?;
        found.push((row, rules, limits));
    }
    let all = found.iter().flat_map(|(_, rules, _)| rules);
    let names = Names::of(conn, all).await?;
    let currency = ctx.workspace().await?.currency;
    let shown = found.into_iter().map(|(row, rules, limits)| FitVersion {
        number: row.number,
        rules: told(rules, &names, currency, ctx.actor.lang),
        limits,
        by: row.by_name,
        created_at: Time(row.created_at),
    });
    Ok(Json(shown.collect()))
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
    let mut found = facts::read(conn, &[id]).await?;
    let client = found.pop().ok_or_else(Problem::not_found)?;
    let currency = ctx.workspace().await?.currency;
    let fit = profile.judge(&client.now, currency);
    let names = Names::of(conn, profile.rules.iter()).await?;
    let mut why: Vec<FitPoints> = fit
        .applied
        .iter()
        .map(|place| profile.rules[*place].narrowed(&client.now, currency))
        .map(|rule| FitPoints {
            points: rule.points,
            told: names.told(&rule, currency, lang),
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
        store::industries(ctx.reader(), &ctx.actor.scope, 500).await?,
    )))
}

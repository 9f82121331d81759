//! What past deals say of the profile, over HTTP.

use api::jobs::Job;
use api::{Ctx, Cursor, ListParams, Page, Result, Routes, list::page_of};
use axum::Json;
use axum::extract::Query;
use axum::response::Response;
use base::{Permission, Problem, Text, Time, Uuid};
use db::{Conn, jobs};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::accuracy::{self, Accuracy};
use super::actions::{self, Names};
use super::learn::Lesson;
use super::model::{Band, Profile, Rule};
use super::store::{self, Behind, BehindRow, Judged};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(judge))
        .permitted(Permission::ReportsRead, routes!(behind))
        .permitted(Permission::QuestionsWrite, routes!(lesson))
        .permitted(Permission::QuestionsWrite, routes!(learn))
}

#[derive(Debug, Deserialize, IntoParams)]
struct AccuracyQuery {
    /// Only deals of this pipeline.
    pipeline: Option<Uuid>,
}

/// The newest version, the deals it is judged on, and the moments that part them.
struct Past<'a> {
    profile: Profile,
    judged: Judged<'a>,
    /// Null: nothing is settled.
    ripe: Option<i64>,
    later: i64,
    since: i64,
}

async fn past<'a>(ctx: &'a Ctx, conn: Conn<'_>, pipeline: Option<Uuid>) -> base::Result<Past<'a>> {
    let row = store::newest(conn).await?;
    let profile = actions::profile(conn).await?;
    let scope = &ctx.actor.scope;
    let ripe = store::ripe(conn, scope, pipeline).await?;
    let judged = Judged {
        scope,
        number: profile.number,
        pipeline,
        ripe: ripe.unwrap_or(i64::MIN),
    };
    Ok(Past {
        later: store::newest_part(conn, &judged).await?,
        since: row.map_or(i64::MAX, |row| row.created_at),
        profile,
        judged,
        ripe,
    })
}

/// How far the score has told won deals from lost ones
///
/// Of settled deals that you may see, by what was known of each a week after it was made, or just before it was
/// settled. Changes without an event, and what came with an import, count as always known.
#[utoipa::path(get, path = "/fit-profile/accuracy", tag = "qualification", operation_id = "get_fit_accuracy",
    params(AccuracyQuery), responses((status = 200, body = Accuracy)))]
async fn judge(ctx: Ctx, Query(asked): Query<AccuracyQuery>) -> Result<Json<Accuracy>> {
    let conn = ctx.reader();
    let past = past(&ctx, conn, asked.pipeline).await?;
    let rows = store::ended(conn, &past.judged, past.later, past.since).await?;
    let (number, limits) = (past.profile.number, past.profile.limits);
    Ok(Json(Accuracy {
        ripe_until: past.ripe.map(Time),
        later_from: (past.later < i64::MAX).then_some(Time(past.later)),
        ..accuracy::accuracy(number, limits, &rows)?
    }))
}

/// A settled deal and the score it would have had early.
#[derive(Debug, Serialize, ToSchema)]
struct FitJudgedDeal {
    id: Uuid,
    title: String,
    company: Option<String>,
    score: i64,
    band: Band,
    #[schema(example = "won")]
    status: String,
    created_at: Time,
    settled_at: Time,
}

/// The deals behind how well the score has done
///
/// The newest first.
#[utoipa::path(get, path = "/fit-profile/deals", tag = "qualification", operation_id = "list_fit_deals",
    params(
        ("pipeline" = Option<Uuid>, Query, description = "Only deals of this pipeline."),
        ("band" = Option<Band>, Query, description = "Only of this band."),
        ("status" = Option<String>, Query, description = "`won` or `lost`."),
        ("part" = Option<String>, Query,
            description = "`earlier` or `later`: the older seven of ten or the newest three; `since`: settled since this version."),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, body = Page<FitJudgedDeal>)))]
async fn behind(ctx: Ctx, params: ListParams) -> Result<Json<Page<FitJudgedDeal>>> {
    let id = Text::fixed("идентификатор", "an id");
    let conn = ctx.reader();
    let past = past(&ctx, conn, params.read("pipeline", &id)?).await?;
    let mut asked = Behind {
        won: match params.other("status") {
            None | Some("") => None,
            Some("won") => Some(true),
            Some("lost") => Some(false),
            Some(_) => return Err(one_of("status", "won, lost").into()),
        },
        ..Behind::default()
    };
    match params.other("part") {
        None | Some("") => {}
        Some("earlier") => asked.created_before = Some(past.later),
        Some("later") => asked.created_from = Some(past.later),
        Some("since") => asked.settled_from = Some(past.since),
        Some(_) => return Err(one_of("part", "earlier, later, since").into()),
    }
    let limits = past.profile.limits;
    if let Some(word) = params.other("band").filter(|word| !word.is_empty()) {
        let band = Band::parse(word).ok_or_else(|| one_of("band", "A, B, C, D"))?;
        (asked.from, asked.below) = limits.scores(band);
    }
    let after = match &params.cursor {
        Some(cursor) => Some((cursor.number(0)?, cursor.id(1)?)),
        None => None,
    };
    let rows = store::behind(conn, &past.judged, asked, after, params.limit + 1).await?;
    let (rows, next_cursor) = page_of(rows, params.limit, |row: &BehindRow| {
        Cursor::new([Value::from(row.created_at), Value::from(row.id.to_string())])
    });
    let items = rows.into_iter().map(|row| FitJudgedDeal {
        id: row.id,
        title: row.title,
        company: row.company,
        score: row.score,
        band: limits.band(row.score),
        status: row.status,
        created_at: Time(row.created_at),
        settled_at: Time(row.settled_at),
    });
    Ok(Json(Page {
        items: items.collect(),
        next_cursor,
        total: None,
        sums: None,
    }))
}

fn one_of(name: &str, words: &str) -> Problem {
    Problem::bad_request(Text::new(
        format!("{name}: ожидается одно из: {words}"),
        format!("{name}: expected one of: {words}"),
    ))
}

/// What past deals would give points for.
#[derive(Debug, Serialize, ToSchema)]
struct ToldLesson {
    /// Null while nobody has asked.
    lesson: Option<Lesson>,
    /// The rules of its effects in words, in their order.
    told: Vec<String>,
    /// What effects are compared with, in words.
    told_compared_with: Vec<String>,
    /// The work that learns, or has learned last.
    job: Option<Job>,
}

/// What past deals would give points for
///
/// Learned from the older settled deals, judged on the newer ones. Only suggested: nothing of it counts until
/// somebody puts it into the profile.
#[utoipa::path(get, path = "/fit-profile/lesson", tag = "qualification", operation_id = "get_fit_lesson",
    responses((status = 200, body = ToldLesson)))]
async fn lesson(ctx: Ctx) -> Result<Json<ToldLesson>> {
    actions::sees_all(&ctx.actor)?;
    let conn = ctx.reader();
    let lesson = actions::lesson(conn).await?;
    let (effects, usual): (Vec<&Rule>, Vec<&Rule>) = match &lesson {
        Some(lesson) => (
            lesson.effects.iter().map(|effect| &effect.rule).collect(),
            lesson.compared_with.iter().collect(),
        ),
        None => (Vec::new(), Vec::new()),
    };
    let names = Names::of(conn, effects.iter().chain(&usual).copied()).await?;
    let currency = ctx.workspace().await?.currency;
    let told = |rules: Vec<&Rule>| -> Vec<String> {
        let told = rules.into_iter();
        told.map(|rule| names.told(rule, currency, ctx.actor.lang))
            .collect()
    };
    let (told, told_compared_with) = (told(effects), told(usual));
    let job = actions::learning(conn).await?;
    Ok(Json(ToldLesson {
        lesson,
        told,
        told_compared_with,
        job: job.map(|job| Job::new(job, ctx.actor.lang)),
    }))
}

/// Learn from past deals
///
/// Answers with the job; the lesson is there when it is done.
#[utoipa::path(post, path = "/fit-profile/lesson", tag = "qualification", operation_id = "learn_fit",
    responses((status = 201, body = Job)))]
async fn learn(ctx: Ctx) -> Result<Response> {
    let tx = ctx.begin().await?;
    let id = actions::ask_to_learn(&tx).await?;
    let row = jobs::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let job = Job::new(row, ctx.actor.lang);
    ctx.created(tx, &job).await
}

//! Forms as people see and send them, with and without scripts. Open to everybody.

use std::collections::BTreeMap;

use api::{App, ClientIp, Workspace};
use axum::body::Bytes;
use axum::extract::{Extension, Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base::{Actor, Problem, Result, Time};
use serde::Deserialize;
use serde_json::json;

use super::actions::text;
use super::judge::{Clues, suspicion};
use super::model::Design;
use super::page::{self, Page, Shown, TRAP};
use super::process::JOB;
use super::stamp::Stamps;
use super::store::{self, FormRow, SubmissionRow};
use crate::utm::Trace;
use crate::visits::collector::visitor_id;

/// What is sent is a few kilobytes.
const MOST_BYTES: usize = 128 * 1024;
const TEN_MINUTES_MS: i64 = 600_000;
const DAY_MS: i64 = base::time::DAY_MS;
/// From one sender in a day nothing more is kept.
const MOST_A_DAY: i64 = 200;
/// Suspected ones that a form keeps a day: a flood does not fill the disk.
const MOST_SPAM_A_DAY: i64 = 1_000;

pub fn site() -> Router {
    Router::new()
        .route("/f/{slug}", get(show).post(send))
        .route("/f/{slug}/part", get(part))
        .route("/f/{slug}/embed.js", get(embed))
}

/// A form in use.
async fn found(app: &App, slug: &str) -> Result<Option<(FormRow, Design)>> {
    match store::find_by_slug(app.db.reader(), slug).await? {
        Some(row) if !row.archived => {
            let design = row.design()?;
            Ok(Some((row, design)))
        }
        _ => Ok(None),
    }
}

fn html(status: StatusCode, page: Page) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, page.policy),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (status, headers, page.html).into_response()
}

fn any_origin(mut response: Response) -> Response {
    let any = header::HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}

/// Something went wrong on our side: the visitor is told plainly, the log has the reason.
fn failed(problem: &Problem) -> Response {
    tracing::error!("a form could not be answered: {problem}");
    let text = "Попробуйте ещё раз через минуту / Please try again in a minute";
    any_origin((StatusCode::SERVICE_UNAVAILABLE, text).into_response())
}

async fn stamp(app: &App, slug: &str) -> Result<String> {
    let stamps = Stamps::load(app.db.reader()).await?;
    Ok(stamps
        .map(|stamps| stamps.stamp(slug, app.db.clock.now()))
        .unwrap_or_default())
}

async fn show(Extension(app): Extension<App>, Path(slug): Path<String>) -> Response {
    let shown = async {
        let Some((row, design)) = found(&app, &slug).await? else {
            return Ok(html(StatusCode::NOT_FOUND, page::missing()));
        };
        let stamp = stamp(&app, &row.slug).await?;
        let shown = Shown {
            slug: &row.slug,
            stamp: &stamp,
            ..Shown::default()
        };
        Ok(html(StatusCode::OK, page::hosted(&design, &shown)))
    };
    shown
        .await
        .unwrap_or_else(|problem: Problem| failed(&problem))
}

/// The form as a part of another page.
async fn part(Extension(app): Extension<App>, Path(slug): Path<String>) -> Response {
    let shown = async {
        let Some((row, design)) = found(&app, &slug).await? else {
            return Ok(any_origin(StatusCode::NOT_FOUND.into_response()));
        };
        let stamp = stamp(&app, &row.slug).await?;
        let shown = Shown {
            slug: &row.slug,
            stamp: &stamp,
            ..Shown::default()
        };
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        Ok(any_origin(
            (headers, page::part(&design, &shown)).into_response(),
        ))
    };
    shown
        .await
        .unwrap_or_else(|problem: Problem| failed(&problem))
}

const EMBED: &str = include_str!("embed.js");

async fn embed(Path(slug): Path<String>) -> Response {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !slug.chars().all(plain) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    any_origin((headers, EMBED.replace("__SLUG__", &slug)).into_response())
}

#[derive(Debug, Default, Deserialize)]
struct Sending {
    /// Answer by JSON, as the embedded form asks.
    #[serde(default)]
    json: Option<String>,
}

async fn send(
    Extension(app): Extension<App>,
    Path(slug): Path<String>,
    Query(how): Query<Sending>,
    ClientIp(address): ClientIp,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let by_json = how.json.is_some();
    if body.len() > MOST_BYTES {
        return any_origin(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    }
    let header_text = |name: header::HeaderName| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.map(|text| text.chars().take(300).collect::<String>())
    };
    let sent = Sent {
        fields: fields(&body),
        address: address.map_or_else(|| "unknown".to_owned(), |address| address.to_string()),
        user_agent: header_text(header::USER_AGENT).unwrap_or_default(),
        referrer: header_text(header::REFERER),
    };
    let answered = async {
        let Some((row, design)) = found(&app, &slug).await? else {
            return Ok(html(StatusCode::NOT_FOUND, page::missing()));
        };
        match design.read(&sent.fields) {
            Err(wrong) if by_json => Ok((
                StatusCode::UNPROCESSABLE_ENTITY,
                Json(json!({ "errors": wrong })),
            )
                .into_response()),
            Err(wrong) => {
                let stamp = sent.fields.get("_t").cloned().unwrap_or_default();
                let mut again = sent.fields.clone();
                if let Some(page) = &sent.referrer {
                    // The page that is shown now has an address without the tags of the first one.
                    again.entry("_u".to_owned()).or_insert_with(|| page.clone());
                }
                let shown = Shown {
                    slug: &row.slug,
                    stamp: &stamp,
                    sent: again,
                    wrong,
                };
                Ok(html(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    page::hosted(&design, &shown),
                ))
            }
            Ok(answers) => {
                Ok(match keep(&app, &row, &sent, &text(&answers)?).await? {
                    true => thanked(&design, by_json),
                    // A page also for the script, which then sends the form without itself and shows it.
                    false => html(StatusCode::TOO_MANY_REQUESTS, page::not_kept(&design)),
                })
            }
        }
    };
    let answer: Result<Response> = answered.await;
    any_origin(answer.unwrap_or_else(|problem| failed(&problem)))
}

fn thanked(design: &Design, by_json: bool) -> Response {
    let onward = design.redirect.as_deref().filter(|url| !url.is_empty());
    if by_json {
        let thanks = page::thanks_text(design);
        return Json(json!({ "thanks": thanks, "redirect": onward })).into_response();
    }
    match onward {
        Some(url) => (StatusCode::SEE_OTHER, [(header::LOCATION, url.to_owned())]).into_response(),
        None => html(StatusCode::OK, page::thanks(design)),
    }
}

/// What came with a request.
struct Sent {
    fields: BTreeMap<String, String>,
    address: String,
    user_agent: String,
    referrer: Option<String>,
}

/// The fields of a body; of several values of one field all are kept.
fn fields(body: &[u8]) -> BTreeMap<String, String> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in form_urlencoded::parse(body).take(200) {
        let kept = fields.entry(key.into_owned()).or_default();
        if !kept.is_empty() && !value.is_empty() {
            kept.push_str(", ");
        }
        kept.push_str(&value);
    }
    fields
}

/// Keeps what was sent, and asks for it to be made an inquiry unless it is suspected. `false` when there was too
/// much and it is not kept: the sender is told, since it may be a person in a crowd of programs.
async fn keep(app: &App, form: &FormRow, sent: &Sent, answers: &str) -> Result<bool> {
    let conn = app.db.reader();
    let now = app.db.clock.now();
    let stamps = Stamps::load(conn).await?;
    let zone = Workspace::load(conn).await?.time_zone;
    let day = now.day(zone).to_string();
    let sender = stamps
        .as_ref()
        .map(|stamps| stamps.sender(&day, &sent.address));
    let lately = async |span: i64| match &sender {
        Some(sender) => store::sent_since(conn, sender, Time(now.0 - span)).await,
        None => Ok(0),
    };
    if lately(DAY_MS).await? >= MOST_A_DAY {
        return Ok(false);
    }
    let field = |name: &str| {
        sent.fields
            .get(name)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    };
    let given = field("_t");
    let shown_at = given.and_then(|stamp| stamps.as_ref()?.shown_at(&form.slug, stamp));
    let clues = Clues {
        trap: field(TRAP).is_some(),
        shown_at,
        forged: given.is_some() && shown_at.is_none(),
        now,
        lately: lately(TEN_MINUTES_MS).await?,
        text: answers,
    };
    let reason = suspicion(&clues);
    if reason.is_some() {
        let kept = store::spam_since(conn, form.id, Time(now.0 - DAY_MS), MOST_SPAM_A_DAY).await?;
        if kept >= MOST_SPAM_A_DAY {
            return Ok(false);
        }
    }
    let url = field("_u").or(sent.referrer.as_deref()).unwrap_or_default();
    let tx = app.db.begin(Actor::system()).await?;
    let row = SubmissionRow {
        id: tx.new_id(),
        form_id: form.id,
        form_name: None,
        at: tx.now().0,
        state: if reason.is_some() { "spam" } else { "new" }.to_owned(),
        reason: reason.map(str::to_owned),
        answers: answers.to_owned(),
        trace: text(&Trace::of_url(url, field("_r")))?,
        visitor_id: field("_v").and_then(visitor_id),
        sender,
        user_agent: sent.user_agent.clone(),
        inquiry_id: None,
        deal_id: None,
        error: None,
        version: 1,
    };
    store::insert_submission(tx.conn(), &row).await?;
    if reason.is_none() {
        tx.enqueue(JOB, &json!({ "submission_id": row.id })).await?;
    }
    tx.commit().await?;
    Ok(true)
}

//! Forms as people see and send them, with and without scripts. Open to everybody.

use std::collections::BTreeMap;

use api::{App, ClientIp, Workspace};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Extension, Path, Query, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base::{Actor, Problem, Result, Time, Uuid};
use serde::Deserialize;
use serde_json::json;

use super::actions::{release, text};
use super::judge::{CROWD, Clues, MOST_LATELY, suspicion};
use super::model::{Design, Kind};
use super::page::{self, Shown, TRAP};
use super::process::JOB;
use super::proof::{BITS, Demand, believed};
use super::stamp::Stamps;
use super::store::{self, FormRow, SubmissionRow};
use super::uploads::{MOST_WITH_FILES, Received, Upload};
use crate::utm::Trace;
use crate::visits::collector::visitor_id;

const TEN_MINUTES_MS: i64 = 600_000;
const DAY_MS: i64 = base::time::DAY_MS;
/// From one sender in a day nothing more is kept.
const MOST_A_DAY: i64 = 200;
/// Nor more bytes of files.
const MOST_FILES_A_DAY: i64 = 50 * 1024 * 1024;
/// Suspected ones that a form keeps a day: a flood does not fill the disk.
const MOST_SPAM_A_DAY: i64 = 1_000;

pub fn site() -> Router {
    let limit = DefaultBodyLimit::max(MOST_WITH_FILES);
    Router::new()
        .route("/f/{slug}", get(show).post(send).layer(limit))
        .route("/f/{slug}/proof", post(prove))
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

fn any_origin(mut response: Response) -> Response {
    let any = header::HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}

fn failed(problem: &Problem) -> Response {
    any_origin(api::public::failed("a form could not be answered", problem))
}

async fn stamp(app: &App, slug: &str) -> Result<String> {
    let stamps = Stamps::load(app.db.reader()).await?;
    Ok(stamps
        .map(|stamps| stamps.stamp(slug, app.db.clock.now()))
        .unwrap_or_default())
}

async fn show(
    Extension(app): Extension<App>,
    Path(slug): Path<String>,
    Query(address): Query<BTreeMap<String, String>>,
) -> Response {
    let shown = async {
        let Some((row, design)) = found(&app, &slug).await? else {
            return Ok(page::missing().answer(StatusCode::NOT_FOUND));
        };
        let stamp = stamp(&app, &row.slug).await?;
        let shown = Shown {
            slug: &row.slug,
            stamp: &stamp,
            sent: from_address(&design, address),
            ..Shown::default()
        };
        Ok(page::hosted(&design, &shown).answer(StatusCode::OK))
    };
    shown
        .await
        .unwrap_or_else(|problem: Problem| failed(&problem))
}

/// The values of hidden fields that stand in the address of the form's page.
fn from_address(
    design: &Design,
    mut address: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let hidden = |key: &String| {
        let field = design.fields.iter().find(|field| field.key == *key);
        field.is_some_and(|field| field.kind == Kind::Hidden)
    };
    address.retain(|key, _| hidden(key));
    address
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
    let script = EMBED
        .replace("__SLUG__", &slug)
        .replace("__PROVE__", page::PROVE);
    any_origin((headers, script).into_response())
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
    request: Request,
) -> Response {
    let by_json = how.json.is_some();
    let header_text = |name: header::HeaderName| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.map(|text| text.chars().take(300).collect::<String>())
    };
    let mut sent = Sent {
        address: address.map_or_else(|| "unknown".to_owned(), |address| address.to_string()),
        user_agent: header_text(header::USER_AGENT).unwrap_or_default(),
        referrer: header_text(header::REFERER),
        ..Sent::default()
    };
    let answered = async {
        let Some((row, design)) = found(&app, &slug).await? else {
            return Ok(page::missing().answer(StatusCode::NOT_FOUND));
        };
        match Received::read(request, &design).await {
            Ok(received) => (sent.fields, sent.files) = (received.fields, received.files),
            Err(status) => return Ok(page::unread(&design, status).answer(status)),
        }
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
                Ok(page::hosted(&design, &shown).answer(StatusCode::UNPROCESSABLE_ENTITY))
            }
            Ok(answers) => Ok(match keep(&app, &row, sent, &text(&answers)?).await? {
                Kept::Taken => thanked(&design, by_json),
                Kept::Asked(token) if by_json => {
                    Json(json!({ "prove": { "token": token, "bits": BITS } })).into_response()
                }
                Kept::Asked(token) => {
                    page::prove(&design, &row.slug, &token).answer(StatusCode::OK)
                }
                // A page also for the script, which then sends the form without itself and shows it.
                Kept::Not => page::not_kept(&design).answer(StatusCode::TOO_MANY_REQUESTS),
            }),
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
        None => page::thanks(design).answer(StatusCode::OK),
    }
}

/// What came with a request.
#[derive(Debug, Default)]
struct Sent {
    fields: BTreeMap<String, String>,
    files: Vec<Upload>,
    address: String,
    user_agent: String,
    referrer: Option<String>,
}

/// A suspected sender has shown that they are no program, or has not.
async fn prove(
    Extension(app): Extension<App>,
    Path(slug): Path<String>,
    Query(how): Query<Sending>,
    body: Bytes,
) -> Response {
    let by_json = how.json.is_some();
    let sent = match body.len() {
        0..=1_000 => Received::of_text(&body).fields,
        _ => BTreeMap::new(),
    };
    let answered = async {
        let Some((row, design)) = found(&app, &slug).await? else {
            return Ok(page::missing().answer(StatusCode::NOT_FOUND));
        };
        let field = |name: &str| sent.get(name).map_or("", String::as_str);
        Ok(
            match release_proven(&app, row.id, field("p"), field("n")).await? {
                true => thanked(&design, by_json),
                false if by_json => {
                    let waits = page::waits_text(&design);
                    Json(json!({ "thanks": waits, "redirect": null })).into_response()
                }
                false => page::waits(&design).answer(StatusCode::OK),
            },
        )
    };
    let answer: Result<Response> = answered.await;
    any_origin(answer.unwrap_or_else(|problem| failed(&problem)))
}

/// Lets a suspected submission through if the proof is good; `true` also when it was let through before.
async fn release_proven(app: &App, form: Uuid, token: &str, number: &str) -> Result<bool> {
    let stamps = Stamps::load(app.db.reader()).await?;
    let Some((id, at)) = stamps.and_then(|stamps| stamps.asked(token)) else {
        return Ok(false);
    };
    let tx = app.db.begin(Actor::system()).await?;
    let was = store::submission(tx.conn(), id).await?;
    let Some(was) = was.filter(|was| was.form_id == form) else {
        return Ok(false);
    };
    if was.state != "spam" {
        return Ok(true);
    }
    let demand = was.reason.as_deref().and_then(Demand::of);
    let age = tx.now().0 - at.0;
    if !demand.is_some_and(|demand| believed(demand, token, number, age)) {
        return Ok(false);
    }
    release(&tx, was).await?;
    tx.commit().await?;
    Ok(true)
}

/// What became of what was sent.
enum Kept {
    Taken,
    /// Kept apart until the sender shows that they are no program; the question.
    Asked(String),
    /// There was too much, and it is not kept: the sender is told, since it may be a person in a crowd of programs.
    Not,
}

/// Keeps what was sent, and asks for it to be made an inquiry unless it is suspected.
async fn keep(app: &App, form: &FormRow, sent: Sent, answers: &str) -> Result<Kept> {
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
        return Ok(Kept::Not);
    }
    let coming: i64 = sent.files.iter().map(|file| file.bytes.len() as i64).sum();
    if let (true, Some(sender)) = (coming > 0, &sender) {
        let today = Time(now.0 - DAY_MS);
        if store::bytes_since(conn, sender, today).await? + coming > MOST_FILES_A_DAY {
            return Ok(Kept::Not);
        }
    }
    let field = |name: &str| {
        sent.fields
            .get(name)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    };
    let given = field("_t");
    let shown_at = given.and_then(|stamp| stamps.as_ref()?.shown_at(&form.slug, stamp));
    let of_page = match shown_at {
        Some(at) => store::sent_from_page(conn, form.id, at, MOST_LATELY).await?,
        None => 0,
    };
    let lately_here = Time(now.0 - TEN_MINUTES_MS);
    let clues = Clues {
        crowd: store::kept_since(conn, form.id, lately_here, false, CROWD).await?,
        trap: field(TRAP).is_some(),
        shown_at,
        forged: given.is_some() && shown_at.is_none(),
        now,
        lately: of_page.max(lately(TEN_MINUTES_MS).await?),
        text: answers,
    };
    let reason = suspicion(&clues);
    if reason.is_some() {
        let today = Time(now.0 - DAY_MS);
        let kept = store::kept_since(conn, form.id, today, true, MOST_SPAM_A_DAY).await?;
        if kept >= MOST_SPAM_A_DAY {
            return Ok(Kept::Not);
        }
    }
    let url = field("_u").or(sent.referrer.as_deref()).unwrap_or_default();
    let tx = app.db.begin(Actor::system()).await?;
    let row = SubmissionRow {
        id: tx.new_id(),
        form_id: form.id,
        form_name: None,
        at: tx.now().0,
        shown_at: shown_at.map(|at| at.0),
        state: if reason.is_some() { "spam" } else { "new" }.to_owned(),
        reason: reason.map(str::to_owned),
        answers: answers.to_owned(),
        trace: text(&Trace::of_url(url, field("_r")))?,
        visitor_id: field("_v").and_then(visitor_id),
        sender,
        user_agent: sent.user_agent,
        inquiry_id: None,
        deal_id: None,
        error: None,
        version: 1,
    };
    store::insert_submission(tx.conn(), &row).await?;
    let files = sent.files.into_iter().map(|file| (tx.new_id(), file));
    store::insert_files(tx.conn(), row.id, files.collect()).await?;
    if reason.is_none() {
        tx.enqueue(JOB, &json!({ "submission_id": row.id })).await?;
    }
    tx.commit().await?;
    // A program that fell into the trap is thanked like anybody.
    let asked = reason.and_then(Demand::of).zip(stamps);
    Ok(asked.map_or(Kept::Taken, |(_, stamps)| {
        Kept::Asked(stamps.ask(row.id, now))
    }))
}

//! The pages as clients open them, with and without scripts. Open to everybody who has the link.

use api::{App, ClientIp, Workspace, is_bot, is_colleague, public, secret};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Extension, Path};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base::{Problem, Result};
use serde::Deserialize;

use super::actions::{Heard, hear};
use super::gate::Gate;
use super::model::alive;
use super::page;
use super::store::{self, SendRow};
use crate::content::materials::http::given;
use crate::content::materials::store as materials;

const TEN_MINUTES_MS: i64 = 600_000;
/// From one address in ten minutes: a person types a link wrong a few times, a program tries thousands.
const MOST_MISSES: u32 = 40;
const MINUTE_MS: i64 = 60_000;
/// Of one page in a minute: the script of one reader speaks four times.
const MOST_WORDS: u32 = 60;
const MOST_BYTES: usize = 1_024;

/// What is remembered between requests.
#[derive(Debug, Clone)]
struct Gates {
    misses: Gate,
    words: Gate,
}

pub fn site() -> Router {
    let gates = Gates {
        misses: Gate::new(TEN_MINUTES_MS, MOST_MISSES),
        words: Gate::new(MINUTE_MS, MOST_WORDS),
    };
    Router::new()
        .route("/c/seen.js", get(script))
        .route("/c/{token}", get(show))
        .route("/c/{token}/seen", post(seen))
        .route("/c/{token}/seen.gif", get(picture))
        .route("/c/{token}/{place}", get(open))
        .layer(Extension(gates))
}

const SCRIPT: &str = include_str!("seen.js");

async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, SCRIPT).into_response()
}

fn missing() -> Response {
    page::missing().answer_secret(StatusCode::NOT_FOUND)
}

fn failed(problem: &Problem) -> Response {
    public::failed("sent content could not be shown", problem)
}

/// The page behind a token, if it can be looked at. Whoever tries many that are none is told nothing for a while.
async fn found(app: &App, gates: &Gates, from: ClientIp, token: &str) -> Result<Option<SendRow>> {
    let now = app.db.clock.now().0;
    if !gates.misses.open(from.0, now) {
        return Ok(None);
    }
    let row = store::by_token(app.db.reader(), secret::hash(token)).await?;
    let row = row.filter(|row| alive(row.closed, row.expires_at, now));
    if row.is_none() {
        gates.misses.count(from.0, now);
    }
    Ok(row)
}

/// Whether what this browser does is to be counted: no program, no colleague, nobody who asks not to be.
async fn counts(app: &App, headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|value| value.to_str().ok());
    let refuses = |name: &str| headers.get(name).is_some_and(|value| value == "1");
    !is_bot(agent.unwrap_or_default())
        && !refuses("dnt")
        && !refuses("sec-gpc")
        && !is_colleague(app, headers).await
}

async fn show(
    Extension(app): Extension<App>,
    Extension(gates): Extension<Gates>,
    from: ClientIp,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = async {
        let Some(row) = found(&app, &gates, from, &token).await? else {
            return Ok(missing());
        };
        let conn = app.db.reader();
        let items = store::items(conn, &[row.id]).await?;
        let company = Workspace::load(conn).await?.name;
        let preview = is_colleague(&app, &headers).await;
        let page = page::shown(&row, &items, &company, &token, preview);
        Ok(page.answer_secret(StatusCode::OK))
    };
    shown
        .await
        .unwrap_or_else(|problem: Problem| failed(&problem))
}

/// What the script says.
#[derive(Debug, Deserialize)]
struct Word {
    #[serde(default)]
    seconds: i64,
    opened: Option<i64>,
}

/// Counts a word, if it is one that counts.
async fn heard(
    app: &App,
    gates: &Gates,
    from: ClientIp,
    token: &str,
    headers: &HeaderMap,
    word: Heard,
) -> Result<()> {
    if !counts(app, headers).await {
        return Ok(());
    }
    let Some(row) = found(app, gates, from, token).await? else {
        return Ok(());
    };
    let now = app.db.clock.now().0;
    if gates.words.open(row.id, now) {
        gates.words.count(row.id, now);
        hear(&app.db, &row, word).await?;
    }
    Ok(())
}

/// 204 whatever came of it: a script is not told why.
async fn seen(
    Extension(app): Extension<App>,
    Extension(gates): Extension<Gates>,
    from: ClientIp,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let small = body.len() <= MOST_BYTES;
    let word = serde_json::from_slice::<Word>(&body).ok().filter(|_| small);
    if let Some(Word { seconds, opened }) = word {
        let word = Heard {
            seconds,
            opened,
            inside: false,
        };
        if let Err(problem) = heard(&app, &gates, from, &token, &headers, word).await {
            return failed(&problem);
        }
    }
    StatusCode::NO_CONTENT.into_response()
}

/// A picture of one clear point.
const POINT: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// Browsers without scripts load it: what only fetches the page does not.
async fn picture(
    Extension(app): Extension<App>,
    Extension(gates): Extension<Gates>,
    from: ClientIp,
    method: Method,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    if method == Method::GET {
        let word = Heard::default();
        if let Err(problem) = heard(&app, &gates, from, &token, &headers, word).await {
            return failed(&problem);
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "image/gif"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, POINT).into_response()
}

/// A material of a page: its link, or its file.
async fn open(
    Extension(app): Extension<App>,
    Extension(gates): Extension<Gates>,
    from: ClientIp,
    method: Method,
    Path((token, place)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let opened = async {
        let Some(row) = found(&app, &gates, from, &token).await? else {
            return Ok(missing());
        };
        let items = store::items(app.db.reader(), &[row.id]).await?;
        let item = items
            .into_iter()
            .find(|item| item.position.to_string() == place);
        let Some(item) = item else {
            return Ok(missing());
        };
        if method == Method::GET {
            let word = Heard {
                opened: Some(item.position),
                inside: true,
                ..Heard::default()
            };
            heard(&app, &gates, from, &token, &headers, word).await?;
        }
        if let Some(link) = item.link {
            let headers = [
                (header::LOCATION, link),
                (header::CACHE_CONTROL, "no-store".to_owned()),
                (header::REFERRER_POLICY, "no-referrer".to_owned()),
            ];
            return Ok((StatusCode::SEE_OTHER, headers).into_response());
        }
        let file = materials::version(app.db.reader(), item.material_id, item.number).await?;
        let file = file.and_then(|file| given(&app.db, item.material_id, file));
        Ok(file.unwrap_or_else(missing))
    };
    opened
        .await
        .unwrap_or_else(|problem: Problem| failed(&problem))
}

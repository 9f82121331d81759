//! What the company's sites ask of us: the script and the collector. Open to everybody.

use api::{App, Failure, is_bot};
use axum::extract::Extension;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, body::Bytes};

use super::collector::Collector;
use super::model::Hit;

const SCRIPT: &str = include_str!("visits.js");
/// A hit is a few hundred bytes.
const MOST_BYTES: usize = 16 * 1024;

pub fn site() -> Router {
    Router::new()
        .route("/v.js", get(script))
        .route("/v", post(collect))
        .layer(Extension(Collector::default()))
}

async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, SCRIPT).into_response()
}

/// 204 when the hit is committed, or was none that counts: a script is not told why.
async fn collect(
    Extension(app): Extension<App>,
    Extension(collector): Extension<Collector>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = |status: StatusCode| {
        let any = HeaderValue::from_static("*");
        (status, [(header::ACCESS_CONTROL_ALLOW_ORIGIN, any)]).into_response()
    };
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if body.len() > MOST_BYTES {
        return answer(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let refuses = |name: &str| headers.get(name).is_some_and(|value| value == "1");
    let hit = serde_json::from_slice::<Hit>(&body)
        .ok()
        .and_then(Hit::checked);
    let Some(hit) = hit.filter(|_| !is_bot(agent) && !refuses("dnt") && !refuses("sec-gpc")) else {
        return answer(StatusCode::NO_CONTENT);
    };
    match collector.take(&app.db, hit).await {
        Ok(()) => answer(StatusCode::NO_CONTENT),
        Err(problem) => Failure(problem).into_response(),
    }
}

//! What people who are no users see and send, as their browsers do.

use std::net::SocketAddr;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use testkit::TestApp;
use tower::ServiceExt;

pub const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";

pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

pub async fn send(app: &TestApp, request: Request<Body>) -> Seen {
    let answer = app
        .voronka
        .router
        .clone()
        .oneshot(request)
        .await
        .expect("an answer");
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, 4 * 1024 * 1024).await.expect("a body");
    Seen {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

pub async fn get(app: &TestApp, path: &str) -> Seen {
    let request = Request::get(path).header(header::USER_AGENT, BROWSER);
    send(app, request.body(Body::empty()).expect("a request")).await
}

/// Posts a body as a browser does, with one more header.
pub async fn post(
    app: &TestApp,
    path: &str,
    kind: &str,
    body: impl Into<Body>,
    more: (&str, &str),
) -> Seen {
    let request = Request::post(path)
        .header(header::USER_AGENT, BROWSER)
        .header(header::CONTENT_TYPE, kind)
        .header(more.0, more.1);
    send(app, request.body(body.into()).expect("a request")).await
}

/// Posts a body from an address.
pub async fn from(
    app: &TestApp,
    path: &str,
    kind: &str,
    body: impl Into<Body>,
    address: &str,
) -> Seen {
    let peer: SocketAddr = format!("{address}:4000").parse().expect("an address");
    let request = Request::post(path)
        .header(header::USER_AGENT, BROWSER)
        .header(header::CONTENT_TYPE, kind)
        .extension(ConnectInfo(peer));
    send(app, request.body(body.into()).expect("a request")).await
}

//! Where the links in letters lead. Open to everybody; a token is believed only when it is ours.

use api::public::PublicPage;
use api::{App, Workspace};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Extension, Path};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use base::{Actor, Lang, Problem, Result, Time, Uuid};
use serde_json::json;

use super::model::{State, usual_words};
use super::store::{self, SubscriberRow};
use super::token::Tokens;
use super::{actions, page};

pub fn site() -> Router {
    Router::new()
        .route("/s/{token}", get(preferences).post(save))
        .route("/s/{token}/off", get(ask_off).post(off))
        .route("/s/c/{token}", get(ask_confirm).post(confirm))
}

fn answered(result: Result<Option<PublicPage>>) -> Response {
    match result {
        Ok(Some(page)) => page.answer_secret(StatusCode::OK),
        Ok(None) => page::missing().answer_secret(StatusCode::NOT_FOUND),
        Err(problem) => failed(&problem),
    }
}

fn failed(problem: &Problem) -> Response {
    api::public::failed("a subscriber could not be answered", problem)
}

fn lang(subscriber: &SubscriberRow) -> Lang {
    Lang::parse(&subscriber.lang).unwrap_or_default()
}

fn browser(headers: &HeaderMap) -> String {
    let value = headers.get(header::USER_AGENT);
    let text = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    text.chars().take(300).collect()
}

/// The subscriber of a token that chooses topics.
async fn managed(app: &App, token: &str) -> Result<Option<SubscriberRow>> {
    let conn = app.db.reader();
    let tokens = Tokens::load(conn).await?;
    match tokens.and_then(|tokens| tokens.read_manage(token)) {
        Some(id) => Ok(store::subscriber(conn, id)
            .await?
            .filter(|row| row.address.is_some())),
        None => Ok(None),
    }
}

/// The same of a token that confirms, with the moment until which things were asked for.
async fn confirming(app: &App, token: &str) -> Result<Option<(SubscriberRow, Time)>> {
    let conn = app.db.reader();
    let tokens = Tokens::load(conn).await?;
    let now = app.db.clock.now();
    let Some((id, until)) = tokens.and_then(|tokens| tokens.read_confirm(token, now)) else {
        return Ok(None);
    };
    let found = store::subscriber(conn, id).await?;
    Ok(found
        .filter(|row| row.address.is_some())
        .map(|row| (row, until)))
}

async fn ask_confirm(Extension(app): Extension<App>, Path(token): Path<String>) -> Response {
    let shown = async {
        let Some((subscriber, until)) = confirming(&app, &token).await? else {
            return Ok(None);
        };
        let rows = store::of_subscriber(app.db.reader(), subscriber.id).await?;
        let waiting: Vec<_> = rows
            .into_iter()
            .filter(|row| row.is(State::Pending) && row.asked_at <= until.0)
            .collect();
        if waiting.is_empty() {
            return confirmed(&app, &subscriber).await.map(Some);
        }
        let address = subscriber.address.as_deref().unwrap_or_default();
        Ok(Some(page::confirm(lang(&subscriber), address, &waiting)))
    };
    answered(shown.await)
}

async fn confirm(
    Extension(app): Extension<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let done = async {
        let Some((subscriber, until)) = confirming(&app, &token).await? else {
            return Ok(None);
        };
        let tx = app.db.begin(Actor::system()).await?;
        actions::confirm(&tx, &subscriber, until, &browser(&headers)).await?;
        tx.commit().await?;
        confirmed(&app, &subscriber).await.map(Some)
    };
    answered(done.await)
}

async fn confirmed(app: &App, subscriber: &SubscriberRow) -> Result<PublicPage> {
    let tokens = Tokens::load(app.db.reader()).await?;
    let manage = tokens.map(|tokens| tokens.manage(subscriber.id));
    Ok(page::done(
        lang(subscriber),
        &page::CONFIRMED,
        manage.as_deref(),
    ))
}

async fn show(app: &App, subscriber: &SubscriberRow, saved: bool) -> Result<PublicPage> {
    let conn = app.db.reader();
    let workspace = Workspace::load(conn).await?;
    let topics = store::topics(conn, Some(false)).await?;
    let rows = store::of_subscriber(conn, subscriber.id).await?;
    let chosen: Vec<Uuid> = rows
        .into_iter()
        .filter(|row| row.is(State::Confirmed))
        .map(|row| row.topic_id)
        .collect();
    let address = subscriber.address.as_deref().unwrap_or_default();
    let lang = lang(subscriber);
    Ok(page::preferences(
        lang,
        address,
        &topics,
        &chosen,
        &workspace.name,
        saved,
    ))
}

async fn preferences(Extension(app): Extension<App>, Path(token): Path<String>) -> Response {
    let shown = async {
        match managed(&app, &token).await? {
            Some(subscriber) => show(&app, &subscriber, false).await.map(Some),
            None => Ok(None),
        }
    };
    answered(shown.await)
}

async fn save(
    Extension(app): Extension<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let saved = async {
        let Some(subscriber) = managed(&app, &token).await? else {
            return Ok(None);
        };
        let fields: Vec<(String, String)> = form_urlencoded::parse(&body)
            .into_owned()
            .take(200)
            .collect();
        let all_off = fields
            .iter()
            .any(|(name, value)| name == "all" && value == "off");
        let chosen = fields
            .iter()
            .filter(|(name, _)| name == "topic" && !all_off);
        let wanted: Vec<Uuid> = chosen
            .filter_map(|(_, id)| Uuid::parse_str(id).ok())
            .collect();
        let company = Workspace::load(app.db.reader()).await?.name;
        let words = usual_words(&company, lang(&subscriber));
        let tx = app.db.begin(Actor::system()).await?;
        actions::choose(&tx, &subscriber, &wanted, &words, &browser(&headers)).await?;
        tx.commit().await?;
        show(&app, &subscriber, true).await.map(Some)
    };
    answered(saved.await)
}

async fn ask_off(Extension(app): Extension<App>, Path(token): Path<String>) -> Response {
    let shown = async {
        let subscriber = managed(&app, &token).await?;
        Ok(subscriber.map(|one| page::off(lang(&one), one.address.as_deref().unwrap_or_default())))
    };
    answered(shown.await)
}

/// One click (RFC 8058): mail programs post here by themselves, without cookies and without reading the page.
async fn off(
    Extension(app): Extension<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let left = async {
        let Some(subscriber) = managed(&app, &token).await? else {
            return Ok(None);
        };
        let tx = app.db.begin(Actor::system()).await?;
        let proof = json!({ "page": "one click", "browser": browser(&headers) });
        actions::leave(&tx, &subscriber, proof).await?;
        tx.commit().await?;
        Ok(Some(page::done(
            lang(&subscriber),
            &page::LEFT,
            Some(&token),
        )))
    };
    answered(left.await)
}

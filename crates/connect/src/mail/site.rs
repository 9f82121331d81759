//! What links in mails lead to. Open to everybody; a token is believed only when it is ours.

use api::App;
use axum::Router;
use axum::extract::{Extension, Path};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use base::{Actor, Event, Lang, Result, Text};
use db::Tx;
use maud::{DOCTYPE, html};
use serde_json::json;

use super::outbox::store::{self, MailRow};
use super::outbox::{actions, links};
use super::secret::{Purpose, Secret};

pub fn site() -> Router {
    Router::new()
        .route("/m/o/{token}", get(open))
        .route("/m/l/{number}/{token}", get(follow))
        .route("/m/u/{token}", get(ask).post(unsubscribe))
}

/// The mail that a token of this purpose stands for.
async fn mail_of(app: &App, token: &str, purpose: Purpose) -> Result<Option<MailRow>> {
    let conn = app.db.reader();
    let Some(secret) = Secret::load(conn).await? else {
        return Ok(None);
    };
    match secret.read(token, purpose) {
        Some(id) => store::find(conn, id).await,
        None => Ok(None),
    }
}

/// The smallest picture there is.
const PICTURE: &[u8] =
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\
\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

async fn open(Extension(app): Extension<App>, Path(token): Path<String>) -> Response {
    if let Err(problem) = note_open(&app, &token).await {
        tracing::warn!("an opened mail was not counted: {problem}");
    }
    let headers = [
        (header::CONTENT_TYPE, "image/gif"),
        (header::CACHE_CONTROL, "no-store, private"),
    ];
    (headers, PICTURE).into_response()
}

async fn note_open(app: &App, token: &str) -> Result<()> {
    let Some(mail) = mail_of(app, token, Purpose::Open).await? else {
        return Ok(());
    };
    if !mail.tracked {
        return Ok(());
    }
    let tx = app.db.begin(Actor::system()).await?;
    if store::opened(tx.conn(), mail.id, tx.now()).await? {
        arrived(&tx, &mail).await?;
        let payload = json!({ "mail_id": mail.id, "subject": mail.subject, "to": mail.to_address });
        tx.record(Event::new("mail.opened", actions::subject(&mail), payload));
    }
    tx.commit().await
}

/// Whoever reads a mail has got it: its address is right, whatever came back before.
async fn arrived(tx: &Tx, mail: &MailRow) -> Result<()> {
    crm::consents::actions::lift_bounce(tx, &mail.to_address).await
}

/// Leads on only to what stands in the mail under this number: nothing in the address can change where that is.
async fn follow(
    Extension(app): Extension<App>,
    Path((number, token)): Path<(i64, String)>,
) -> Response {
    match follow_to(&app, number, &token).await {
        Ok(Some(url)) => {
            let headers = [
                (header::LOCATION, url),
                (header::CACHE_CONTROL, "no-store, private".to_owned()),
                (header::REFERRER_POLICY, "no-referrer".to_owned()),
            ];
            (StatusCode::FOUND, headers).into_response()
        }
        Ok(None) => page(
            StatusCode::NOT_FOUND,
            Lang::Ru,
            &Text::fixed("Такой ссылки нет", "There is no such link"),
            None,
        ),
        Err(problem) => failed(&problem),
    }
}

async fn follow_to(app: &App, number: i64, token: &str) -> Result<Option<String>> {
    let Some(mail) = mail_of(app, token, Purpose::Link(number)).await? else {
        return Ok(None);
    };
    let Some(url) = store::link(app.db.reader(), mail.id, number).await? else {
        return Ok(None);
    };
    // The reader gets where the link leads, whether it can be counted or not.
    if let Err(problem) = note_click(app, &mail, number, &url).await {
        tracing::warn!("a followed link was not counted: {problem}");
    }
    Ok(Some(url))
}

async fn note_click(app: &App, mail: &MailRow, number: i64, url: &str) -> Result<()> {
    let tx = app.db.begin(Actor::system()).await?;
    if store::clicked(tx.conn(), mail.id, number, tx.now()).await? {
        arrived(&tx, mail).await?;
        let payload = json!({ "mail_id": mail.id, "subject": mail.subject, "url": url });
        tx.record(Event::new("mail.clicked", actions::subject(mail), payload));
    }
    tx.commit().await
}

/// Only asks: programs that look at every link of a mail must unsubscribe nobody.
async fn ask(Extension(app): Extension<App>, Path(token): Path<String>) -> Response {
    match mail_of(&app, &token, Purpose::Unsubscribe).await {
        Ok(Some(mail)) => page(
            StatusCode::OK,
            Lang::parse(&mail.lang).unwrap_or_default(),
            &Text::new(
                format!("Не присылать рассылку на {}?", mail.to_address),
                format!("Stop mailings to {}?", mail.to_address),
            ),
            Some(&Text::fixed("Отписаться", "Unsubscribe")),
        ),
        Ok(None) => missing(),
        Err(problem) => failed(&problem),
    }
}

async fn unsubscribe(
    Extension(app): Extension<App>,
    Path(token): Path<String>,
    body: String,
) -> Response {
    let one_click = body.contains("List-Unsubscribe=One-Click");
    let how = if one_click { "one_click" } else { "page" };
    let done = async {
        let Some(mail) = mail_of(&app, &token, Purpose::Unsubscribe).await? else {
            return Ok(None);
        };
        let tx = app.db.begin(Actor::system()).await?;
        links::unsubscribe(&tx, &mail, how).await?;
        tx.commit().await?;
        Ok(Some(mail))
    };
    let done: Result<Option<MailRow>> = done.await;
    match done {
        Ok(Some(mail)) => page(
            StatusCode::OK,
            Lang::parse(&mail.lang).unwrap_or_default(),
            &Text::new(
                format!("Готово: рассылок на {} больше не будет", mail.to_address),
                format!(
                    "Done: there will be no more mailings to {}",
                    mail.to_address
                ),
            ),
            None,
        ),
        Ok(None) => missing(),
        Err(problem) => failed(&problem),
    }
}

fn missing() -> Response {
    let text = Text::fixed(
        "Ссылка не подходит: откройте её прямо из письма",
        "This link does not fit: open it right from the mail",
    );
    page(StatusCode::NOT_FOUND, Lang::Ru, &text, None)
}

fn failed(problem: &base::Problem) -> Response {
    tracing::error!("a link of a mail failed: {problem}");
    let text = Text::fixed(
        "Не получилось: попробуйте ещё раз через минуту",
        "That did not work: try again in a minute",
    );
    page(StatusCode::SERVICE_UNAVAILABLE, Lang::Ru, &text, None)
}

const STYLE: &str = "body{margin:0;min-height:100vh;display:grid;place-items:center;background:#fff;color:#1f2328;\
font:16px/1.5 system-ui,sans-serif}main{max-width:440px;padding:24px;text-align:center}h1{font-size:20px;margin:0 0 16px;\
overflow-wrap:anywhere}button{font:inherit;padding:10px 20px;border:0;border-radius:6px;background:#1d4ed8;color:#fff;\
cursor:pointer}@media(prefers-color-scheme:dark){body{background:#141418;color:#e4e4e7}}";

fn page(status: StatusCode, lang: Lang, title: &Text, button: Option<&Text>) -> Response {
    let title = title.get(lang);
    let page = html! {
        (DOCTYPE)
        html lang=(lang.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    @if let Some(button) = button {
                        form method="post" { button type="submit" { (button.get(lang)) } }
                    }
                }
            }
        }
    };
    let headers = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, Html(page.into_string())).into_response()
}

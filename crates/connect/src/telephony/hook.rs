//! Where exchanges tell of calls. Open to everybody, so nothing is kept without its proof.

use api::{App, Workspace};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Extension, Path};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base::{Actor, Result, Time};
use db::Tx;
use serde_json::json;

use super::actions::provider;
use super::model::Provider;
use super::readers::{self, MangoForm, Read, Refusal};
use super::sign::{self, Proof};
use super::store::{self, AccountRow, EventRow};
use super::work;

/// An event is a few hundred bytes.
const MOST_BYTES: usize = 64 * 1024;

pub fn site() -> Router {
    Router::new()
        .route("/hooks/calls/{key}", post(plain))
        .route("/hooks/calls/{key}/{*rest}", post(with_rest))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

async fn plain(
    Extension(app): Extension<App>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(&app, &key, "", &headers, &body).await
}

async fn with_rest(
    Extension(app): Extension<App>,
    Path((key, rest)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(&app, &key, &rest, &headers, &body).await
}

async fn answer(app: &App, key: &str, rest: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    let heard = async {
        let account = store::account_by_key(app.db.reader(), key).await?;
        match account.filter(|account| !account.archived) {
            Some(account) => {
                let header = |name: &str| {
                    let value = headers.get(name).and_then(|value| value.to_str().ok());
                    value.unwrap_or_default()
                };
                let proof = Proof {
                    id: header("webhook-id"),
                    timestamp: header("webhook-timestamp"),
                    signature: header("webhook-signature"),
                };
                hear(app, &account, rest, proof, body).await
            }
            None => Ok(Heard::Nobody),
        }
    };
    match heard.await {
        Ok(heard) => heard.into_response(),
        Err(problem) => {
            tracing::error!("an event of an exchange could not be kept: {problem}");
            // The exchange will tell it again.
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// What became of something that was told.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// Kept; `false` when it was known.
    Kept(bool),
    /// Proved, and of no interest.
    LetBe,
    /// Proved, and not to be understood.
    Unreadable(Refusal),
    Unproved,
    Nobody,
}

impl IntoResponse for Heard {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Kept(new) => (StatusCode::OK, json!({ "new": new })),
            Self::LetBe => (StatusCode::OK, json!({ "new": false })),
            Self::Unreadable(why) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({ "error": why.en, "error_ru": why.ru }),
            ),
            Self::Unproved => (
                StatusCode::UNAUTHORIZED,
                json!({
                    "error": "The signature, its time or the secret is wrong",
                    "error_ru": "Неверны подпись, её время или секрет",
                }),
            ),
            Self::Nobody => (StatusCode::NOT_FOUND, json!({ "error": "No such address" })),
        };
        let kind = [(header::CONTENT_TYPE, "application/json")];
        (status, kind, body.to_string()).into_response()
    }
}

/// Looks at the proof, reads, and keeps what was told. What is done with it is a job.
///
/// # Errors
/// When the database refuses.
pub async fn hear(
    app: &App,
    account: &AccountRow,
    rest: &str,
    proof: Proof<'_>,
    body: &[u8],
) -> Result<Heard> {
    let now = app.db.clock.now();
    let zone = Workspace::load(app.db.reader()).await?.time_zone;
    let text = String::from_utf8_lossy(body);
    let (read, word_for_word) = match provider(account)? {
        Provider::Generic => {
            if !rest.is_empty() || !proof.holds(&account.secret, body, now) {
                return Ok(Heard::Unproved);
            }
            (readers::generic(&text, zone).map(Some), text.into_owned())
        }
        Provider::Uis => {
            if account.secret.is_empty() || !sign::same(&account.secret, rest) {
                return Ok(Heard::Unproved);
            }
            (readers::uis(&text, zone).map(Some), text.into_owned())
        }
        Provider::Mango => {
            let form = MangoForm::read(body);
            let key = account.api_key.as_deref().unwrap_or_default();
            let sign = sign::mango(key, &account.secret, &form.json);
            let known = !key.is_empty() && !account.secret.is_empty();
            if !known || !sign::same(key, &form.api_key) || !sign::same(&sign, &form.sign) {
                return Ok(Heard::Unproved);
            }
            (readers::mango(rest, &form.json, zone), form.json)
        }
    };
    let read = match read {
        Ok(None) => return Ok(Heard::LetBe),
        Ok(Some(Read { key, event })) => {
            readers::timely(event, now).map(|event| Read { key, event })
        }
        Err(why) => Err(why),
    };
    let tx = app.db.begin(Actor::system()).await?;
    let new = keep(&tx, account, &read, word_for_word, now).await?;
    tx.commit().await?;
    Ok(match read {
        Ok(_) => Heard::Kept(new),
        Err(why) => Heard::Unreadable(why),
    })
}

/// Keeps what was told word for word, understood or not, and asks for the call to be worked on.
async fn keep(
    tx: &Tx,
    account: &AccountRow,
    read: &std::result::Result<Read, Refusal>,
    body: String,
    now: Time,
) -> Result<bool> {
    // PostgreSQL keeps no zero character in a text.
    let body = body.replace('\0', "\u{fffd}");
    let row = EventRow {
        id: tx.new_id(),
        account_id: account.id,
        event_key: match read {
            Ok(read) => read.key.clone(),
            Err(_) => format!("unread\n{}", api::content_hash(&[body.as_bytes()])),
        },
        call_key: read.as_ref().ok().map(|read| read.event.call.clone()),
        received_at: now.0,
        parsed: match read {
            Ok(read) => Some(serde_json::to_string(&read.event).map_err(base::Problem::internal)?),
            Err(_) => None,
        },
        error: match read {
            Ok(_) => None,
            Err(why) => Some(why.kept()),
        },
        body,
    };
    let new = store::insert_event(tx.conn(), &row).await?;
    if let (true, Some(call)) = (new, &row.call_key) {
        tx.enqueue(
            work::JOB,
            &json!({ "account_id": account.id, "call_key": call }),
        )
        .await?;
    }
    Ok(new)
}

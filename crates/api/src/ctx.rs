//! The context of a call: who, in which language, on which database.

use axum::extract::FromRequestParts;
use axum::http::{StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use base::{Actor, Problem, Text, Time, Uuid};
use db::{Conn, Db, Tx};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::store::{self, KeptAnswer};
use crate::{App, Failure, Login, Result, Workspace};

/// Everything a handler needs besides its own input. The guard has already let the caller in.
#[derive(Debug, Clone)]
pub struct Ctx {
    pub app: App,
    pub actor: Actor,
    /// None on endpoints that are open to everybody.
    pub login: Option<Login>,
    pub(crate) idempotency: Option<Idempotency>,
    pub(crate) if_match: Option<i64>,
}

/// The caller's `Idempotency-Key` with a hash of what was asked.
#[derive(Debug, Clone)]
pub(crate) struct Idempotency {
    pub key: String,
    pub request_hash: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::internal("a route was added past api::Routes").into())
    }
}

impl Ctx {
    pub fn db(&self) -> &Db {
        &self.app.db
    }

    pub fn reader(&self) -> Conn<'_> {
        self.app.db.reader()
    }

    pub fn now(&self) -> Time {
        self.app.db.clock.now()
    }

    pub async fn begin(&self) -> base::Result<Tx> {
        self.app.db.begin(self.actor.clone()).await
    }

    /// The user who asks; a call without one is not let through to handlers that need it.
    pub fn user_id(&self) -> base::Result<Uuid> {
        self.actor.user_id.ok_or_else(Problem::unauthenticated)
    }

    pub async fn workspace(&self) -> base::Result<Workspace> {
        Workspace::load(self.reader()).await
    }

    /// The version that a change was made from: of the body, or of `If-Match`.
    pub fn version(&self, in_body: Option<i64>) -> base::Result<i64> {
        in_body.or(self.if_match).ok_or_else(|| {
            Problem::field(
                "version",
                "required",
                Text::fixed(
                    "Укажите версию записи, которую вы изменяете: поле version или заголовок If-Match",
                    "Say which version of the record you change: field version or header If-Match",
                ),
            )
        })
    }

    /// Commits and answers 201 with the new record.
    pub async fn created<T: Serialize>(&self, tx: Tx, body: &T) -> Result<Response> {
        self.finish(tx, StatusCode::CREATED, body).await
    }

    /// Commits and answers 200 with the changed record.
    pub async fn changed<T: Serialize>(&self, tx: Tx, body: &T) -> Result<Response> {
        self.finish(tx, StatusCode::OK, body).await
    }

    /// Commits and answers 204.
    pub async fn deleted(&self, tx: Tx) -> Result<Response> {
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    /// The answer is kept in the same transaction as the change, so that asking again with the same
    /// `Idempotency-Key` repeats the answer and not the change, whatever was cut in between.
    async fn finish<T: Serialize>(&self, tx: Tx, status: StatusCode, body: &T) -> Result<Response> {
        let mut body = serde_json::to_string(body).map_err(Problem::internal)?;
        if let Some(Idempotency { key, request_hash }) = &self.idempotency {
            let request_hash = request_hash.clone();
            let answer = KeptAnswer {
                request_hash,
                status: status.as_u16(),
                body,
            };
            store::keep_answer(tx.conn(), self.user_id()?, key, &answer, tx.now()).await?;
            body = answer.body;
        }
        tx.commit().await?;
        Ok(json(status, body))
    }
}

pub(crate) fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// A hexadecimal SHA-256 of the parts, with their borders kept apart.
pub fn content_hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hex::encode(hasher.finalize())
}

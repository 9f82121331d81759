//! The gate in front of every handler: who is it, may they, is it really their browser, was it asked before.

use axum::Extension;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use base::{Actor, Lang, Permission, Problem, Scope, Text};

use crate::ctx::{Ctx, Idempotency, content_hash, json};
use crate::{App, Credential, Failure, Login, store};

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Everybody,
    LoggedIn,
    Permitted(Permission),
}

pub const SESSION_COOKIE: &str = "voronka_session";

/// The body of a request that carries an `Idempotency-Key` is read whole, up to this size.
const MOST_REPLAYABLE: usize = 2 * 1024 * 1024;

pub(crate) async fn guard(
    access: Access,
    app: Extension<App>,
    request: Request,
    next: Next,
) -> Response {
    let Extension(app) = app;
    match admit(access, app, request).await {
        Err(problem) => Failure(problem).into_response(),
        Ok(Admitted::Answered(response)) => response,
        Ok(Admitted::Go(lang, request)) => {
            let mut response = next.run(request).await;
            response.extensions_mut().insert(lang);
            response
        }
    }
}

enum Admitted {
    Go(Lang, Request),
    Answered(Response),
}

async fn admit(access: Access, app: App, request: Request) -> base::Result<Admitted> {
    let (mut parts, mut body) = request.into_parts();
    let login = log_in(&app, &parts).await?;
    let actor = match (&login, access) {
        (Some(login), _) => login.actor.clone(),
        (None, Access::Everybody) => nobody(&parts.headers),
        (None, _) => return Err(Problem::unauthenticated()),
    };
    if let Access::Permitted(permission) = access {
        actor.need(permission)?;
    }
    let mut idempotency = None;
    if let Some(key) = header_text(&parts.headers, "idempotency-key")
        && parts.method == Method::POST
        && let Some(user_id) = actor.user_id
    {
        let bytes = axum::body::to_bytes(body, MOST_REPLAYABLE)
            .await
            .map_err(|_| too_large())?;
        let request_hash = content_hash(&[
            parts.method.as_str().as_bytes(),
            parts.uri.to_string().as_bytes(),
            &bytes,
        ]);
        if let Some(response) = replay(&app, user_id, &key, &request_hash).await? {
            return Ok(Admitted::Answered(response));
        }
        idempotency = Some(Idempotency { key, request_hash });
        body = Body::from(bytes);
    }
    let if_match = header_text(&parts.headers, "if-match").and_then(|value| {
        value
            .trim_start_matches("W/")
            .trim_matches('"')
            .parse()
            .ok()
    });
    let lang = actor.lang;
    parts.extensions.insert(Ctx {
        app,
        actor,
        login,
        idempotency,
        if_match,
    });
    Ok(Admitted::Go(lang, Request::from_parts(parts, body)))
}

async fn log_in(app: &App, request: &Parts) -> base::Result<Option<Login>> {
    let headers = &request.headers;
    let Some(credential) = credential(headers) else {
        return Ok(None);
    };
    if matches!(credential, Credential::Session(_)) && !request.method.is_safe() {
        from_own_page(headers)?;
    }
    app.authenticate.authenticate(&app.db, credential).await
}

/// What a request brings to say who it is from: a token, or else the cookie of a session.
fn credential(headers: &HeaderMap) -> Option<Credential> {
    let bearer = header_text(headers, "authorization");
    let token = bearer.and_then(|value| Some(value.strip_prefix("Bearer ")?.trim().to_owned()));
    token.map(Credential::Token).or_else(|| {
        let jar = CookieJar::from_headers(headers);
        let cookie = jar.get(SESSION_COOKIE)?;
        Some(Credential::Session(cookie.value().to_owned()))
    })
}

/// Whether somebody who works here looks at a page for clients.
pub async fn is_colleague(app: &App, headers: &HeaderMap) -> bool {
    let Some(credential) = credential(headers) else {
        return false;
    };
    let login = app.authenticate.authenticate(&app.db, credential).await;
    matches!(login, Ok(Some(_)))
}

/// A cookie is sent by the browser whoever wrote the page. Browsers say where a request comes from
/// in `Sec-Fetch-Site` and `Origin`; a program that sends neither has no other page to be abused by.
fn from_own_page(headers: &HeaderMap) -> base::Result<()> {
    let own = match header_text(headers, "sec-fetch-site").as_deref() {
        Some("same-origin" | "none") => true,
        Some(_) => false,
        None => match header_text(headers, "origin") {
            None => true,
            Some(origin) => {
                let host = header_text(headers, "host").unwrap_or_default();
                origin
                    .split_once("://")
                    .is_some_and(|(_, authority)| authority == host)
            }
        },
    };
    if own {
        return Ok(());
    }
    Err(Problem::new(
        403,
        "csrf",
        Text::fixed(
            "Запрос пришёл с чужого сайта и отклонён",
            "The request came from another site and was refused",
        ),
    ))
}

async fn replay(
    app: &App,
    user: base::Uuid,
    key: &str,
    hash: &str,
) -> base::Result<Option<Response>> {
    let Some(kept) = store::find_answer(app.db.reader(), user, key).await? else {
        return Ok(None);
    };
    if kept.request_hash != hash {
        return Err(Problem::new(
            409,
            "idempotency_key_reused",
            Text::fixed(
                "Этот Idempotency-Key уже был использован для другого запроса",
                "This Idempotency-Key was already used for another request",
            ),
        ));
    }
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    Ok(Some(json(status, kept.body)))
}

fn nobody(headers: &HeaderMap) -> Actor {
    let lang = header_text(headers, "accept-language")
        .and_then(|value| Lang::from_accept_language(&value));
    Actor {
        user_id: None,
        name: String::new(),
        team_id: None,
        permissions: Vec::new(),
        scope: Scope::Owners(Vec::new()),
        lang: lang.unwrap_or_default(),
    }
}

pub(crate) fn too_large() -> Problem {
    Problem::new(
        413,
        "too_large",
        Text::fixed("Слишком большой запрос", "The request is too large"),
    )
}

fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    (*name).parse().expect("a name"),
                    value.parse().expect("a value"),
                )
            })
            .collect()
    }

    #[test]
    fn requests_of_other_sites_are_refused() {
        assert!(from_own_page(&headers(&[("sec-fetch-site", "same-origin")])).is_ok());
        assert!(from_own_page(&headers(&[("sec-fetch-site", "cross-site")])).is_err());
        assert!(from_own_page(&headers(&[("sec-fetch-site", "same-site")])).is_err());
        assert!(
            from_own_page(&headers(&[
                ("origin", "http://crm.local"),
                ("host", "crm.local")
            ]))
            .is_ok()
        );
        assert!(
            from_own_page(&headers(&[
                ("origin", "http://evil.local"),
                ("host", "crm.local")
            ]))
            .is_err()
        );
        assert!(from_own_page(&headers(&[("host", "crm.local")])).is_ok());
    }
}

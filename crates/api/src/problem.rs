//! Problems as RFC 9457 `application/problem+json`, in the caller's language.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::{Lang, Problem};
use serde::Serialize;
use utoipa::ToSchema;

/// The error of a handler. It becomes words only on the way out, when the language is known.
#[derive(Debug)]
pub struct Failure(pub Problem);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

/// A refusal (RFC 9457). Further members may follow, such as `current_version`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What went wrong, in the caller's language.
    pub title: String,
    pub status: u16,
    /// A stable code for programs.
    #[schema(example = "stale")]
    pub code: &'static str,
    pub detail: Option<String>,
    /// The fields that are not right, if it is about fields.
    pub errors: Vec<FieldProblem>,
}

/// One field that is not right.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    pub field: String,
    pub code: &'static str,
    pub message: String,
}

impl ProblemBody {
    pub fn new(problem: &Problem, lang: Lang) -> Self {
        let details = &*problem.0;
        Self {
            kind: "about:blank",
            title: details.title.get(lang).to_owned(),
            status: details.status,
            code: details.code,
            detail: details
                .detail
                .as_ref()
                .map(|text| text.get(lang).to_owned()),
            errors: details
                .errors
                .iter()
                .map(|error| FieldProblem {
                    field: error.field.clone(),
                    code: error.code,
                    message: error.message.get(lang).to_owned(),
                })
                .collect(),
        }
    }

    /// The whole answer with its further members.
    pub fn json(problem: &Problem, lang: Lang) -> serde_json::Value {
        let mut json = serde_json::to_value(Self::new(problem, lang)).unwrap_or_default();
        for (key, value) in &problem.0.extra {
            json[*key] = value.clone();
        }
        json
    }
}

/// The outermost layer: writes the bodies of problems in the language of the user, or else of the browser.
pub async fn render_problems(request: Request, next: Next) -> Response {
    let asked = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .and_then(Lang::from_accept_language);
    let what = format!("{} {}", request.method(), request.uri().path());
    let mut response = next.run(request).await;
    let lang = response
        .extensions()
        .get::<Lang>()
        .copied()
        .or(asked)
        .unwrap_or_default();
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    if let Some(cause) = &problem.0.cause {
        tracing::error!("{what}: {} {cause}", problem.0.code);
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    parts.headers.remove(header::CONTENT_LENGTH);
    if let Some((_, seconds)) = problem
        .0
        .extra
        .iter()
        .find(|(key, _)| *key == "retry_after")
        && let Ok(value) = HeaderValue::from_str(&seconds.to_string())
    {
        parts.headers.insert(header::RETRY_AFTER, value);
    }
    let body = ProblemBody::json(&problem, lang).to_string();
    Response::from_parts(parts, body.into())
}

//! Pages for people who are no users: forms, subscriptions, materials that were sent.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::Problem;

/// A whole page and the policy it is served with.
#[derive(Debug)]
pub struct PublicPage {
    pub html: String,
    /// The `Content-Security-Policy`.
    pub policy: String,
}

impl PublicPage {
    pub fn answer(self, status: StatusCode) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, self.policy),
            (header::CACHE_CONTROL, "no-store, private".to_owned()),
        ];
        (status, headers, self.html).into_response()
    }

    /// The same where the address of the page is a secret of its reader.
    pub fn answer_secret(self, status: StatusCode) -> Response {
        let hidden = [
            (header::REFERRER_POLICY.as_str(), "no-referrer"),
            ("x-robots-tag", "noindex, nofollow"),
        ];
        (hidden, self.answer(status)).into_response()
    }
}

/// Something went wrong on our side: the visitor is told plainly, the log has what and why.
pub fn failed(what: &str, problem: &Problem) -> Response {
    tracing::error!("{what}: {problem}");
    let text = "Попробуйте ещё раз через минуту / Please try again in a minute";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}

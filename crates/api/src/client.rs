//! Where a request comes from, and from whom.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::App;

/// The address of the caller, where it is known. Behind a proxy (the site is served over HTTPS) it is the
/// one that the proxy saw: what stands before it in `X-Forwarded-For` anybody can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientIp(pub Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let behind_proxy = parts
            .extensions
            .get::<App>()
            .is_some_and(|app| app.secure_cookies);
        let told = parts
            .headers
            .get("x-forwarded-for")
            .filter(|_| behind_proxy)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.rsplit(',').next()?.trim().parse().ok());
        let seen = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip());
        Ok(Self(told.or(seen)))
    }
}

/// Whether a browser says of itself that it is a program: a search engine, a scanner of mails, the preview of a
/// messenger. What those look at nobody has seen.
pub fn is_bot(user_agent: &str) -> bool {
    const SIGNS: [&str; 24] = [
        "bot",
        "crawl",
        "spider",
        "slurp",
        "headless",
        "phantom",
        "selenium",
        "puppeteer",
        "playwright",
        "curl",
        "wget",
        "python",
        "java/",
        "go-http",
        "axios",
        "preview",
        "monitor",
        "whatsapp",
        "facebookexternal",
        "vkshare",
        "scanner",
        "barracuda",
        "mimecast",
        "proofpoint",
    ];
    let agent = user_agent.to_lowercase();
    agent.is_empty() || SIGNS.iter().any(|sign| agent.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_say_so() {
        assert!(is_bot("Mozilla/5.0 (compatible; YandexBot/3.0)"));
        assert!(is_bot(
            "Mozilla/5.0 AppleWebKit/537.36 HeadlessChrome/140.0"
        ));
        assert!(is_bot("WhatsApp/2.23"));
        assert!(is_bot(""));
        let person = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0";
        assert!(!is_bot(person));
    }
}

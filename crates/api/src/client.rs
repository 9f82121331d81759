//! Where a request comes from.

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

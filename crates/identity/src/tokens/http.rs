//! Tokens over HTTP.

use api::{Body, Ctx, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::store::{self, TokenRow};

/// A personal token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
struct Token {
    id: Uuid,
    name: String,
    scopes: Vec<String>,
    created_at: Time,
    expires_at: Option<Time>,
    last_used_at: Option<Time>,
}

impl From<TokenRow> for Token {
    fn from(row: TokenRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: serde_json::from_str(&row.scopes).unwrap_or_default(),
            created_at: Time(row.created_at),
            expires_at: row.expires_at.map(Time),
            last_used_at: row.last_used_at.map(Time),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewToken {
    name: String,
    /// Names of permissions. A token never may more than its user.
    scopes: Vec<String>,
    expires_at: Option<Time>,
}

/// A new token with its secret, which is shown only now.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedToken {
    #[serde(flatten)]
    info: Token,
    token: String,
}

pub fn routes() -> Routes {
    Routes::new()
        .logged_in(routes!(list))
        .logged_in(routes!(create))
        .logged_in(routes!(revoke))
}

/// My tokens, newest first
#[utoipa::path(get, path = "/tokens", tag = "session", responses((status = 200, body = Page<Token>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<Token>>> {
    let rows = store::list(ctx.reader(), ctx.user_id()?).await?;
    Ok(Json(Page::whole(
        rows.into_iter().map(Token::from).collect(),
    )))
}

/// Make a token
#[utoipa::path(post, path = "/tokens", tag = "session", request_body = NewToken, responses((status = 201, body = CreatedToken)))]
async fn create(ctx: Ctx, Body(new): Body<NewToken>) -> Result<Response> {
    let user = ctx.user_id()?;
    let tx = ctx.begin().await?;
    let (row, token) = actions::create(&tx, user, &new.name, &new.scopes, new.expires_at).await?;
    ctx.created(
        tx,
        &CreatedToken {
            info: row.into(),
            token,
        },
    )
    .await
}

/// Revoke a token
#[utoipa::path(delete, path = "/tokens/{id}", tag = "session", params(("id" = Uuid, Path)), responses((status = 204)))]
async fn revoke(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let user = ctx.user_id()?;
    let tx = ctx.begin().await?;
    actions::revoke(&tx, id, user).await?;
    ctx.deleted(tx).await
}

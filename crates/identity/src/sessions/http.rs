//! Sessions over HTTP.

use api::guard::SESSION_COOKIE;
use api::secret;
use api::{Body, Ctx, Result, Routes, Workspace};
use axum::Extension;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base::problem::Check;
use base::{Actor, Lang, Permission, Problem, Text, Uuid};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{expiry, store};
use crate::users::actions::{self, UserChange};
use crate::users::model::User;
use crate::{Guesses, password, users};

pub fn routes() -> Routes {
    Routes::new()
        .everybody(routes!(create))
        .logged_in(routes!(show))
        .logged_in(routes!(change))
        .logged_in(routes!(delete))
        .logged_in(routes!(change_password))
}

/// Who I am and what I may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub user: User,
    #[schema(value_type = Vec<Permission>)]
    pub permissions: Vec<&'static str>,
    pub workspace: Workspace,
}

impl Me {
    async fn load(ctx: &Ctx, actor: &Actor, user: User) -> base::Result<Self> {
        Ok(Self {
            user,
            permissions: actor
                .permissions
                .iter()
                .copied()
                .map(Permission::as_str)
                .collect(),
            workspace: ctx.workspace().await?,
        })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct LoginForm {
    email: String,
    password: String,
}

/// Log in
///
/// Sets the session cookie. After several wrong passwords for one address it has to wait.
#[utoipa::path(post, path = "/session", tag = "session", request_body = LoginForm, responses((status = 200, body = Me)))]
async fn create(
    ctx: Ctx,
    Extension(guesses): Extension<Arc<Guesses>>,
    headers: HeaderMap,
    Body(form): Body<LoginForm>,
) -> Result<Response> {
    let email = form.email.trim().to_lowercase();
    guesses.check(&email, ctx.now())?;
    let row = users::store::find_by_email(ctx.reader(), &email)
        .await?
        .filter(|user| user.active);
    let hash = row.as_ref().map(|user| user.password_hash.clone());
    let right = password::verify(&form.password, hash).await?;
    let Some(row) = row.filter(|_| right) else {
        guesses.failed(&email, ctx.now());
        return Err(wrong_login().into());
    };
    guesses.succeeded(&email);
    log_in(&ctx, row.into(), &headers, StatusCode::OK).await
}

/// Opens a session for a user whose right to it is established, and answers with it.
pub async fn log_in(
    ctx: &Ctx,
    user: User,
    headers: &HeaderMap,
    status: StatusCode,
) -> Result<Response> {
    let token = secret::new();
    let agent: String = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .chars()
        .take(300)
        .collect();
    let tx = ctx.begin().await?;
    store::insert(
        tx.conn(),
        secret::hash(&token),
        user.id,
        tx.now(),
        expiry(tx.now()),
        &agent,
    )
    .await?;
    tx.commit().await?;
    let permissions = user.role.permissions();
    let actor = Actor {
        permissions,
        ..ctx.actor.clone()
    };
    let me = Me::load(ctx, &actor, user).await?;
    let cookie = cookie(token, ctx.app.secure_cookies);
    Ok((status, [(header::SET_COOKIE, cookie.to_string())], Json(me)).into_response())
}

fn cookie(value: String, secure: bool) -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .permanent()
        .build()
}

fn wrong_login() -> Problem {
    Problem::new(
        401,
        "wrong_login",
        Text::fixed("Неверный адрес или пароль", "Wrong address or password"),
    )
}

/// Who I am
#[utoipa::path(get, path = "/session", tag = "session", responses((status = 200, body = Me)))]
async fn show(ctx: Ctx) -> Result<Json<Me>> {
    let user = users::store::find(ctx.reader(), ctx.user_id()?)
        .await?
        .ok_or_else(Problem::unauthenticated)?;
    Ok(Json(Me::load(&ctx, &ctx.actor, user.into()).await?))
}

/// Settings of one's own.
#[derive(Debug, Deserialize, ToSchema)]
struct MePatch {
    lang: Option<Lang>,
    name: Option<String>,
}

/// Change my own settings
#[utoipa::path(patch, path = "/session", tag = "session", request_body = MePatch, responses((status = 200, body = Me)))]
async fn change(ctx: Ctx, Body(patch): Body<MePatch>) -> Result<Response> {
    let id: Uuid = ctx.user_id()?;
    let tx = ctx.begin().await?;
    let row = users::store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::unauthenticated)?;
    let change = UserChange {
        lang: patch.lang,
        name: patch.name,
        ..UserChange::default()
    };
    let user = actions::change(&tx, id, row.version, change).await?;
    let me = Me::load(&ctx, &ctx.actor, user).await?;
    ctx.changed(tx, &me).await
}

/// Log out
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
async fn delete(ctx: Ctx) -> Result<Response> {
    if let Some(key) = ctx
        .login
        .as_ref()
        .and_then(|login| login.session.as_deref())
    {
        let tx = ctx.begin().await?;
        store::delete(tx.conn(), key).await?;
        tx.commit().await?;
    }
    let mut gone = cookie(String::new(), ctx.app.secure_cookies);
    gone.make_removal();
    Ok((
        StatusCode::NO_CONTENT,
        [(header::SET_COOKIE, gone.to_string())],
    )
        .into_response())
}

#[derive(Debug, Deserialize, ToSchema)]
struct PasswordForm {
    current_password: String,
    new_password: String,
}

/// Change my password
///
/// My other sessions end.
#[utoipa::path(post, path = "/session/password", tag = "session", request_body = PasswordForm, responses((status = 204)))]
async fn change_password(ctx: Ctx, Body(form): Body<PasswordForm>) -> Result<Response> {
    let id = ctx.user_id()?;
    let mut check = Check::default();
    password::check(&mut check, "new_password", &form.new_password);
    check.done()?;
    let row = users::store::find(ctx.reader(), id)
        .await?
        .ok_or_else(Problem::unauthenticated)?;
    actions::check_present_password(&form.current_password, row.password_hash).await?;
    let hash = password::hash(&form.new_password).await?;
    let tx = ctx.begin().await?;
    let keep = ctx
        .login
        .as_ref()
        .and_then(|login| login.session.as_deref());
    actions::change_own_password(&tx, id, hash, keep).await?;
    ctx.deleted(tx).await
}

//! Users over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::problem::Check;
use base::{Lang, Patch, Permission, Problem, Role, Uuid, Visibility};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, UserChange};
use super::model::{NewUser, User};
use super::store::{self, UserFilter};
use crate::password;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::UsersRead, routes!(list))
        .permitted(Permission::UsersWrite, routes!(create))
        .permitted(Permission::UsersRead, routes!(show))
        .permitted(Permission::UsersWrite, routes!(change))
        .permitted(Permission::UsersRead, routes!(roles))
}

/// All users, by name
#[utoipa::path(get, path = "/users", tag = "users", params(api::list::ListQuery),
    description = "Filters: `active`, `team`.",
    responses((status = 200, body = Page<User>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<User>>> {
    let filters = params.filters(&["active", "team"])?;
    let filter = UserFilter {
        active: filters.flag("active")?,
        teams: filters.ids("team")?,
    };
    let rows = store::list(ctx.reader(), &filter).await?;
    Ok(Json(Page::whole(
        rows.into_iter().map(User::from).collect(),
    )))
}

/// One user
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = Uuid, Path)), responses((status = 200, body = User)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<User>> {
    let row = store::find(ctx.reader(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(row.into()))
}

/// Add a user
#[utoipa::path(post, path = "/users", tag = "users", request_body = NewUser, responses((status = 201, body = User)))]
async fn create(ctx: Ctx, Body(new): Body<NewUser>) -> Result<Response> {
    new.check()?;
    let hash = password::hash(&new.password).await?;
    let tx = ctx.begin().await?;
    let user = actions::create(&tx, new, hash).await?;
    ctx.created(tx, &user).await
}

/// A change of a user. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct UserPatch {
    version: Option<i64>,
    name: Option<String>,
    email: Option<String>,
    role: Option<Role>,
    visibility: Option<Visibility>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    team_id: Patch<Uuid>,
    lang: Option<Lang>,
    active: Option<bool>,
    /// A new password; the user's sessions end.
    password: Option<String>,
}

/// Change a user
#[utoipa::path(patch, path = "/users/{id}", tag = "users", params(("id" = Uuid, Path)), request_body = UserPatch,
    responses((status = 200, body = User)))]
async fn change(ctx: Ctx, Path(id): Path<Uuid>, Body(patch): Body<UserPatch>) -> Result<Response> {
    let version = ctx.version(patch.version)?;
    let mut password_hash = None;
    if let Some(new) = &patch.password {
        let mut check = Check::default();
        password::check(&mut check, "password", new);
        check.done()?;
        password_hash = Some(password::hash(new).await?);
    }
    let change = UserChange {
        name: patch.name,
        email: patch.email,
        role: patch.role,
        visibility: patch.visibility,
        team_id: patch.team_id,
        lang: patch.lang,
        active: patch.active,
        password_hash,
    };
    let tx = ctx.begin().await?;
    let user = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &user).await
}

/// What a role may do.
#[derive(Debug, Serialize, ToSchema)]
struct RoleView {
    role: Role,
    visibility: Visibility,
    #[schema(value_type = Vec<Permission>)]
    permissions: Vec<&'static str>,
}

/// The permission table
#[utoipa::path(get, path = "/roles", tag = "users", responses((status = 200, body = Page<RoleView>)))]
async fn roles(_: Ctx) -> Json<Page<RoleView>> {
    let roles = Role::ALL.iter().map(|role| RoleView {
        role: *role,
        visibility: role.default_visibility(),
        permissions: role
            .permissions()
            .into_iter()
            .map(Permission::as_str)
            .collect(),
    });
    Json(Page::whole(roles.collect()))
}

//! First start: the company, its owner and the default pipeline, made in one transaction.

use api::{Body, Ctx, Result, Routes, Workspace};
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base::problem::Check;
use base::{Lang, Problem, Role, Text};
use db::Tx;
use identity::sessions::Me;
use identity::users::model::{NewUser, User};
use identity::{password, users};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

pub fn routes() -> Routes {
    Routes::new()
        .everybody(routes!(show))
        .everybody(routes!(create))
}

#[derive(Debug, Serialize, ToSchema)]
struct SetupState {
    /// Nobody can log in yet: the owner has to be created.
    needed: bool,
}

/// Whether the first owner is still to be created
#[utoipa::path(get, path = "/setup", tag = "setup", responses((status = 200, body = SetupState)))]
async fn show(ctx: Ctx) -> Result<Json<SetupState>> {
    Ok(Json(SetupState {
        needed: !users::store::any(ctx.reader()).await?,
    }))
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
struct SetupForm {
    workspace_name: String,
    name: String,
    email: String,
    password: String,
    lang: Lang,
    #[schema(value_type = Option<String>, example = "Europe/Moscow")]
    time_zone: Option<chrono_tz::Tz>,
}

/// Create the company and its owner, and log in
#[utoipa::path(post, path = "/setup", tag = "setup", request_body = SetupForm, responses((status = 201, body = Me)))]
async fn create(ctx: Ctx, headers: HeaderMap, Body(form): Body<SetupForm>) -> Result<Response> {
    let owner = NewUser {
        name: form.name,
        email: form.email,
        role: Role::Owner,
        visibility: None,
        team_id: None,
        lang: Some(form.lang),
        password: form.password,
    };
    owner.check()?;
    let hash = password::hash(&owner.password).await?;
    let workspace = Workspace {
        name: form.workspace_name.trim().to_owned(),
        time_zone: form.time_zone.unwrap_or(Workspace::default().time_zone),
        lang: form.lang,
        ..Workspace::default()
    };
    let tx = ctx.begin().await?;
    let user = set_up(&tx, &workspace, owner, hash).await?;
    tx.commit().await?;
    identity::sessions::log_in(&ctx, user, &headers, StatusCode::CREATED).await
}

/// Makes the company in an empty database.
///
/// # Errors
/// `conflict` when somebody is already there; `invalid` for wrong fields.
pub async fn set_up(
    tx: &Tx,
    workspace: &Workspace,
    owner: NewUser,
    password_hash: String,
) -> base::Result<User> {
    if users::store::any(tx.conn()).await? {
        return Err(Problem::conflict(Text::fixed(
            "Система уже настроена. Войдите",
            "The system is already set up. Log in",
        )));
    }
    let mut check = Check::default();
    check.required("workspace_name", &workspace.name, 200);
    check.done()?;
    workspace.save(tx).await?;
    let user = users::actions::create(tx, owner, password_hash).await?;
    crm::dictionaries::actions::create_defaults(tx, workspace.lang).await?;
    crm::pipelines::actions::create_default(tx, workspace.lang).await?;
    crm::consents::texts::create_defaults(tx, workspace.lang).await?;
    attract::channels::actions::create_defaults(tx, workspace.lang).await?;
    qualify::questions::actions::create_default(tx, workspace.lang).await?;
    Ok(user)
}

//! Teams over HTTP.

use api::{Body, Ctx, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::store::{self, TeamRow};

/// People who work together.
#[derive(Debug, Serialize, ToSchema)]
struct Team {
    id: Uuid,
    name: String,
    members: i64,
    created_at: Time,
    version: i64,
}

impl From<TeamRow> for Team {
    fn from(row: TeamRow) -> Self {
        let TeamRow {
            id,
            name,
            created_at,
            version,
            members,
        } = row;
        Self {
            id,
            name,
            members,
            created_at: Time(created_at),
            version,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewTeam {
    name: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct TeamPatch {
    version: Option<i64>,
    name: String,
}

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::UsersRead, routes!(list))
        .permitted(Permission::UsersWrite, routes!(create))
        .permitted(Permission::UsersWrite, routes!(change))
        .permitted(Permission::UsersWrite, routes!(delete))
}

/// All teams, by name
#[utoipa::path(get, path = "/teams", tag = "users", responses((status = 200, body = Page<Team>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<Team>>> {
    let rows = store::list(ctx.reader()).await?;
    Ok(Json(Page::whole(
        rows.into_iter().map(Team::from).collect(),
    )))
}

/// Add a team
#[utoipa::path(post, path = "/teams", tag = "users", request_body = NewTeam, responses((status = 201, body = Team)))]
async fn create(ctx: Ctx, Body(new): Body<NewTeam>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let team = actions::create(&tx, &new.name).await?;
    ctx.created(tx, &Team::from(team)).await
}

/// Rename a team
#[utoipa::path(patch, path = "/teams/{id}", tag = "users", params(("id" = Uuid, Path)), request_body = TeamPatch,
    responses((status = 200, body = Team)))]
async fn change(ctx: Ctx, Path(id): Path<Uuid>, Body(patch): Body<TeamPatch>) -> Result<Response> {
    let version = ctx.version(patch.version)?;
    let tx = ctx.begin().await?;
    let team = actions::rename(&tx, id, version, &patch.name).await?;
    ctx.changed(tx, &Team::from(team)).await
}

/// Delete a team that has no members
#[utoipa::path(delete, path = "/teams/{id}", tag = "users", params(("id" = Uuid, Path)), responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

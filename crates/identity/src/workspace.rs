//! The company's settings over HTTP.

use api::{Body, Ctx, Result, Routes, Workspace};
use axum::Json;
use axum::response::Response;
use base::problem::Check;
use base::{Currency, Event, Lang, Permission, Subject, WorkHours};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

pub fn routes() -> Routes {
    Routes::new()
        .logged_in(routes!(show))
        .permitted(Permission::WorkspaceWrite, routes!(change))
}

#[derive(Debug, Deserialize, ToSchema)]
struct WorkspacePatch {
    name: Option<String>,
    #[schema(value_type = Option<String>, example = "Europe/Moscow")]
    time_zone: Option<chrono_tz::Tz>,
    currency: Option<Currency>,
    lang: Option<Lang>,
    work: Option<WorkHours>,
}

/// The company's settings
#[utoipa::path(get, path = "/workspace", tag = "workspace", responses((status = 200, body = Workspace)))]
async fn show(ctx: Ctx) -> Result<Json<Workspace>> {
    Ok(Json(ctx.workspace().await?))
}

/// Change the company's settings
#[utoipa::path(patch, path = "/workspace", tag = "workspace", request_body = WorkspacePatch,
    responses((status = 200, body = Workspace)))]
async fn change(ctx: Ctx, Body(patch): Body<WorkspacePatch>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let mut workspace = Workspace::load(tx.conn()).await?;
    if let Some(name) = patch.name {
        let mut check = Check::default();
        check.required("name", &name, 200);
        check.done()?;
        name.trim().clone_into(&mut workspace.name);
    }
    workspace.time_zone = patch.time_zone.unwrap_or(workspace.time_zone);
    workspace.currency = patch.currency.unwrap_or(workspace.currency);
    workspace.lang = patch.lang.unwrap_or(workspace.lang);
    if let Some(work) = patch.work {
        workspace.work = work.checked()?;
    }
    workspace.save(&tx).await?;
    tx.record(Event::new(
        "workspace.changed",
        Subject::default(),
        json!({ "name": workspace.name }),
    ));
    ctx.changed(tx, &workspace).await
}

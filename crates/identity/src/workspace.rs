//! The company's settings over HTTP.

use api::{Body, Ctx, Result, Routes, Workspace};
use axum::Json;
use axum::response::Response;
use base::problem::Check;
use base::{Currency, Event, Lang, Patch, Permission, Problem, Subject, Text, WorkHours};
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
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "https://crm.company.ru")]
    site_url: Patch<String>,
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
    match patch.site_url {
        Patch::Keep => {}
        Patch::Clear => workspace.site_url = None,
        Patch::Set(url) => workspace.site_url = checked_site(&url)?,
    }
    workspace.save(&tx).await?;
    tx.record(Event::new(
        "workspace.changed",
        Subject::default(),
        json!({ "name": workspace.name }),
    ));
    ctx.changed(tx, &workspace).await
}

/// An address that links can begin with; none for an empty one.
fn checked_site(url: &str) -> base::Result<Option<String>> {
    let url = url.trim().trim_end_matches('/').to_lowercase();
    if url.is_empty() {
        return Ok(None);
    }
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let plain = |c: char| c.is_alphanumeric() || "-.:[]".contains(c);
    if rest.is_some_and(|rest| !rest.is_empty() && rest.len() <= 253 && rest.chars().all(plain)) {
        return Ok(Some(url));
    }
    Err(Problem::field(
        "site_url",
        "wrong_url",
        Text::fixed(
            "Нужен адрес вида https://crm.company.ru, без пути",
            "An address like https://crm.company.com is needed, without a path",
        ),
    ))
}

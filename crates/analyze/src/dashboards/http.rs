//! Dashboards over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Actor, Permission, Time, Uuid};
use crm::listing::Paging;
use crm::refs::UserRef;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, DashboardChange};
use super::model::{Layout, Tile, may_change};
use super::store::{self, DashboardFilter, DashboardRow, LineRow, SORTS, USUAL_SORT};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(list))
        .permitted(Permission::DashboardsWrite, routes!(create))
        .permitted(Permission::ReportsRead, routes!(show))
        .permitted(Permission::DashboardsWrite, routes!(change))
        .permitted(Permission::DashboardsWrite, routes!(delete))
        .permitted(Permission::DashboardsWrite, routes!(copy))
}

/// What a person wants to see of the numbers, on a grid of twelve columns.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dashboard {
    pub id: Uuid,
    pub name: String,
    pub owner: UserRef,
    /// All who see reports see it.
    pub shared: bool,
    /// Whether the caller may change and delete it.
    pub may_change: bool,
    pub tiles: Vec<Tile>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl Dashboard {
    fn shown(row: DashboardRow, actor: &Actor) -> Self {
        Self {
            id: row.id,
            name: row.layout.name,
            may_change: may_change(actor, row.owner_id),
            owner: UserRef {
                id: row.owner_id,
                name: row.owner_name,
            },
            shared: row.layout.shared,
            tiles: row.layout.tiles,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        }
    }
}

/// A dashboard without its tiles.
#[derive(Debug, Serialize, ToSchema)]
struct DashboardLine {
    id: Uuid,
    name: String,
    owner: UserRef,
    shared: bool,
    /// Whether the caller may change and delete it.
    may_change: bool,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl DashboardLine {
    fn shown(row: LineRow, actor: &Actor) -> Self {
        Self {
            id: row.id,
            name: row.name,
            may_change: may_change(actor, row.owner_id),
            owner: UserRef {
                id: row.owner_id,
                name: row.owner_name,
            },
            shared: row.shared,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        }
    }
}

/// The caller's own dashboards and the shared ones
#[utoipa::path(get, path = "/dashboards", tag = "analyze", operation_id = "list_dashboards",
    params(api::list::ListQuery),
    description = "Without their tiles. Filters: `owner`, `shared`. Sorts: `name`, `created_at`, `updated_at`.",
    responses((status = 200, body = Page<DashboardLine>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<DashboardLine>>> {
    let (conn, user) = (ctx.reader(), ctx.user_id()?);
    let filters = params.filters(&["owner", "shared"])?;
    let filter = DashboardFilter {
        owner: filters.ids("owner")?,
        shared: filters.flag("shared")?,
    };
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, user, &filter, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, user, &filter).await?),
        false => None,
    };
    let lines = rows
        .into_iter()
        .map(|row| DashboardLine::shown(row, &ctx.actor));
    Ok(Json(Page {
        items: lines.collect(),
        next_cursor,
        total,
        sums: None,
    }))
}

/// One dashboard
#[utoipa::path(get, path = "/dashboards/{id}", tag = "analyze", operation_id = "get_dashboard",
    params(("id" = Uuid, Path)), responses((status = 200, body = Dashboard)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Dashboard>> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    Ok(Json(Dashboard::shown(row, &ctx.actor)))
}

/// A dashboard to be, of the caller's own.
#[derive(Debug, Deserialize, ToSchema)]
struct NewDashboard {
    name: String,
    #[serde(default)]
    shared: bool,
    /// At most 40.
    #[serde(default)]
    tiles: Vec<Tile>,
}

/// Add a dashboard
#[utoipa::path(post, path = "/dashboards", tag = "analyze", operation_id = "create_dashboard",
    request_body = NewDashboard, responses((status = 201, body = Dashboard)))]
async fn create(ctx: Ctx, Body(new): Body<NewDashboard>) -> Result<Response> {
    let layout = Layout {
        name: new.name,
        shared: new.shared,
        tiles: new.tiles,
    };
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, layout).await?;
    ctx.created(tx, &Dashboard::shown(row, &ctx.actor)).await
}

/// A change of a dashboard. Absent fields stay as they are; tiles are replaced all at once.
#[derive(Debug, Deserialize, ToSchema)]
struct DashboardPatch {
    version: Option<i64>,
    name: Option<String>,
    shared: Option<bool>,
    tiles: Option<Vec<Tile>>,
}

/// Change a dashboard
#[utoipa::path(patch, path = "/dashboards/{id}", tag = "analyze", operation_id = "change_dashboard",
    params(("id" = Uuid, Path)), request_body = DashboardPatch, responses((status = 200, body = Dashboard)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(patch): Body<DashboardPatch>,
) -> Result<Response> {
    let version = ctx.version(patch.version)?;
    let change = DashboardChange {
        name: patch.name,
        shared: patch.shared,
        tiles: patch.tiles,
    };
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &Dashboard::shown(row, &ctx.actor)).await
}

/// Delete a dashboard
#[utoipa::path(delete, path = "/dashboards/{id}", tag = "analyze", operation_id = "delete_dashboard",
    params(("id" = Uuid, Path)), responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

/// Make a copy of a dashboard that is one's own and not shared
#[utoipa::path(post, path = "/dashboards/{id}/copy", tag = "analyze", operation_id = "copy_dashboard",
    params(("id" = Uuid, Path)), responses((status = 201, body = Dashboard)))]
async fn copy(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::copy(&tx, id).await?;
    ctx.created(tx, &Dashboard::shown(row, &ctx.actor)).await
}

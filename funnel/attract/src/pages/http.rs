//! Pages of the site over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::Kind;
use super::store::{self, PageRow};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::CampaignsRead, routes!(list))
        .permitted(Permission::CampaignsWrite, routes!(create))
        .permitted(Permission::CampaignsWrite, routes!(change))
}

/// A landing page or a piece of content.
#[derive(Debug, Serialize, ToSchema)]
struct SitePage {
    id: Uuid,
    kind: Kind,
    name: String,
    /// Path or host and path; `*` stands for anything.
    #[schema(example = "/blog/*")]
    pattern: String,
    archived: bool,
    version: i64,
}

impl From<PageRow> for SitePage {
    fn from(row: PageRow) -> Self {
        Self {
            id: row.id,
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Landing),
            name: row.name,
            pattern: row.pattern,
            archived: row.archived,
            version: row.version,
        }
    }
}

/// Landing pages and pieces of content
#[utoipa::path(get, path = "/site-pages", tag = "campaigns", operation_id = "list_site_pages",
    params(api::list::ListQuery), description = "By name. Filter: `archived`.",
    responses((status = 200, body = Page<SitePage>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<SitePage>>> {
    let archived = params.filters(&["archived"])?.flag("archived")?;
    let rows = store::list(ctx.reader(), archived).await?;
    Ok(Json(Page::whole(
        rows.into_iter().map(SitePage::from).collect(),
    )))
}

/// A page to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewSitePage {
    kind: Kind,
    name: String,
    pattern: String,
}

/// Add a landing page or a piece of content
#[utoipa::path(post, path = "/site-pages", tag = "campaigns", operation_id = "create_site_page",
    request_body = NewSitePage, responses((status = 201, body = SitePage)))]
async fn create(ctx: Ctx, Body(new): Body<NewSitePage>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, new.kind, &new.name, &new.pattern).await?;
    ctx.created(tx, &SitePage::from(row)).await
}

/// A change of a page. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct SitePageChange {
    version: Option<i64>,
    kind: Option<Kind>,
    name: Option<String>,
    pattern: Option<String>,
    archived: Option<bool>,
}

/// Change, archive or bring back a page
#[utoipa::path(patch, path = "/site-pages/{id}", tag = "campaigns", operation_id = "change_site_page",
    params(("id" = Uuid, Path)), request_body = SitePageChange, responses((status = 200, body = SitePage)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<SitePageChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::Change {
        kind: asked.kind,
        name: asked.name,
        pattern: asked.pattern,
        archived: asked.archived,
    };
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &SitePage::from(row)).await
}

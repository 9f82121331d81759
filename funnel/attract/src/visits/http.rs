//! Sites and what is known of their visits, over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Problem, Text, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::store::{self, SiteRow, VisitRow};
use crate::utm::{Trace, Utm};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::FormsRead, routes!(list))
        .permitted(Permission::FormsWrite, routes!(create))
        .permitted(Permission::FormsWrite, routes!(change))
        .permitted(Permission::FormsRead, routes!(newest))
        .permitted(Permission::CampaignsRead, routes!(counted))
}

/// A site whose visits are counted.
#[derive(Debug, Serialize, ToSchema)]
struct Site {
    id: Uuid,
    /// What the script says which site it is by.
    key: String,
    name: String,
    /// Hosts whose pages count, with everything under them; none means any.
    domains: Vec<String>,
    archived: bool,
    version: i64,
}

impl From<SiteRow> for Site {
    fn from(row: SiteRow) -> Self {
        Self {
            domains: row.domains(),
            id: row.id,
            key: row.key,
            name: row.name,
            archived: row.archived,
            version: row.version,
        }
    }
}

/// All sites
#[utoipa::path(get, path = "/sites", tag = "visits", operation_id = "list_sites",
    responses((status = 200, body = Page<Site>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<Site>>> {
    let rows = store::sites(ctx.reader()).await?;
    Ok(Json(Page::whole(
        rows.into_iter().map(Site::from).collect(),
    )))
}

/// A site to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewSite {
    name: String,
    #[serde(default)]
    domains: Vec<String>,
}

/// Add a site
#[utoipa::path(post, path = "/sites", tag = "visits", operation_id = "create_site",
    request_body = NewSite, responses((status = 201, body = Site)))]
async fn create(ctx: Ctx, Body(new): Body<NewSite>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::create_site(&tx, &new.name, &new.domains).await?;
    ctx.created(tx, &Site::from(row)).await
}

/// A change of a site. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct SiteChange {
    version: Option<i64>,
    name: Option<String>,
    domains: Option<Vec<String>>,
    archived: Option<bool>,
}

/// Change, archive or bring back a site
#[utoipa::path(patch, path = "/sites/{id}", tag = "visits", operation_id = "change_site",
    params(("id" = Uuid, Path)), request_body = SiteChange, responses((status = 200, body = Site)))]
async fn change(ctx: Ctx, Path(id): Path<Uuid>, Body(asked): Body<SiteChange>) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let SiteChange {
        name,
        domains,
        archived,
        ..
    } = asked;
    let row = actions::change_site(&tx, id, version, name, domains, archived).await?;
    ctx.changed(tx, &Site::from(row)).await
}

/// A visit of a site.
#[derive(Debug, Serialize, ToSchema)]
struct Visit {
    id: Uuid,
    started_at: Time,
    /// How long pages were seen.
    seconds: i64,
    pages: i64,
    landing: Option<String>,
    referrer: Option<String>,
    utm: Utm,
}

impl From<VisitRow> for Visit {
    fn from(row: VisitRow) -> Self {
        let trace: Trace = serde_json::from_str(&row.trace).unwrap_or_default();
        Self {
            id: row.id,
            started_at: Time(row.started_at),
            seconds: row.seconds,
            pages: row.pages,
            landing: row.landing,
            referrer: row.referrer,
            utm: trace.utm,
        }
    }
}

/// The newest fifty visits of a site
///
/// To see whether the script is there.
#[utoipa::path(get, path = "/sites/{id}/visits", tag = "visits", operation_id = "list_site_visits",
    params(("id" = Uuid, Path)), responses((status = 200, body = Vec<Visit>)))]
async fn newest(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Vec<Visit>>> {
    let site = store::site(ctx.reader(), id).await?;
    site.ok_or_else(Problem::not_found)?;
    let rows = store::of_site(ctx.reader(), id, 50).await?;
    Ok(Json(rows.into_iter().map(Visit::from).collect()))
}

/// Visits, and the different visitors among them.
#[derive(Debug, Serialize, ToSchema)]
struct VisitCounts {
    visits: i64,
    /// Whoever came twice is one visitor, so days and campaigns do not add up to this.
    visitors: i64,
    days: Vec<VisitDay>,
    campaigns: Vec<VisitCampaign>,
}

#[derive(Debug, Serialize, ToSchema)]
struct VisitDay {
    day: String,
    visits: i64,
    visitors: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct VisitCampaign {
    /// Null: of no campaign.
    campaign_id: Option<Uuid>,
    visits: i64,
    visitors: i64,
}

/// How many visits and visitors there were, by day and by campaign
#[utoipa::path(get, path = "/visits/counts", tag = "visits", operation_id = "count_visits",
    params(("from" = String, Query), ("to" = String, Query)), responses((status = 200, body = VisitCounts)))]
async fn counted(ctx: Ctx, params: ListParams) -> Result<Json<VisitCounts>> {
    let (Some(from), Some(to)) = (params.day("from")?, params.day("to")?) else {
        return Err(Problem::bad_request(Text::fixed(
            "Укажите дни: from и to",
            "Name the days: from and to",
        ))
        .into());
    };
    let conn = ctx.reader();
    let total = store::total(conn, from, to).await?;
    let days = store::by_day(conn, from, to).await?;
    let campaigns = store::by_campaign(conn, from, to).await?;
    Ok(Json(VisitCounts {
        visits: total.visits,
        visitors: total.visitors,
        days: days
            .into_iter()
            .map(|(day, visits, visitors)| VisitDay {
                day,
                visits,
                visitors,
            })
            .collect(),
        campaigns: campaigns
            .into_iter()
            .map(|one| VisitCampaign {
                campaign_id: one.campaign_id,
                visits: one.visits,
                visitors: one.visitors,
            })
            .collect(),
    }))
}

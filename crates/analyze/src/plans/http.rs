//! Plans over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::response::Response;
use base::{Permission, Text, Time, Uuid};
use chrono::NaiveDate;
use crm::refs::{NamedRef, UserRef};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::actions;
use super::model::{PlanItem, PlanMetric, PlanPeriod};
use super::store::{PlanFilter, PlanRow};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(list))
        .permitted(Permission::PlansWrite, routes!(set))
}

/// What is to be reached in a period. With neither an owner nor a team it is the company's.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plan {
    pub id: Uuid,
    pub metric: PlanMetric,
    pub period: PlanPeriod,
    /// The first day of the period.
    #[schema(example = "2026-11-01")]
    pub starts_on: NaiveDate,
    pub owner: Option<UserRef>,
    pub team: Option<NamedRef>,
    /// Null for all pipelines.
    pub pipeline: Option<NamedRef>,
    /// Minor units of the workspace's currency for revenue, a count otherwise.
    pub target: i64,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl From<PlanRow> for Plan {
    fn from(row: PlanRow) -> Self {
        Self {
            id: row.id,
            metric: row.key.metric,
            period: row.key.period,
            starts_on: row.key.starts_on,
            owner: UserRef::of(row.key.owner_id, row.owner_name),
            team: NamedRef::of(row.key.team_id, row.team_name),
            pipeline: NamedRef::of(row.key.pipeline_id, row.pipeline_name),
            target: row.target,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        }
    }
}

fn page(rows: Vec<PlanRow>) -> Page<Plan> {
    Page::whole(rows.into_iter().map(Plan::from).collect())
}

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only describes what the handler reads from ListParams"
)]
struct PlanQuery {
    /// The first day on which a plan may start.
    from: Option<String>,
    /// The last day on which a plan may start.
    to: Option<String>,
    /// `filter[metric|period|owner|team|pipeline]=value`; a comma means any of; `none` means empty:
    /// the plans of the company have neither an owner nor a team.
    #[param(style = DeepObject, explode)]
    filter: Option<std::collections::HashMap<String, String>>,
}

/// The plans of the company, of teams and of the persons whose records the caller sees
#[utoipa::path(get, path = "/plans", tag = "analyze", operation_id = "list_plans", params(PlanQuery),
    description = "By first day. The list is whole; more than 2,000 plans are refused: narrow the days.",
    responses((status = 200, body = Page<Plan>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Plan>>> {
    let filter = read(&params)?;
    let rows = actions::list(ctx.reader(), &ctx.actor, &filter).await?;
    Ok(Json(page(rows)))
}

fn read(params: &ListParams) -> base::Result<PlanFilter> {
    let filters = params.filters(&["metric", "period", "owner", "team", "pipeline"])?;
    let metrics = PlanMetric::ALL.map(PlanMetric::as_str).join(", ");
    let periods = PlanPeriod::ALL.map(PlanPeriod::as_str).join(", ");
    let one_of = |words: &str| Text::new(format!("одно из: {words}"), format!("one of: {words}"));
    Ok(PlanFilter {
        metric: filters.any_of("metric", &one_of(&metrics), |value| {
            PlanMetric::parse(value).map(|metric| metric.as_str().to_owned())
        })?,
        period: filters.any_of("period", &one_of(&periods), |value| {
            PlanPeriod::parse(value).map(|period| period.as_str().to_owned())
        })?,
        owner: filters.ids("owner")?,
        team: filters.ids("team")?,
        pipeline: filters.ids("pipeline")?,
        from: params.day("from")?,
        to: params.day("to")?,
    })
}

/// Plans to be set, at most 500.
#[derive(Debug, Deserialize, ToSchema)]
struct PlansForm {
    items: Vec<PlanItem>,
}

/// Set plans: all of them or, when one is wrong, none
///
/// Answers the plans that are there afterwards; those whose target was `null` are gone.
#[utoipa::path(put, path = "/plans", tag = "analyze", operation_id = "set_plans", request_body = PlansForm,
    responses((status = 200, body = Page<Plan>)))]
async fn set(ctx: Ctx, Body(form): Body<PlansForm>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let rows = actions::set(&tx, &form.items).await?;
    ctx.changed(tx, &page(rows)).await
}

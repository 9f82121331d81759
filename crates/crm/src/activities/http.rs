//! Activities over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Problem, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::{Direction, Kind, NewActivity, Outcome};
use super::store::{self, ActivityRow, SORTS, USUAL_SORT};
use crate::listing::Paging;
use crate::notes;
use crate::refs::{ContactRef, DealRef, UserRef};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::ActivitiesWrite, routes!(create))
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::ActivitiesWrite, routes!(change))
        .permitted(Permission::ActivitiesWrite, routes!(delete))
}

/// What was done with a client, or is planned.
#[derive(Debug, Serialize, ToSchema)]
pub struct Activity {
    pub id: Uuid,
    pub kind: Kind,
    pub direction: Option<Direction>,
    /// Null while it is planned.
    pub outcome: Option<Outcome>,
    pub subject: String,
    pub text: String,
    /// When it began, or is to begin.
    pub at: Time,
    /// How long it took.
    pub seconds: Option<i64>,
    /// When it was written down as done.
    pub done_at: Option<Time>,
    pub deal: Option<DealRef>,
    pub company_id: Option<Uuid>,
    pub contact: Option<ContactRef>,
    pub by: Option<UserRef>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl TryFrom<ActivityRow> for Activity {
    type Error = Problem;

    fn try_from(row: ActivityRow) -> base::Result<Self> {
        let kind = Kind::parse(&row.kind);
        Ok(Self {
            id: row.id,
            kind: kind.ok_or_else(|| Problem::internal("a kind of activity that is none"))?,
            direction: row.direction.as_deref().and_then(Direction::parse),
            outcome: row.outcome.as_deref().and_then(Outcome::parse),
            subject: row.subject,
            text: row.text,
            at: Time(row.at),
            seconds: row.seconds,
            done_at: row.done_at.map(Time),
            deal: DealRef::of(row.deal_id, row.deal_title),
            company_id: row.company_id,
            contact: ContactRef::of(row.contact_id, row.contact_name),
            by: UserRef::of(row.by_id, row.by_name),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        })
    }
}

/// The activities of a deal, a company or a contact
#[utoipa::path(get, path = "/activities", tag = "activities", operation_id = "list_activities", params(api::list::ListQuery),
    description = "Newest first. Filters, one of which is needed: `deal`, `company`, `contact`. Sort: `at`.",
    responses((status = 200, body = Page<Activity>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Activity>>> {
    let conn = ctx.reader();
    let filters = params.filters(&["deal", "company", "contact"])?;
    let about = notes::model::about(
        filters.id("deal")?,
        filters.id("company")?,
        filters.id("contact")?,
    )?;
    about.owner(conn, &ctx.actor).await?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, about, &paging).await?;
    let items: base::Result<_> = rows.into_iter().map(Activity::try_from).collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// One activity
#[utoipa::path(get, path = "/activities/{id}", tag = "activities", operation_id = "get_activity",
    params(("id" = Uuid, Path)), responses((status = 200, body = Activity)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Activity>> {
    let row = store::find(ctx.reader(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    actions::about(&row)?
        .owner(ctx.reader(), &ctx.actor)
        .await?;
    Ok(Json(row.try_into()?))
}

/// An activity to be written down: with an outcome it is done, without one it is planned.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewActivity)]
struct Asked {
    kind: Kind,
    direction: Option<Direction>,
    outcome: Option<Outcome>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    text: String,
    /// Now, unless it is given.
    at: Option<Time>,
    seconds: Option<i64>,
    deal_id: Option<Uuid>,
    company_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    /// The same key is written down once.
    external_key: Option<String>,
}

/// Write down what was done, or plan it
#[utoipa::path(post, path = "/activities", tag = "activities", operation_id = "log_activity", request_body = Asked,
    responses((status = 201, body = Activity)))]
async fn create(ctx: Ctx, Body(new): Body<Asked>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let new = NewActivity {
        direction: new.direction,
        outcome: new.outcome,
        subject: new.subject,
        text: new.text,
        seconds: new.seconds,
        deal_id: new.deal_id,
        company_id: new.company_id,
        contact_id: new.contact_id,
        by_id: ctx.actor.user_id,
        external_key: new.external_key,
        ..NewActivity::new(new.kind, new.at.unwrap_or(tx.now()))
    };
    let row = actions::log(&tx, new).await?;
    ctx.created(tx, &Activity::try_from(row)?).await
}

/// A change of an activity. Absent fields stay; an outcome makes a planned one done.
#[derive(Debug, Deserialize, ToSchema)]
struct ActivityChange {
    version: Option<i64>,
    outcome: Option<Outcome>,
    direction: Option<Direction>,
    subject: Option<String>,
    text: Option<String>,
    at: Option<Time>,
    seconds: Option<i64>,
}

/// Change an activity
#[utoipa::path(patch, path = "/activities/{id}", tag = "activities", operation_id = "change_activity",
    params(("id" = Uuid, Path)), request_body = ActivityChange, responses((status = 200, body = Activity)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ActivityChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::Change {
        outcome: asked.outcome,
        direction: asked.direction,
        subject: asked.subject,
        text: asked.text,
        at: asked.at,
        seconds: asked.seconds,
    };
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &Activity::try_from(row)?).await
}

/// Delete an activity
#[utoipa::path(delete, path = "/activities/{id}", tag = "activities", operation_id = "delete_activity",
    params(("id" = Uuid, Path)), responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

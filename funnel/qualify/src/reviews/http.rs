//! Reviews over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::time::day_start;
use base::{Permission, Problem, Time, Uuid};
use crm::listing::Paging;
use crm::refs::{DealRef, UserRef};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Written};
use super::model::{Criterion, Marks};
use super::sets;
use super::store::{self, ReviewRow, SORTS, USUAL_SORT, Wanted};
use super::trend::{Counted, ReviewTrend, mondays, trend as counted};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::DealsRead, routes!(trend))
        .permitted(Permission::ReviewsWrite, routes!(create))
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::ReviewsWrite, routes!(change))
        .permitted(Permission::ReviewsWrite, routes!(delete))
        .logged_in(routes!(seen))
        .merge(sets::routes())
}

/// A review of a call.
#[derive(Debug, Serialize, ToSchema)]
struct CallReview {
    id: Uuid,
    activity_id: Uuid,
    /// When the call was.
    called_at: Time,
    subject: String,
    deal: Option<DealRef>,
    set_id: Uuid,
    set_name: String,
    /// The version of the criteria that it was written by.
    set_number: i64,
    criteria: Vec<Criterion>,
    /// Whose call it was.
    person: UserRef,
    #[schema(value_type = std::collections::HashMap<String, i64>)]
    marks: Marks,
    /// The weighted share of the best marks, in percent.
    score: i64,
    comment: String,
    practise: String,
    by: UserRef,
    at: Time,
    /// When the person read it.
    seen_at: Option<Time>,
    version: i64,
}

impl TryFrom<ReviewRow> for CallReview {
    type Error = Problem;

    fn try_from(row: ReviewRow) -> base::Result<Self> {
        Ok(Self {
            criteria: row.criteria()?,
            marks: row.marks()?,
            id: row.id,
            activity_id: row.activity_id,
            called_at: Time(row.called_at),
            subject: row.subject,
            deal: DealRef::of(row.deal_id, row.deal_title),
            set_id: row.set_id,
            set_name: row.set_name,
            set_number: row.set_number,
            person: UserRef {
                id: row.person_id,
                name: row.person_name,
            },
            score: row.score,
            comment: row.comment,
            practise: row.practise,
            by: UserRef {
                id: row.by_id,
                name: row.by_name,
            },
            at: Time(row.at),
            seen_at: row.seen_at.map(Time),
            version: row.version,
        })
    }
}

/// Reviews of calls
#[utoipa::path(get, path = "/reviews", tag = "reviews", operation_id = "list_reviews", params(api::list::ListQuery),
    description = "Newest first. Those who review see the reviews of the people they see; others those of their own \
        calls. Filters: `person`, `activity`. Sort: `at`.",
    responses((status = 200, body = Page<CallReview>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<CallReview>>> {
    let filters = params.filters(&["person", "activity"])?;
    let wanted = Wanted {
        person: filters.id("person")?,
        activity: filters.id("activity")?,
        from: None,
    };
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let scope = actions::scope(&ctx.actor);
    let (rows, next_cursor) = store::page(ctx.reader(), &scope, &wanted, &paging).await?;
    let items: base::Result<_> = rows.into_iter().map(CallReview::try_from).collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// How the calls of people go over the last twelve weeks, and which criteria are weakest
#[utoipa::path(get, path = "/reviews/trend", tag = "reviews", operation_id = "review_trend",
    responses((status = 200, body = ReviewTrend)))]
async fn trend(ctx: Ctx) -> Result<Json<ReviewTrend>> {
    let zone = ctx.workspace().await?.time_zone;
    let weeks = mondays(ctx.now().day(zone), 12);
    let wanted = Wanted {
        from: weeks.first().map(|day| day_start(*day, zone)),
        ..Wanted::default()
    };
    let scope = actions::scope(&ctx.actor);
    let mut reviews = Vec::new();
    for row in store::all(ctx.reader(), &scope, &wanted).await? {
        reviews.push(Counted {
            criteria: row.criteria()?,
            marks: row.marks()?,
            person: row.person_id,
            name: row.person_name,
            at: Time(row.at),
            score: row.score,
            set: row.set_id,
            set_name: row.set_name,
        });
    }
    Ok(Json(counted(&reviews, weeks, zone)))
}

/// One review
#[utoipa::path(get, path = "/reviews/{id}", tag = "reviews", operation_id = "get_review",
    params(("id" = Uuid, Path)), responses((status = 200, body = CallReview)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<CallReview>> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    Ok(Json(row.try_into()?))
}

/// A review to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewReview {
    /// The call.
    activity_id: Uuid,
    set_id: Uuid,
    /// By the keys of the criteria: 1 to 5, or 0 and 1; what did not come up is left out.
    #[schema(value_type = std::collections::HashMap<String, i64>)]
    marks: Marks,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    practise: String,
}

/// Review a call
#[utoipa::path(post, path = "/reviews", tag = "reviews", operation_id = "create_review",
    request_body = NewReview, responses((status = 201, body = CallReview)))]
async fn create(ctx: Ctx, Body(new): Body<NewReview>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let written = Written {
        marks: new.marks,
        comment: new.comment,
        practise: new.practise,
    };
    let row = actions::create(&tx, new.activity_id, new.set_id, written).await?;
    ctx.created(tx, &CallReview::try_from(row)?).await
}

/// A review that was read as `version`, written anew.
#[derive(Debug, Deserialize, ToSchema)]
struct ReviewChange {
    version: Option<i64>,
    #[schema(value_type = std::collections::HashMap<String, i64>)]
    marks: Marks,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    practise: String,
}

/// Write a review anew
#[utoipa::path(put, path = "/reviews/{id}", tag = "reviews", operation_id = "change_review",
    params(("id" = Uuid, Path)), request_body = ReviewChange, responses((status = 200, body = CallReview)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ReviewChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let written = Written {
        marks: asked.marks,
        comment: asked.comment,
        practise: asked.practise,
    };
    let row = actions::change(&tx, id, version, written).await?;
    ctx.changed(tx, &CallReview::try_from(row)?).await
}

/// Delete a review
#[utoipa::path(delete, path = "/reviews/{id}", tag = "reviews", operation_id = "delete_review",
    params(("id" = Uuid, Path)), responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

/// Mark the review of one's own call as read
#[utoipa::path(post, path = "/reviews/{id}/seen", tag = "reviews", operation_id = "review_seen",
    params(("id" = Uuid, Path)), responses((status = 200, body = CallReview)))]
async fn seen(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::seen(&tx, id).await?;
    ctx.changed(tx, &CallReview::try_from(row)?).await
}

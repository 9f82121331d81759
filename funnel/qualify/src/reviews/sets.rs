//! Sets of criteria over HTTP.

use api::{Body, Ctx, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Problem, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::Criterion;
use super::store::{self, SetRow};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::ReviewsWrite, routes!(create))
        .permitted(Permission::ReviewsWrite, routes!(change))
}

/// What calls are reviewed by.
#[derive(Debug, Serialize, ToSchema)]
struct ReviewSet {
    id: Uuid,
    name: String,
    archived: bool,
    /// Which version of the criteria it is.
    number: i64,
    criteria: Vec<Criterion>,
    version: i64,
}

impl TryFrom<SetRow> for ReviewSet {
    type Error = Problem;

    fn try_from(row: SetRow) -> base::Result<Self> {
        Ok(Self {
            criteria: row.criteria()?,
            id: row.id,
            name: row.name,
            archived: row.archived,
            number: row.number,
            version: row.version,
        })
    }
}

/// All sets of criteria
#[utoipa::path(get, path = "/review-sets", tag = "reviews", operation_id = "list_review_sets",
    responses((status = 200, body = Page<ReviewSet>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<ReviewSet>>> {
    let rows = store::sets(ctx.reader()).await?;
    let items: base::Result<_> = rows.into_iter().map(ReviewSet::try_from).collect();
    Ok(Json(Page::whole(items?)))
}

/// A set to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewReviewSet {
    name: String,
    criteria: Vec<Criterion>,
}

/// Add a set of criteria
#[utoipa::path(post, path = "/review-sets", tag = "reviews", operation_id = "create_review_set",
    request_body = NewReviewSet, responses((status = 201, body = ReviewSet)))]
async fn create(ctx: Ctx, Body(new): Body<NewReviewSet>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::create_set(&tx, &new.name, new.criteria).await?;
    ctx.created(tx, &ReviewSet::try_from(row)?).await
}

/// A change of a set. Absent fields stay as they are; other criteria make a new version.
#[derive(Debug, Deserialize, ToSchema)]
struct ReviewSetChange {
    version: Option<i64>,
    name: Option<String>,
    criteria: Option<Vec<Criterion>>,
    archived: Option<bool>,
}

/// Change a set of criteria
#[utoipa::path(patch, path = "/review-sets/{id}", tag = "reviews", operation_id = "change_review_set",
    params(("id" = Uuid, Path)), request_body = ReviewSetChange, responses((status = 200, body = ReviewSet)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ReviewSetChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::SetChange {
        name: asked.name,
        criteria: asked.criteria,
        archived: asked.archived,
    };
    let row = actions::change_set(&tx, id, version, change).await?;
    ctx.changed(tx, &ReviewSet::try_from(row)?).await
}

//! The chance of one deal over HTTP.

use api::{Ctx, ListParams, ProblemBody, Result, Routes};
use axum::extract::Path;
use axum::{Extension, Json};
use base::{Permission, Problem, Uuid};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{Reason, learn};
use crate::desk::Desk;
use crate::history::Books;
use crate::question::{Question, Sample};

pub fn routes() -> Routes {
    Routes::new().permitted(Permission::DealsRead, routes!(chance))
}

/// How likely an open deal is to be won, and the two or three things that move it most.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = DealChance)]
pub struct Chance {
    /// Of ever being won, 0 to 1. Null for a deal that is not open, or when too little is known.
    pub probability: Option<f64>,
    /// Of being won within 30 days.
    pub month: Option<f64>,
    /// Of being won within 90 days.
    pub quarter: Option<f64>,
    /// Whole days on the stage.
    pub age: Option<u32>,
    pub reasons: Vec<Reason>,
}

/// How likely a deal is to be won
#[utoipa::path(
    get,
    path = "/analyze/deals/{id}/chance",
    tag = "analyze",
    operation_id = "get_deal_chance",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Chance), (status = "default", body = ProblemBody))
)]
async fn chance(
    ctx: Ctx,
    Extension(books): Extension<Books>,
    Path(id): Path<Uuid>,
    params: ListParams,
) -> Result<Json<Chance>> {
    params.filters(&[])?;
    let desk = Desk::open(&ctx, &books).await?;
    let chance = desk
        .count(move |history, ground| {
            let question = Question::default();
            let sample = Sample::new(history, ground, &question);
            let seen = sample
                .deals()
                .find(|seen| seen.id() == id)
                .ok_or_else(Problem::not_found)?;
            let chances = learn(&sample);
            let judged = chances.judge(&sample, &seen);
            let within = |days| judged.as_ref().map(|judged| chances.within(judged, days));
            Ok(Chance {
                probability: judged.as_ref().map(|judged| judged.probability),
                month: within(30),
                quarter: within(90),
                age: judged.as_ref().map(|judged| judged.age),
                reasons: judged
                    .as_ref()
                    .map(|judged| chances.reasons(&sample, judged))
                    .unwrap_or_default(),
            })
        })
        .await?;
    Ok(Json(chance))
}

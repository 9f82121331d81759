//! The rate table over HTTP.

use api::{Body, Ctx, Result, Routes};
use axum::Json;
use axum::response::Response;
use base::{Currency, Permission};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::{NewRate, Rates, show_micros};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ReportsRead, routes!(show))
        .permitted(Permission::WorkspaceWrite, routes!(set))
}

/// What other currencies cost in the workspace's.
#[derive(Debug, Serialize, ToSchema)]
struct RateTable {
    /// The workspace's currency.
    currency: Currency,
    rates: Vec<RateOfCurrency>,
}

/// How many units of the workspace's currency one unit costs.
#[derive(Debug, Serialize, ToSchema)]
struct RateOfCurrency {
    #[schema(example = "USD")]
    currency: Currency,
    #[schema(example = "92.50")]
    rate: String,
    /// The day of which the rate is.
    on: NaiveDate,
}

impl From<Rates> for RateTable {
    fn from(rates: Rates) -> Self {
        let shown = rates.iter().map(|(currency, rate)| RateOfCurrency {
            currency,
            rate: show_micros(rate.micros),
            on: rate.on,
        });
        Self {
            currency: rates.currency(),
            rates: shown.collect(),
        }
    }
}

/// The rates by which sums of several currencies are added
#[utoipa::path(get, path = "/rates", tag = "analyze", operation_id = "get_rates",
    responses((status = 200, body = RateTable)))]
async fn show(ctx: Ctx) -> Result<Json<RateTable>> {
    Ok(Json(Rates::load(ctx.reader()).await?.into()))
}

/// The whole table to be, each currency once.
#[derive(Debug, Deserialize, ToSchema)]
struct RatesForm {
    rates: Vec<NewRate>,
}

/// Set the rates: the table is written whole
#[utoipa::path(put, path = "/rates", tag = "analyze", operation_id = "set_rates", request_body = RatesForm,
    responses((status = 200, body = RateTable)))]
async fn set(ctx: Ctx, Body(form): Body<RatesForm>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let rates = actions::set(&tx, &form.rates).await?;
    ctx.changed(tx, &RateTable::from(rates)).await
}

//! Touches over HTTP: read only, since they come from visits and inquiries.

use api::{Ctx, Result, Routes};
use axum::Json;
use axum::extract::Path;
use base::{Permission, Time, Uuid};
use crm::records::Record;
use crm::refs::NamedRef;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::store::{self, TouchRow};
use crate::utm::Utm;

pub fn routes() -> Routes {
    Routes::new().permitted(Permission::DealsRead, routes!(of_deal))
}

/// A time when the client came to us, and what brought them.
#[derive(Debug, Serialize, ToSchema)]
struct Touch {
    id: Uuid,
    at: Time,
    /// `visit`, or how the inquiry came.
    #[schema(example = "visit")]
    kind: String,
    channel: Option<NamedRef>,
    campaign: Option<NamedRef>,
    landing: Option<NamedRef>,
    content: Option<NamedRef>,
    utm: Utm,
    referrer: Option<String>,
}

impl From<TouchRow> for Touch {
    fn from(row: TouchRow) -> Self {
        Self {
            id: row.id,
            at: Time(row.at),
            kind: row.kind,
            channel: NamedRef::of(row.channel_id, row.channel_name),
            campaign: NamedRef::of(row.campaign_id, row.campaign_name),
            landing: NamedRef::of(row.landing_id, row.landing_name),
            content: NamedRef::of(row.content_id, row.content_name),
            utm: serde_json::from_str(&row.utm).unwrap_or_default(),
            referrer: row.referrer,
        }
    }
}

/// What led to a deal, the first touch first
#[utoipa::path(get, path = "/deals/{id}/touches", tag = "campaigns", operation_id = "deal_touches",
    params(("id" = Uuid, Path)), responses((status = 200, body = Vec<Touch>)))]
async fn of_deal(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Vec<Touch>>> {
    Record::Deal(id).owner(ctx.reader(), &ctx.actor).await?;
    let rows = store::of_deal(ctx.reader(), id).await?;
    Ok(Json(rows.into_iter().map(Touch::from).collect()))
}

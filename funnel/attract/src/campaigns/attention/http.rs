//! What a marketer has to see to, over HTTP.

use api::{Ctx, Page, Result, Routes};
use axum::Json;
use base::{Permission, Time};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::model::Attention;
use super::{actions, store};
use crate::channels::ChannelRef;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::CampaignsRead, routes!(attention))
        .permitted(Permission::CampaignsRead, routes!(tags))
}

/// What is missing of running campaigns: `filter[attention]` of their list shows which.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignsAttention)]
struct Counts {
    /// Paid ones of which no day of the last seven is written down.
    no_spend: i64,
    /// Ones that no visit can be recognised as.
    no_rules: i64,
    /// Different tags of the last 30 days that no rule knows.
    unknown_tags: usize,
}

/// How much is missing of running campaigns
#[utoipa::path(get, path = "/campaigns/attention", tag = "campaigns", operation_id = "campaigns_attention",
    responses((status = 200, body = Counts)))]
async fn attention(ctx: Ctx) -> Result<Json<Counts>> {
    let conn = ctx.reader();
    let zone = ctx.workspace().await?.time_zone;
    let today = ctx.now().day(zone);
    Ok(Json(Counts {
        no_spend: store::count(conn, Attention::NoSpend, today).await?,
        no_rules: store::count(conn, Attention::NoRules, today).await?,
        unknown_tags: actions::unknown_tags(conn, ctx.now(), zone).await?.len(),
    }))
}

/// Tags that visits and inquiries came with and that no rule knows.
#[derive(Debug, Serialize, ToSchema)]
struct UnknownTags {
    source: Option<String>,
    medium: Option<String>,
    campaign: Option<String>,
    /// Touches of deals.
    touches: i64,
    visits: i64,
    last_at: Time,
    /// What the tags themselves say of the channel.
    channel: Option<ChannelRef>,
    /// What looks wrong about them.
    warnings: Vec<String>,
}

/// Tags of the last 30 days that no rule knows, the most frequent first
#[utoipa::path(get, path = "/campaigns/unknown-tags", tag = "campaigns", operation_id = "unknown_tags",
    responses((status = 200, body = Page<UnknownTags>)))]
async fn tags(ctx: Ctx) -> Result<Json<Page<UnknownTags>>> {
    let lang = ctx.actor.lang;
    let zone = ctx.workspace().await?.time_zone;
    let rows = actions::unknown_tags(ctx.reader(), ctx.now(), zone).await?;
    let shown = rows.into_iter().map(|row| UnknownTags {
        warnings: row
            .utm
            .warnings()
            .iter()
            .map(|text| text.get(lang).to_owned())
            .collect(),
        source: row.utm.source,
        medium: row.utm.medium,
        campaign: row.utm.campaign,
        touches: row.touches,
        visits: row.visits,
        last_at: Time(row.last_at),
        channel: row.channel.map(|named| ChannelRef {
            id: named.id,
            name: named.name,
        }),
    });
    Ok(Json(Page::whole(shown.collect())))
}

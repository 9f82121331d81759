//! Channels over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Patch, Permission, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::Kind;
use super::store::{self, ChannelRow};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::CampaignsRead, routes!(list))
        .permitted(Permission::CampaignsWrite, routes!(create))
        .permitted(Permission::CampaignsWrite, routes!(create_usual))
        .permitted(Permission::CampaignsWrite, routes!(change))
}

/// A way in which clients hear of us.
#[derive(Debug, Serialize, ToSchema)]
struct Channel {
    id: Uuid,
    kind: Kind,
    name: String,
    /// The source that its deals get.
    source_id: Option<Uuid>,
    archived: bool,
    version: i64,
}

impl From<ChannelRow> for Channel {
    fn from(row: ChannelRow) -> Self {
        Self {
            id: row.id,
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Own),
            name: row.name,
            source_id: row.source_id,
            archived: row.archived,
            version: row.version,
        }
    }
}

/// A channel inside another record.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelRef {
    pub id: Uuid,
    pub name: String,
}

/// All channels
#[utoipa::path(get, path = "/channels", tag = "campaigns", operation_id = "list_channels",
    params(api::list::ListQuery), description = "By name. Filter: `archived`.",
    responses((status = 200, body = Page<Channel>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Channel>>> {
    let archived = params.filters(&["archived"])?.flag("archived")?;
    let rows = store::list(ctx.reader(), archived).await?;
    Ok(Json(Page::whole(
        rows.into_iter().map(Channel::from).collect(),
    )))
}

/// A channel to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewChannel {
    name: String,
    /// The company's own, unless it is given.
    kind: Option<Kind>,
    source_id: Option<Uuid>,
}

/// Add a channel
#[utoipa::path(post, path = "/channels", tag = "campaigns", operation_id = "create_channel",
    request_body = NewChannel, responses((status = 201, body = Channel)))]
async fn create(ctx: Ctx, Body(new): Body<NewChannel>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let kind = new.kind.unwrap_or(Kind::Own);
    let row = actions::create(&tx, &new.name, kind, new.source_id).await?;
    ctx.created(tx, &Channel::from(row)).await
}

/// Add the usual channels that are not there
#[utoipa::path(post, path = "/channels/usual", tag = "campaigns", operation_id = "create_usual_channels",
    responses((status = 200, body = Page<Channel>)))]
async fn create_usual(ctx: Ctx) -> Result<Response> {
    let lang = ctx.workspace().await?.lang;
    let tx = ctx.begin().await?;
    actions::create_defaults(&tx, lang).await?;
    let rows = store::list(tx.conn(), None).await?;
    let page = Page::whole(rows.into_iter().map(Channel::from).collect());
    ctx.changed(tx, &page).await
}

/// A change of a channel. Absent fields stay as they are, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
struct ChannelChange {
    version: Option<i64>,
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    source_id: Patch<Uuid>,
    archived: Option<bool>,
}

/// Rename, archive or bring back a channel
#[utoipa::path(patch, path = "/channels/{id}", tag = "campaigns", operation_id = "change_channel",
    params(("id" = Uuid, Path)), request_body = ChannelChange, responses((status = 200, body = Channel)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ChannelChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::Change {
        name: asked.name,
        source_id: asked.source_id,
        archived: asked.archived,
    };
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &Channel::from(row)).await
}

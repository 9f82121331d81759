//! Timelines over HTTP.

use api::{Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use base::{Permission, Time, Uuid};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::store::EventRow;
use crate::records::Record;
use crate::refs::{DealRef, UserRef};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(of_deal))
        .permitted(Permission::CompaniesRead, routes!(of_company))
        .permitted(Permission::ContactsRead, routes!(of_contact))
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineItem {
    pub id: Uuid,
    pub at: Time,
    #[schema(example = "deal.moved")]
    pub kind: String,
    /// Null when the product itself did it.
    pub actor: Option<UserRef>,
    pub deal: Option<DealRef>,
    /// What more there is to tell; it depends on the kind.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub data: Value,
}

impl From<EventRow> for TimelineItem {
    fn from(row: EventRow) -> Self {
        Self {
            id: row.id,
            at: Time(row.at),
            kind: row.kind,
            actor: UserRef::of(row.actor_id, row.actor_name),
            deal: DealRef::of(row.deal_id, row.deal_title),
            data: serde_json::from_str(&row.payload).unwrap_or_default(),
        }
    }
}

async fn page(ctx: &Ctx, record: Record, params: &ListParams) -> Result<Json<Page<TimelineItem>>> {
    let cursor = params.cursor.as_ref();
    let (rows, next_cursor) =
        actions::page(ctx.reader(), &ctx.actor, record, cursor, params.limit).await?;
    Ok(Json(Page {
        items: rows.into_iter().map(TimelineItem::from).collect(),
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// What happened to a deal, newest first
#[utoipa::path(get, path = "/deals/{id}/timeline", tag = "deals", operation_id = "deal_timeline",
    params(("id" = Uuid, Path), ("cursor" = Option<String>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = Page<TimelineItem>)))]
async fn of_deal(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    params: ListParams,
) -> Result<Json<Page<TimelineItem>>> {
    page(&ctx, Record::Deal(id), &params).await
}

/// What happened to a company, its deals and its contacts, newest first
#[utoipa::path(get, path = "/companies/{id}/timeline", tag = "companies", operation_id = "company_timeline",
    params(("id" = Uuid, Path), ("cursor" = Option<String>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = Page<TimelineItem>)))]
async fn of_company(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    params: ListParams,
) -> Result<Json<Page<TimelineItem>>> {
    page(&ctx, Record::Company(id), &params).await
}

/// What happened to a contact, newest first
#[utoipa::path(get, path = "/contacts/{id}/timeline", tag = "contacts", operation_id = "contact_timeline",
    params(("id" = Uuid, Path), ("cursor" = Option<String>, Query), ("limit" = Option<i64>, Query)),
    responses((status = 200, body = Page<TimelineItem>)))]
async fn of_contact(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    params: ListParams,
) -> Result<Json<Page<TimelineItem>>> {
    page(&ctx, Record::Contact(id), &params).await
}

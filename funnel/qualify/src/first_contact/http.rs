//! First contacts over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::response::Response;
use base::{Permission, Time};
use crm::listing::Paging;
use crm::refs::{CompanyRef, DealRef, NamedRef, UserRef};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::model::{Urgency, minutes_left};
use super::settings::Settings;
use super::store::{self, Filter, SORTS, USUAL_SORT};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::DealsRead, routes!(settings))
        .permitted(Permission::QuestionsWrite, routes!(change_settings))
}

/// A client who waits for the first answer.
#[derive(Debug, Serialize, ToSchema)]
struct FirstContact {
    deal: DealRef,
    company: Option<CompanyRef>,
    owner: Option<UserRef>,
    source: Option<NamedRef>,
    began_at: Time,
    due_at: Time,
    /// Of working time; less than none when the limit has passed.
    minutes_left: i64,
    urgency: Urgency,
}

/// Clients who wait for the first answer
///
/// The most urgent first. Filters: `owner`, `source`, `urgency` (`late`, `soon`, `later`). Sort: `due_at`.
#[utoipa::path(get, path = "/first-contacts", tag = "qualification", operation_id = "list_first_contacts",
    params(api::list::ListQuery), responses((status = 200, body = Page<FirstContact>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<FirstContact>>> {
    let (conn, scope) = (ctx.reader(), &ctx.actor.scope);
    let workspace = ctx.workspace().await?;
    let (now, zone) = (ctx.now(), workspace.time_zone);
    let near = Settings::load(conn).await?.soon_minutes * 60_000;
    let soon = workspace.work.add_working(now, near, zone);
    let filters = params.filters(&["owner", "source", "urgency"])?;
    let filter = Filter {
        owner: filters.ids("owner")?,
        source: filters.ids("source")?,
        due: match filters.one_of("urgency", &Urgency::WORDS)? {
            Some(word) => Urgency::span(word, now, soon),
            None => (None, None),
        },
    };
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, scope, &filter, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, scope, &filter).await?),
        false => None,
    };
    let items = rows
        .into_iter()
        .map(|row| FirstContact {
            deal: DealRef {
                id: row.deal_id,
                title: row.title,
            },
            company: CompanyRef::of(row.company_id, row.company_name),
            owner: UserRef::of(row.owner_id, row.owner_name),
            source: NamedRef::of(row.source_id, row.source_name),
            began_at: Time(row.began_at),
            due_at: Time(row.due_at),
            minutes_left: minutes_left(Time(row.due_at), now, &workspace.work, zone),
            urgency: Urgency::of(Time(row.due_at), now, soon),
        })
        .collect();
    Ok(Json(Page {
        items,
        next_cursor,
        total,
        sums: None,
    }))
}

/// How long a client may wait for the first answer
#[utoipa::path(get, path = "/first-contact-settings", tag = "qualification", operation_id = "get_first_contact_settings",
    responses((status = 200, body = Settings)))]
async fn settings(ctx: Ctx) -> Result<Json<Settings>> {
    Ok(Json(Settings::load(ctx.reader()).await?))
}

/// Change how long a client may wait for the first answer
///
/// Clients who wait already keep the limit that they came with.
#[utoipa::path(put, path = "/first-contact-settings", tag = "qualification", operation_id = "put_first_contact_settings",
    request_body = Settings, responses((status = 200, body = Settings)))]
async fn change_settings(ctx: Ctx, Body(settings): Body<Settings>) -> Result<Response> {
    let tx = ctx.begin().await?;
    settings.save(&tx).await?;
    ctx.changed(tx, &settings).await
}

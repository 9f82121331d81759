//! Requests about personal data over HTTP.

use std::collections::BTreeMap;

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use base::{Actor, Permission, Problem, Text, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::model::{Kind, Reason, State};
use super::store::{self, RequestRow, SORTS, USUAL_SORT};
use super::{Keepers, actions};
use crate::listing::Paging;
use crate::refs::{ContactRef, UserRef};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::PrivacyRun, routes!(list))
        .permitted(Permission::PrivacyRun, routes!(about))
        .permitted(Permission::PrivacyRun, routes!(export))
        .permitted(Permission::PrivacyRun, routes!(erase))
        .permitted(Permission::PrivacyRun, routes!(file))
}

/// How many records of one sort.
#[derive(Debug, Serialize, ToSchema)]
struct PersonalRecords {
    #[schema(example = "notes")]
    name: String,
    /// What people call it.
    title: String,
    records: u64,
}

/// A request about a person's data. It tells nothing about the person but their name, and that only to those who
/// may see the contact.
#[derive(Debug, Serialize, ToSchema)]
struct PrivacyRequest {
    id: Uuid,
    kind: Kind,
    contact: ContactRef,
    reason: Reason,
    state: State,
    job_id: Option<Uuid>,
    /// What was given out, or removed.
    records: Vec<PersonalRecords>,
    requested_by: Option<UserRef>,
    requested_at: Time,
    finished_at: Option<Time>,
    /// Of an export: until when its file can be fetched.
    expires_at: Option<Time>,
}

const OUT_OF_SIGHT: Text = Text::fixed("Контакт вам не виден", "You cannot see this contact");

/// As the actor may see it.
fn shown(row: RequestRow, keepers: &Keepers, actor: &Actor) -> base::Result<PrivacyRequest> {
    let lang = actor.lang;
    let called = row.contact_name.map(|name| {
        let seen = actor.scope.sees(row.contact_owner_id);
        if seen {
            name
        } else {
            OUT_OF_SIGHT.get(lang).to_owned()
        }
    });
    let strange = || Problem::internal("a request of an unknown kind");
    let counts: BTreeMap<String, u64> =
        serde_json::from_str(&row.counts).map_err(Problem::internal)?;
    let title = |name: &str| {
        let keeper = keepers.iter().find(|keeper| keeper.name() == name);
        keeper.map_or_else(|| name.to_owned(), |one| one.title().get(lang).to_owned())
    };
    Ok(PrivacyRequest {
        id: row.id,
        kind: Kind::parse(&row.kind).ok_or_else(strange)?,
        contact: ContactRef {
            id: row.contact_id,
            name: called.unwrap_or_default(),
        },
        reason: Reason::parse(&row.reason).ok_or_else(strange)?,
        state: State::parse(&row.state).ok_or_else(strange)?,
        job_id: row.job_id,
        records: counts
            .into_iter()
            .map(|(name, records)| PersonalRecords {
                title: title(&name),
                name,
                records,
            })
            .collect(),
        requested_by: UserRef::of(row.requested_by, row.requested_by_name),
        requested_at: Time(row.requested_at),
        finished_at: row.finished_at.map(Time),
        expires_at: row.expires_at.map(Time),
    })
}

/// The log of requests about personal data
#[utoipa::path(get, path = "/privacy-requests", tag = "privacy", operation_id = "list_privacy_requests",
    params(api::list::ListQuery), description = "Newest first. Filter: `contact`. Sort: `requested_at`.",
    responses((status = 200, body = Page<PrivacyRequest>)))]
async fn list(
    ctx: Ctx,
    Extension(keepers): Extension<Keepers>,
    params: ListParams,
) -> Result<Json<Page<PrivacyRequest>>> {
    let contact = params.filters(&["contact"])?.id("contact")?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(ctx.reader(), contact, &paging).await?;
    let items: base::Result<_> = rows
        .into_iter()
        .map(|row| shown(row, &keepers, &ctx.actor))
        .collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// What is kept about a contact, in numbers
#[utoipa::path(get, path = "/contacts/{id}/personal-data", tag = "privacy", operation_id = "personal_data",
    params(("id" = Uuid, Path)), responses((status = 200, body = Vec<PersonalRecords>)))]
async fn about(
    ctx: Ctx,
    Extension(keepers): Extension<Keepers>,
    Path(id): Path<Uuid>,
) -> Result<Json<Vec<PersonalRecords>>> {
    let kept = actions::about(ctx.reader(), &ctx.actor, id, &keepers).await?;
    let lang = ctx.actor.lang;
    let kept = kept
        .into_iter()
        .map(|(name, title, records)| PersonalRecords {
            name: name.to_owned(),
            title: title.get(lang).to_owned(),
            records: records as u64,
        });
    Ok(Json(kept.collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct ExportAsked {
    reason: Reason,
}

/// Ask for everything about a contact as one file
///
/// A job gathers it; the file, a ZIP with JSON and a page to read, can be fetched for a week.
#[utoipa::path(post, path = "/contacts/{id}/personal-data/export", tag = "privacy", operation_id = "export_personal_data",
    params(("id" = Uuid, Path)), request_body = ExportAsked, responses((status = 201, body = PrivacyRequest)))]
async fn export(
    ctx: Ctx,
    Extension(keepers): Extension<Keepers>,
    Path(id): Path<Uuid>,
    Body(asked): Body<ExportAsked>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::ask(&tx, id, Kind::Export, asked.reason, "").await?;
    let body = shown(row, &keepers, &ctx.actor)?;
    ctx.created(tx, &body).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct ErasureAsked {
    reason: Reason,
    /// The name of the contact: so that nobody is erased by mistake.
    confirm: String,
}

/// Erase a person
///
/// Their data are removed or made nobody's everywhere; deals, money and counts stay. It cannot be taken back.
#[utoipa::path(post, path = "/contacts/{id}/personal-data/erase", tag = "privacy", operation_id = "erase_personal_data",
    params(("id" = Uuid, Path)), request_body = ErasureAsked, responses((status = 201, body = PrivacyRequest)))]
async fn erase(
    ctx: Ctx,
    Extension(keepers): Extension<Keepers>,
    Path(id): Path<Uuid>,
    Body(asked): Body<ErasureAsked>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::ask(&tx, id, Kind::Erasure, asked.reason, &asked.confirm).await?;
    let body = shown(row, &keepers, &ctx.actor)?;
    ctx.created(tx, &body).await
}

/// The file of an export
#[utoipa::path(get, path = "/privacy-requests/{id}/file", tag = "privacy", operation_id = "personal_data_file",
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/zip", body = String)))]
async fn file(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let bytes = actions::file(ctx.reader(), &ctx.actor, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"personal-data.zip\"",
        ),
        (header::CACHE_CONTROL, "no-store, private"),
    ];
    Ok((headers, bytes).into_response())
}

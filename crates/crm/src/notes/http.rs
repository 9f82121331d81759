//! Notes over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::store::{self, NoteRow, SORTS, USUAL_SORT};
use super::{actions, model};
use crate::listing::Paging;
use crate::refs::UserRef;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::NotesWrite, routes!(create))
        .permitted(Permission::NotesWrite, routes!(change))
        .permitted(Permission::NotesWrite, routes!(delete))
}

/// What somebody wrote down about a deal, a company or a contact.
#[derive(Debug, Serialize, ToSchema)]
pub struct Note {
    pub id: Uuid,
    pub text: String,
    pub deal_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub author: Option<UserRef>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl From<NoteRow> for Note {
    fn from(row: NoteRow) -> Self {
        Self {
            id: row.id,
            text: row.text,
            deal_id: row.deal_id,
            company_id: row.company_id,
            contact_id: row.contact_id,
            author: UserRef::of(row.author_id, row.author_name),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        }
    }
}

/// The notes of a deal, a company or a contact
#[utoipa::path(get, path = "/notes", tag = "notes", operation_id = "list_notes", params(api::list::ListQuery),
    description = "Newest first. Filters, one of which is needed: `deal`, `company`, `contact`. Sort: `created_at`.",
    responses((status = 200, body = Page<Note>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Note>>> {
    let conn = ctx.reader();
    let filters = params.filters(&["deal", "company", "contact"])?;
    let about = model::about(
        filters.id("deal")?,
        filters.id("company")?,
        filters.id("contact")?,
    )?;
    about.owner(conn, &ctx.actor).await?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, about, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, about).await?),
        false => None,
    };
    Ok(Json(Page {
        items: rows.into_iter().map(Note::from).collect(),
        next_cursor,
        total,
        sums: None,
    }))
}

/// A note to be, about one record.
#[derive(Debug, Deserialize, ToSchema)]
struct NewNote {
    text: String,
    deal_id: Option<Uuid>,
    company_id: Option<Uuid>,
    contact_id: Option<Uuid>,
}

/// Write a note
#[utoipa::path(post, path = "/notes", tag = "notes", operation_id = "create_note", request_body = NewNote,
    responses((status = 201, body = Note)))]
async fn create(ctx: Ctx, Body(new): Body<NewNote>) -> Result<Response> {
    let about = model::about(new.deal_id, new.company_id, new.contact_id)?;
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, about, &new.text).await?;
    ctx.created(tx, &Note::from(row)).await
}

/// A new text for a note.
#[derive(Debug, Deserialize, ToSchema)]
struct NoteChange {
    version: Option<i64>,
    text: String,
}

/// Change a note
#[utoipa::path(patch, path = "/notes/{id}", tag = "notes", operation_id = "change_note",
    params(("id" = Uuid, Path)), request_body = NoteChange, responses((status = 200, body = Note)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(change): Body<NoteChange>,
) -> Result<Response> {
    let version = ctx.version(change.version)?;
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, id, version, &change.text).await?;
    ctx.changed(tx, &Note::from(row)).await
}

/// Delete a note
#[utoipa::path(delete, path = "/notes/{id}", tag = "notes", operation_id = "delete_note",
    params(("id" = Uuid, Path)), responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

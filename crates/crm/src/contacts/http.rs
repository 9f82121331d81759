//! Contacts over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Patch, Permission, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::{ContactChange, ContactFacts, ContactFilter};
use super::points::{self, NewPoint, Point};
use super::store::{self, ContactRow, SORTS, USUAL_SORT};
use crate::listing::Paging;
use crate::refs::{CompanyRef, UserRef};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ContactsRead, routes!(list))
        .permitted(Permission::ContactsWrite, routes!(create))
        .permitted(Permission::ContactsRead, routes!(show))
        .permitted(Permission::ContactsWrite, routes!(change))
        .permitted(Permission::ContactsDelete, routes!(delete))
}

/// A person we talk to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contact {
    pub id: Uuid,
    /// Last, first and middle name.
    #[schema(example = "Петров Иван Сергеевич")]
    pub name: String,
    pub last_name: String,
    pub first_name: String,
    pub middle_name: String,
    pub job_title: Option<String>,
    pub company: Option<CompanyRef>,
    pub owner: Option<UserRef>,
    /// Phones and e-mails.
    pub points: Vec<Point>,
    pub external_id: Option<String>,
    /// When the person's data were erased: nothing of them is left here.
    pub erased_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl From<ContactRow> for Contact {
    fn from(row: ContactRow) -> Self {
        let facts = row.facts;
        Self {
            id: row.id,
            name: facts.name(),
            last_name: facts.last_name,
            first_name: facts.first_name,
            middle_name: facts.middle_name,
            job_title: facts.job_title,
            company: CompanyRef::of(facts.company_id, row.company_name),
            owner: UserRef::of(facts.owner_id, row.owner_name),
            points: facts.points,
            external_id: facts.external_id,
            erased_at: row.erased_at.map(Time),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        }
    }
}

/// Contacts, page by page
#[utoipa::path(get, path = "/contacts", tag = "contacts", operation_id = "list_contacts", params(api::list::ListQuery),
    description = "Filters: `owner`, `company`, `created_from`, `created_to` (days), `ids`. \
        Sorts: `name`, `created_at`, `updated_at`.",
    responses((status = 200, body = Page<Contact>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Contact>>> {
    let (conn, scope) = (ctx.reader(), &ctx.actor.scope);
    let filter = ContactFilter::read(&params, ctx.workspace().await?.time_zone)?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, scope, &filter, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, scope, &filter).await?),
        false => None,
    };
    Ok(Json(Page {
        items: rows.into_iter().map(Contact::from).collect(),
        next_cursor,
        total,
        sums: None,
    }))
}

/// One contact
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", operation_id = "get_contact", params(("id" = Uuid, Path)),
    responses((status = 200, body = Contact)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Contact>> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    Ok(Json(row.into()))
}

/// A contact to be; one of the three names has to be there. The caller owns the contact unless
/// `owner_id` says otherwise; `null` leaves it without an owner.
#[derive(Debug, Deserialize, ToSchema)]
struct NewContact {
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    middle_name: String,
    job_title: Option<String>,
    company_id: Option<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    owner_id: Patch<Uuid>,
    external_id: Option<String>,
    #[serde(default)]
    points: Vec<NewPoint>,
}

/// Add a contact
#[utoipa::path(post, path = "/contacts", tag = "contacts", operation_id = "create_contact", request_body = NewContact,
    responses((status = 201, body = Contact)))]
async fn create(ctx: Ctx, Body(new): Body<NewContact>) -> Result<Response> {
    let mut facts = ContactFacts {
        last_name: new.last_name,
        first_name: new.first_name,
        middle_name: new.middle_name,
        job_title: new.job_title,
        company_id: new.company_id,
        owner_id: ctx.actor.user_id,
        external_id: new.external_id,
        points: points::checked(&new.points)?,
    };
    new.owner_id.apply(&mut facts.owner_id);
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, facts).await?;
    ctx.created(tx, &Contact::from(row)).await
}

/// Change a contact
#[utoipa::path(patch, path = "/contacts/{id}", tag = "contacts", operation_id = "change_contact", params(("id" = Uuid, Path)),
    request_body = ContactChange, responses((status = 200, body = Contact)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(change): Body<ContactChange>,
) -> Result<Response> {
    let version = ctx.version(change.version)?;
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &Contact::from(row)).await
}

/// Delete a contact who takes part in no deal
#[utoipa::path(delete, path = "/contacts/{id}", tag = "contacts", operation_id = "delete_contact", params(("id" = Uuid, Path)),
    responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

//! Companies over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Patch, Permission, Problem, Time, Uuid};
use db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::{CompanyChange, CompanyFacts, CompanyFilter};
use super::store::{self, CompanyRow, SORTS, USUAL_SORT};
use crate::listing::Paging;
use crate::refs::UserRef;
use crate::warning::Warning;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::CompaniesRead, routes!(list))
        .permitted(Permission::CompaniesWrite, routes!(create))
        .permitted(Permission::CompaniesRead, routes!(show))
        .permitted(Permission::CompaniesWrite, routes!(change))
        .permitted(Permission::CompaniesDelete, routes!(delete))
}

/// A client, or one who may become a client.
#[derive(Debug, Serialize, ToSchema)]
pub struct Company {
    pub id: Uuid,
    #[schema(example = "ООО «Ромашка»")]
    pub name: String,
    #[schema(example = "7707049388")]
    pub inn: Option<String>,
    pub kpp: Option<String>,
    pub ogrn: Option<String>,
    /// E.164 where it is nothing but a number.
    #[schema(example = "+74951234567")]
    pub phone: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub address: Option<String>,
    pub industry: Option<String>,
    /// How many people work there.
    pub employees: Option<i64>,
    pub owner: Option<UserRef>,
    pub external_id: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
    /// What looks wrong and is kept all the same.
    pub warnings: Vec<Warning>,
}

impl Company {
    /// Companies as they are shown to the caller, with what is to be warned of.
    async fn shown(ctx: &Ctx, conn: Conn<'_>, rows: Vec<CompanyRow>) -> Result<Vec<Self>> {
        let warnings = actions::warnings(conn, &ctx.actor.scope, &rows).await?;
        let pairs = rows.into_iter().zip(warnings);
        Ok(pairs
            .map(|(row, warnings)| Self::new(row, Warning::all(&warnings, ctx.actor.lang)))
            .collect())
    }

    fn new(row: CompanyRow, warnings: Vec<Warning>) -> Self {
        let facts = row.facts;
        Self {
            id: row.id,
            name: facts.name,
            inn: facts.inn,
            kpp: facts.kpp,
            ogrn: facts.ogrn,
            phone: facts.phone,
            email: facts.email,
            website: facts.website,
            address: facts.address,
            industry: facts.industry,
            employees: facts.employees,
            owner: UserRef::of(facts.owner_id, row.owner_name),
            external_id: facts.external_id,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
            warnings,
        }
    }
}

async fn shown_one(ctx: &Ctx, conn: Conn<'_>, row: CompanyRow) -> Result<Company> {
    let company = Company::shown(ctx, conn, vec![row]).await?.pop();
    Ok(company.ok_or_else(Problem::not_found)?)
}

/// Companies, page by page
#[utoipa::path(get, path = "/companies", tag = "companies", operation_id = "list_companies", params(api::list::ListQuery),
    description = "Filters: `owner`, `industry`, `created_from`, `created_to` (days), `has_inn`, `ids`. \
        Sorts: `name`, `created_at`, `updated_at`.",
    responses((status = 200, body = Page<Company>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Company>>> {
    let (conn, scope) = (ctx.reader(), &ctx.actor.scope);
    let filter = CompanyFilter::read(&params, ctx.workspace().await?.time_zone)?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, scope, &filter, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, scope, &filter).await?),
        false => None,
    };
    Ok(Json(Page {
        items: Company::shown(&ctx, conn, rows).await?,
        next_cursor,
        total,
        sums: None,
    }))
}

/// One company
#[utoipa::path(get, path = "/companies/{id}", tag = "companies", operation_id = "get_company", params(("id" = Uuid, Path)),
    responses((status = 200, body = Company)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Company>> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    Ok(Json(shown_one(&ctx, ctx.reader(), row).await?))
}

/// A company to be. The caller owns it unless `owner_id` says otherwise; `null` leaves it without an owner.
#[derive(Debug, Deserialize, ToSchema)]
struct NewCompany {
    name: String,
    inn: Option<String>,
    kpp: Option<String>,
    ogrn: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    website: Option<String>,
    address: Option<String>,
    industry: Option<String>,
    /// 1 to 10,000,000.
    employees: Option<i64>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    owner_id: Patch<Uuid>,
    external_id: Option<String>,
}

/// Add a company
#[utoipa::path(post, path = "/companies", tag = "companies", operation_id = "create_company", request_body = NewCompany,
    responses((status = 201, body = Company)))]
async fn create(ctx: Ctx, Body(new): Body<NewCompany>) -> Result<Response> {
    let mut facts = CompanyFacts {
        name: new.name,
        inn: new.inn,
        kpp: new.kpp,
        ogrn: new.ogrn,
        phone: new.phone,
        email: new.email,
        website: new.website,
        address: new.address,
        industry: new.industry,
        employees: new.employees,
        owner_id: ctx.actor.user_id,
        external_id: new.external_id,
    };
    new.owner_id.apply(&mut facts.owner_id);
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, facts).await?;
    let company = shown_one(&ctx, tx.conn(), row).await?;
    ctx.created(tx, &company).await
}

/// Change a company
#[utoipa::path(patch, path = "/companies/{id}", tag = "companies", operation_id = "change_company", params(("id" = Uuid, Path)),
    request_body = CompanyChange, responses((status = 200, body = Company)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(change): Body<CompanyChange>,
) -> Result<Response> {
    let version = ctx.version(change.version)?;
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, id, version, change).await?;
    let company = shown_one(&ctx, tx.conn(), row).await?;
    ctx.changed(tx, &company).await
}

/// Delete a company that has no deals and no contacts
#[utoipa::path(delete, path = "/companies/{id}", tag = "companies", operation_id = "delete_company", params(("id" = Uuid, Path)),
    responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

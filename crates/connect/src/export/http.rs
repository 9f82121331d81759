//! Exports over HTTP.

use api::{Ctx, ListParams, Result, Routes};
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Problem};
use documents::{Kind, Sheet, table};
use utoipa_axum::routes;

use super::rows::{Export, header};
use crate::import::fields::Entity;

pub fn routes() -> Routes {
    Routes::new().permitted(Permission::ExportRun, routes!(export))
}

/// A list as a file
///
/// `deals`, `companies` or `contacts`, as `.csv` or `.xlsx`, with the filters and the sort of that list and all
/// of its pages. Cells that would run as formulas are made harmless.
#[utoipa::path(get, path = "/export/{file}", tag = "export", operation_id = "export_list",
    params(("file" = String, Path, example = "deals.csv"), api::list::ListQuery),
    responses((status = 200, content_type = "application/octet-stream", body = String)))]
async fn export(ctx: Ctx, Path(file): Path<String>, params: ListParams) -> Result<Response> {
    let (name, ending) = file.split_once('.').ok_or_else(Problem::not_found)?;
    let (entity, permission) = match name {
        "deals" => (Entity::Deals, Permission::DealsRead),
        "companies" => (Entity::Companies, Permission::CompaniesRead),
        "contacts" => (Entity::Contacts, Permission::ContactsRead),
        _ => return Err(Problem::not_found().into()),
    };
    ctx.actor.need(permission)?;
    let zone = ctx.workspace().await?.time_zone;
    let lang = ctx.actor.lang;
    let header = header(entity, lang);
    let kind = Kind::parse(ending).ok_or_else(Problem::not_found)?;
    let mut sheet = Sheet::new(kind, zone, lang, &header)?;
    let export = Export {
        conn: ctx.reader(),
        actor: &ctx.actor,
        params: &params,
        zone,
        now: ctx.now(),
    };
    match entity {
        Entity::Companies => export.companies(&mut sheet).await?,
        Entity::Contacts => export.contacts(&mut sheet).await?,
        Entity::Deals | Entity::StageChanges | Entity::AdDays => {
            export.deals(&mut sheet).await?;
        }
    }
    // Packing a workbook takes a while, and other requests wait on this thread.
    let done = tokio::task::spawn_blocking(move || sheet.finish());
    let written = done.await.map_err(Problem::internal)??;
    Ok(table::download(written, kind.mime(), &file)?)
}

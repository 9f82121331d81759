//! The dictionaries over HTTP: the same three endpoints for each.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Uuid};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, EntryChange};
use super::model::{Dictionary, Entry};
use super::store::{self, EntryRow};

impl From<EntryRow> for Entry {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            color: row.color,
            archived: row.archived,
            version: row.version,
        }
    }
}

/// A name to be.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewDictionaryEntry)]
struct NewEntry {
    name: String,
    /// Of a tag.
    #[schema(example = "#2563eb")]
    color: Option<String>,
}

/// A change of a name. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DictionaryEntryPatch)]
struct EntryPatch {
    version: Option<i64>,
    name: Option<String>,
    /// Of a tag.
    color: Option<String>,
    archived: Option<bool>,
}

async fn list(ctx: &Ctx, dictionary: Dictionary, params: &ListParams) -> Result<Json<Page<Entry>>> {
    let archived = params.filters(&["archived"])?.flag("archived")?;
    let rows = store::list(ctx.reader(), dictionary, archived).await?;
    Ok(Json(Page::whole(
        rows.into_iter().map(Entry::from).collect(),
    )))
}

async fn create(ctx: &Ctx, dictionary: Dictionary, new: NewEntry) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, dictionary, &new.name, new.color.as_deref()).await?;
    ctx.created(tx, &Entry::from(row)).await
}

async fn change(
    ctx: &Ctx,
    dictionary: Dictionary,
    id: Uuid,
    patch: EntryPatch,
) -> Result<Response> {
    let version = ctx.version(patch.version)?;
    let change = EntryChange {
        name: patch.name,
        color: patch.color,
        archived: patch.archived,
    };
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, dictionary, id, version, change).await?;
    ctx.changed(tx, &Entry::from(row)).await
}

/// Declares the endpoints of one dictionary; only paths and words differ.
macro_rules! endpoints {
    ($module:ident, $dictionary:ident, $path:literal, $one:literal, $list:literal, $add:literal, $change:literal) => {
        mod $module {
            use super::{
                Body, Ctx, Dictionary, Entry, EntryPatch, Json, ListParams, NewEntry, Page, Path, Response,
                Result, Uuid,
            };

            #[utoipa::path(get, path = $path, tag = "dictionaries", operation_id = concat!("list_", stringify!($module)),
                summary = $list, description = "By name. Filter: `archived`.",
                params(api::list::ListQuery), responses((status = 200, body = Page<Entry>)))]
            pub async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Entry>>> {
                super::list(&ctx, Dictionary::$dictionary, &params).await
            }

            #[utoipa::path(post, path = $path, tag = "dictionaries", operation_id = concat!("create_", stringify!($module)),
                summary = $add, request_body = NewEntry, responses((status = 201, body = Entry)))]
            pub async fn create(ctx: Ctx, Body(new): Body<NewEntry>) -> Result<Response> {
                super::create(&ctx, Dictionary::$dictionary, new).await
            }

            #[utoipa::path(patch, path = $one, tag = "dictionaries", operation_id = concat!("change_", stringify!($module)),
                summary = $change, params(("id" = Uuid, Path)),
                request_body = EntryPatch, responses((status = 200, body = Entry)))]
            pub async fn change(ctx: Ctx, Path(id): Path<Uuid>, Body(patch): Body<EntryPatch>) -> Result<Response> {
                super::change(&ctx, Dictionary::$dictionary, id, patch).await
            }
        }
    };
}

endpoints!(
    sources,
    Sources,
    "/sources",
    "/sources/{id}",
    "Where clients come from",
    "Add a source",
    "Rename, archive or bring back a source"
);
endpoints!(
    lost_reasons,
    LostReasons,
    "/lost-reasons",
    "/lost-reasons/{id}",
    "Why deals are lost",
    "Add a reason of loss",
    "Rename, archive or bring back a reason of loss"
);
endpoints!(
    tags,
    Tags,
    "/tags",
    "/tags/{id}",
    "Free marks of deals",
    "Add a tag",
    "Rename, recolour, archive or bring back a tag"
);

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(sources::list))
        .permitted(Permission::DictionariesWrite, routes!(sources::create))
        .permitted(Permission::DictionariesWrite, routes!(sources::change))
        .permitted(Permission::DealsRead, routes!(lost_reasons::list))
        .permitted(Permission::DictionariesWrite, routes!(lost_reasons::create))
        .permitted(Permission::DictionariesWrite, routes!(lost_reasons::change))
        .permitted(Permission::DealsRead, routes!(tags::list))
        .permitted(Permission::DictionariesWrite, routes!(tags::create))
        .permitted(Permission::DictionariesWrite, routes!(tags::change))
}

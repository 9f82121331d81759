//! Imports over HTTP: `shown` is what an import looks like, `refused` the rows that were not taken.

mod refused;
mod shown;

use std::io::Write;

use api::{Body, Ctx, Cursor, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query};
use axum::response::Response;
use base::problem::Check;
use base::{Currency, Patch, Permission, Problem, Scope, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::UtoipaMethodRouterExt;
use utoipa_axum::routes;

use super::actions::{self, MOST_BYTES, too_large};
use super::ads::AdOptions;
use super::fields::Entity;
use super::file::{Layout, Wanted};
use super::model::{ColumnField, ImportOptions};
use super::store::{self, ImportRow};
use super::values::DateOrder;
pub use refused::write_refused;
use shown::{Import, shown};

pub fn routes() -> Routes {
    let run = Permission::ImportRun;
    // A little more than the file, for what stands around it.
    let limit = DefaultBodyLimit::max(MOST_BYTES as usize + 1024 * 1024);
    Routes::new()
        .permitted(run, routes!(list))
        .permitted(run, routes!(upload).layer(limit))
        .permitted(run, routes!(show))
        .permitted(run, routes!(change))
        .permitted(run, routes!(check))
        .permitted(run, routes!(start))
        .permitted(run, routes!(cancel))
        .permitted(run, routes!(undo))
        .permitted(run, routes!(refused::refused))
        .permitted(run, routes!(refused::refused_csv))
        .permitted(run, routes!(fields))
}

/// Imports, the newest first
///
/// Without the sample rows, which only one import shows.
#[utoipa::path(get, path = "/imports", tag = "imports", operation_id = "list_imports", params(api::list::ListQuery),
    responses((status = 200, body = Page<Import>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Import>>> {
    params.filters(&[])?;
    let before = match &params.cursor {
        Some(cursor) => Some((cursor.number(0)?, cursor.id(1)?)),
        None => None,
    };
    let user = if ctx.actor.scope == Scope::All {
        None
    } else {
        Some(ctx.user_id()?)
    };
    let rows = store::page(ctx.reader(), user, before, params.limit + 1).await?;
    let (rows, next_cursor) = api::list::page_of(rows, params.limit, |row| {
        Cursor::new([row.created_at.into(), row.id.to_string().into()])
    });
    let mut items = Vec::with_capacity(rows.len());
    for mut row in rows {
        row.layout.sample.clear();
        items.push(shown(ctx.reader(), row, ctx.actor.lang).await?);
    }
    Ok(Json(Page {
        items,
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// What is uploaded: the file and what it holds.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the multipart form")]
struct UploadForm {
    entity: Entity,
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Upload a file
///
/// CSV or XLSX, at most 512 MB. The answer says how it was read and which column is probably which field.
#[utoipa::path(post, path = "/imports", tag = "imports", operation_id = "upload_import",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Import)))]
async fn upload(ctx: Ctx, mut form: Multipart) -> Result<Response> {
    let mut entity = None;
    let mut file: Option<(String, tempfile::NamedTempFile)> = None;
    while let Some(mut field) = form
        .next_field()
        .await
        .map_err(|error| unreadable(&error))?
    {
        match field.name() {
            Some("entity") => {
                let text = field.text().await.map_err(|error| unreadable(&error))?;
                entity = Entity::parse(text.trim());
            }
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let mut kept = tempfile::NamedTempFile::new().map_err(Problem::internal)?;
                let mut size = 0_u64;
                while let Some(bytes) = field.chunk().await.map_err(|error| unreadable(&error))? {
                    size += bytes.len() as u64;
                    if size > MOST_BYTES {
                        return Err(too_large().into());
                    }
                    kept.write_all(&bytes).map_err(Problem::internal)?;
                }
                kept.flush().map_err(Problem::internal)?;
                file = Some((name, kept));
            }
            _ => {}
        }
    }
    let mut check = Check::default();
    if entity.is_none() {
        let known = "companies, contacts, deals, stage-changes, ad-days";
        check.fail(
            "entity",
            "required",
            Text::new(
                format!("Что в файле: {known}"),
                format!("What the file holds: {known}"),
            ),
        );
    }
    if file.is_none() {
        check.fail(
            "file",
            "required",
            Text::fixed("Приложите файл", "Attach a file"),
        );
    }
    check.done()?;
    let (Some(entity), Some((name, file))) = (entity, file) else {
        return Err(Problem::internal("an upload without a file").into());
    };
    let (tx, row) = actions::upload(ctx.db(), &ctx.actor, entity, &name, file.path()).await?;
    let import = Import::new(row, None, ctx.actor.lang);
    ctx.created(tx, &import).await
}

fn unreadable(error: &axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::bad_request(Text::new(
        format!("Форма не читается: {}", error.body_text()),
        format!("The form cannot be read: {}", error.body_text()),
    ))
}

/// One import
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", operation_id = "get_import", params(("id" = Uuid, Path)),
    responses((status = 200, body = Import)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Import>> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    Ok(Json(shown(ctx.reader(), row, ctx.actor.lang).await?))
}

/// A change of what was chosen. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct ImportChange {
    version: Option<i64>,
    /// Columns that are left out go to no field.
    mapping: Option<Vec<ColumnField>>,
    options: Option<OptionsChange>,
    layout: Option<Wanted>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct OptionsChange {
    create_missing: Option<bool>,
    date_order: Option<DateOrder>,
    currency: Option<Currency>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pipeline_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    default_owner_id: Patch<Uuid>,
    update_existing: Option<bool>,
    /// Of a report of advertising.
    ads: Option<AdOptions>,
}

impl OptionsChange {
    fn apply(self, to: &ImportOptions) -> ImportOptions {
        let mut options = to.clone();
        options.create_missing = self.create_missing.unwrap_or(options.create_missing);
        options.date_order = self.date_order.unwrap_or(options.date_order);
        options.currency = self.currency.unwrap_or(options.currency);
        options.update_existing = self.update_existing.unwrap_or(options.update_existing);
        // What is no report of advertising has no such options.
        if options.ads.is_some() {
            options.ads = self.ads.or(options.ads);
        }
        self.pipeline_id.apply(&mut options.pipeline_id);
        self.default_owner_id.apply(&mut options.default_owner_id);
        options
    }
}

/// Choose columns, options, or another way to read the file
#[utoipa::path(patch, path = "/imports/{id}", tag = "imports", operation_id = "change_import",
    params(("id" = Uuid, Path)), request_body = ImportChange, responses((status = 200, body = Import)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(change): Body<ImportChange>,
) -> Result<Response> {
    let version = ctx.version(change.version)?;
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    let layout = match change.layout {
        Some(wanted) => {
            actions::may_change(&row)?;
            Some(actions::look_again(ctx.reader(), &row, over(wanted, &row.layout)).await?)
        }
        None => None,
    };
    let options = change.options.map(|options| options.apply(&row.options));
    let tx = ctx.begin().await?;
    let row = actions::change(
        &tx,
        id,
        version,
        actions::Change {
            mapping: change.mapping,
            options,
            layout,
        },
    )
    .await?;
    let import = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &import).await
}

/// A choice keeps the other choices; another encoding finds its separator anew, another sheet its header.
fn over(wanted: Wanted, was: &Layout) -> Wanted {
    let kept = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    Wanted {
        separator: wanted
            .separator
            .or_else(|| kept(&was.separator).filter(|_| wanted.encoding.is_none())),
        encoding: wanted.encoding.or_else(|| kept(&was.encoding)),
        sheet: wanted.sheet.or_else(|| kept(&was.sheet)),
        header_row: wanted.header_row,
    }
}

/// Count what would come of it
///
/// A job; nothing is written but the counts and the rows that would be refused.
#[utoipa::path(post, path = "/imports/{id}/check", tag = "imports", operation_id = "check_import",
    params(("id" = Uuid, Path)), responses((status = 200, body = Import)))]
async fn check(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::check(&tx, id).await?;
    done(&ctx, tx, row).await
}

/// Import the rows
///
/// A job, a few hundred rows at a time; each row is in as a whole or not at all.
#[utoipa::path(post, path = "/imports/{id}/run", tag = "imports", operation_id = "run_import",
    params(("id" = Uuid, Path)), responses((status = 200, body = Import)))]
async fn start(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::run(&tx, id).await?;
    done(&ctx, tx, row).await
}

/// Stop a check or a run
#[utoipa::path(post, path = "/imports/{id}/cancel", tag = "imports", operation_id = "cancel_import",
    params(("id" = Uuid, Path)), responses((status = 200, body = Import)))]
async fn cancel(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::cancel(&tx, id).await?;
    done(&ctx, tx, row).await
}

/// Take a whole import back
///
/// A job: records that it made are deleted and those that it changed restored, unless somebody has worked with
/// them since; `undone` says how many stayed.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "imports", operation_id = "undo_import",
    params(("id" = Uuid, Path)), responses((status = 200, body = Import)))]
async fn undo(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::undo(&tx, id).await?;
    done(&ctx, tx, row).await
}

async fn done(ctx: &Ctx, tx: db::Tx, row: ImportRow) -> Result<Response> {
    let import = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &import).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FieldsQuery {
    entity: Entity,
}

/// A field that columns can go to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportField {
    pub field: String,
    pub label: String,
    pub required: bool,
    pub example: Option<String>,
    pub hint: Option<String>,
}

/// The fields that columns of such a file can go to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportFields {
    pub items: Vec<ImportField>,
}

/// The fields that can be imported
#[utoipa::path(get, path = "/import-fields", tag = "imports", operation_id = "list_import_fields",
    params(FieldsQuery), responses((status = 200, body = ImportFields)))]
async fn fields(ctx: Ctx, Query(query): Query<FieldsQuery>) -> Result<Json<ImportFields>> {
    let lang = ctx.actor.lang;
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut items = Vec::new();
    for field in query.entity.fields() {
        if field.key != super::fields::STAGE_ENTERED {
            items.push(ImportField {
                field: field.key.to_owned(),
                label: field.label.get(lang).to_owned(),
                required: field.required,
                example: some(field.example),
                hint: some(field.hint.get(lang)),
            });
            continue;
        }
        for (key, stage) in actions::stage_fields(ctx.reader()).await? {
            let label = Text::new(
                format!("Когда вошла в этап «{stage}»"),
                format!("When it entered “{stage}”"),
            );
            items.push(ImportField {
                field: key,
                label: label.get(lang).to_owned(),
                required: false,
                example: some(field.example),
                hint: some(field.hint.get(lang)),
            });
        }
    }
    Ok(Json(ImportFields { items }))
}

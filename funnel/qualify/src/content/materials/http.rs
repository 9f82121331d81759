//! Materials over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Lang, Patch, Permission, Problem, Text, Time, Uuid};
use crm::listing::Paging;
use crm::pipelines::StageKind;
use crm::refs::UserRef;
use db::Db;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Change, too_large};
use super::files::{MOST_BYTES, disposition};
use super::model::{Facts, Kind, Tags, What};
use super::store::{self, Filter, MaterialRow, SORTS, USUAL_SORT, Usage, VersionRow};
use crate::content::settings::Settings;

/// What a multipart form has besides its file.
const FORM_BYTES: usize = 64 * 1024;

pub fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(MOST_BYTES as usize + FORM_BYTES);
    let upload = routes!(upload);
    Routes::new()
        .permitted(Permission::ContentRead, routes!(list))
        .permitted(Permission::ContentWrite, routes!(create))
        .permitted(Permission::ContentRead, routes!(words))
        .permitted(Permission::ContentRead, routes!(show))
        .permitted(Permission::ContentWrite, routes!(change))
        .permitted(
            Permission::ContentWrite,
            (upload.0, upload.1, upload.2.layer(limit)),
        )
        .permitted(Permission::ContentRead, routes!(file))
}

/// Something that can be sent to a client.
#[derive(Debug, Serialize, ToSchema)]
pub struct Material {
    pub id: Uuid,
    pub kind: Kind,
    pub title: String,
    pub summary: String,
    /// Null: for readers of any language.
    pub lang: Option<Lang>,
    pub industries: Vec<String>,
    pub pains: Vec<String>,
    pub stages: Vec<StageKind>,
    pub archived: bool,
    /// Which version it is; null while there is neither a link nor a file.
    pub number: Option<i64>,
    pub link: Option<String>,
    pub file: Option<MaterialFile>,
    /// How many times it was sent.
    pub sent: i64,
    /// In how many of these sends it was opened.
    pub opened: i64,
    pub last_sent_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// A file that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaterialFile {
    #[schema(example = "Кейс.pdf")]
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// Bytes.
    pub size: i64,
}

impl MaterialFile {
    pub fn of(name: Option<String>, kind: Option<String>, size: Option<i64>) -> Option<Self> {
        Some(Self {
            name: name?,
            kind: kind?,
            size: size?,
        })
    }
}

impl Material {
    fn new(row: MaterialRow, tags: Tags, usage: Usage) -> Self {
        let Facts {
            kind, lang, tags, ..
        } = row.facts(tags);
        Self {
            id: row.id,
            kind,
            title: row.title,
            summary: row.summary,
            lang,
            industries: tags.industries,
            pains: tags.pains,
            stages: tags.stages,
            archived: row.archived,
            number: row.number,
            link: row.link,
            file: MaterialFile::of(row.file_name, row.file_type, row.file_size),
            sent: usage.sent,
            opened: usage.opened,
            last_sent_at: usage.last_sent_at.map(Time),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        }
    }
}

/// Rows with their tags and how they were used.
pub(in crate::content) async fn shown(
    ctx: &Ctx,
    rows: Vec<MaterialRow>,
) -> base::Result<Vec<Material>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut tags = store::tags_of(ctx.reader(), &ids).await?;
    let mut usage = store::usage(ctx.reader(), &ids).await?;
    let whole = |row: MaterialRow| {
        let tags = tags.remove(&row.id).unwrap_or_default();
        let usage = usage.remove(&row.id).unwrap_or_default();
        Material::new(row, tags, usage)
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// All materials, page by page
#[utoipa::path(get, path = "/materials", tag = "content", operation_id = "list_materials",
    params(api::list::ListQuery),
    description = "Newest first. Filters: `kind`, `industry`, `pain`, `stage`, `lang`, `archived`, `ready`. \
        Sorts: `title`, `updated_at`. `q` looks in titles.",
    responses((status = 200, body = Page<Material>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Material>>> {
    let filter = filter(&params)?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(ctx.reader(), &filter, &paging).await?;
    let total = match params.total {
        true => Some(store::count(ctx.reader(), &filter).await?),
        false => None,
    };
    Ok(Json(Page {
        items: shown(&ctx, rows).await?,
        next_cursor,
        total,
        sums: None,
    }))
}

fn filter(params: &ListParams) -> base::Result<Filter> {
    let known = [
        "kind", "industry", "pain", "stage", "lang", "archived", "ready",
    ];
    let filters = params.filters(&known)?;
    let kinds = Text::fixed("вид материала", "a kind of materials");
    let tag = |what: What| Some((what, filters.text(what.as_str())?.to_owned()));
    Ok(Filter {
        kind: filters.any_of("kind", &kinds, |word| {
            Kind::parse(word).map(|kind| kind.as_str().to_owned())
        })?,
        lang: filters.one_of("lang", &["ru", "en"])?,
        archived: filters.flag("archived")?,
        tags: What::ALL.into_iter().filter_map(tag).collect(),
        sendable: filters.flag("ready")? == Some(true),
        q: params.q.clone(),
    })
}

/// Words that materials are marked with.
#[derive(Debug, Default, Serialize, ToSchema)]
struct MaterialTags {
    industries: Vec<String>,
    pains: Vec<String>,
}

/// The industries and pains that materials are for
#[utoipa::path(get, path = "/material-tags", tag = "content", operation_id = "list_material_tags",
    responses((status = 200, body = MaterialTags)))]
async fn words(ctx: Ctx) -> Result<Json<MaterialTags>> {
    let mut found = MaterialTags::default();
    for (what, value) in store::tag_words(ctx.reader()).await? {
        match what.as_str() {
            "industry" => found.industries.push(value),
            _ => found.pains.push(value),
        }
    }
    Ok(Json(found))
}

/// A material to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewMaterial {
    kind: Kind,
    title: String,
    #[serde(default)]
    summary: String,
    lang: Option<Lang>,
    #[serde(default)]
    industries: Vec<String>,
    #[serde(default)]
    pains: Vec<String>,
    #[serde(default)]
    stages: Vec<StageKind>,
    /// Or a file, which is uploaded afterwards.
    #[schema(example = "https://company.ru/cases/1")]
    link: Option<String>,
}

/// Add a material
#[utoipa::path(post, path = "/materials", tag = "content", operation_id = "create_material",
    request_body = NewMaterial, responses((status = 201, body = Material)))]
async fn create(ctx: Ctx, Body(new): Body<NewMaterial>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let facts = Facts {
        kind: new.kind,
        title: new.title,
        summary: new.summary,
        lang: new.lang,
        archived: false,
        tags: Tags {
            industries: new.industries,
            pains: new.pains,
            stages: new.stages,
        },
    };
    let link = new.link.as_deref().filter(|link| !link.trim().is_empty());
    let id = actions::create(&tx, facts, link).await?;
    let material = written(&ctx, &tx, id).await?;
    ctx.created(tx, &material).await
}

/// A material as a transaction leaves it.
async fn written(ctx: &Ctx, tx: &db::Tx, id: Uuid) -> base::Result<Material> {
    let row = store::find(tx.conn(), id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let tags = store::tags_of(tx.conn(), &[id]).await?.remove(&id);
    let usage = store::usage(ctx.reader(), &[id]).await?.remove(&id);
    Ok(Material::new(
        row,
        tags.unwrap_or_default(),
        usage.unwrap_or_default(),
    ))
}

/// A material with all its versions.
#[derive(Debug, Serialize, ToSchema)]
struct MaterialDetail {
    #[serde(flatten)]
    material: Material,
    /// The newest first.
    versions: Vec<MaterialVersion>,
}

/// A link or a file that the material is, or was.
#[derive(Debug, Serialize, ToSchema)]
struct MaterialVersion {
    number: i64,
    link: Option<String>,
    file: Option<MaterialFile>,
    by: Option<UserRef>,
    created_at: Time,
}

impl From<VersionRow> for MaterialVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            number: row.number,
            link: row.link,
            file: MaterialFile::of(row.file_name, row.file_type, row.file_size),
            by: UserRef::of(row.by_id, row.by_name),
            created_at: Time(row.created_at),
        }
    }
}

/// One material with its versions
#[utoipa::path(get, path = "/materials/{id}", tag = "content", operation_id = "get_material",
    params(("id" = Uuid, Path)), responses((status = 200, body = MaterialDetail)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<MaterialDetail>> {
    let row = store::find(ctx.reader(), id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let material = shown(&ctx, vec![row]).await?.pop();
    let versions = store::versions(ctx.reader(), id).await?;
    Ok(Json(MaterialDetail {
        material: material.ok_or_else(Problem::not_found)?,
        versions: versions.into_iter().map(MaterialVersion::from).collect(),
    }))
}

/// A change of a material. Absent fields stay as they are; another link makes a new version.
#[derive(Debug, Deserialize, ToSchema)]
struct MaterialChange {
    version: Option<i64>,
    kind: Option<Kind>,
    title: Option<String>,
    summary: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Lang>)]
    lang: Patch<Lang>,
    industries: Option<Vec<String>>,
    pains: Option<Vec<String>>,
    stages: Option<Vec<StageKind>>,
    link: Option<String>,
    archived: Option<bool>,
}

/// Change, archive or bring back a material
#[utoipa::path(patch, path = "/materials/{id}", tag = "content", operation_id = "change_material",
    params(("id" = Uuid, Path)), request_body = MaterialChange, responses((status = 200, body = Material)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<MaterialChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = Change {
        kind: asked.kind,
        title: asked.title,
        summary: asked.summary,
        lang: asked.lang,
        archived: asked.archived,
        industries: asked.industries,
        pains: asked.pains,
        stages: asked.stages,
        link: asked.link.filter(|link| !link.trim().is_empty()),
    };
    actions::change(&tx, id, version, change).await?;
    let material = written(&ctx, &tx, id).await?;
    ctx.changed(tx, &material).await
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the multipart form")]
struct MaterialUpload {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The version that something is done to.
#[derive(Debug, Deserialize)]
struct OfVersion {
    version: Option<i64>,
}

/// Upload a file as the next version of a material
///
/// What is taken, and how large it may be, is told by `/content-settings`.
#[utoipa::path(post, path = "/materials/{id}/file", tag = "content", operation_id = "upload_material",
    params(("id" = Uuid, Path), ("version" = Option<i64>, Query)),
    request_body(content = MaterialUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = Material)))]
async fn upload(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Query(of): Query<OfVersion>,
    mut form: Multipart,
) -> Result<Response> {
    let version = ctx.version(of.version)?;
    let most = Settings::load(ctx.reader()).await?.most_bytes();
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return too_large(most);
        }
        Problem::bad_request(Text::new(
            format!("Форма не читается: {}", error.body_text()),
            format!("The form cannot be read: {}", error.body_text()),
        ))
    };
    let mut file: Option<(String, Vec<u8>)> = None;
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(part) = field.chunk().await.map_err(unreadable)? {
            if (bytes.len() + part.len()) as i64 > most {
                return Err(too_large(most).into());
            }
            bytes.extend_from_slice(&part);
        }
        file = Some((name, bytes));
    }
    let Some((name, bytes)) = file else {
        let text = Text::fixed("Приложите файл", "Attach a file");
        return Err(Problem::field("file", "required", text).into());
    };
    let tx = ctx.begin().await?;
    actions::upload(&tx, id, version, &name, &bytes).await?;
    let material = written(&ctx, &tx, id).await?;
    ctx.created(tx, &material).await
}

/// The file of a version
#[utoipa::path(get, path = "/materials/{id}/versions/{number}/file", tag = "content",
    operation_id = "get_material_file", params(("id" = Uuid, Path), ("number" = i64, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>)))]
async fn file(ctx: Ctx, Path((id, number)): Path<(Uuid, i64)>) -> Result<Response> {
    let row = store::version(ctx.reader(), id, number).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let given = given(ctx.db(), id, row);
    Ok(given.ok_or_else(Problem::not_found)?)
}

/// The file of a version as an answer, read part by part; none when it is a link. Whatever it holds, a browser runs
/// nothing of it.
pub(in crate::content) fn given(db: &Db, material: Uuid, row: VersionRow) -> Option<Response> {
    let file = MaterialFile::of(row.file_name, row.file_type, row.file_size)?;
    let headers = [
        (
            header::CONTENT_DISPOSITION,
            disposition(&file.name, &file.kind),
        ),
        (header::CONTENT_TYPE, file.kind),
        (header::CONTENT_LENGTH, file.size.to_string()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'; sandbox; frame-ancestors 'none'".to_owned(),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    let number = row.number;
    let parts = futures::stream::try_unfold((db.clone(), 0), move |(db, part)| async move {
        let bytes = store::chunk(db.reader(), material, number, part).await;
        let bytes = bytes.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(bytes.map(|bytes| (bytes, (db, part + 1))))
    });
    Some((headers, Bytes::from_stream(parts)).into_response())
}

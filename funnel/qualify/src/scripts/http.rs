//! Scripts over HTTP.

use api::{Body, Ctx, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Lang, Permission, Problem, Time, Uuid};
use crm::refs::UserRef;
use db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, faults_of};
use super::model::{Kind, Step};
use super::store::{self, ListedRow, ScriptRow};
use super::{results, runs};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::ScriptsWrite, routes!(create))
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::ScriptsWrite, routes!(change))
        .permitted(Permission::ScriptsWrite, routes!(write_draft))
        .permitted(Permission::ScriptsWrite, routes!(publish))
        .merge(runs::routes())
        .merge(results::routes())
}

/// A script among others.
#[derive(Debug, Serialize, ToSchema)]
struct ListedScript {
    id: Uuid,
    name: String,
    kind: Kind,
    archived: bool,
    /// The version that is followed now; null before the first is published.
    published: Option<i64>,
    published_at: Option<Time>,
    /// The version that is still a draft.
    draft: Option<i64>,
    runs: i64,
}

fn kind_of(word: &str) -> base::Result<Kind> {
    Kind::parse(word).ok_or_else(|| Problem::internal("a kind of script that is none"))
}

impl TryFrom<ListedRow> for ListedScript {
    type Error = Problem;

    fn try_from(row: ListedRow) -> base::Result<Self> {
        Ok(Self {
            kind: kind_of(&row.kind)?,
            id: row.id,
            name: row.name,
            archived: row.archived,
            published: row.published,
            published_at: row.published_at.map(Time),
            draft: row.draft,
            runs: row.runs,
        })
    }
}

/// All scripts
#[utoipa::path(get, path = "/scripts", tag = "scripts", operation_id = "list_scripts",
    responses((status = 200, body = Page<ListedScript>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<ListedScript>>> {
    let rows = store::list(ctx.reader()).await?;
    let items: base::Result<_> = rows.into_iter().map(ListedScript::try_from).collect();
    Ok(Json(Page::whole(items?)))
}

/// A script with all its versions.
#[derive(Debug, Serialize, ToSchema)]
struct Script {
    id: Uuid,
    name: String,
    kind: Kind,
    archived: bool,
    /// The newest first; a draft, if there is one, is the first of all.
    versions: Vec<ScriptVersion>,
    /// What keeps the draft from being published.
    faults: Vec<ScriptFault>,
    version: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScriptVersion {
    number: i64,
    steps: Vec<Step>,
    /// What is new in it.
    note: String,
    created_at: Time,
    /// Null while it is a draft.
    published_at: Option<Time>,
    published_by: Option<UserRef>,
}

/// Something that keeps a draft from being published.
#[derive(Debug, Serialize, ToSchema)]
struct ScriptFault {
    #[schema(example = "steps[2].answers")]
    field: String,
    #[schema(example = "dead_end")]
    code: &'static str,
    message: String,
}

async fn shown(conn: Conn<'_>, row: ScriptRow, lang: Lang) -> base::Result<Script> {
    let mut versions = Vec::new();
    for version in store::versions(conn, row.id).await? {
        versions.push(ScriptVersion {
            steps: version.steps()?,
            number: version.number,
            note: version.note,
            created_at: Time(version.created_at),
            published_at: version.published_at.map(Time),
            published_by: UserRef::of(version.published_by, version.published_by_name),
        });
    }
    let draft = versions.first().filter(|one| one.published_at.is_none());
    let faults = match draft {
        Some(draft) => faults_of(conn, &draft.steps).await?,
        None => Vec::new(),
    };
    let faults = faults.into_iter().map(|fault| ScriptFault {
        message: fault.message.get(lang).to_owned(),
        field: fault.field,
        code: fault.code,
    });
    Ok(Script {
        id: row.id,
        kind: kind_of(&row.kind)?,
        name: row.name,
        archived: row.archived,
        faults: faults.collect(),
        versions,
        version: row.version,
    })
}

/// One script with all its versions
#[utoipa::path(get, path = "/scripts/{id}", tag = "scripts", operation_id = "get_script",
    params(("id" = Uuid, Path)), responses((status = 200, body = Script)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Script>> {
    let row = store::find(ctx.reader(), id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    Ok(Json(shown(ctx.reader(), row, ctx.actor.lang).await?))
}

/// A script to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewScript {
    name: String,
    kind: Kind,
    steps: Vec<Step>,
}

/// Begin a script, as a draft
#[utoipa::path(post, path = "/scripts", tag = "scripts", operation_id = "create_script",
    request_body = NewScript, responses((status = 201, body = Script)))]
async fn create(ctx: Ctx, Body(new): Body<NewScript>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, &new.name, new.kind, new.steps).await?;
    let body = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.created(tx, &body).await
}

/// A change of a script besides its steps. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct ScriptChange {
    version: Option<i64>,
    name: Option<String>,
    archived: Option<bool>,
}

/// Rename or archive a script
#[utoipa::path(patch, path = "/scripts/{id}", tag = "scripts", operation_id = "change_script",
    params(("id" = Uuid, Path)), request_body = ScriptChange, responses((status = 200, body = Script)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ScriptChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::Change {
        name: asked.name,
        archived: asked.archived,
    };
    let row = actions::change(&tx, id, version, change).await?;
    let body = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &body).await
}

/// The steps of a draft.
#[derive(Debug, Deserialize, ToSchema)]
struct ScriptDraft {
    version: Option<i64>,
    steps: Vec<Step>,
    /// What is new in it.
    #[serde(default)]
    note: String,
}

/// Change the draft of a script, or begin one
///
/// Published versions stay as they are.
#[utoipa::path(put, path = "/scripts/{id}/draft", tag = "scripts", operation_id = "write_script_draft",
    params(("id" = Uuid, Path)), request_body = ScriptDraft, responses((status = 200, body = Script)))]
async fn write_draft(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ScriptDraft>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let row = actions::write_draft(&tx, id, version, asked.steps, &asked.note).await?;
    let body = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &body).await
}

/// Publishing a script that was read as `version`.
#[derive(Debug, Deserialize, ToSchema)]
struct ScriptPublishing {
    version: Option<i64>,
}

/// Publish the draft of a script
///
/// It is refused while a step cannot be reached, leads nowhere or never ends, with every such place.
#[utoipa::path(post, path = "/scripts/{id}/publish", tag = "scripts", operation_id = "publish_script",
    params(("id" = Uuid, Path)), request_body = ScriptPublishing, responses((status = 200, body = Script)))]
async fn publish(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ScriptPublishing>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let row = actions::publish(&tx, id, version).await?;
    let body = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &body).await
}

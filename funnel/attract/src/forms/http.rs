//! Forms and submissions over HTTP.

use std::collections::{BTreeMap, HashMap};

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Lang, Permission, Problem, Text, Time, Uuid};
use crm::listing::Paging;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::answers::Answers;
use super::model::Design;
use super::store::{self, FormRow, SORTS, SubmissionRow, USUAL_SORT};

pub fn routes() -> Routes {
    Routes::new()
        .merge(super::files::routes())
        .permitted(Permission::FormsRead, routes!(list))
        .permitted(Permission::FormsWrite, routes!(create))
        .permitted(Permission::FormsRead, routes!(show))
        .permitted(Permission::FormsWrite, routes!(change))
        .permitted(Permission::FormsRead, routes!(submissions))
        .permitted(Permission::FormsWrite, routes!(replay))
}

/// A form.
#[derive(Debug, Serialize, ToSchema)]
struct Form {
    id: Uuid,
    /// Its page is `/f/{slug}`.
    #[schema(example = "zayavka")]
    slug: String,
    name: String,
    design: Design,
    archived: bool,
    /// How many were sent, by what became of them.
    sent: BTreeMap<String, i64>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

async fn shown(ctx: &Ctx, rows: Vec<FormRow>) -> base::Result<Vec<Form>> {
    let mut counts: HashMap<Uuid, BTreeMap<String, i64>> = HashMap::new();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    for (form, state, count) in store::counts(ctx.reader(), &ids).await? {
        counts.entry(form).or_default().insert(state, count);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Form {
                design: row.design()?,
                sent: counts.remove(&row.id).unwrap_or_default(),
                id: row.id,
                slug: row.slug,
                name: row.name,
                archived: row.archived,
                created_at: Time(row.created_at),
                updated_at: Time(row.updated_at),
                version: row.version,
            })
        })
        .collect()
}

async fn shown_one(ctx: &Ctx, row: FormRow) -> base::Result<Form> {
    shown(ctx, vec![row])
        .await?
        .pop()
        .ok_or_else(Problem::not_found)
}

/// All forms
#[utoipa::path(get, path = "/forms", tag = "forms", operation_id = "list_forms", params(api::list::ListQuery),
    description = "Newest first. Filter: `archived`.", responses((status = 200, body = Page<Form>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Form>>> {
    let archived = params.filters(&["archived"])?.flag("archived")?;
    let rows = store::list(ctx.reader(), archived).await?;
    Ok(Json(Page::whole(shown(&ctx, rows).await?)))
}

/// One form
#[utoipa::path(get, path = "/forms/{id}", tag = "forms", operation_id = "get_form",
    params(("id" = Uuid, Path)), responses((status = 200, body = Form)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Form>> {
    let row = store::find(ctx.reader(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(shown_one(&ctx, row).await?))
}

/// A form to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewForm {
    name: String,
    slug: String,
    design: Design,
}

/// Add a form
#[utoipa::path(post, path = "/forms", tag = "forms", operation_id = "create_form",
    request_body = NewForm, responses((status = 201, body = Form)))]
async fn create(ctx: Ctx, Body(new): Body<NewForm>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, &new.name, &new.slug, new.design).await?;
    let form = shown_one(&ctx, row).await?;
    ctx.created(tx, &form).await
}

/// A change of a form. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct FormChange {
    version: Option<i64>,
    name: Option<String>,
    slug: Option<String>,
    design: Option<Design>,
    archived: Option<bool>,
}

/// Change, archive or bring back a form
#[utoipa::path(patch, path = "/forms/{id}", tag = "forms", operation_id = "change_form",
    params(("id" = Uuid, Path)), request_body = FormChange, responses((status = 200, body = Form)))]
async fn change(ctx: Ctx, Path(id): Path<Uuid>, Body(asked): Body<FormChange>) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::Change {
        name: asked.name,
        slug: asked.slug,
        design: asked.design,
        archived: asked.archived,
    };
    let row = actions::change(&tx, id, version, change).await?;
    let form = shown_one(&ctx, row).await?;
    ctx.changed(tx, &form).await
}

/// What was sent through a form.
#[derive(Debug, Serialize, ToSchema)]
struct Submission {
    id: Uuid,
    form_id: Uuid,
    form_name: Option<String>,
    at: Time,
    /// `new`, `processed`, `failed`, `spam`.
    state: String,
    /// Why it is suspected: `trap`, `forged_stamp`, `too_quick`, `too_old`, `too_many`, `links`.
    reason: Option<String>,
    answers: BTreeMap<String, String>,
    /// The page it was sent from.
    page: Option<String>,
    inquiry_id: Option<Uuid>,
    deal_id: Option<Uuid>,
    /// Why no inquiry could be made of it.
    error: Option<String>,
    version: i64,
}

fn submission(row: SubmissionRow, lang: Lang) -> base::Result<Submission> {
    let answers: Answers = serde_json::from_str(&row.answers).map_err(Problem::internal)?;
    let trace: crate::utm::Trace = serde_json::from_str(&row.trace).map_err(Problem::internal)?;
    let error = row.error.and_then(|text| {
        let texts: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(texts[lang.as_str()].as_str()?.to_owned())
    });
    Ok(Submission {
        id: row.id,
        form_id: row.form_id,
        form_name: row.form_name,
        at: Time(row.at),
        state: row.state,
        reason: row.reason,
        answers: answers.0,
        page: trace.landing,
        inquiry_id: row.inquiry_id,
        deal_id: row.deal_id,
        error,
        version: row.version,
    })
}

/// What was sent, page by page
#[utoipa::path(get, path = "/form-submissions", tag = "forms", operation_id = "list_form_submissions",
    params(api::list::ListQuery), description = "Newest first. Filters: `form`, `state`. Sort: `at`.",
    responses((status = 200, body = Page<Submission>)))]
async fn submissions(ctx: Ctx, params: ListParams) -> Result<Json<Page<Submission>>> {
    let filters = params.filters(&["form", "state"])?;
    let states = Text::fixed(
        "new, processed, failed или spam",
        "new, processed, failed or spam",
    );
    let state = filters.any_of("state", &states, |word| {
        let known = ["new", "processed", "failed", "spam"].contains(&word);
        known.then(|| word.to_owned())
    })?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let form = filters.id("form")?;
    let (rows, next_cursor) =
        store::submissions(ctx.reader(), form, state.as_ref(), &paging).await?;
    let lang = ctx.actor.lang;
    let items: base::Result<_> = rows.into_iter().map(|row| submission(row, lang)).collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// The version that something is done to.
#[derive(Debug, Deserialize, ToSchema)]
struct SubmissionVersion {
    version: Option<i64>,
}

/// Make a suspected or failed submission into an inquiry after all
#[utoipa::path(post, path = "/form-submissions/{id}/replay", tag = "forms", operation_id = "replay_form_submission",
    params(("id" = Uuid, Path)), request_body = SubmissionVersion, responses((status = 200, body = Submission)))]
async fn replay(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(of): Body<SubmissionVersion>,
) -> Result<Response> {
    let version = ctx.version(of.version)?;
    let tx = ctx.begin().await?;
    let row = actions::replay(&tx, id, version).await?;
    let shown = submission(row, ctx.actor.lang)?;
    ctx.changed(tx, &shown).await
}

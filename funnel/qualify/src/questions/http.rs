//! Sets of questions over HTTP.

use api::{Body, Ctx, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Patch, Permission, Problem, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::model::Question;
use super::store::{self, SetRow};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::QuestionsWrite, routes!(create))
        .permitted(Permission::QuestionsWrite, routes!(create_bant))
        .permitted(Permission::QuestionsWrite, routes!(change))
}

/// Questions that qualify a deal.
#[derive(Debug, Serialize, ToSchema)]
struct QuestionSet {
    id: Uuid,
    name: String,
    /// Null: for every pipeline that has no set of its own.
    pipeline_id: Option<Uuid>,
    archived: bool,
    /// Which version of the questions it is.
    number: i64,
    questions: Vec<Question>,
    version: i64,
}

impl TryFrom<SetRow> for QuestionSet {
    type Error = Problem;

    fn try_from(row: SetRow) -> base::Result<Self> {
        Ok(Self {
            questions: row.questions()?,
            id: row.id,
            name: row.name,
            pipeline_id: row.pipeline_id,
            archived: row.archived,
            number: row.number,
            version: row.version,
        })
    }
}

/// All sets of questions
#[utoipa::path(get, path = "/question-sets", tag = "qualification", operation_id = "list_question_sets",
    responses((status = 200, body = Page<QuestionSet>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<QuestionSet>>> {
    let rows = store::list(ctx.reader()).await?;
    let items: base::Result<_> = rows.into_iter().map(QuestionSet::try_from).collect();
    Ok(Json(Page::whole(items?)))
}

/// A set to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewQuestionSet {
    name: String,
    pipeline_id: Option<Uuid>,
    questions: Vec<Question>,
}

/// Add a set of questions
#[utoipa::path(post, path = "/question-sets", tag = "qualification", operation_id = "create_question_set",
    request_body = NewQuestionSet, responses((status = 201, body = QuestionSet)))]
async fn create(ctx: Ctx, Body(new): Body<NewQuestionSet>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, &new.name, new.pipeline_id, new.questions).await?;
    ctx.created(tx, &QuestionSet::try_from(row)?).await
}

/// Add the usual questions: budget, authority, need, timeline
///
/// For every pipeline that has no set of its own, in the language of the workspace.
#[utoipa::path(post, path = "/question-sets/bant", tag = "qualification", operation_id = "create_bant",
    responses((status = 201, body = QuestionSet)))]
async fn create_bant(ctx: Ctx) -> Result<Response> {
    let lang = ctx.workspace().await?.lang;
    let tx = ctx.begin().await?;
    let row = actions::create_default(&tx, lang).await?;
    ctx.created(tx, &QuestionSet::try_from(row)?).await
}

/// A change of a set. Absent fields stay as they are; other questions make a new version.
#[derive(Debug, Deserialize, ToSchema)]
struct QuestionSetChange {
    version: Option<i64>,
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pipeline_id: Patch<Uuid>,
    questions: Option<Vec<Question>>,
    archived: Option<bool>,
}

/// Change a set of questions
#[utoipa::path(patch, path = "/question-sets/{id}", tag = "qualification", operation_id = "change_question_set",
    params(("id" = Uuid, Path)), request_body = QuestionSetChange, responses((status = 200, body = QuestionSet)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<QuestionSetChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::Change {
        name: asked.name,
        pipeline_id: asked.pipeline_id,
        questions: asked.questions,
        archived: asked.archived,
    };
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &QuestionSet::try_from(row)?).await
}

//! Routing rules and skills over HTTP.

use api::{Body, Ctx, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Rule};
use super::model::{Answer, Asked, Conditions};
use super::store::{self, RuleRow};
use crate::inquiries::{Channel, NewInquiry};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::InquiriesRead, routes!(list))
        .permitted(Permission::RoutingWrite, routes!(create))
        .permitted(Permission::RoutingWrite, routes!(change))
        .permitted(Permission::RoutingWrite, routes!(delete))
        .permitted(Permission::RoutingWrite, routes!(trial))
        .permitted(Permission::InquiriesRead, routes!(skills))
        .permitted(Permission::RoutingWrite, routes!(put_skills))
}

/// Who gets an inquiry, when.
#[derive(Debug, Serialize, ToSchema)]
struct RoutingRule {
    id: Uuid,
    name: String,
    /// Rules are asked from the smallest on.
    position: i64,
    conditions: Conditions,
    answer: Answer,
    archived: bool,
    version: i64,
}

impl TryFrom<RuleRow> for RoutingRule {
    type Error = base::Problem;

    fn try_from(row: RuleRow) -> base::Result<Self> {
        let Rule { conditions, answer } = Rule::read(&row)?;
        Ok(Self {
            id: row.id,
            name: row.name,
            position: row.position,
            conditions,
            answer,
            archived: row.archived,
            version: row.version,
        })
    }
}

/// The rules in their order
#[utoipa::path(get, path = "/routing-rules", tag = "inquiries", operation_id = "list_routing_rules",
    responses((status = 200, body = Page<RoutingRule>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<RoutingRule>>> {
    let rows = store::list(ctx.reader()).await?;
    let items: base::Result<_> = rows.into_iter().map(RoutingRule::try_from).collect();
    Ok(Json(Page::whole(items?)))
}

/// A rule to be, behind all others.
#[derive(Debug, Deserialize, ToSchema)]
struct NewRoutingRule {
    name: String,
    #[serde(default)]
    conditions: Conditions,
    answer: Answer,
}

/// Add a rule
#[utoipa::path(post, path = "/routing-rules", tag = "inquiries", operation_id = "create_routing_rule",
    request_body = NewRoutingRule, responses((status = 201, body = RoutingRule)))]
async fn create(ctx: Ctx, Body(new): Body<NewRoutingRule>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, &new.name, new.conditions, new.answer).await?;
    ctx.created(tx, &RoutingRule::try_from(row)?).await
}

/// A change of a rule. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct RoutingRuleChange {
    version: Option<i64>,
    name: Option<String>,
    /// The rule that stands there, and those behind it, move back.
    position: Option<i64>,
    conditions: Option<Conditions>,
    answer: Option<Answer>,
    archived: Option<bool>,
}

/// Change a rule
#[utoipa::path(patch, path = "/routing-rules/{id}", tag = "inquiries", operation_id = "change_routing_rule",
    params(("id" = Uuid, Path)), request_body = RoutingRuleChange, responses((status = 200, body = RoutingRule)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<RoutingRuleChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = actions::Change {
        name: asked.name,
        position: asked.position,
        conditions: asked.conditions,
        answer: asked.answer,
        archived: asked.archived,
    };
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &RoutingRule::try_from(row)?).await
}

/// Delete a rule
#[utoipa::path(delete, path = "/routing-rules/{id}", tag = "inquiries", operation_id = "delete_routing_rule",
    params(("id" = Uuid, Path)), responses((status = 204)))]
async fn delete(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::delete(&tx, id).await?;
    ctx.deleted(tx).await
}

/// An inquiry that might come.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct RoutingTrial {
    channel: Option<Channel>,
    source_id: Option<Uuid>,
    campaign_id: Option<Uuid>,
    territory: Option<String>,
    product: Option<String>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    working_hours: bool,
}

/// Who would get it, and by which rule; null: nobody, it would wait in the inbox.
#[derive(Debug, Serialize, ToSchema)]
struct RoutingTried {
    owner_id: Option<Uuid>,
    rule_id: Option<Uuid>,
    rule: Option<String>,
}

/// Who would get an inquiry of a client that nobody has
#[utoipa::path(post, path = "/routing-rules/trial", tag = "inquiries", operation_id = "try_routing",
    request_body = RoutingTrial, responses((status = 200, body = RoutingTried)))]
async fn trial(ctx: Ctx, Body(trial): Body<RoutingTrial>) -> Result<Json<RoutingTried>> {
    let inquiry = NewInquiry {
        channel: trial.channel,
        territory: trial.territory,
        product: trial.product,
        text: trial.text,
        ..NewInquiry::default()
    };
    let asked = Asked {
        inquiry: &inquiry,
        source_id: trial.source_id,
        campaign_id: trial.campaign_id,
        working: trial.working_hours,
    };
    let routed = actions::route(ctx.reader(), &asked).await?;
    Ok(Json(RoutingTried {
        owner_id: routed.owner_id,
        rule_id: routed.rule_id,
        rule: routed.rule,
    }))
}

/// What a person is good at.
#[derive(Debug, Serialize, ToSchema)]
struct UserSkills {
    user_id: Uuid,
    skills: Vec<String>,
}

/// Who is good at what
#[utoipa::path(get, path = "/skills", tag = "inquiries", operation_id = "list_skills",
    responses((status = 200, body = Vec<UserSkills>)))]
async fn skills(ctx: Ctx) -> Result<Json<Vec<UserSkills>>> {
    let mut people: Vec<UserSkills> = Vec::new();
    for (user_id, skill) in store::skills(ctx.reader()).await? {
        match people.last_mut().filter(|last| last.user_id == user_id) {
            Some(last) => last.skills.push(skill),
            None => people.push(UserSkills {
                user_id,
                skills: vec![skill],
            }),
        }
    }
    Ok(Json(people))
}

/// All skills of a person.
#[derive(Debug, Deserialize, ToSchema)]
struct NewSkills {
    skills: Vec<String>,
}

/// Say what a person is good at
#[utoipa::path(put, path = "/skills/{user_id}", tag = "inquiries", operation_id = "put_skills",
    params(("user_id" = Uuid, Path)), request_body = NewSkills, responses((status = 200, body = UserSkills)))]
async fn put_skills(
    ctx: Ctx,
    Path(user_id): Path<Uuid>,
    Body(new): Body<NewSkills>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    let skills = actions::put_skills(&tx, user_id, &new.skills).await?;
    ctx.changed(tx, &UserSkills { user_id, skills }).await
}

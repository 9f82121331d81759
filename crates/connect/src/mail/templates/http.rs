//! Templates over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Lang, Permission, Problem, Time, Uuid};
use crm::letters::Class;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Given, class_of};
use super::draft::Draft;
use super::store::{self, TemplateRow};
use super::values::About;
use super::variables::Variable;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::MailSend, routes!(list))
        .permitted(Permission::MailWrite, routes!(create))
        .permitted(Permission::MailSend, routes!(show))
        .permitted(Permission::MailWrite, routes!(change))
        .permitted(Permission::MailSend, routes!(variables))
        .permitted(Permission::MailSend, routes!(preview))
}

/// A mail to be filled in.
#[derive(Debug, Serialize, ToSchema)]
struct MailTemplate {
    id: Uuid,
    name: String,
    lang: Lang,
    class: Class,
    subject: String,
    /// Markdown with variables.
    body: String,
    archived: bool,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl TryFrom<TemplateRow> for MailTemplate {
    type Error = Problem;

    fn try_from(row: TemplateRow) -> base::Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            lang: Lang::parse(&row.lang).unwrap_or_default(),
            class: class_of(&row.class)?,
            subject: row.subject,
            body: row.body,
            archived: row.archived,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        })
    }
}

/// All templates
#[utoipa::path(get, path = "/mail/templates", tag = "mail", operation_id = "list_mail_templates", params(api::list::ListQuery),
    description = "The oldest first. Filter: `archived`.", responses((status = 200, body = Page<MailTemplate>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<MailTemplate>>> {
    let archived = params.filters(&["archived"])?.flag("archived")?;
    let rows = store::list(ctx.reader(), archived).await?;
    let items: base::Result<_> = rows.into_iter().map(MailTemplate::try_from).collect();
    Ok(Json(Page::whole(items?)))
}

/// One template
#[utoipa::path(get, path = "/mail/templates/{id}", tag = "mail", operation_id = "get_mail_template",
    params(("id" = Uuid, Path)), responses((status = 200, body = MailTemplate)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<MailTemplate>> {
    let row = store::find(ctx.reader(), id).await?;
    Ok(Json(row.ok_or_else(Problem::not_found)?.try_into()?))
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewMailTemplate {
    name: String,
    lang: Lang,
    class: Class,
    subject: String,
    body: String,
}

/// Add a template
#[utoipa::path(post, path = "/mail/templates", tag = "mail", operation_id = "create_mail_template",
    request_body = NewMailTemplate, responses((status = 201, body = MailTemplate)))]
async fn create(ctx: Ctx, Body(new): Body<NewMailTemplate>) -> Result<Response> {
    let given = Given {
        name: new.name,
        lang: new.lang,
        class: new.class,
        subject: new.subject,
        body: new.body,
        archived: false,
    };
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, given).await?;
    ctx.created(tx, &MailTemplate::try_from(row)?).await
}

/// A change of a template. Absent fields stay.
#[derive(Debug, Deserialize, ToSchema)]
struct MailTemplateChange {
    version: Option<i64>,
    name: Option<String>,
    lang: Option<Lang>,
    class: Option<Class>,
    subject: Option<String>,
    body: Option<String>,
    archived: Option<bool>,
}

/// Change a template
#[utoipa::path(patch, path = "/mail/templates/{id}", tag = "mail", operation_id = "change_mail_template",
    params(("id" = Uuid, Path)), request_body = MailTemplateChange, responses((status = 200, body = MailTemplate)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailTemplateChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let change = |was: Given| Given {
        name: asked.name.unwrap_or(was.name),
        lang: asked.lang.unwrap_or(was.lang),
        class: asked.class.unwrap_or(was.class),
        subject: asked.subject.unwrap_or(was.subject),
        body: asked.body.unwrap_or(was.body),
        archived: asked.archived.unwrap_or(was.archived),
    };
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, id, version, change).await?;
    ctx.changed(tx, &MailTemplate::try_from(row)?).await
}

/// A variable of templates.
#[derive(Debug, Serialize, ToSchema)]
struct MailVariable {
    #[schema(example = "contact.first_name")]
    name: &'static str,
    /// In the caller's language.
    label: String,
}

/// What can stand in double braces
#[utoipa::path(get, path = "/mail/variables", tag = "mail", operation_id = "list_mail_variables",
    responses((status = 200, body = Vec<MailVariable>)))]
async fn variables(ctx: Ctx) -> Result<Json<Vec<MailVariable>>> {
    let all = Variable::ALL.iter().map(|one| MailVariable {
        name: one.as_str(),
        label: one.label().get(ctx.actor.lang).to_owned(),
    });
    Ok(Json(all.collect()))
}

/// A letter to be looked at before it is sent.
#[derive(Debug, Deserialize, ToSchema)]
struct MailDraft {
    subject: String,
    /// Markdown with variables.
    body: String,
    lang: Option<Lang>,
    deal_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    company_id: Option<Uuid>,
    /// The usual account of the caller, unless one is named.
    account_id: Option<Uuid>,
    /// It is the company's own letter, as those of mailings are, and not the caller's.
    #[serde(default)]
    by_company: bool,
}

/// A letter as it would be sent.
#[derive(Debug, Serialize, ToSchema)]
struct MailPreview {
    /// The address of the contact, if there is one.
    to: Option<String>,
    subject: String,
    html: String,
    text: String,
    /// Variables that have neither a value nor a fallback for this record.
    missing: Vec<String>,
}

/// What a letter would look like
#[utoipa::path(post, path = "/mail/preview", tag = "mail", operation_id = "preview_mail", request_body = MailDraft,
    responses((status = 200, body = MailPreview)))]
async fn preview(ctx: Ctx, Body(draft): Body<MailDraft>) -> Result<Json<MailPreview>> {
    let mut writer = ctx.actor.clone();
    if draft.by_company {
        writer.user_id = None;
    }
    let draft = Draft {
        subject: draft.subject,
        body: draft.body,
        lang: draft.lang,
        about: About {
            deal_id: draft.deal_id,
            contact_id: draft.contact_id,
            company_id: draft.company_id,
        },
        account_id: draft.account_id,
    };
    let made = draft
        .checked()?
        .fill(ctx.reader(), &writer, ctx.now())
        .await?;
    Ok(Json(MailPreview {
        to: made.to,
        subject: made.letter.subject,
        html: made.letter.html,
        text: made.letter.text,
        missing: made.letter.missing,
    }))
}

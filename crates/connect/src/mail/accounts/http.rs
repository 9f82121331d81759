//! Accounts over HTTP.

use api::{Body, Ctx, Page, Result, Routes};
use axum::extract::{Extension, Path};
use axum::response::Response;
use axum::{Json, http::StatusCode, response::IntoResponse};
use base::{Lang, Patch, Permission, Problem, Text, Time, Uuid};
use crm::refs::UserRef;
use db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Secrets};
use super::model::{AccountFacts, Kind, Security, USUAL_PER_DAY, USUAL_PER_HOUR, USUAL_SECURITY};
use super::store::{self, AccountRow};
use crate::mail::vault::Vault;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::MailSend, routes!(list))
        .permitted(Permission::MailSend, routes!(create))
        .permitted(Permission::MailSend, routes!(show))
        .permitted(Permission::MailSend, routes!(change))
        .permitted(Permission::MailSend, routes!(test))
        .permitted(Permission::MailSend, routes!(make_key))
}

/// An account that mail is sent from.
#[derive(Debug, Serialize, ToSchema)]
struct MailAccount {
    id: Uuid,
    kind: Kind,
    name: String,
    #[schema(example = "sales@company.ru")]
    address: String,
    from_name: String,
    host: String,
    port: i64,
    security: Security,
    login: String,
    /// The password itself is never shown.
    has_password: bool,
    /// Nothing leaves: its mails are kept here to be looked at.
    catches: bool,
    /// Null: the company's.
    owner: Option<UserRef>,
    /// The one that is used unless another is chosen.
    preferred: bool,
    per_hour: i64,
    per_day: i64,
    track_opens: bool,
    track_links: bool,
    dkim_domain: Option<String>,
    dkim_selector: Option<String>,
    /// The DNS name and the text that must stand there for the signatures to be believed.
    dkim_record: Option<DkimRecord>,
    /// Markdown; it may hold variables.
    signature: String,
    /// What is wrong with the server, in the caller's language.
    trouble: Option<String>,
    /// Until when it is left alone.
    paused_until: Option<Time>,
    archived: bool,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct DkimRecord {
    #[schema(example = "mail._domainkey.company.ru")]
    name: String,
    text: String,
}

async fn shown(conn: Conn<'_>, row: AccountRow, lang: Lang) -> base::Result<MailAccount> {
    let keeps_all = actions::keeps_all(conn).await?;
    shape(row, lang, keeps_all)
}

fn shape(row: AccountRow, lang: Lang, keeps_all: bool) -> base::Result<MailAccount> {
    let none = || Problem::internal("an account of an unknown kind");
    let facts = row.facts;
    let catches = keeps_all || facts.is_catcher();
    let trouble = row.trouble.as_deref().and_then(Text::read);
    let trouble = trouble.map(|text| text.get(lang).to_owned());
    let name = facts.dkim_selector.as_ref().zip(facts.dkim_domain.as_ref());
    let name = name.map(|(selector, domain)| format!("{selector}._domainkey.{domain}"));
    Ok(MailAccount {
        id: row.id,
        kind: Kind::parse(&facts.kind).ok_or_else(none)?,
        name: facts.name,
        address: facts.address,
        from_name: facts.from_name,
        host: facts.host,
        port: facts.port,
        security: Security::parse(&facts.security).ok_or_else(none)?,
        login: facts.login,
        has_password: row.password.is_some(),
        catches,
        owner: UserRef::of(facts.owner_id, row.owner_name),
        preferred: facts.preferred,
        per_hour: facts.per_hour,
        per_day: facts.per_day,
        track_opens: facts.track_opens,
        track_links: facts.track_links,
        dkim_domain: facts.dkim_domain,
        dkim_selector: facts.dkim_selector,
        dkim_record: name
            .zip(row.dkim_public)
            .map(|(name, text)| DkimRecord { name, text }),
        signature: facts.signature,
        trouble,
        paused_until: row.paused_until.map(Time),
        archived: facts.archived,
        created_at: Time(row.created_at),
        updated_at: Time(row.updated_at),
        version: row.version,
    })
}

/// The company's accounts and one's own
#[utoipa::path(get, path = "/mail/accounts", tag = "mail", operation_id = "list_mail_accounts",
    responses((status = 200, body = Page<MailAccount>)))]
async fn list(ctx: Ctx) -> Result<Json<Page<MailAccount>>> {
    let rows = store::list(ctx.reader(), ctx.actor.user_id).await?;
    let keeps_all = actions::keeps_all(ctx.reader()).await?;
    let lang = ctx.actor.lang;
    let shown = rows.into_iter().map(|row| shape(row, lang, keeps_all));
    let items: base::Result<_> = shown.collect();
    Ok(Json(Page::whole(items?)))
}

/// One account
#[utoipa::path(get, path = "/mail/accounts/{id}", tag = "mail", operation_id = "get_mail_account",
    params(("id" = Uuid, Path)), responses((status = 200, body = MailAccount)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<MailAccount>> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    Ok(Json(shown(ctx.reader(), row, ctx.actor.lang).await?))
}

/// An account to be. The company's need the right to the mail settings; one's own do not.
#[derive(Debug, Deserialize, ToSchema)]
struct NewMailAccount {
    kind: Kind,
    name: String,
    address: String,
    #[serde(default)]
    from_name: String,
    #[serde(default)]
    host: String,
    #[serde(default)]
    port: i64,
    security: Option<Security>,
    #[serde(default)]
    login: String,
    password: Option<String>,
    /// One's own account instead of one of the company.
    #[serde(default)]
    own: bool,
    #[serde(default)]
    preferred: bool,
    /// 100 unless it is given.
    per_hour: Option<i64>,
    /// 500 unless it is given.
    per_day: Option<i64>,
    #[serde(default)]
    track_opens: bool,
    #[serde(default)]
    track_links: bool,
    dkim_domain: Option<String>,
    dkim_selector: Option<String>,
    /// A private RSA key in PEM.
    dkim_key: Option<String>,
    #[serde(default)]
    signature: String,
}

/// Add an account
#[utoipa::path(post, path = "/mail/accounts", tag = "mail", operation_id = "create_mail_account",
    request_body = NewMailAccount, responses((status = 201, body = MailAccount)))]
async fn create(
    ctx: Ctx,
    Extension(vault): Extension<Vault>,
    Body(new): Body<NewMailAccount>,
) -> Result<Response> {
    let facts = AccountFacts {
        kind: new.kind.as_str().to_owned(),
        name: new.name,
        address: new.address,
        from_name: new.from_name,
        host: new.host,
        port: new.port,
        security: new.security.unwrap_or(USUAL_SECURITY).as_str().to_owned(),
        login: new.login,
        owner_id: ctx.actor.user_id.filter(|_| new.own),
        preferred: new.preferred,
        per_hour: new.per_hour.unwrap_or(USUAL_PER_HOUR),
        per_day: new.per_day.unwrap_or(USUAL_PER_DAY),
        track_opens: new.track_opens,
        track_links: new.track_links,
        dkim_domain: new.dkim_domain,
        dkim_selector: new.dkim_selector,
        signature: new.signature,
        archived: false,
    };
    let secrets = Secrets {
        password: new.password,
        dkim_key: new.dkim_key,
    };
    let tx = ctx.begin().await?;
    let row = actions::create(&tx, &vault, facts, secrets).await?;
    let shown = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.created(tx, &shown).await
}

/// A change of an account. Absent fields stay; an empty password or key is taken away.
#[derive(Debug, Deserialize, ToSchema)]
struct MailAccountChange {
    version: Option<i64>,
    kind: Option<Kind>,
    name: Option<String>,
    address: Option<String>,
    from_name: Option<String>,
    host: Option<String>,
    port: Option<i64>,
    security: Option<Security>,
    login: Option<String>,
    password: Option<String>,
    preferred: Option<bool>,
    per_hour: Option<i64>,
    per_day: Option<i64>,
    track_opens: Option<bool>,
    track_links: Option<bool>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    dkim_domain: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    dkim_selector: Patch<String>,
    dkim_key: Option<String>,
    signature: Option<String>,
    archived: Option<bool>,
}

/// Change an account
#[utoipa::path(patch, path = "/mail/accounts/{id}", tag = "mail", operation_id = "change_mail_account",
    params(("id" = Uuid, Path)), request_body = MailAccountChange, responses((status = 200, body = MailAccount)))]
async fn change(
    ctx: Ctx,
    Extension(vault): Extension<Vault>,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailAccountChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let secrets = Secrets {
        password: asked.password,
        dkim_key: asked.dkim_key,
    };
    let facts = |was: AccountFacts| {
        let mut facts = AccountFacts {
            kind: asked.kind.map_or(was.kind, |kind| kind.as_str().to_owned()),
            name: asked.name.unwrap_or(was.name),
            address: asked.address.unwrap_or(was.address),
            from_name: asked.from_name.unwrap_or(was.from_name),
            host: asked.host.unwrap_or(was.host),
            port: asked.port.unwrap_or(was.port),
            security: asked
                .security
                .map_or(was.security, |one| one.as_str().to_owned()),
            login: asked.login.unwrap_or(was.login),
            preferred: asked.preferred.unwrap_or(was.preferred),
            per_hour: asked.per_hour.unwrap_or(was.per_hour),
            per_day: asked.per_day.unwrap_or(was.per_day),
            track_opens: asked.track_opens.unwrap_or(was.track_opens),
            track_links: asked.track_links.unwrap_or(was.track_links),
            signature: asked.signature.unwrap_or(was.signature),
            archived: asked.archived.unwrap_or(was.archived),
            ..was
        };
        asked.dkim_domain.apply(&mut facts.dkim_domain);
        asked.dkim_selector.apply(&mut facts.dkim_selector);
        facts
    };
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, &vault, id, version, facts, secrets).await?;
    let shown = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &shown).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct MailTest {
    /// Where the trial goes.
    to: String,
}

/// Send a trial mail at once
///
/// Answers 204 when the server has taken it, and 422 `mail_refused` with what it said otherwise.
#[utoipa::path(post, path = "/mail/accounts/{id}/test", tag = "mail", operation_id = "test_mail_account",
    params(("id" = Uuid, Path)), request_body = MailTest, responses((status = 204)))]
async fn test(
    ctx: Ctx,
    Extension(vault): Extension<Vault>,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailTest>,
) -> Result<Response> {
    actions::trial(ctx.db(), &ctx.actor, &vault, id, &asked.to).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Debug, Deserialize, ToSchema)]
struct MailKeyForm {
    version: Option<i64>,
    dkim_domain: String,
    dkim_selector: String,
}

/// Make a DKIM key for an account
///
/// The private part is kept encrypted; the answer says what to put into the DNS.
#[utoipa::path(post, path = "/mail/accounts/{id}/dkim", tag = "mail", operation_id = "make_dkim_key",
    params(("id" = Uuid, Path)), request_body = MailKeyForm, responses((status = 200, body = MailAccount)))]
async fn make_key(
    ctx: Ctx,
    Extension(vault): Extension<Vault>,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailKeyForm>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let secrets = actions::new_key(ctx.reader(), &ctx.actor, id).await?;
    let facts = |was: AccountFacts| AccountFacts {
        dkim_domain: Some(asked.dkim_domain),
        dkim_selector: Some(asked.dkim_selector),
        ..was
    };
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, &vault, id, version, facts, secrets).await?;
    let shown = shown(tx.conn(), row, ctx.actor.lang).await?;
    ctx.changed(tx, &shown).await
}

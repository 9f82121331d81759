//! Consents over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Lang, Permission, Problem, Time, Uuid};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::model::{Channel, NewConsent, Purpose, Refusal, Source, Withdrawal, Wording};
use super::store::{self, ConsentRow, SORTS, TextRow, TextVersionRow, USUAL_SORT};
use super::{actions, texts};
use crate::contacts::PointKind;
use crate::contacts::store as contacts;
use crate::listing::Paging;
use crate::records::Record;
use crate::refs::{ContactRef, UserRef};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ContactsRead, routes!(list))
        .permitted(Permission::ConsentsWrite, routes!(give))
        .permitted(Permission::ConsentsWrite, routes!(withdraw_one))
        .permitted(Permission::ConsentsWrite, routes!(withdraw))
        .permitted(Permission::ContactsRead, routes!(reachable))
        .permitted(Permission::ContactsRead, routes!(list_texts))
        .permitted(Permission::FormsWrite, routes!(create_text))
        .permitted(Permission::FormsWrite, routes!(change_text))
        .permitted(Permission::ContactsRead, routes!(versions))
}

/// What somebody has consented to.
#[derive(Debug, Serialize, ToSchema)]
struct Consent {
    id: Uuid,
    contact: Option<ContactRef>,
    /// What the person was called then.
    subject: String,
    /// The address it was given for; null when it was given for the person, or was erased.
    address: Option<String>,
    purpose: Purpose,
    /// Of advertising: through which channel.
    channel: Option<Channel>,
    /// The words that were shown.
    words: Option<String>,
    /// Their SHA-256.
    hash: Option<String>,
    text_id: Option<Uuid>,
    /// The version of the text.
    text_number: Option<i64>,
    source: Source,
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    proof: Value,
    given_at: Time,
    given_by: Option<UserRef>,
    /// Null while it is in force.
    withdrawn_at: Option<Time>,
    withdrawn_by: Option<UserRef>,
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    withdrawn_proof: Value,
}

impl TryFrom<ConsentRow> for Consent {
    type Error = Problem;

    fn try_from(row: ConsentRow) -> base::Result<Self> {
        let none = || Problem::internal("a consent of an unknown kind");
        let json = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        Ok(Self {
            id: row.id,
            contact: ContactRef::of(row.contact_id, row.contact_name),
            subject: row.subject,
            address: row.address,
            purpose: Purpose::parse(&row.purpose).ok_or_else(none)?,
            channel: row.channel.as_deref().and_then(Channel::parse),
            words: row.words,
            hash: row.hash,
            text_id: row.text_id,
            text_number: row.text_number,
            source: Source::parse(&row.source).ok_or_else(none)?,
            proof: json(&row.proof),
            given_at: Time(row.given_at),
            given_by: UserRef::of(row.given_by, row.given_by_name),
            withdrawn_at: row.withdrawn_at.map(Time),
            withdrawn_by: UserRef::of(row.withdrawn_by, row.withdrawn_by_name),
            withdrawn_proof: row.withdrawn_proof.as_deref().map_or(Value::Null, json),
        })
    }
}

/// The consents of a contact or an address
#[utoipa::path(get, path = "/consents", tag = "consents", operation_id = "list_consents", params(api::list::ListQuery),
    description = "Newest first, withdrawn ones too. Filters, one of which is needed: `contact`, `address` (a mail address or \
        a phone in any spelling). Sort: `given_at`.",
    responses((status = 200, body = Page<Consent>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Consent>>> {
    let filters = params.filters(&["contact", "address"])?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (contact, address) = (filters.id("contact")?, filters.text("address"));
    let (rows, next_cursor) =
        actions::list(ctx.reader(), &ctx.actor, contact, address, &paging).await?;
    let items: base::Result<_> = rows.into_iter().map(Consent::try_from).collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total: None,
        sums: None,
    }))
}

/// A consent to be written down: of a contact, an address, or both.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewConsent)]
struct NewConsentBody {
    contact_id: Option<Uuid>,
    /// A mail address or a phone, in any spelling.
    address: Option<String>,
    purpose: Purpose,
    /// Needed for advertising.
    channel: Option<Channel>,
    /// The text of the company that was shown.
    text_id: Option<Uuid>,
    /// Or words of their own.
    words: Option<String>,
    lang: Option<Lang>,
    source: Option<Source>,
    /// What proves it: a paper's number, a recording, a page.
    #[serde(default)]
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    proof: Value,
    /// Now, unless it is given.
    given_at: Option<Time>,
}

/// Write a consent down
#[utoipa::path(post, path = "/consents", tag = "consents", operation_id = "give_consent", request_body = NewConsentBody,
    responses((status = 201, body = Consent)))]
async fn give(ctx: Ctx, Body(given): Body<NewConsentBody>) -> Result<Response> {
    let wording = match (given.text_id, given.words) {
        (Some(id), _) => Wording::Text(id),
        (None, Some(body)) => Wording::Words {
            lang: given.lang.unwrap_or(ctx.actor.lang),
            body,
        },
        (None, None) => Wording::Unknown,
    };
    let tx = ctx.begin().await?;
    let new = NewConsent {
        contact_id: given.contact_id,
        address: given.address,
        purpose: given.purpose,
        channel: given.channel,
        wording,
        source: given.source.unwrap_or(Source::Hand),
        proof: given.proof,
        given_at: given.given_at,
    };
    let row = actions::give(&tx, new).await?;
    ctx.created(tx, &Consent::try_from(row)?).await
}

#[derive(Debug, Default, Deserialize, ToSchema)]
struct WithdrawForm {
    /// How the person said so.
    #[serde(default)]
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    proof: Value,
}

/// Withdraw a consent
///
/// Ends all consents of the same person, purpose and channel, and puts the addresses on the list of those who get no
/// advertising. Mail that is queued is not sent any more.
#[utoipa::path(post, path = "/consents/{id}/withdraw", tag = "consents", operation_id = "withdraw_consent",
    params(("id" = Uuid, Path)), request_body = WithdrawForm, responses((status = 200, body = Consent)))]
async fn withdraw_one(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(form): Body<WithdrawForm>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::withdraw_one(&tx, id, form.proof).await?;
    ctx.changed(tx, &Consent::try_from(row)?).await
}

/// Whose consents are withdrawn, and which.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ConsentWithdrawal)]
struct WithdrawAll {
    contact_id: Option<Uuid>,
    address: Option<String>,
    purpose: Purpose,
    /// All channels, unless one is named.
    channel: Option<Channel>,
    #[serde(default)]
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    proof: Value,
}

/// How many consents have ended.
#[derive(Debug, Serialize, ToSchema)]
struct Ended {
    consents: usize,
}

/// Withdraw whatever somebody has consented to, also when nothing is known of it
#[utoipa::path(post, path = "/consents/withdraw", tag = "consents", operation_id = "withdraw_consents",
    request_body = WithdrawAll, responses((status = 200, body = Ended)))]
async fn withdraw(ctx: Ctx, Body(asked): Body<WithdrawAll>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let asked = Withdrawal {
        contact_id: asked.contact_id,
        address: asked.address,
        purpose: asked.purpose,
        channel: asked.channel,
        proof: asked.proof,
    };
    let consents = actions::withdraw(&tx, asked).await?;
    ctx.changed(tx, &Ended { consents }).await
}

/// Whether an address of a contact may get advertising, and why not.
#[derive(Debug, Serialize, ToSchema)]
struct Reachable {
    #[schema(example = "ivan@firm.ru")]
    address: String,
    channel: Channel,
    allowed: bool,
    /// `no_consent`, `withdrawn`, `complaint`, `bounced`, `erased`.
    refusal: Option<&'static str>,
    /// The same in the caller's language.
    text: Option<String>,
}

/// Through which addresses a contact may get advertising
#[utoipa::path(get, path = "/contacts/{id}/reachable", tag = "consents", operation_id = "contact_reachable",
    params(("id" = Uuid, Path)), responses((status = 200, body = Vec<Reachable>)))]
async fn reachable(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Vec<Reachable>>> {
    let conn = ctx.reader();
    Record::Contact(id).owner(conn, &ctx.actor).await?;
    let points = contacts::points_of(conn, &[id]).await?;
    let mut answers = Vec::new();
    for point in points.into_values().flatten() {
        let channels: &[Channel] = match point.kind {
            PointKind::Email => &[Channel::Mail],
            PointKind::Phone => &[Channel::Phone, Channel::Sms, Channel::Messenger],
        };
        for channel in channels {
            let asked = (Purpose::Advertising, *channel);
            let verdict = actions::allows(conn, &point.value, asked.0, asked.1).await?;
            let refusal = verdict.err();
            answers.push(Reachable {
                address: point.value.clone(),
                channel: *channel,
                allowed: refusal.is_none(),
                refusal: refusal.map(Refusal::as_str),
                text: refusal.map(|refusal| refusal.text().get(ctx.actor.lang).to_owned()),
            });
        }
    }
    Ok(Json(answers))
}

// Texts ----------------------------------------------------------------------------------------

/// A text that people consent to.
#[derive(Debug, Serialize, ToSchema)]
struct ConsentText {
    id: Uuid,
    name: String,
    purpose: Purpose,
    lang: Lang,
    /// Counts the changes of its words.
    number: i64,
    body: String,
    /// SHA-256 of the words.
    hash: String,
    archived: bool,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl TryFrom<TextRow> for ConsentText {
    type Error = Problem;

    fn try_from(row: TextRow) -> base::Result<Self> {
        let purpose = Purpose::parse(&row.purpose);
        Ok(Self {
            id: row.id,
            name: row.name,
            purpose: purpose.ok_or_else(|| Problem::internal("a purpose that is none"))?,
            lang: Lang::parse(&row.lang).unwrap_or_default(),
            number: row.number,
            body: row.body,
            hash: row.hash,
            archived: row.archived,
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            version: row.version,
        })
    }
}

/// All texts of consents
#[utoipa::path(get, path = "/consent-texts", tag = "consents", operation_id = "list_consent_texts",
    responses((status = 200, body = Page<ConsentText>)))]
async fn list_texts(ctx: Ctx) -> Result<Json<Page<ConsentText>>> {
    let rows = store::texts(ctx.reader()).await?;
    let items: base::Result<_> = rows.into_iter().map(ConsentText::try_from).collect();
    Ok(Json(Page::whole(items?)))
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewConsentText {
    purpose: Purpose,
    lang: Lang,
    name: String,
    body: String,
}

/// Add a text
#[utoipa::path(post, path = "/consent-texts", tag = "consents", operation_id = "create_consent_text",
    request_body = NewConsentText, responses((status = 201, body = ConsentText)))]
async fn create_text(ctx: Ctx, Body(new): Body<NewConsentText>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = texts::create(&tx, new.purpose, new.lang, &new.name, &new.body).await?;
    ctx.created(tx, &ConsentText::try_from(row)?).await
}

/// A change of a text. Absent fields stay; other words are a new version.
#[derive(Debug, Deserialize, ToSchema)]
struct ConsentTextChange {
    version: Option<i64>,
    name: Option<String>,
    body: Option<String>,
    archived: Option<bool>,
}

/// Change a text
#[utoipa::path(patch, path = "/consent-texts/{id}", tag = "consents", operation_id = "change_consent_text",
    params(("id" = Uuid, Path)), request_body = ConsentTextChange, responses((status = 200, body = ConsentText)))]
async fn change_text(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ConsentTextChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = texts::Change {
        name: asked.name,
        body: asked.body,
        archived: asked.archived,
    };
    let row = texts::change(&tx, id, version, change).await?;
    ctx.changed(tx, &ConsentText::try_from(row)?).await
}

/// One version of a text.
#[derive(Debug, Serialize, ToSchema)]
struct ConsentTextVersion {
    number: i64,
    hash: String,
    body: String,
    created_by: Option<UserRef>,
    created_at: Time,
}

impl From<TextVersionRow> for ConsentTextVersion {
    fn from(row: TextVersionRow) -> Self {
        Self {
            number: row.number,
            hash: row.hash,
            body: row.body,
            created_by: UserRef::of(row.created_by, row.created_by_name),
            created_at: Time(row.created_at),
        }
    }
}

/// The versions of a text, newest first
#[utoipa::path(get, path = "/consent-texts/{id}/versions", tag = "consents", operation_id = "consent_text_versions",
    params(("id" = Uuid, Path)), responses((status = 200, body = Page<ConsentTextVersion>)))]
async fn versions(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Page<ConsentTextVersion>>> {
    let rows = store::text_versions(ctx.reader(), id).await?;
    if rows.is_empty() {
        return Err(Problem::not_found().into());
    }
    let items = rows.into_iter().map(ConsentTextVersion::from).collect();
    Ok(Json(Page::whole(items)))
}

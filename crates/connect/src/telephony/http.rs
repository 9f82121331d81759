//! Exchanges and calls over HTTP.

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Actor, Permission, Problem, Text, Time, Uuid};
use crm::contacts::points::PointKind;
use crm::listing::{Paging, Period};
use crm::refs::{CompanyRef, ContactRef, DealRef, UserRef};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, AccountChange};
use super::model::{CallEvent, Direction, Happened, Outcome, Provider, State};
use super::store::calls::{self, CallRow, Filter, SORTS, USUAL_SORT};
use super::store::{self, AccountRow, EventRow};
use super::trial;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::TelephonyWrite, routes!(accounts))
        .permitted(Permission::TelephonyWrite, routes!(create))
        .permitted(Permission::TelephonyWrite, routes!(change))
        .permitted(Permission::TelephonyWrite, routes!(put_extensions))
        .permitted(Permission::TelephonyWrite, routes!(events))
        .permitted(Permission::TelephonyWrite, routes!(try_out))
        .permitted(Permission::DealsRead, routes!(list))
}

/// A call, however many telephones it rang.
#[derive(Debug, Serialize, ToSchema)]
pub struct Call {
    id: Uuid,
    direction: Direction,
    phone: Option<String>,
    our_number: Option<String>,
    state: State,
    /// Null until it has ended.
    outcome: Option<Outcome>,
    started_at: Time,
    answered_at: Option<Time>,
    ended_at: Option<Time>,
    talk_seconds: i64,
    wait_seconds: i64,
    recording_url: Option<String>,
    /// Who answered, or called.
    user: Option<UserRef>,
    contact: Option<ContactRef>,
    company: Option<CompanyRef>,
    deal: Option<DealRef>,
    /// It was made by the button that tries a connection, and is written down nowhere.
    trial: bool,
    version: i64,
}

impl Call {
    /// The call as this actor may see it.
    pub fn of(row: CallRow, actor: &Actor) -> base::Result<Self> {
        let row = actions::as_seen(row, actor);
        let odd = || Problem::internal("a call that cannot be read");
        Ok(Self {
            id: row.id,
            direction: Direction::parse(&row.direction).ok_or_else(odd)?,
            phone: row.phone,
            our_number: row.our_number,
            state: State::parse(&row.state).ok_or_else(odd)?,
            outcome: row.outcome.as_deref().and_then(Outcome::parse),
            started_at: Time(row.started_at),
            answered_at: row.answered_at.map(Time),
            ended_at: row.ended_at.map(Time),
            talk_seconds: row.talk_seconds,
            wait_seconds: row.wait_seconds,
            recording_url: row.recording_url,
            user: UserRef::of(row.user_id, row.user_name),
            contact: ContactRef::of(row.contact_id, row.contact_name),
            company: CompanyRef::of(row.company_id, row.company_name),
            deal: DealRef::of(row.deal_id, row.deal_title),
            trial: row.trial,
            version: row.version,
        })
    }
}

/// Calls, page by page
#[utoipa::path(get, path = "/calls", tag = "calls", operation_id = "list_calls", params(api::list::ListQuery),
    description = "Newest first. Filters: `direction`, `outcome`, `user`, `contact`, `company`, `deal`, `phone`, \
        `started_from`, `started_to` (days). Sort: `started_at`.",
    responses((status = 200, body = Page<Call>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Call>>> {
    let (conn, scope) = (ctx.reader(), &ctx.actor.scope);
    let filters = params.filters(&[
        "direction",
        "outcome",
        "user",
        "contact",
        "company",
        "deal",
        "phone",
        "started_from",
        "started_to",
    ])?;
    let zone = ctx.workspace().await?.time_zone;
    let directions = Text::fixed("in, out или internal", "in, out or internal");
    let outcomes = Text::fixed(
        "исход, как answered или missed",
        "an outcome like answered or missed",
    );
    let filter = Filter {
        direction: filters.any_of("direction", &directions, |word| {
            Direction::parse(word).map(|one| one.as_str().to_owned())
        })?,
        outcome: filters.any_of("outcome", &outcomes, |word| {
            Outcome::parse(word).map(|one| one.as_str().to_owned())
        })?,
        user: filters.ids("user")?,
        contact: filters.id("contact")?,
        company: filters.id("company")?,
        deal: filters.id("deal")?,
        phone: filters.text("phone").map(|text| {
            PointKind::Phone
                .normalise(text)
                .unwrap_or_else(|| text.to_owned())
        }),
        started: Period::of_days(&filters, "started_from", "started_to", zone)?,
    };
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = calls::page(conn, scope, &filter, &paging).await?;
    let total = match params.total {
        true => Some(calls::count(conn, scope, &filter).await?),
        false => None,
    };
    let items: base::Result<_> = rows
        .into_iter()
        .map(|row| Call::of(row, &ctx.actor))
        .collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total,
        sums: None,
    }))
}

/// An exchange that tells of calls.
#[derive(Debug, Serialize, ToSchema)]
struct TelephonyAccount {
    id: Uuid,
    name: String,
    provider: Provider,
    /// Where the exchange is to tell of calls; for UIS the secret follows behind a slash.
    #[schema(example = "/hooks/calls/0123456789abcdef")]
    hook: String,
    /// What Mango calls the key.
    api_key: Option<String>,
    extensions: Vec<TelephonyExtension>,
    /// When it was last heard.
    heard_at: Option<Time>,
    archived: bool,
    version: i64,
}

/// A telephone on somebody's desk.
#[derive(Debug, Serialize, ToSchema)]
struct TelephonyExtension {
    extension: String,
    user: UserRef,
}

/// An exchange whose secret was just made: it is never shown again.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedTelephonyAccount {
    #[serde(flatten)]
    account: TelephonyAccount,
    secret: Option<String>,
}

async fn shown(
    ctx: &Ctx,
    conn: db::Conn<'_>,
    rows: Vec<AccountRow>,
) -> Result<Vec<TelephonyAccount>> {
    let extensions = store::extensions(conn).await?;
    let heard = store::last_heard(ctx.reader()).await?;
    rows.into_iter()
        .map(|row| {
            let own = extensions.iter().filter(|one| one.account_id == row.id);
            let last = heard.iter().find(|(id, _)| *id == row.id);
            Ok(TelephonyAccount {
                provider: actions::provider(&row)?,
                hook: format!("/hooks/calls/{}", row.key),
                extensions: own
                    .map(|one| TelephonyExtension {
                        extension: one.extension.clone(),
                        user: UserRef {
                            id: one.user_id,
                            name: one.user_name.clone(),
                        },
                    })
                    .collect(),
                heard_at: last.and_then(|(_, at)| at.map(Time)),
                id: row.id,
                name: row.name,
                api_key: row.api_key,
                archived: row.archived,
                version: row.version,
            })
        })
        .collect()
}

/// All exchanges
#[utoipa::path(get, path = "/telephony-accounts", tag = "calls", operation_id = "list_telephony_accounts",
    responses((status = 200, body = Page<TelephonyAccount>)))]
async fn accounts(ctx: Ctx) -> Result<Json<Page<TelephonyAccount>>> {
    let rows = store::accounts(ctx.reader()).await?;
    Ok(Json(Page::whole(shown(&ctx, ctx.reader(), rows).await?)))
}

/// An exchange to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewTelephonyAccount {
    name: String,
    provider: Provider,
    /// Of Mango: the key and the salt as its cabinet shows them.
    api_key: Option<String>,
    salt: Option<String>,
}

/// Connect an exchange
///
/// The answer has the secret, once: the exchange signs with it, or has it in the address.
#[utoipa::path(post, path = "/telephony-accounts", tag = "calls", operation_id = "create_telephony_account",
    request_body = NewTelephonyAccount, responses((status = 201, body = CreatedTelephonyAccount)))]
async fn create(ctx: Ctx, Body(new): Body<NewTelephonyAccount>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let change = AccountChange {
        name: Some(new.name),
        api_key: new.api_key,
        salt: new.salt,
        ..AccountChange::default()
    };
    let (row, secret) = actions::create(&tx, new.provider, change).await?;
    let body = created(&ctx, &tx, row, secret).await?;
    ctx.created(tx, &body).await
}

async fn created(
    ctx: &Ctx,
    tx: &db::Tx,
    row: AccountRow,
    secret: Option<String>,
) -> Result<CreatedTelephonyAccount> {
    let account = shown(ctx, tx.conn(), vec![row]).await?.pop();
    Ok(CreatedTelephonyAccount {
        account: account.ok_or_else(Problem::not_found)?,
        secret,
    })
}

/// A change of an exchange. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct TelephonyAccountChange {
    version: Option<i64>,
    name: Option<String>,
    archived: Option<bool>,
    api_key: Option<String>,
    salt: Option<String>,
    /// Make a new secret; the old one is worth nothing at once.
    #[serde(default)]
    new_secret: bool,
}

/// Change, archive or bring back an exchange
#[utoipa::path(patch, path = "/telephony-accounts/{id}", tag = "calls", operation_id = "change_telephony_account",
    params(("id" = Uuid, Path)), request_body = TelephonyAccountChange,
    responses((status = 200, body = CreatedTelephonyAccount)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<TelephonyAccountChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let change = AccountChange {
        name: asked.name,
        archived: asked.archived,
        api_key: asked.api_key,
        salt: asked.salt,
        new_secret: asked.new_secret,
    };
    let (row, secret) = actions::change(&tx, id, version, change).await?;
    let body = created(&ctx, &tx, row, secret).await?;
    ctx.changed(tx, &body).await
}

/// Which telephone is whose.
#[derive(Debug, Deserialize, ToSchema)]
struct TelephonyExtensions {
    extensions: Vec<NewTelephonyExtension>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewTelephonyExtension {
    extension: String,
    user_id: Uuid,
}

/// Say which telephone is whose
///
/// In the place of what was said before.
#[utoipa::path(put, path = "/telephony-accounts/{id}/extensions", tag = "calls", operation_id = "put_extensions",
    params(("id" = Uuid, Path)), request_body = TelephonyExtensions, responses((status = 200, body = TelephonyAccount)))]
async fn put_extensions(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(new): Body<TelephonyExtensions>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    let pairs = new
        .extensions
        .into_iter()
        .map(|one| (one.extension, one.user_id));
    actions::put_extensions(&tx, id, pairs.collect()).await?;
    let row = store::account(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let account = shown(&ctx, tx.conn(), vec![row]).await?.pop();
    let account = account.ok_or_else(Problem::not_found)?;
    ctx.changed(tx, &account).await
}

/// What an exchange said.
#[derive(Debug, Serialize, ToSchema)]
struct TelephonyEvent {
    id: Uuid,
    received_at: Time,
    /// Null when it could not be read.
    event: Option<Happened>,
    direction: Option<Direction>,
    phone: Option<String>,
    extension: Option<String>,
    /// Why it could not be read, in the caller's language.
    error: Option<String>,
    /// Word for word, the first few thousand characters.
    body: String,
}

impl TelephonyEvent {
    fn of(row: EventRow, lang: base::Lang) -> Self {
        let read: Option<CallEvent> = row
            .parsed
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let why: Option<serde_json::Value> = row
            .error
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let word = match lang {
            base::Lang::Ru => "ru",
            base::Lang::En => "en",
        };
        Self {
            id: row.id,
            received_at: Time(row.received_at),
            event: read.as_ref().map(|read| read.happened),
            direction: read.as_ref().and_then(|read| read.direction),
            phone: read.as_ref().and_then(|read| read.phone.clone()),
            extension: read.and_then(|read| read.extension),
            error: why.and_then(|why| why[word].as_str().map(str::to_owned)),
            body: row.body.chars().take(4_000).collect(),
        }
    }
}

/// The newest fifty events of an exchange
///
/// To see whether it is heard and understood. What was not signed rightly is not among them.
#[utoipa::path(get, path = "/telephony-accounts/{id}/events", tag = "calls", operation_id = "list_telephony_events",
    params(("id" = Uuid, Path)), responses((status = 200, body = Vec<TelephonyEvent>)))]
async fn events(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Vec<TelephonyEvent>>> {
    let account = store::account(ctx.reader(), id).await?;
    account.ok_or_else(Problem::not_found)?;
    let rows = store::newest(ctx.reader(), id, 50).await?;
    let lang = ctx.actor.lang;
    Ok(Json(
        rows.into_iter()
            .map(|row| TelephonyEvent::of(row, lang))
            .collect(),
    ))
}

/// Whose call is to be made up.
#[derive(Debug, Deserialize, ToSchema)]
struct TelephonyTrial {
    #[schema(example = "+7 912 345-67-89")]
    phone: String,
}

/// Try an exchange
///
/// A call to the caller's own telephone is made up and heard as a real one; the card comes up in their browser.
#[utoipa::path(post, path = "/telephony-accounts/{id}/try", tag = "calls", operation_id = "try_telephony_account",
    params(("id" = Uuid, Path)), request_body = TelephonyTrial, responses((status = 204)))]
async fn try_out(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<TelephonyTrial>,
) -> Result<axum::http::StatusCode> {
    let account = store::account(ctx.reader(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let Some(phone) = PointKind::Phone.normalise(&asked.phone) else {
        let text = Text::fixed(
            "Укажите телефон, например +7 912 345-67-89",
            "Give a phone, such as +7 912 345-67-89",
        );
        return Err(Problem::field("phone", "wrong_phone", text).into());
    };
    trial::ring(&ctx.app, &account, ctx.user_id()?, &phone).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

//! Inquiries over HTTP.

use std::collections::BTreeMap;

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Permission, Problem, Text, Time, Uuid};
use crm::listing::{Paging, Period};
use crm::refs::{CompanyRef, ContactRef, DealRef, NamedRef, UserRef};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Settled, all_seeing};
use super::model::{Candidate, Channel, NewInquiry, Outcome, State};
use super::store::{self, Filter, InquiryRow, SORTS, USUAL_SORT};
use super::untaken::Settings;
use crate::utm::{Trace, Utm};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::InquiriesRead, routes!(list))
        .permitted(Permission::InquiriesWrite, routes!(receive))
        .permitted(Permission::InquiriesRead, routes!(show))
        .permitted(Permission::InquiriesWrite, routes!(take))
        .permitted(Permission::InquiriesWrite, routes!(settle))
        .permitted(Permission::InquiriesWrite, routes!(spam))
        .permitted(Permission::InquiriesWrite, routes!(decide))
        .permitted(Permission::InquiriesRead, routes!(settings))
        .permitted(Permission::RoutingWrite, routes!(change_settings))
}

/// A raw touch from outside.
#[derive(Debug, Serialize, ToSchema)]
struct Inquiry {
    id: Uuid,
    channel: Channel,
    state: State,
    /// When it was made.
    at: Time,
    received_at: Time,
    name: String,
    company: String,
    inn: Option<String>,
    phones: Vec<String>,
    emails: Vec<String>,
    text: String,
    product: Option<String>,
    territory: Option<String>,
    answers: BTreeMap<String, String>,
    utm: Utm,
    landing: Option<String>,
    referrer: Option<String>,
    source: Option<NamedRef>,
    campaign: Option<NamedRef>,
    deal: Option<DealRef>,
    contact: Option<ContactRef>,
    client: Option<CompanyRef>,
    /// The deal was made for it.
    made_deal: bool,
    owner: Option<UserRef>,
    /// Who else it may be from.
    doubt: Vec<Candidate>,
    /// Until when somebody has to take it.
    take_by: Option<Time>,
    /// Nobody took it in time, and that was told.
    escalated_at: Option<Time>,
    taken_at: Option<Time>,
    settled_at: Option<Time>,
    result: Option<Outcome>,
    version: i64,
}

impl TryFrom<InquiryRow> for Inquiry {
    type Error = Problem;

    fn try_from(row: InquiryRow) -> base::Result<Self> {
        let trace: Trace = read(&row.trace)?;
        let doubt = row.doubt.as_deref().map(read).transpose()?;
        Ok(Self {
            id: row.id,
            channel: Channel::parse(&row.channel).unwrap_or(Channel::Api),
            state: State::parse(&row.state).unwrap_or(State::New),
            at: Time(row.at),
            received_at: Time(row.received_at),
            name: row.name,
            company: row.company,
            inn: row.inn,
            phones: read(&row.phones)?,
            emails: read(&row.emails)?,
            text: row.text,
            product: row.product,
            territory: row.territory,
            answers: read(&row.answers)?,
            utm: trace.utm,
            landing: trace.landing,
            referrer: trace.referrer,
            source: NamedRef::of(row.source_id, row.source_name),
            campaign: NamedRef::of(row.campaign_id, row.campaign_name),
            deal: DealRef::of(row.deal_id, row.deal_title),
            contact: ContactRef::of(row.contact_id, row.contact_name),
            client: CompanyRef::of(row.company_id, row.company_name),
            made_deal: row.made_deal,
            owner: UserRef::of(row.owner_id, row.owner_name),
            doubt: doubt.unwrap_or_default(),
            take_by: row.take_by.map(Time),
            escalated_at: row.escalated_at.map(Time),
            taken_at: row.taken_at.map(Time),
            settled_at: row.settled_at.map(Time),
            result: row.result.as_deref().and_then(Outcome::parse),
            version: row.version,
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> base::Result<T> {
    serde_json::from_str(text).map_err(Problem::internal)
}

const FILTERS: [&str; 11] = [
    "state",
    "channel",
    "owner",
    "source",
    "campaign",
    "deal",
    "contact",
    "received_from",
    "received_to",
    "doubtful",
    "late",
];

/// The inbox, page by page
#[utoipa::path(get, path = "/inquiries", tag = "inquiries", operation_id = "list_inquiries", params(api::list::ListQuery),
    description = "Newest first. Filters: `state`, `channel`, `owner`, `source`, `campaign`, `deal`, `contact`, \
        `received_from`, `received_to` (days), `doubtful`, `late` (nobody took them in time). Sort: `received_at`.",
    responses((status = 200, body = Page<Inquiry>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Inquiry>>> {
    let (conn, scope) = (ctx.reader(), &ctx.actor.scope);
    let filters = params.filters(&FILTERS)?;
    let zone = ctx.workspace().await?.time_zone;
    let state = Text::fixed(
        "new, taken, settled или spam",
        "new, taken, settled or spam",
    );
    let channel = Text::fixed(
        "канал обращения, как form или call",
        "a channel like form or call",
    );
    let filter = Filter {
        state: filters.any_of("state", &state, |word| {
            State::parse(word).map(|state| state.as_str().to_owned())
        })?,
        channel: filters.any_of("channel", &channel, |word| {
            Channel::parse(word).map(|channel| channel.as_str().to_owned())
        })?,
        owner: filters.ids("owner")?,
        source: filters.ids("source")?,
        campaign: filters.ids("campaign")?,
        deal: filters.id("deal")?,
        contact: filters.id("contact")?,
        received: Period::of_days(&filters, "received_from", "received_to", zone)?,
        doubtful: filters.flag("doubtful")? == Some(true),
        late: (filters.flag("late")? == Some(true)).then(|| ctx.now()),
    };
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, scope, &filter, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, scope, &filter).await?),
        false => None,
    };
    let items: base::Result<_> = rows.into_iter().map(Inquiry::try_from).collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total,
        sums: None,
    }))
}

/// One inquiry
#[utoipa::path(get, path = "/inquiries/{id}", tag = "inquiries", operation_id = "get_inquiry",
    params(("id" = Uuid, Path)), responses((status = 200, body = Inquiry)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Inquiry>> {
    let row = actions::find(ctx.reader(), &ctx.actor, id).await?;
    Ok(Json(row.try_into()?))
}

/// An inquiry as it comes in. Anything that says who it is from is enough.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewInquiry)]
struct Told {
    /// `api`, unless it is said.
    channel: Option<Channel>,
    at: Option<Time>,
    /// The same key comes once.
    key: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    company: String,
    inn: Option<String>,
    #[serde(default)]
    phones: Vec<String>,
    #[serde(default)]
    emails: Vec<String>,
    /// What the deal is to be called.
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    product: Option<String>,
    territory: Option<String>,
    #[serde(default)]
    answers: BTreeMap<String, String>,
    /// The page it was made on: its UTM tags and click ids are read.
    #[schema(example = "https://site.ru/?utm_source=yandex&utm_medium=cpc")]
    url: Option<String>,
    referrer: Option<String>,
    source_id: Option<Uuid>,
    campaign_id: Option<Uuid>,
    pipeline_id: Option<Uuid>,
    /// Minor units of the workspace's currency.
    amount: Option<i64>,
    owner_id: Option<Uuid>,
}

impl From<Told> for NewInquiry {
    fn from(told: Told) -> Self {
        let trace = told
            .url
            .map(|url| Trace::of_url(&url, told.referrer.as_deref()))
            .unwrap_or_default();
        Self {
            channel: told.channel,
            at: told.at,
            key: told.key,
            name: told.name,
            company: told.company,
            inn: told.inn,
            phones: told.phones,
            emails: told.emails,
            title: told.title,
            text: told.text,
            product: told.product,
            territory: told.territory,
            answers: told.answers,
            trace,
            source_id: told.source_id,
            campaign_id: told.campaign_id,
            visitor_id: None,
            submission_id: None,
            pipeline_id: told.pipeline_id,
            amount: told.amount,
            owner_id: told.owner_id,
        }
    }
}

/// Take an inquiry in
///
/// It finds its contact, company and open deal, or makes them, and goes to somebody by rule.
#[utoipa::path(post, path = "/inquiries", tag = "inquiries", operation_id = "receive_inquiry",
    request_body = Told, responses((status = 201, body = Inquiry)))]
async fn receive(ctx: Ctx, Body(told): Body<Told>) -> Result<Response> {
    let tx = ctx.db().begin(all_seeing(&ctx.actor)).await?;
    let row = super::receive(&tx, told.into()).await?;
    ctx.created(tx, &Inquiry::try_from(row)?).await
}

/// Who takes an inquiry: the caller, or somebody they name.
#[derive(Debug, Deserialize, ToSchema)]
struct Taking {
    version: Option<i64>,
    owner_id: Option<Uuid>,
}

/// Take an inquiry, or give it to somebody
#[utoipa::path(post, path = "/inquiries/{id}/take", tag = "inquiries", operation_id = "take_inquiry",
    params(("id" = Uuid, Path)), request_body = Taking, responses((status = 200, body = Inquiry)))]
async fn take(ctx: Ctx, Path(id): Path<Uuid>, Body(taking): Body<Taking>) -> Result<Response> {
    let version = ctx.version(taking.version)?;
    let tx = ctx.begin().await?;
    let row = actions::take(&tx, id, version, taking.owner_id).await?;
    ctx.changed(tx, &Inquiry::try_from(row)?).await
}

/// How an inquiry was settled.
#[derive(Debug, Deserialize, ToSchema)]
struct Settling {
    version: Option<i64>,
    result: Outcome,
    /// Why the deal that it made is lost, where it is not a lead.
    reason_id: Option<Uuid>,
    note: Option<String>,
}

/// Settle an inquiry
#[utoipa::path(post, path = "/inquiries/{id}/settle", tag = "inquiries", operation_id = "settle_inquiry",
    params(("id" = Uuid, Path)), request_body = Settling, responses((status = 200, body = Inquiry)))]
async fn settle(ctx: Ctx, Path(id): Path<Uuid>, Body(how): Body<Settling>) -> Result<Response> {
    let version = ctx.version(how.version)?;
    let tx = ctx.begin().await?;
    let how = Settled {
        outcome: how.result,
        reason_id: how.reason_id,
        note: how.note,
    };
    let row = actions::settle(&tx, id, version, how).await?;
    ctx.changed(tx, &Inquiry::try_from(row)?).await
}

/// The version that something is done to.
#[derive(Debug, Deserialize, ToSchema)]
struct OfVersion {
    version: Option<i64>,
}

/// Put an inquiry away as spam
///
/// The open deal that it made goes with it; one that is won or lost keeps it from being spam.
#[utoipa::path(post, path = "/inquiries/{id}/spam", tag = "inquiries", operation_id = "spam_inquiry",
    params(("id" = Uuid, Path)), request_body = OfVersion, responses((status = 200, body = Inquiry)))]
async fn spam(ctx: Ctx, Path(id): Path<Uuid>, Body(of): Body<OfVersion>) -> Result<Response> {
    let version = ctx.version(of.version)?;
    let tx = ctx.begin().await?;
    let row = actions::spam(&tx, id, version).await?;
    ctx.changed(tx, &Inquiry::try_from(row)?).await
}

/// Who wrote: one of the candidates, or null for none of them.
#[derive(Debug, Deserialize, ToSchema)]
struct Deciding {
    version: Option<i64>,
    contact_id: Option<Uuid>,
}

/// Decide who wrote, where that is in doubt
#[utoipa::path(post, path = "/inquiries/{id}/decide", tag = "inquiries", operation_id = "decide_inquiry",
    params(("id" = Uuid, Path)), request_body = Deciding, responses((status = 200, body = Inquiry)))]
async fn decide(ctx: Ctx, Path(id): Path<Uuid>, Body(how): Body<Deciding>) -> Result<Response> {
    let version = ctx.version(how.version)?;
    let tx = ctx.begin().await?;
    let row = actions::decide(&tx, id, version, how.contact_id).await?;
    ctx.changed(tx, &Inquiry::try_from(row)?).await
}

/// How long an inquiry may wait
#[utoipa::path(get, path = "/inquiry-settings", tag = "inquiries", operation_id = "get_inquiry_settings",
    responses((status = 200, body = Settings)))]
async fn settings(ctx: Ctx) -> Result<Json<Settings>> {
    Ok(Json(Settings::load(ctx.reader()).await?))
}

/// Change how long an inquiry may wait
#[utoipa::path(put, path = "/inquiry-settings", tag = "inquiries", operation_id = "put_inquiry_settings",
    request_body = Settings, responses((status = 200, body = Settings)))]
async fn change_settings(ctx: Ctx, Body(settings): Body<Settings>) -> Result<Response> {
    let tx = ctx.begin().await?;
    settings.save(&tx).await?;
    ctx.changed(tx, &settings).await
}

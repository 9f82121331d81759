//! Campaigns over HTTP.

use std::collections::HashMap;

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Currency, Money, Permission, Problem, Text, Time, Uuid};
use chrono::NaiveDate;
use crm::listing::Paging;
use crm::refs::UserRef;
use db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, NewCampaign};
use super::attention::Attention;
use super::days::model::with_markup;
use super::days::{self, Day};
use super::model::{CampaignChange, Platform, Rule};
use super::recognise::{Named, Recogniser};
use super::store::{self, CampaignRow, Filter, SORTS, USUAL_SORT};
use crate::channels::ChannelRef;
use crate::utm::{Trace, Utm};

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::CampaignsRead, routes!(list))
        .permitted(Permission::CampaignsWrite, routes!(create))
        .permitted(Permission::CampaignsRead, routes!(show))
        .permitted(Permission::CampaignsWrite, routes!(change))
        .permitted(Permission::CampaignsRead, routes!(list_days))
        .permitted(Permission::CampaignsWrite, routes!(put_days))
        .permitted(Permission::CampaignsWrite, routes!(add_rule))
        .permitted(Permission::CampaignsWrite, routes!(recognise))
}

/// What is done over a channel for some time and money.
#[derive(Debug, Serialize, ToSchema)]
struct Campaign {
    id: Uuid,
    name: String,
    channel: Option<ChannelRef>,
    owner: Option<UserRef>,
    starts_on: Option<String>,
    ends_on: Option<String>,
    goal: String,
    budget: Option<Money>,
    currency: String,
    /// What is paid on top of the platform's cost, in hundredths of a percent.
    markup: i64,
    /// The token of internet advertising.
    erid: Option<String>,
    platform: Option<Platform>,
    /// The campaign's number on the platform: reports are matched by it.
    external_id: Option<String>,
    /// What reports of the platform call it.
    external_name: Option<String>,
    goal_leads: Option<i64>,
    goal_qualified: Option<i64>,
    goal_revenue: Option<Money>,
    archived: bool,
    /// Of the days asked for, or of all.
    totals: Totals,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

/// What days add up to.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = CampaignTotals)]
struct Totals {
    /// With the mark-up.
    cost: Option<Money>,
    impressions: i64,
    clicks: i64,
    /// How many days have been reported.
    days: i64,
}

/// A campaign with the rules that visits are recognised by.
#[derive(Debug, Serialize, ToSchema)]
struct CampaignWhole {
    #[serde(flatten)]
    campaign: Campaign,
    rules: Vec<Rule>,
}

/// Days of a question; without them all days.
#[derive(Debug, Clone, Copy, Default)]
struct Days {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Days {
    fn read(params: &ListParams) -> base::Result<Self> {
        Ok(Self {
            from: params.day("from")?,
            to: params.day("to")?,
        })
    }
}

async fn shown(conn: Conn<'_>, rows: Vec<CampaignRow>, span: Days) -> base::Result<Vec<Campaign>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let sums = days::store::sums(conn, Some(&ids), span.from, span.to).await?;
    let sums: HashMap<Uuid, _> = sums.into_iter().map(|sum| (sum.campaign_id, sum)).collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let currency = Currency::parse(&row.facts.currency).unwrap_or(Currency::RUB);
            let sum = sums.get(&row.id).copied().unwrap_or_default();
            let facts = row.facts;
            Campaign {
                id: row.id,
                channel: row.channel_name.map(|name| ChannelRef {
                    id: facts.channel_id,
                    name,
                }),
                owner: UserRef::of(facts.owner_id, row.owner_name),
                name: facts.name,
                starts_on: facts.starts_on,
                ends_on: facts.ends_on,
                goal: facts.goal,
                budget: facts.budget.map(|amount| Money::new(amount, currency)),
                currency: facts.currency,
                markup: facts.markup,
                erid: facts.erid,
                platform: facts.platform.as_deref().and_then(Platform::parse),
                external_id: facts.external_id,
                external_name: facts.external_name,
                goal_leads: facts.goal_leads,
                goal_qualified: facts.goal_qualified,
                goal_revenue: facts
                    .goal_revenue
                    .map(|amount| Money::new(amount, currency)),
                archived: facts.archived,
                totals: Totals {
                    cost: (sum.days > 0)
                        .then(|| Money::new(with_markup(sum.cost, facts.markup), currency)),
                    impressions: sum.impressions,
                    clicks: sum.clicks,
                    days: sum.days,
                },
                created_at: Time(row.created_at),
                updated_at: Time(row.updated_at),
                version: row.version,
            }
        })
        .collect())
}

async fn whole(conn: Conn<'_>, row: CampaignRow, span: Days) -> base::Result<CampaignWhole> {
    let rules = store::rules_of(conn, row.id).await?;
    let campaign = shown(conn, vec![row], span).await?.pop();
    Ok(CampaignWhole {
        campaign: campaign.ok_or_else(Problem::not_found)?,
        rules,
    })
}

const ATTENTION: Text = Text::fixed("no_spend или no_rules", "no_spend or no_rules");

/// Campaigns, page by page
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", operation_id = "list_campaigns",
    params(api::list::ListQuery, ("from" = Option<String>, Query), ("to" = Option<String>, Query)),
    description = "Filters: `channel`, `archived`, `attention` (`no_spend`, `no_rules`: running campaigns that lack it); `q` finds by name. Sorts: `name`, `created_at`. `from` and `to` are the days that `totals` are of.",
    responses((status = 200, body = Page<Campaign>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Campaign>>> {
    let conn = ctx.reader();
    let filters = params.filters(&["channel", "archived", "attention"])?;
    let attention = filters.some_of("attention", &ATTENTION, Attention::parse)?;
    let filter = Filter {
        channel: filters.ids("channel")?,
        archived: filters.flag("archived")?,
        attention: match attention {
            Some(any) => Some((any, ctx.now().day(ctx.workspace().await?.time_zone))),
            None => None,
        },
        q: params.q.clone(),
    };
    let span = Days::read(&params)?;
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, &filter, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, &filter).await?),
        false => None,
    };
    Ok(Json(Page {
        items: shown(conn, rows, span).await?,
        next_cursor,
        total,
        sums: None,
    }))
}

/// One campaign with its rules
#[utoipa::path(get, path = "/campaigns/{id}", tag = "campaigns", operation_id = "get_campaign",
    params(("id" = Uuid, Path), ("from" = Option<String>, Query), ("to" = Option<String>, Query)),
    responses((status = 200, body = CampaignWhole)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>, params: ListParams) -> Result<Json<CampaignWhole>> {
    let row = store::find(ctx.reader(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(whole(ctx.reader(), row, Days::read(&params)?).await?))
}

/// A campaign to be: `name` and `channel_id` are needed.
#[derive(Debug, Deserialize, ToSchema)]
struct CampaignForm {
    #[serde(flatten)]
    more: CampaignChange,
}

/// Add a campaign
#[utoipa::path(post, path = "/campaigns", tag = "campaigns", operation_id = "create_campaign",
    request_body = CampaignForm, responses((status = 201, body = CampaignWhole)))]
async fn create(ctx: Ctx, Body(form): Body<CampaignForm>) -> Result<Response> {
    let more = form.more;
    let channel_id = more.channel_id.ok_or_else(|| {
        let text = Text::fixed("Выберите канал", "Choose a channel");
        Problem::field("channel_id", "required", text)
    })?;
    let currency = ctx.workspace().await?.currency;
    let tx = ctx.begin().await?;
    let new = NewCampaign {
        name: more.name.clone().unwrap_or_default(),
        channel_id,
        currency,
        more,
    };
    let row = actions::create(&tx, new).await?;
    let campaign = whole(tx.conn(), row, Days::default()).await?;
    ctx.created(tx, &campaign).await
}

/// Change a campaign; `rules` replaces all of them
#[utoipa::path(patch, path = "/campaigns/{id}", tag = "campaigns", operation_id = "change_campaign",
    params(("id" = Uuid, Path)), request_body = CampaignChange, responses((status = 200, body = CampaignWhole)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(change): Body<CampaignChange>,
) -> Result<Response> {
    let version = ctx.version(change.version)?;
    let tx = ctx.begin().await?;
    let row = actions::change(&tx, id, version, change).await?;
    let campaign = whole(tx.conn(), row, Days::default()).await?;
    ctx.changed(tx, &campaign).await
}

/// The days of a campaign
#[utoipa::path(get, path = "/campaigns/{id}/days", tag = "campaigns", operation_id = "list_campaign_days",
    params(("id" = Uuid, Path), ("from" = String, Query), ("to" = String, Query)),
    responses((status = 200, body = Vec<Day>)))]
async fn list_days(ctx: Ctx, Path(id): Path<Uuid>, params: ListParams) -> Result<Json<Vec<Day>>> {
    let row = store::find(ctx.reader(), id).await?;
    row.ok_or_else(Problem::not_found)?;
    let Days {
        from: Some(from),
        to: Some(to),
    } = Days::read(&params)?
    else {
        return Err(Problem::bad_request(Text::fixed(
            "Укажите дни: from и to",
            "Name the days: from and to",
        ))
        .into());
    };
    Ok(Json(days::store::list(ctx.reader(), id, from, to).await?))
}

/// Days to be written and days to be taken away.
#[derive(Debug, Deserialize, ToSchema)]
struct CampaignDays {
    #[serde(default)]
    days: Vec<Day>,
    #[serde(default)]
    removed: Vec<NaiveDate>,
}

/// Write days of a campaign: those that are there are replaced
#[utoipa::path(put, path = "/campaigns/{id}/days", tag = "campaigns", operation_id = "put_campaign_days",
    params(("id" = Uuid, Path)), request_body = CampaignDays, responses((status = 200, body = CampaignWhole)))]
async fn put_days(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(form): Body<CampaignDays>,
) -> Result<Response> {
    let tx = ctx.begin().await?;
    actions::put_days(&tx, id, &form.days, &form.removed).await?;
    let row = actions::find(&tx, id).await?;
    let campaign = whole(tx.conn(), row, Days::default()).await?;
    ctx.changed(tx, &campaign).await
}

/// Give a campaign one more rule
///
/// A rule of an archived campaign is taken over.
#[utoipa::path(post, path = "/campaigns/{id}/rules", tag = "campaigns", operation_id = "add_campaign_rule",
    params(("id" = Uuid, Path)), request_body = Rule, responses((status = 200, body = CampaignWhole)))]
async fn add_rule(ctx: Ctx, Path(id): Path<Uuid>, Body(rule): Body<Rule>) -> Result<Response> {
    let tx = ctx.begin().await?;
    let row = actions::add_rule(&tx, id, rule).await?;
    let campaign = whole(tx.conn(), row, Days::default()).await?;
    ctx.changed(tx, &campaign).await
}

/// An address to be tried.
#[derive(Debug, Deserialize, ToSchema)]
struct Tried {
    #[schema(example = "https://site.ru/?utm_source=yandex&utm_medium=cpc")]
    url: String,
    referrer: Option<String>,
}

/// What a visit of an address would count as.
#[derive(Debug, Serialize, ToSchema)]
struct RecognisedAs {
    utm: Utm,
    channel: Option<String>,
    campaign: Option<String>,
    landing: Option<String>,
    content: Option<String>,
    /// What looks wrong about the address.
    warnings: Vec<String>,
}

/// What a visit of an address would count as
#[utoipa::path(post, path = "/campaigns/recognise", tag = "campaigns", operation_id = "recognise_visit",
    request_body = Tried, responses((status = 200, body = RecognisedAs)))]
async fn recognise(ctx: Ctx, Body(tried): Body<Tried>) -> Result<Json<RecognisedAs>> {
    let trace = Trace::of_url(&tried.url, tried.referrer.as_deref());
    let found = Recogniser::load(ctx.reader()).await?.recognise(&trace);
    let name = |named: Option<Named>| named.map(|named| named.name);
    let lang = ctx.actor.lang;
    let warnings = trace.utm.warnings();
    Ok(Json(RecognisedAs {
        channel: name(found.channel),
        campaign: name(found.campaign),
        landing: name(found.landing),
        content: name(found.content),
        warnings: warnings
            .iter()
            .map(|text| text.get(lang).to_owned())
            .collect(),
        utm: trace.utm,
    }))
}

//! Mails over HTTP.

use api::list::Filters;
use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use base::{Lang, Permission, Problem, Text, Time, Uuid};
use crm::letters::Class;
use crm::listing::Paging;
use crm::refs::{CompanyRef, ContactRef, DealRef, NamedRef, UserRef};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Decision};
use super::model::State;
use super::store::series::FatesRow;
use super::store::{self, LinkRow, ListedRow, SORTS, USUAL_SORT, Wanted};
use super::{bounce, links, mime, writing};
use crate::mail::secret::Secret;
use crate::mail::templates::actions::class_of;
use crate::mail::templates::draft::Draft;
use crate::mail::templates::values::About;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(list))
        .permitted(Permission::DealsRead, routes!(series))
        .permitted(Permission::MailSend, routes!(create))
        .permitted(Permission::DealsRead, routes!(show))
        .permitted(Permission::MailSend, routes!(again))
        .permitted(Permission::MailSend, routes!(left))
        .permitted(Permission::MailSend, routes!(stop))
        .permitted(Permission::MailWrite, routes!(take_bounce))
}

/// A mail that goes out, or went.
#[derive(Debug, Serialize, ToSchema)]
struct Mail {
    id: Uuid,
    state: State,
    class: Class,
    to: String,
    to_name: String,
    subject: String,
    account: Option<NamedRef>,
    /// It was kept here by a catcher and has not left.
    caught: bool,
    deal: Option<DealRef>,
    contact: Option<ContactRef>,
    company: Option<CompanyRef>,
    by: Option<UserRef>,
    /// Why it did not leave, in the caller's language.
    error: Option<String>,
    attempts: i64,
    /// When it is tried next, while it is queued.
    due_at: Time,
    sent_at: Option<Time>,
    /// Whether opens and links are counted.
    tracked: bool,
    opens: i64,
    opened_at: Option<Time>,
    clicks: i64,
    clicked_at: Option<Time>,
    created_at: Time,
    version: i64,
}

fn shown(row: ListedRow, lang: Lang) -> base::Result<Mail> {
    let error = row.error.as_deref().and_then(Text::read);
    let error = error.map(|text| text.get(lang).to_owned());
    let state = State::parse(&row.state);
    Ok(Mail {
        id: row.id,
        state: state.ok_or_else(|| Problem::internal("a state of no mail"))?,
        class: class_of(&row.class)?,
        to: row.to_address,
        to_name: row.to_name,
        subject: row.subject,
        account: NamedRef::of(row.account_id, row.account_name),
        caught: row.caught,
        deal: DealRef::of(row.deal_id, row.deal_title),
        contact: ContactRef::of(row.contact_id, row.contact_name),
        company: CompanyRef::of(row.company_id, row.company_name),
        by: UserRef::of(row.by_id, row.by_name),
        error,
        attempts: row.attempts,
        due_at: Time(row.due_at),
        sent_at: row.sent_at.map(Time),
        tracked: row.tracked,
        opens: row.opens,
        opened_at: row.opened_at.map(Time),
        clicks: row.clicks,
        clicked_at: row.clicked_at.map(Time),
        created_at: Time(row.created_at),
        version: row.version,
    })
}

/// Mails, page by page
#[utoipa::path(get, path = "/mails", tag = "mail", operation_id = "list_mails", params(api::list::ListQuery),
    description = "Newest first. Filters: `state`, `account`, `deal`, `contact`, `company`, `activity` (the one that tells of a \
        mail on a timeline), `series`. Sort: `created_at`.",
    responses((status = 200, body = Page<Mail>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<Mail>>> {
    let (conn, scope) = (ctx.reader(), &ctx.actor.scope);
    let known = [
        "state", "account", "deal", "contact", "company", "activity", "series",
    ];
    let filters = params.filters(&known)?;
    let states = State::ALL.iter().map(|state| state.as_str());
    let states = states.collect::<Vec<_>>().join(", ");
    let expected = Text::new(format!("одно из: {states}"), format!("one of: {states}"));
    let state = |word: &str| State::parse(word).map(|state| state.as_str().to_owned());
    let wanted = Wanted {
        state: filters.any_of("state", &expected, state)?,
        account: filters.ids("account")?,
        deal: filters.id("deal")?,
        contact: filters.id("contact")?,
        company: filters.id("company")?,
        activity: filters.id("activity")?,
        series: asked_series(&filters)?,
    };
    let paging = Paging::read(&params, &SORTS, USUAL_SORT)?;
    let (rows, next_cursor) = store::page(conn, scope, &wanted, &paging).await?;
    let total = match params.total {
        true => Some(store::count(conn, scope, &wanted).await?),
        false => None,
    };
    let items: base::Result<_> = rows
        .into_iter()
        .map(|row| shown(row, ctx.actor.lang))
        .collect();
    Ok(Json(Page {
        items: items?,
        next_cursor,
        total,
        sums: None,
    }))
}

/// What became of mails that belong together.
#[derive(Debug, Serialize, ToSchema)]
struct MailSeries {
    series: String,
    total: i64,
    /// They wait, or are being handed over.
    waiting: i64,
    sent: i64,
    /// They came back, were refused or failed.
    failed: i64,
    cancelled: i64,
    /// Of those whose account counts opens and whose addressee agreed to that.
    opened: i64,
    followed: i64,
}

impl From<FatesRow> for MailSeries {
    fn from(row: FatesRow) -> Self {
        Self {
            failed: row.total - row.waiting - row.sent - row.cancelled,
            series: row.series,
            total: row.total,
            waiting: row.waiting,
            sent: row.sent,
            cancelled: row.cancelled,
            opened: row.opened,
            followed: row.followed,
        }
    }
}

/// What became of mails that belong together, such as those of a mailing
#[utoipa::path(get, path = "/mail/series", tag = "mail", operation_id = "list_mail_series",
    params(api::list::ListQuery), description = "Filter: `series`, which has to be given: one or several. A series without mails is left out.",
    responses((status = 200, body = Vec<MailSeries>)))]
async fn series(ctx: Ctx, params: ListParams) -> Result<Json<Vec<MailSeries>>> {
    let wanted = Wanted {
        series: asked_series(&params.filters(&["series"])?)?,
        ..Wanted::default()
    };
    if wanted.series.is_none() {
        let text = Text::fixed(
            "Назовите серии: filter[series]",
            "Name the series: filter[series]",
        );
        return Err(Problem::bad_request(text).into());
    }
    let rows = store::series::fates(ctx.reader(), &ctx.actor.scope, &wanted).await?;
    Ok(Json(rows.into_iter().map(MailSeries::from).collect()))
}

fn asked_series(filters: &Filters<'_>) -> base::Result<Option<Vec<String>>> {
    let expected = Text::fixed("серии через запятую", "series divided by commas");
    filters.some_of("series", &expected, |word| Some(word.to_owned()))
}

/// A mail with what it says.
#[derive(Debug, Serialize, ToSchema)]
struct WholeMail {
    #[serde(flatten)]
    mail: Mail,
    /// As its reader gets it, but with its own links: to be shown where it can do no harm.
    html: Option<String>,
    text: String,
    message_id: Option<String>,
    activity_id: Option<Uuid>,
    unsubscribe_url: Option<String>,
    links: Vec<FollowedLink>,
}

/// A link of a tracked mail.
#[derive(Debug, Serialize, ToSchema)]
struct FollowedLink {
    url: String,
    clicks: i64,
    clicked_at: Option<Time>,
}

impl From<LinkRow> for FollowedLink {
    fn from(row: LinkRow) -> Self {
        Self {
            url: row.url,
            clicks: row.clicks,
            clicked_at: row.clicked_at.map(Time),
        }
    }
}

/// One mail with its text
#[utoipa::path(get, path = "/mails/{id}", tag = "mail", operation_id = "get_mail", params(("id" = Uuid, Path)),
    responses((status = 200, body = WholeMail)))]
async fn show(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<WholeMail>> {
    let conn = ctx.reader();
    let row = actions::find(conn, &ctx.actor, id).await?;
    let listed = actions::listed(conn, &ctx.actor, id).await?;
    let site = links::site(conn).await?;
    let unsubscribe_url = match Secret::load(conn).await? {
        // A mail that lacks the address of ours says so in its error.
        Some(secret) => links::unsubscribe_url(&row, &secret, site.as_deref()).unwrap_or(None),
        None => row.unsubscribe_url.clone(),
    };
    let parts = mime::with_footer(&row, unsubscribe_url.as_deref());
    let followed = store::links(conn, id).await?;
    Ok(Json(WholeMail {
        mail: shown(listed, ctx.actor.lang)?,
        html: parts.html,
        text: parts.text,
        message_id: row.message_id,
        activity_id: row.activity_id,
        unsubscribe_url,
        links: followed.into_iter().map(FollowedLink::from).collect(),
    }))
}

/// A mail to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewMail)]
struct Written {
    /// The first address of the contact, unless it is given.
    to: Option<String>,
    deal_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    company_id: Option<Uuid>,
    subject: String,
    /// Markdown with variables.
    body: String,
    lang: Option<Lang>,
    /// Advertising is sent only to those who consent to it. The template's, unless it is given; without both `service`.
    class: Option<Class>,
    /// The usual account of the caller, unless one is named.
    account_id: Option<Uuid>,
    /// Where the text came from.
    template_id: Option<Uuid>,
    /// The same key is sent once.
    key: Option<String>,
}

/// Send a mail
///
/// It is queued; its state tells what became of it.
#[utoipa::path(post, path = "/mails", tag = "mail", operation_id = "send_mail", request_body = Written,
    responses((status = 201, body = Mail)))]
async fn create(ctx: Ctx, Body(new): Body<Written>) -> Result<Response> {
    let written = writing::Written {
        draft: Draft {
            subject: new.subject,
            body: new.body,
            lang: new.lang,
            about: About {
                deal_id: new.deal_id,
                contact_id: new.contact_id,
                company_id: new.company_id,
            },
            account_id: new.account_id,
        },
        to: new.to,
        class: new.class,
        template_id: new.template_id,
        key: new.key,
    };
    let new = written.made(ctx.reader(), &ctx.actor, ctx.now()).await?;
    let tx = ctx.begin().await?;
    let queued = actions::queue(&tx, new).await?;
    let row = actions::listed(tx.conn(), &ctx.actor, queued.id).await?;
    ctx.created(tx, &shown(row, ctx.actor.lang)?).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct MailDecision {
    version: Option<i64>,
}

async fn decide(ctx: Ctx, id: Uuid, asked: MailDecision, decision: Decision) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    actions::decide(&tx, id, version, decision).await?;
    let row = actions::listed(tx.conn(), &ctx.actor, id).await?;
    ctx.changed(tx, &shown(row, ctx.actor.lang)?).await
}

/// Send a mail again that failed, came back, was stopped or is of unknown fate
#[utoipa::path(post, path = "/mails/{id}/again", tag = "mail", operation_id = "send_mail_again",
    params(("id" = Uuid, Path)), request_body = MailDecision, responses((status = 200, body = Mail)))]
async fn again(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<MailDecision>,
) -> Result<Response> {
    decide(ctx, id, asked, Decision::Again).await
}

/// Say that a mail of unknown fate has left
#[utoipa::path(post, path = "/mails/{id}/left", tag = "mail", operation_id = "mail_left",
    params(("id" = Uuid, Path)), request_body = MailDecision, responses((status = 200, body = Mail)))]
async fn left(ctx: Ctx, Path(id): Path<Uuid>, Body(asked): Body<MailDecision>) -> Result<Response> {
    decide(ctx, id, asked, Decision::Left).await
}

/// Stop a mail that has not left
#[utoipa::path(post, path = "/mails/{id}/stop", tag = "mail", operation_id = "stop_mail",
    params(("id" = Uuid, Path)), request_body = MailDecision, responses((status = 200, body = Mail)))]
async fn stop(ctx: Ctx, Path(id): Path<Uuid>, Body(asked): Body<MailDecision>) -> Result<Response> {
    decide(ctx, id, asked, Decision::Stop).await
}

/// What was done with a report.
#[derive(Debug, Serialize, ToSchema)]
struct BounceTaken {
    /// `bounced`, `complained`, `nothing`.
    done: &'static str,
}

/// Hand in a mail that came back
///
/// The body is the whole mail (`message/rfc822`): a report of RFC 3464 or a complaint of RFC 5965, as a mail server can
/// pass it on to a program. What is told twice changes nothing.
#[utoipa::path(post, path = "/mail/bounces", tag = "mail", operation_id = "take_bounce",
    request_body(content = Vec<u8>, content_type = "message/rfc822"), responses((status = 200, body = BounceTaken)))]
async fn take_bounce(ctx: Ctx, body: Bytes) -> Result<Response> {
    let report = bounce::read(&body).ok_or_else(|| {
        Problem::bad_request(Text::fixed(
            "Это не отчёт о доставке: нужно письмо целиком, с частью message/delivery-status",
            "This is no delivery report: the whole mail is needed, with its message/delivery-status part",
        ))
    })?;
    let tx = ctx.begin().await?;
    let done = match bounce::take(&tx, &report).await? {
        bounce::Done::Bounced => "bounced",
        bounce::Done::Complained => "complained",
        bounce::Done::Nothing => "nothing",
    };
    tx.commit().await?;
    Ok(Json(BounceTaken { done }).into_response())
}

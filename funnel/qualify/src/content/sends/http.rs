//! Sent content over HTTP.

use std::collections::HashMap;

use api::{Body, Ctx, ListParams, Page, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use base::{Lang, Patch, Permission, Problem, Text, Time, Uuid};
use chrono::NaiveDate;
use crm::records::Record;
use crm::refs::{ContactRef, DealRef, UserRef};
use db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions::{self, Mail, NewSend};
use super::model::alive;
use super::store::{self, ItemRow, SendRow};
use super::suggest::suggest;
use crate::content::materials::http::{Material, MaterialFile, shown};
use crate::content::materials::model::Kind;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::ContentRead, routes!(list))
        .permitted(Permission::ActivitiesWrite, routes!(create))
        .permitted(Permission::ActivitiesWrite, routes!(change))
        .permitted(Permission::ContentRead, routes!(suggested))
}

/// A personal page with materials.
#[derive(Debug, Serialize, ToSchema)]
struct ContentSend {
    id: Uuid,
    deal: Option<DealRef>,
    contact: Option<ContactRef>,
    by: Option<UserRef>,
    greeting: String,
    lang: Lang,
    /// The address that the link went to by mail.
    mailed_to: Option<String>,
    /// It can be opened: it is not switched off and not out of date.
    alive: bool,
    closed: bool,
    expires_at: Option<Time>,
    created_at: Time,
    materials: Vec<SentMaterial>,
    /// How many times it was opened. Whoever has the link can open it.
    visits: i64,
    /// How long it was seen in all.
    seconds: i64,
    first_opened_at: Option<Time>,
    last_opened_at: Option<Time>,
    /// The newest first.
    opened: Vec<ContentVisit>,
    version: i64,
}

/// A material in the words and the version in which it was sent.
#[derive(Debug, Serialize, ToSchema)]
struct SentMaterial {
    position: i64,
    material_id: Uuid,
    number: i64,
    kind: Kind,
    title: String,
    link: Option<String>,
    file: Option<MaterialFile>,
    /// In how many visits it was opened.
    opens: i64,
    first_opened_at: Option<Time>,
}

impl From<ItemRow> for SentMaterial {
    fn from(row: ItemRow) -> Self {
        Self {
            position: row.position,
            material_id: row.material_id,
            number: row.number,
            kind: Kind::parse(&row.kind).unwrap_or(Kind::Document),
            title: row.title,
            link: row.link,
            file: MaterialFile::of(row.file_name, row.file_type, row.file_size),
            opens: row.opens,
            first_opened_at: row.first_opened_at.map(Time),
        }
    }
}

/// A time when the page was looked at.
#[derive(Debug, Serialize, ToSchema)]
struct ContentVisit {
    at: Time,
    /// How long the page was seen; without scripts it is not known and 0.
    seconds: i64,
    /// Positions of the materials that were opened.
    materials: Vec<i64>,
}

/// Pages with what they hold and how they were opened.
async fn whole(conn: Conn<'_>, now: Time, rows: Vec<SendRow>) -> base::Result<Vec<ContentSend>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut items: HashMap<Uuid, Vec<SentMaterial>> = HashMap::new();
    for item in store::items(conn, &ids).await? {
        items.entry(item.send_id).or_default().push(item.into());
    }
    let visits = store::visits(conn, &ids).await?;
    let visit_ids: Vec<Uuid> = visits.iter().map(|visit| visit.id).collect();
    let mut places: HashMap<Uuid, Vec<i64>> = HashMap::new();
    for (visit, place) in store::opened_items(conn, &visit_ids).await? {
        places.entry(visit).or_default().push(place);
    }
    let mut opened: HashMap<Uuid, Vec<ContentVisit>> = HashMap::new();
    for visit in visits {
        opened.entry(visit.send_id).or_default().push(ContentVisit {
            at: Time(visit.started_at),
            seconds: visit.seconds,
            materials: places.remove(&visit.id).unwrap_or_default(),
        });
    }
    Ok(rows
        .into_iter()
        .map(|row| ContentSend {
            materials: items.remove(&row.id).unwrap_or_default(),
            opened: opened.remove(&row.id).unwrap_or_default(),
            id: row.id,
            deal: DealRef::of(row.deal_id, row.deal_title),
            contact: ContactRef::of(row.contact_id, row.contact_name),
            by: UserRef::of(row.by_id, row.by_name),
            greeting: row.greeting,
            lang: Lang::parse(&row.lang).unwrap_or_default(),
            mailed_to: row.mailed_to,
            alive: alive(row.closed, row.expires_at, now.0),
            closed: row.closed,
            expires_at: row.expires_at.map(Time),
            created_at: Time(row.created_at),
            visits: row.visits,
            seconds: row.seconds,
            first_opened_at: row.first_opened_at.map(Time),
            last_opened_at: row.last_opened_at.map(Time),
            version: row.version,
        })
        .collect())
}

/// What was sent for a deal or to a contact
#[utoipa::path(get, path = "/content-sends", tag = "content", operation_id = "list_content_sends",
    params(api::list::ListQuery),
    description = "Newest first, at most 200. Filters: `deal` or `contact`, one of which must be given.",
    responses((status = 200, body = Page<ContentSend>)))]
async fn list(ctx: Ctx, params: ListParams) -> Result<Json<Page<ContentSend>>> {
    let filters = params.filters(&["deal", "contact"])?;
    let conn = ctx.reader();
    let rows = match (filters.id("deal")?, filters.id("contact")?) {
        (Some(deal), _) => {
            Record::Deal(deal).owner(conn, &ctx.actor).await?;
            store::of_deal(conn, deal).await?
        }
        (None, Some(contact)) => {
            Record::Contact(contact).owner(conn, &ctx.actor).await?;
            store::of_contact(conn, &ctx.actor, contact).await?
        }
        (None, None) => {
            let text = Text::fixed("Укажите сделку или контакт", "Name a deal or a contact");
            return Err(Problem::bad_request(text).into());
        }
    };
    Ok(Json(Page::whole(whole(conn, ctx.now(), rows).await?)))
}

/// A page to be.
#[derive(Debug, Deserialize, ToSchema)]
struct NewContentSend {
    deal_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    /// In the order in which they are shown.
    materials: Vec<Uuid>,
    /// Empty: the usual one, with the contact's name.
    #[serde(default)]
    greeting: String,
    /// The workspace's, unless it is given.
    lang: Option<Lang>,
    /// The last day on which it can be opened.
    expires_on: Option<NaiveDate>,
    mail: Option<ContentMail>,
}

/// A letter with the link.
#[derive(Debug, Deserialize, ToSchema)]
struct ContentMail {
    to: String,
    /// Empty: the usual one.
    #[serde(default)]
    subject: String,
}

/// A page that was just made.
#[derive(Debug, Serialize, ToSchema)]
struct MadeContentSend {
    #[serde(flatten)]
    send: ContentSend,
    /// Where the page is on this site. It is told once: later nobody can find it out.
    #[schema(example = "/c/…")]
    path: String,
}

/// Send materials
///
/// Makes a personal page; the answer holds its link. With `mail` a letter with the link is sent too.
#[utoipa::path(post, path = "/content-sends", tag = "content", operation_id = "send_content",
    request_body = NewContentSend, responses((status = 201, body = MadeContentSend)))]
async fn create(ctx: Ctx, headers: HeaderMap, Body(new): Body<NewContentSend>) -> Result<Response> {
    ctx.actor.need(Permission::ContentRead)?;
    let mail = match new.mail {
        None => None,
        Some(mail) => {
            ctx.actor.need(Permission::MailSend)?;
            if !ctx.db().does(crm::letters::JOB) {
                let text = Text::fixed("Почта здесь не подключена", "Mail is not set up here");
                return Err(Problem::conflict(text).into());
            }
            Some(Mail {
                to: mail.to,
                subject: mail.subject,
                site: match ctx.workspace().await?.site_url {
                    Some(told) => told,
                    None => asked_at(&ctx, &headers),
                },
            })
        }
    };
    let tx = ctx.begin().await?;
    let new = NewSend {
        deal_id: new.deal_id,
        contact_id: new.contact_id,
        materials: new.materials,
        greeting: new.greeting,
        lang: new.lang,
        expires_on: new.expires_on,
        mail,
    };
    let (id, token) = actions::send(&tx, new).await?;
    let made = MadeContentSend {
        send: one(tx.conn(), tx.now(), id).await?,
        path: format!("/c/{token}"),
    };
    ctx.created(tx, &made).await
}

/// Where this installation is reached, as the request says: for a company that has not told it.
fn asked_at(ctx: &Ctx, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST);
    let host = host.and_then(|value| value.to_str().ok());
    let protocol = match ctx.app.secure_cookies {
        true => "https",
        false => "http",
    };
    format!("{protocol}://{}", host.unwrap_or("localhost"))
}

async fn one(conn: Conn<'_>, now: Time, id: Uuid) -> base::Result<ContentSend> {
    let row = store::find(conn, id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let mut found = whole(conn, now, vec![row]).await?;
    found.pop().ok_or_else(Problem::not_found)
}

/// A change of a page. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct ContentSendChange {
    version: Option<i64>,
    /// Switched off: the link does not work.
    closed: Option<bool>,
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    expires_on: Patch<NaiveDate>,
}

/// Switch a page off or on, or give it another end
#[utoipa::path(patch, path = "/content-sends/{id}", tag = "content", operation_id = "change_content_send",
    params(("id" = Uuid, Path)), request_body = ContentSendChange, responses((status = 200, body = ContentSend)))]
async fn change(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Body(asked): Body<ContentSendChange>,
) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    actions::change(&tx, id, version, asked.closed, asked.expires_on).await?;
    let send = one(tx.conn(), tx.now(), id).await?;
    ctx.changed(tx, &send).await
}

/// A material beside a deal.
#[derive(Debug, Serialize, ToSchema)]
struct SuggestedMaterial {
    material: Material,
    /// It is for the industry of the deal's company.
    fits_industry: bool,
    /// It is for the stage the deal stands on.
    fits_stage: bool,
    /// When it was sent for this deal last.
    sent_at: Option<Time>,
    /// It was opened, whenever it was sent for this deal.
    opened: bool,
}

/// What can be sent for a deal
///
/// What is for its industry and stage first; what was sent already last.
#[utoipa::path(get, path = "/deals/{id}/materials", tag = "content", operation_id = "suggest_materials",
    params(("id" = Uuid, Path)), responses((status = 200, body = Page<SuggestedMaterial>)))]
async fn suggested(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Page<SuggestedMaterial>>> {
    let deal = crate::deals::actions::deal(ctx.reader(), &ctx.actor, id).await?;
    let found = suggest(ctx.reader(), &deal).await?;
    let (rows, besides): (Vec<_>, Vec<_>) = found
        .into_iter()
        .map(|one| (one.row, (one.fit, one.sent)))
        .unzip();
    let materials = shown(&ctx, rows).await?;
    let items = materials.into_iter().zip(besides);
    let items = items.map(|(material, (fit, sent))| SuggestedMaterial {
        material,
        fits_industry: fit.industry,
        fits_stage: fit.stage,
        sent_at: sent.map(|(at, _)| Time(at)),
        opened: sent.is_some_and(|(_, opened)| opened),
    });
    Ok(Json(Page::whole(items.collect())))
}

//! The card that comes up when a telephone rings: who calls, and what is going on with them.

use api::{Body, Ctx, Result, Routes};
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use base::{Actor, Currency, Money, Permission, Problem, Time, Uuid};
use crm::contacts::store::ContactRow;
use crm::records::Record;
use crm::refs::{CompanyRef, DealRef, UserRef};
use db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::actions;
use super::http::Call;
use super::store::calls::{self, CallRow};
use super::work;

pub fn routes() -> Routes {
    Routes::new()
        .permitted(Permission::DealsRead, routes!(mine))
        .permitted(Permission::ActivitiesWrite, routes!(link))
}

/// A call that the caller is in, with the client.
#[derive(Debug, Serialize, ToSchema)]
struct CallCard {
    call: Call,
    /// Who it may be, as far as the caller may see them: one when it is known, several when a person has to say.
    people: Vec<CallPerson>,
    /// Whose own number it is, where it is no person's.
    company: Option<CompanyRef>,
    /// It is a client of these colleagues, whose records the caller does not see.
    clients_of: Vec<UserRef>,
    deals: Vec<CallDeal>,
    last: Option<CallLast>,
}

/// Somebody whose number it is.
#[derive(Debug, Serialize, ToSchema)]
struct CallPerson {
    id: Uuid,
    name: String,
    job_title: Option<String>,
    company: Option<CompanyRef>,
    owner: Option<UserRef>,
}

impl From<ContactRow> for CallPerson {
    fn from(row: ContactRow) -> Self {
        Self {
            id: row.id,
            name: row.facts.name(),
            job_title: row.facts.job_title,
            company: CompanyRef::of(row.facts.company_id, row.company_name),
            owner: UserRef::of(row.facts.owner_id, row.owner_name),
        }
    }
}

/// An open deal of the client.
#[derive(Debug, Serialize, ToSchema)]
struct CallDeal {
    deal: DealRef,
    stage: String,
    value: Money,
}

/// What was done with the client last.
#[derive(Debug, Serialize, ToSchema)]
struct CallLast {
    kind: String,
    direction: Option<String>,
    outcome: Option<String>,
    subject: String,
    text: String,
    at: Time,
    by: Option<UserRef>,
}

/// The calls that the caller is in now
///
/// Those that ring a telephone of theirs, that they have answered, and that they ended in the last ten minutes.
#[utoipa::path(get, path = "/calls/mine", tag = "calls", operation_id = "list_my_calls",
    responses((status = 200, body = Vec<CallCard>)))]
async fn mine(ctx: Ctx) -> Result<Json<Vec<CallCard>>> {
    let conn = ctx.reader();
    let mut cards = Vec::new();
    for row in calls::of_user_now(conn, ctx.user_id()?, ctx.now()).await? {
        cards.push(card(conn, &ctx.actor, row).await?);
    }
    Ok(Json(cards))
}

/// So many candidates and deals are shown: more are looked for in the lists.
const MOST_PEOPLE: usize = 5;
const MOST_DEALS: i64 = 5;

async fn card(conn: Conn<'_>, actor: &Actor, row: CallRow) -> Result<CallCard> {
    let found = match (row.contact_id, &row.phone) {
        (Some(contact), _) => crm::contacts::store::find(conn, contact)
            .await?
            .into_iter()
            .collect(),
        (None, Some(phone)) => work::by_phone(conn, phone).await?,
        (None, None) => Vec::new(),
    };
    let may = actor.may(Permission::ContactsRead);
    let (seen, others): (Vec<ContactRow>, Vec<ContactRow>) = found
        .into_iter()
        .partition(|contact| may && actor.scope.sees(contact.facts.owner_id));
    let mut clients_of: Vec<UserRef> = Vec::new();
    for contact in others {
        let owner = UserRef::of(contact.facts.owner_id, contact.owner_name);
        if let Some(owner) = owner.filter(|owner| !clients_of.contains(owner)) {
            clients_of.push(owner);
        }
    }
    let mut company = None;
    if let (None, true, Some(id)) = (row.contact_id, seen.is_empty(), row.company_id)
        && let Some(found) = crm::companies::store::find(conn, id).await?
    {
        let owner = found.facts.owner_id;
        if actor.may(Permission::CompaniesRead) && actor.scope.sees(owner) {
            company = CompanyRef::of(Some(id), Some(found.facts.name));
        } else {
            clients_of.extend(UserRef::of(owner, found.owner_name));
        }
    }
    let client = match (seen.as_slice(), &company) {
        ([contact], _) => Some(Record::Contact(contact.id)),
        ([], Some(company)) => Some(Record::Company(company.id)),
        _ => None,
    };
    let (deals, last) = match client {
        Some(client) => (
            deals_of(conn, actor, client).await?,
            last_of(conn, client).await?,
        ),
        None => (Vec::new(), None),
    };
    Ok(CallCard {
        call: Call::of(row, actor)?,
        company,
        people: seen
            .into_iter()
            .take(MOST_PEOPLE)
            .map(CallPerson::from)
            .collect(),
        clients_of,
        deals,
        last,
    })
}

async fn deals_of(conn: Conn<'_>, actor: &Actor, client: Record) -> Result<Vec<CallDeal>> {
    let mut deals = Vec::new();
    for deal in calls::open_deals(conn, client, MOST_DEALS).await? {
        if !actor.scope.sees(deal.owner_id) {
            continue;
        }
        let currency = Currency::parse(&deal.currency)
            .ok_or_else(|| Problem::internal("a currency that is none"))?;
        deals.push(CallDeal {
            deal: DealRef {
                id: deal.id,
                title: deal.title,
            },
            stage: deal.stage,
            value: Money::new(deal.amount, currency),
        });
    }
    Ok(deals)
}

async fn last_of(conn: Conn<'_>, client: Record) -> Result<Option<CallLast>> {
    let row = crm::activities::store::last_done(conn, client).await?;
    Ok(row.map(|row| CallLast {
        kind: row.kind,
        direction: row.direction,
        outcome: row.outcome,
        subject: row.subject,
        text: row.text.chars().take(300).collect(),
        at: Time(row.at),
        by: UserRef::of(row.by_id, row.by_name),
    }))
}

/// Whose call it is.
#[derive(Debug, Deserialize, ToSchema)]
struct CallClient {
    version: Option<i64>,
    contact_id: Uuid,
    /// The newest open deal of the contact, unless it is said.
    deal_id: Option<Uuid>,
}

/// Say whose call it is
///
/// Where the number is several people's, or nobody's yet.
#[utoipa::path(post, path = "/calls/{id}/client", tag = "calls", operation_id = "link_call",
    params(("id" = Uuid, Path)), request_body = CallClient, responses((status = 200, body = Call)))]
async fn link(ctx: Ctx, Path(id): Path<Uuid>, Body(asked): Body<CallClient>) -> Result<Response> {
    let version = ctx.version(asked.version)?;
    let tx = ctx.begin().await?;
    let row = actions::link(&tx, id, version, asked.contact_id, asked.deal_id).await?;
    let call = Call::of(row, &ctx.actor)?;
    ctx.changed(tx, &call).await
}

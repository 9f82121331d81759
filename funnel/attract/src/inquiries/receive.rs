//! Taking an inquiry in: who writes, what brought them, who gets it.

use api::Workspace;
use base::{Money, Patch, Problem, Result, Text, Time, Uuid};
use crm::contacts::model::split_name;
use crm::contacts::points::{Point, PointKind, PointLabel};
use crm::contacts::{self, model::ContactFacts};
use crm::deals::NewDeal;
use crm::{companies, deals};
use db::{Conn, Tx};

use super::actions::{record, reread, subject};
use super::matching::{self, Found};
use super::model::{Candidate, Channel, NewInquiry, State};
use super::store::{self, InquiryRow};
use super::untaken;
use crate::campaigns::store as campaigns;
use crate::campaigns::{Recognised, Recogniser};
use crate::routing::actions::{Routed, route};
use crate::routing::model::Asked;
use crate::touches::actions::{self as touches, NewTouch};
use crate::visits::actions as visits;

/// Takes an inquiry in: finds or makes who writes and their deal, and gives it to somebody. The transaction's
/// actor has to see everything ([`super::actions::all_seeing`]). What was told before under the same key is given back unchanged.
///
/// # Errors
/// `invalid`.
pub async fn receive(tx: &Tx, new: NewInquiry) -> Result<InquiryRow> {
    let new = new.checked()?;
    // Two inquiries of one client at once would each make a contact of their own.
    tx.one_at_a_time("attract.receive").await?;
    if let Some(key) = &new.key
        && let Some(known) = store::find_by_key(tx.conn(), key).await?
    {
        return Ok(known);
    }
    let now = tx.now();
    let at = Time(new.at.map_or(now.0, |at| at.0.min(now.0)));
    let workspace = Workspace::load(tx.conn()).await?;
    let came = recognised(tx.conn(), &new).await?;
    let source_id = new.source_id.or(came.source_id);
    let found = matching::find(tx.conn(), &new).await?;
    let asked = Asked {
        inquiry: &new,
        source_id,
        campaign_id: came.campaign.as_ref().map(|named| named.id),
        working: workspace.work.is_working(now, workspace.time_zone),
    };
    let routed = owner(tx.conn(), &new, &found, &asked).await?;
    let client = client(tx, &new, found, source_id, routed.owner_id, &workspace).await?;
    let channel = new.channel.unwrap_or(Channel::Api);
    let taken = routed.owner_id.is_some() && routed.owner_id == tx.actor.user_id;
    let take_by = untaken::limit(tx.conn(), now, &workspace).await?;
    let row = InquiryRow {
        id: tx.new_id(),
        channel: channel.as_str().to_owned(),
        at: at.0,
        received_at: now.0,
        key: new.key.clone(),
        state: if taken { State::Taken } else { State::New }
            .as_str()
            .to_owned(),
        name: new.name.clone(),
        company: new.company.clone(),
        inn: new.inn.clone(),
        phones: text(&new.phones)?,
        emails: text(&new.emails)?,
        title: new.title.clone(),
        text: new.text.clone(),
        product: new.product.clone(),
        territory: new.territory.clone(),
        answers: text(&new.answers)?,
        trace: text(&new.trace)?,
        source_id,
        source_name: None,
        campaign_id: came.campaign.as_ref().map(|named| named.id),
        campaign_name: None,
        visitor_id: new.visitor_id,
        submission_id: new.submission_id,
        deal_id: Some(client.deal_id),
        deal_title: None,
        contact_id: client.contact_id,
        contact_name: None,
        company_id: client.company_id,
        company_name: None,
        made_deal: client.made_deal,
        owner_id: routed.owner_id,
        owner_name: None,
        rule_id: routed.rule_id,
        doubt: match client.doubt.is_empty() {
            true => None,
            false => Some(text(&client.doubt)?),
        },
        take_by: (!taken).then_some(take_by.0),
        escalated_at: None,
        taken_at: taken.then_some(now.0),
        taken_by: if taken { tx.actor.user_id } else { None },
        settled_at: None,
        settled_by: None,
        result: None,
        version: 1,
    };
    store::insert(tx.conn(), &row).await?;
    let touch = NewTouch {
        deal_id: client.deal_id,
        key: format!("inquiry:{}", row.id),
        at,
        kind: channel.as_str(),
        trace: &new.trace,
        recognised: came,
    };
    touches::add(tx, vec![touch]).await?;
    if let Some(visitor) = new.visitor_id {
        visits::tie(tx, visitor, subject(&row)).await?;
    }
    if !taken {
        untaken::watch(tx, row.id, take_by).await?;
    }
    record(tx, "inquiry.received", &row, Some(&new));
    reread(tx, row.id).await
}

/// What is kept as JSON text.
fn text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Problem::internal)
}

/// Where it came from: the campaign that was named, else what the trace says.
async fn recognised(conn: Conn<'_>, new: &NewInquiry) -> Result<Recognised> {
    let recogniser = Recogniser::load(conn).await?;
    let Some(id) = new.campaign_id else {
        return Ok(recogniser.recognise(&new.trace));
    };
    let row = campaigns::find(conn, id).await?.ok_or_else(|| {
        let text = Text::fixed("Такой кампании нет", "There is no such campaign");
        Problem::field("campaign_id", "not_found", text)
    })?;
    let named = recogniser.campaign(id, &row.facts.name, row.facts.channel_id);
    let by_trace = recogniser.recognise(&new.trace);
    Ok(Recognised {
        landing: by_trace.landing,
        content: by_trace.content,
        ..named
    })
}

/// The client's own salesperson, else whom somebody named, else by rule.
async fn owner(
    conn: Conn<'_>,
    new: &NewInquiry,
    found: &Found,
    asked: &Asked<'_>,
) -> Result<Routed> {
    let of = |owner: Option<Uuid>| Routed {
        owner_id: owner,
        ..Routed::default()
    };
    if let Some(owner) = new.owner_id {
        crm::people::check(conn, "owner_id", Some(owner)).await?;
        return Ok(of(Some(owner)));
    }
    if let Some(deal) = found.deal_id
        && let Some(owner) = store::owner_of_deal(conn, deal).await?
    {
        return Ok(of(Some(owner)));
    }
    let contact = found.contact.as_ref().and_then(|row| row.facts.owner_id);
    let company = match found.company_id {
        Some(id) => companies::store::find(conn, id)
            .await?
            .and_then(|row| row.facts.owner_id),
        None => None,
    };
    for owner in [contact, company].into_iter().flatten() {
        if crate::routing::store::is_active(conn, owner).await? {
            return Ok(of(Some(owner)));
        }
    }
    route(conn, asked).await
}

/// Who writes, and their deal.
struct Client {
    contact_id: Option<Uuid>,
    company_id: Option<Uuid>,
    deal_id: Uuid,
    made_deal: bool,
    doubt: Vec<Candidate>,
}

async fn client(
    tx: &Tx,
    new: &NewInquiry,
    found: Found,
    source_id: Option<Uuid>,
    owner_id: Option<Uuid>,
    workspace: &Workspace,
) -> Result<Client> {
    let company_id = match found.company_id {
        Some(id) => Some(id),
        None if new.company.is_empty() => None,
        None => Some(make_company(tx, new, owner_id).await?),
    };
    let contact_id = match found.contact {
        Some(row) => {
            let id = row.id;
            add_points(tx, row, new).await?;
            Some(id)
        }
        // Somebody of the company, who did not say who.
        None if found.by_own_phone && new.name.is_empty() && new.emails.is_empty() => None,
        None if new.names_somebody() => Some(make_contact(tx, new, company_id, owner_id).await?),
        None => None,
    };
    let (deal_id, made_deal) = match found.deal_id {
        Some(deal) => (deal, false),
        None => {
            let deal = NewDeal {
                title: title(tx.conn(), new, company_id).await?,
                value: new
                    .amount
                    .map(|amount| Money::new(amount, workspace.currency)),
                pipeline_id: new.pipeline_id,
                company_id,
                contact_ids: contact_id.into_iter().collect(),
                owner_id: owner_id.map_or(Patch::Clear, Patch::Set),
                source_id,
                ..NewDeal::default()
            };
            (deals::actions::create(tx, deal).await?.deal.id, true)
        }
    };
    Ok(Client {
        contact_id,
        company_id,
        deal_id,
        made_deal,
        doubt: found.doubt,
    })
}

/// What the deal is called: an inquiry that names nobody is the company's.
async fn title(conn: Conn<'_>, new: &NewInquiry, company: Option<Uuid>) -> Result<String> {
    let unnamed = new.title.is_empty() && new.company.is_empty() && new.name.is_empty();
    if let Some(id) = company.filter(|_| unnamed)
        && let Some(row) = companies::store::find(conn, id).await?
    {
        return Ok(row.facts.name);
    }
    Ok(new.deal_title())
}

async fn make_company(tx: &Tx, new: &NewInquiry, owner_id: Option<Uuid>) -> Result<Uuid> {
    let facts = companies::model::CompanyFacts {
        name: new.company.clone(),
        inn: new.inn.clone(),
        owner_id,
        ..companies::model::CompanyFacts::default()
    };
    Ok(companies::actions::create(tx, facts).await?.id)
}

async fn make_contact(
    tx: &Tx,
    new: &NewInquiry,
    company_id: Option<Uuid>,
    owner_id: Option<Uuid>,
) -> Result<Uuid> {
    let called = new.called();
    let (last_name, first_name, middle_name) = split_name(&called);
    let short = |text: String| text.chars().take(100).collect::<String>();
    let facts = ContactFacts {
        last_name: short(last_name),
        first_name: short(first_name),
        middle_name: short(middle_name),
        company_id,
        owner_id,
        points: points(new),
        ..ContactFacts::default()
    };
    Ok(contacts::actions::create(tx, facts).await?.id)
}

fn points(new: &NewInquiry) -> Vec<Point> {
    let of = |kind: PointKind, values: &[String]| -> Vec<Point> {
        let point = |value: &String| Point {
            kind,
            value: value.clone(),
            raw: value.clone(),
            label: PointLabel::Work,
        };
        values.iter().map(point).collect()
    };
    let mut points = of(PointKind::Phone, &new.phones);
    points.extend(of(PointKind::Email, &new.emails));
    points
}

/// A phone or address of the client that was not known before is kept with them.
pub(super) async fn add_points(
    tx: &Tx,
    row: contacts::store::ContactRow,
    new: &NewInquiry,
) -> Result<()> {
    let known = contacts::store::points_of(tx.conn(), &[row.id]).await?;
    let mut all = known.get(&row.id).cloned().unwrap_or_default();
    let had = all.len();
    for point in points(new) {
        let same = |other: &Point| other.kind == point.kind && other.value == point.value;
        if !all.iter().any(same) {
            all.push(point);
        }
    }
    if all.len() == had {
        return Ok(());
    }
    let change = contacts::model::ContactChange {
        points: Some(all.into_iter().map(given).collect()),
        ..contacts::model::ContactChange::default()
    };
    contacts::actions::change(tx, row.id, row.version, change).await?;
    Ok(())
}

fn given(point: Point) -> contacts::points::NewPoint {
    contacts::points::NewPoint {
        kind: point.kind,
        value: point.raw,
        label: point.label,
    }
}

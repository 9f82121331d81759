//! Making a call of what was told of it: whose it is, and who should see it.

use base::{Actor, Problem, Result, Time, Uuid};
use crm::contacts::points::PointKind;
use crm::records::Record;
use crm::{companies, contacts};
use db::events::LoggedEvent;
use db::jobs::Work;
use db::{Conn, Tx};
use serde_json::Value;

use super::actions::{save, tell};
use super::model::{Call, CallEvent, Direction, State, fold};
use super::store::calls::{self, CallRow, LegRow};
use super::store::{self, ExtensionRow};
use super::{settle, trial};

/// The kind of job that computes a call anew.
pub const JOB: &str = "connect.call";

/// The job. It may be done twice and at the same time as another of the same call.
///
/// # Errors
/// When the database refuses.
pub async fn work(work: Work) -> Result<()> {
    let text = |name: &str| work.payload[name].as_str().unwrap_or_default().to_owned();
    let Ok(account) = Uuid::parse_str(&text("account_id")) else {
        return Ok(());
    };
    let key = text("call_key");
    let tx = work.db.begin(Actor::system()).await?;
    tx.one_at_a_time(&format!("connect.call:{account}:{key}"))
        .await?;
    compute(&tx, account, &key).await?;
    tx.commit().await
}

/// Computes a call from everything that was told of it.
async fn compute(tx: &Tx, account: Uuid, key: &str) -> Result<()> {
    let rows = store::events_of(tx.conn(), account, key).await?;
    let heard_at = rows.iter().map(|row| row.received_at).max().unwrap_or(0);
    let mut events: Vec<CallEvent> = Vec::new();
    for text in rows.iter().filter_map(|row| row.parsed.as_deref()) {
        events.push(serde_json::from_str(text).map_err(Problem::internal)?);
    }
    let Some(call) = fold(&events) else {
        return Ok(());
    };
    let was = calls::find_by_key(tx.conn(), account, key).await?;
    let telephones = store::extensions_of(tx.conn(), account).await?;
    let legs = legs(&call, &telephones);
    let user_id = call
        .extension
        .as_deref()
        .and_then(|extension| user_of(&telephones, extension));
    let mut row = was.clone().unwrap_or_else(|| blank(tx, account, key));
    describe(&mut row, &call, heard_at);
    row.user_id = user_id;
    if !row.decided && row.contact_id.is_none() && row.activity_id.is_none() {
        meet(tx.conn(), &mut row).await?;
    }
    row.owner_id = match user_id {
        Some(user) => Some(user),
        None => calls::salesperson(tx.conn(), row.deal_id, row.contact_id, row.company_id).await?,
    };
    if let Some(was) = was.as_ref().filter(|was| was.settled_at.is_some()) {
        // The client may have become known since, and the end another.
        settle::write_down(tx, &mut row).await?;
        settle::correct(tx, was, &mut row).await?;
    }
    let id = row.id;
    let same = was.as_ref() == Some(&row);
    match &was {
        None => calls::insert(tx.conn(), &row).await?,
        Some(was) if !same => save_quietly(tx, &mut row, was.version).await?,
        Some(_) => {}
    }
    calls::put_legs(tx.conn(), id, &legs).await?;
    if !same {
        let mut users: Vec<Uuid> = legs.iter().filter_map(|leg| leg.user_id).collect();
        users.extend(row.user_id);
        users.sort_unstable();
        users.dedup();
        tell(tx, &row, users);
    }
    if call.state == State::Ended && row.settled_at.is_none() {
        if call.surely_over {
            settle::settle(tx, row).await?;
        } else {
            settle::later(tx, id).await?;
        }
    }
    Ok(())
}

async fn save_quietly(tx: &Tx, row: &mut CallRow, from: i64) -> Result<()> {
    row.version = from + 1;
    if !calls::update(tx.conn(), row, from).await? {
        return Err(Problem::internal(
            "a call was changed while it was computed",
        ));
    }
    Ok(())
}

fn user_of(telephones: &[ExtensionRow], extension: &str) -> Option<Uuid> {
    let found = telephones
        .iter()
        .find(|one| one.extension == extension && one.active);
    found.map(|one| one.user_id)
}

fn legs(call: &Call, telephones: &[ExtensionRow]) -> Vec<LegRow> {
    call.legs
        .iter()
        .map(|(key, leg)| LegRow {
            leg_key: key.clone(),
            user_id: leg
                .extension
                .as_deref()
                .and_then(|extension| user_of(telephones, extension)),
            extension: leg.extension.clone(),
            rang_at: leg.rang_at.0,
            answered_at: leg.answered_at.map(|at| at.0),
            ended_at: leg.ended_at.map(|at| at.0),
        })
        .collect()
}

fn blank(tx: &Tx, account: Uuid, key: &str) -> CallRow {
    CallRow {
        id: tx.new_id(),
        account_id: account,
        call_key: key.to_owned(),
        direction: String::new(),
        phone: None,
        our_number: None,
        state: String::new(),
        outcome: None,
        started_at: 0,
        answered_at: None,
        ended_at: None,
        talk_seconds: 0,
        wait_seconds: 0,
        recording_url: None,
        user_id: None,
        user_name: None,
        owner_id: None,
        contact_id: None,
        contact_name: None,
        contact_owner_id: None,
        company_id: None,
        company_name: None,
        company_owner_id: None,
        deal_id: None,
        deal_title: None,
        deal_owner_id: None,
        decided: false,
        activity_id: None,
        task_id: None,
        settled_at: None,
        trial: trial::is_trial(key),
        last_event_at: 0,
        version: 1,
    }
}

/// Writes into the row what the exchange said.
fn describe(row: &mut CallRow, call: &Call, heard_at: i64) {
    let ms = |at: Option<Time>| at.map(|at| at.0);
    call.direction.as_str().clone_into(&mut row.direction);
    row.phone.clone_from(&call.phone);
    row.our_number.clone_from(&call.our_number);
    call.state.as_str().clone_into(&mut row.state);
    row.outcome = call.outcome.map(|outcome| outcome.as_str().to_owned());
    row.started_at = call.started_at.0;
    row.answered_at = ms(call.answered_at);
    row.ended_at = ms(call.ended_at);
    row.talk_seconds = call.talk_seconds;
    row.wait_seconds = call.wait_seconds;
    row.recording_url.clone_from(&call.recording_url);
    row.last_event_at = heard_at;
}

/// Finds the client by the number, a contact before a company: only one that is sure. Of several a person chooses.
async fn meet(conn: Conn<'_>, row: &mut CallRow) -> Result<()> {
    let inner = row.direction == Direction::Internal.as_str();
    let Some(phone) = row.phone.clone().filter(|_| !inner && !row.trial) else {
        return Ok(());
    };
    let client = match by_phone(conn, &phone).await?.as_slice() {
        [contact] => {
            row.contact_id = Some(contact.id);
            row.company_id = contact.facts.company_id;
            Record::Contact(contact.id)
        }
        [] => {
            let companies = companies::store::find_by_phone(conn, &[phone]).await?;
            let [company] = companies.as_slice() else {
                return Ok(());
            };
            row.company_id = Some(company.id);
            Record::Company(company.id)
        }
        _ => return Ok(()),
    };
    let deals = calls::open_deals(conn, client, 1).await?;
    row.deal_id = deals.first().map(|deal| deal.id);
    Ok(())
}

/// A switchboard's number belongs to hundreds.
const MOST: usize = 20;

/// The contacts that a number reaches.
pub(super) async fn by_phone(
    conn: Conn<'_>,
    phone: &str,
) -> Result<Vec<contacts::store::ContactRow>> {
    let points =
        contacts::store::find_by_points(conn, PointKind::Phone, &[phone.to_owned()]).await?;
    let mut ids: Vec<Uuid> = points.into_iter().map(|(_, contact)| contact).collect();
    ids.dedup();
    ids.truncate(MOST);
    contacts::store::find_many(conn, &ids).await
}

/// A reaction: an inquiry was made of a call, so now it is known whose the call is.
///
/// # Errors
/// When the database refuses.
pub async fn met(work: Work, event: LoggedEvent) -> Result<()> {
    let payload: Value = serde_json::from_str(&event.payload).map_err(Problem::internal)?;
    let key = payload["key"].as_str().and_then(call_of_inquiry);
    let Some(id) = key else { return Ok(()) };
    let tx = work.db.begin(Actor::system()).await?;
    let Some(was) = calls::find(tx.conn(), id).await? else {
        return Ok(());
    };
    tx.one_at_a_time(&format!("connect.call:{}:{}", was.account_id, was.call_key))
        .await?;
    let Some(was) = calls::find(tx.conn(), id).await? else {
        return Ok(());
    };
    let nobody = was.contact_id.is_none() && !was.decided;
    let no_deal = was.deal_id.is_none() && was.contact_id == event.contact_id;
    if was.activity_id.is_some() || !(nobody || no_deal) {
        return Ok(());
    }
    let mut row = CallRow {
        contact_id: was.contact_id.or(event.contact_id),
        company_id: was.company_id.or(event.company_id),
        deal_id: was.deal_id.or(event.deal_id),
        ..was.clone()
    };
    settle::write_down(&tx, &mut row).await?;
    if row.owner_id.is_none() {
        row.owner_id =
            calls::salesperson(tx.conn(), row.deal_id, row.contact_id, row.company_id).await?;
    }
    save(&tx, row, was.version).await?;
    tx.commit().await
}

/// Which call an inquiry of this key was made of.
fn call_of_inquiry(key: &str) -> Option<Uuid> {
    Uuid::parse_str(key.strip_prefix("call:")?).ok()
}

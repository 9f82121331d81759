//! What is done with inquiries. The route has checked the permission; visibility is checked here.

use base::{Actor, Event, Patch, Problem, Result, Scope, Subject, Text, Time, Uuid};
use crm::deals::model::Status;
use crm::deals::moves::{self, Wish};
use crm::deals::store::DealRow;
use crm::deals::{ContactRole, DealChange};
use crm::{contacts, deals, visible};
use db::{Conn, Tx};
use serde_json::json;

use super::model::{Candidate, NewInquiry, Outcome, State};
use super::receive::add_points;
use super::store::{self, InquiryRow};

/// Everybody's records, in the name of whoever acts: an inquiry has to find its client whoever owns them.
pub fn all_seeing(actor: &Actor) -> Actor {
    Actor {
        scope: Scope::All,
        ..actor.clone()
    }
}

/// An inquiry that the actor may see.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<InquiryRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    visible::check(&actor.scope, row.owner_id)?;
    Ok(row)
}

async fn for_change(tx: &Tx, id: Uuid, version: i64) -> Result<InquiryRow> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    if row.version != version {
        return Err(Problem::stale(row.version));
    }
    Ok(row)
}

/// Takes an inquiry: from now on it is the actor's, or whomever they name, with its deal.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn take(tx: &Tx, id: Uuid, version: i64, owner: Option<Uuid>) -> Result<InquiryRow> {
    let was = for_change(tx, id, version).await?;
    let owner = owner.or(tx.actor.user_id);
    crm::people::check(tx.conn(), "owner_id", owner).await?;
    let own = owner == tx.actor.user_id;
    if let Some(deal) = was
        .deal_id
        .filter(|_| was.made_deal && was.owner_id != owner)
    {
        let change = DealChange {
            owner_id: owner.map_or(Patch::Clear, Patch::Set),
            ..DealChange::default()
        };
        deals::actions::change(tx, deal, None, change).await?;
    }
    let row = InquiryRow {
        state: if own { State::Taken } else { State::New }
            .as_str()
            .to_owned(),
        owner_id: owner,
        taken_at: own.then_some(tx.now().0),
        taken_by: if own { owner } else { None },
        settled_at: None,
        settled_by: None,
        result: None,
        ..was
    };
    write(
        tx,
        row,
        version,
        if own {
            "inquiry.taken"
        } else {
            "inquiry.assigned"
        },
    )
    .await
}

/// How an inquiry is settled.
#[derive(Debug, Clone)]
pub struct Settled {
    pub outcome: Outcome,
    /// Why the deal that it made is lost, where it is not a lead.
    pub reason_id: Option<Uuid>,
    pub note: Option<String>,
}

/// Settles an inquiry. One that is no lead loses the deal that it made.
///
/// # Errors
/// `not_found`, `stale`, `invalid` without a reason of loss where one is needed.
pub async fn settle(tx: &Tx, id: Uuid, version: i64, how: Settled) -> Result<InquiryRow> {
    let was = for_change(tx, id, version).await?;
    if how.outcome != Outcome::Deal {
        lose(
            tx,
            &was,
            how.reason_id,
            how.note,
            how.outcome == Outcome::NotLead,
        )
        .await?;
    }
    let row = InquiryRow {
        state: State::Settled.as_str().to_owned(),
        settled_at: Some(tx.now().0),
        settled_by: tx.actor.user_id,
        taken_at: was.taken_at.or(Some(tx.now().0)),
        taken_by: was.taken_by.or(tx.actor.user_id),
        result: Some(how.outcome.as_str().to_owned()),
        ..was
    };
    write(tx, row, version, "inquiry.settled").await
}

/// Puts an inquiry away as spam: the open deal that it made is deleted.
///
/// # Errors
/// `not_found`, `stale`; `conflict` when that deal is won or lost already.
pub async fn spam(tx: &Tx, id: Uuid, version: i64) -> Result<InquiryRow> {
    let was = for_change(tx, id, version).await?;
    let mut row = InquiryRow {
        state: State::Spam.as_str().to_owned(),
        settled_at: Some(tx.now().0),
        settled_by: tx.actor.user_id,
        ..was
    };
    if let Some(deal) = made_deal(tx, &row).await? {
        if deal.status != Status::Open {
            return Err(Problem::conflict(Text::fixed(
                "Сделка этого обращения уже закрыта, поэтому это не спам",
                "The deal of this inquiry is closed already, so this is no spam",
            )));
        }
        deals::actions::delete(tx, deal.id, None).await?;
        row.deal_id = None;
        row.made_deal = false;
    }
    write(tx, row, version, "inquiry.spam").await
}

/// The deal that was made for the inquiry, if it is still there.
async fn made_deal(tx: &Tx, row: &InquiryRow) -> Result<Option<DealRow>> {
    match row.deal_id.filter(|_| row.made_deal) {
        Some(deal) => deals::store::find(tx.conn(), deal).await,
        None => Ok(None),
    }
}

async fn lose(
    tx: &Tx,
    row: &InquiryRow,
    reason_id: Option<Uuid>,
    note: Option<String>,
    needed: bool,
) -> Result<()> {
    let Some(deal) = made_deal(tx, row).await? else {
        return Ok(());
    };
    let open = deal.status == Status::Open;
    match reason_id {
        Some(reason_id) if open => {
            let wish = Wish::Lose { reason_id, note };
            moves::take(tx, deal.id, None, wish).await?;
            Ok(())
        }
        None if open && needed => {
            let text = Text::fixed(
                "Выберите причину: сделка этого обращения будет проиграна",
                "Choose a reason: the deal of this inquiry will be lost",
            );
            Err(Problem::field("reason_id", "required", text))
        }
        _ => Ok(()),
    }
}

/// Decides who wrote, where that was in doubt: one of the candidates, or none of them.
///
/// # Errors
/// `not_found`, `stale`, `invalid` for a contact that is no candidate.
pub async fn decide(tx: &Tx, id: Uuid, version: i64, contact: Option<Uuid>) -> Result<InquiryRow> {
    let was = for_change(tx, id, version).await?;
    let candidates: Vec<Candidate> = match &was.doubt {
        Some(text) => serde_json::from_str(text).map_err(Problem::internal)?,
        None => Vec::new(),
    };
    let mut row = InquiryRow { doubt: None, ..was };
    if let Some(contact) = contact {
        if !candidates.iter().any(|one| one.contact_id == contact) {
            let text = Text::fixed(
                "Выберите одного из предложенных",
                "Choose one of those offered",
            );
            return Err(Problem::field("contact_id", "not_found", text));
        }
        join(tx, &mut row, contact).await?;
    }
    write(tx, row, version, "inquiry.decided").await
}

/// Makes the inquiry one of another contact. A contact that only this inquiry made goes; their phones and
/// addresses stay with the one that remains.
async fn join(tx: &Tx, row: &mut InquiryRow, contact: Uuid) -> Result<()> {
    let found = contacts::actions::find(tx.conn(), &all_seeing(&tx.actor), contact).await?;
    let before = row.contact_id.filter(|before| *before != contact);
    let open = store::open_deal_of(tx.conn(), contact).await?;
    let company_id = found.facts.company_id.or(row.company_id);
    if let Some(deal) = row.deal_id.filter(|_| row.made_deal) {
        match open.filter(|open| *open != deal) {
            // The client has a deal already: the one made for the doubt is not needed.
            Some(open) => {
                deals::actions::delete(tx, deal, None).await?;
                row.deal_id = Some(open);
                row.made_deal = false;
            }
            None => {
                let role = ContactRole {
                    contact_id: contact,
                    role: String::new(),
                };
                let change = DealChange {
                    contacts: Some(vec![role]),
                    company_id: company_id.map_or(Patch::Keep, Patch::Set),
                    ..DealChange::default()
                };
                deals::actions::change(tx, deal, None, change).await?;
            }
        }
    } else if open.is_some() {
        row.deal_id = open;
    }
    let phones: Vec<String> = serde_json::from_str(&row.phones).map_err(Problem::internal)?;
    let emails: Vec<String> = serde_json::from_str(&row.emails).map_err(Problem::internal)?;
    if let Some(before) = before
        && contacts::store::deals_of(tx.conn(), before).await? == 0
        && store::only_inquiry_of(tx.conn(), before, row.id).await?
    {
        contacts::actions::delete(tx, before).await?;
    }
    let said = NewInquiry {
        phones,
        emails,
        ..NewInquiry::default()
    };
    add_points(tx, found, &said).await?;
    row.contact_id = Some(contact);
    row.company_id = company_id;
    Ok(())
}

async fn write(tx: &Tx, row: InquiryRow, from: i64, event: &'static str) -> Result<InquiryRow> {
    let row = InquiryRow {
        version: from + 1,
        ..row
    };
    if !store::update(tx.conn(), &row, from).await? {
        return Err(Problem::stale(from + 1));
    }
    record(tx, event, &row, None);
    reread(tx, row.id).await
}

pub(super) async fn reread(tx: &Tx, id: Uuid) -> Result<InquiryRow> {
    let row = store::find(tx.conn(), id).await?;
    row.ok_or_else(|| Problem::internal("an inquiry vanished while it was written"))
}

/// What events about the inquiry are about.
pub(super) fn subject(row: &InquiryRow) -> Subject {
    Subject {
        owner: row.owner_id,
        deal: row.deal_id,
        company: row.company_id,
        contact: row.contact_id,
        import: None,
    }
}

pub(super) fn record(tx: &Tx, kind: &'static str, row: &InquiryRow, said: Option<&NewInquiry>) {
    let mut payload = json!({
        "inquiry_id": row.id,
        "channel": row.channel,
        "source_id": row.source_id,
        "at": Time(row.at).to_string(),
        "result": row.result,
    });
    if let Some(said) = said {
        payload["text"] = json!(said.text.chars().take(2_000).collect::<String>());
        payload["answers"] = json!(said.answers);
        payload["name"] = json!(said.called());
    }
    tx.record(Event::new(kind, subject(row), payload));
}

//! Asking for a person's data and for their erasure. The route has checked the permission.

use base::{Actor, Event, Problem, Result, Text, Uuid};
use db::{Conn, Tx};
use serde_json::json;

use super::model::{Kind, Reason, State, check_name};
use super::store::{self, RequestRow};
use super::{Keepers, job};
use crate::contacts::actions as contacts;
use crate::records::Record;

/// Writes a request down and asks for it to be done.
///
/// # Errors
/// `not_found` for a contact out of sight; `invalid` for an erasure without the name; `conflict` when the person
/// is erased already, or is being erased.
pub async fn ask(
    tx: &Tx,
    contact: Uuid,
    kind: Kind,
    reason: Reason,
    confirm: &str,
) -> Result<RequestRow> {
    let row = contacts::find(tx.conn(), &tx.actor, contact).await?;
    if row.erased_at.is_some() || store::is_waiting(tx.conn(), contact, "erasure").await? {
        return Err(Problem::conflict(Text::fixed(
            "Данные этого человека уже удалены или удаляются",
            "The data of this person are erased already, or are being erased",
        )));
    }
    let job = match kind {
        Kind::Export => job::EXPORT,
        Kind::Erasure => {
            check_name(confirm, &row.facts.name())?;
            job::ERASURE
        }
    };
    let id = tx.new_id();
    let job_id = tx.enqueue(job, &json!({ "request_id": id })).await?;
    let request = RequestRow {
        id,
        kind: kind.as_str().to_owned(),
        contact_id: contact,
        contact_name: None,
        contact_owner_id: None,
        reason: reason.as_str().to_owned(),
        state: State::Queued.as_str().to_owned(),
        job_id: Some(job_id),
        counts: "{}".to_owned(),
        requested_by: tx.actor.user_id,
        requested_by_name: None,
        requested_at: tx.now().0,
        finished_at: None,
        expires_at: None,
    };
    store::insert(tx.conn(), &request).await?;
    let subject = Record::Contact(contact).subject(row.facts.owner_id);
    let payload = json!({ "request_id": id, "kind": kind.as_str(), "reason": reason.as_str() });
    tx.record(Event::new("privacy.requested", subject, payload));
    let written = store::find(tx.conn(), id).await?;
    written.ok_or_else(|| Problem::internal("a request vanished while it was written"))
}

/// What is kept about a contact, as (name, title, records).
///
/// # Errors
/// `not_found`.
pub async fn about(
    conn: Conn<'_>,
    actor: &Actor,
    contact: Uuid,
    keepers: &Keepers,
) -> Result<Vec<(&'static str, Text, usize)>> {
    contacts::find(conn, actor, contact).await?;
    let person = job::know(conn, contact, keepers).await?;
    let mut kept = Vec::new();
    for keeper in keepers.iter() {
        let records = keeper.tell(conn, &person).await?.len();
        if records > 0 {
            kept.push((keeper.name(), keeper.title(), records));
        }
    }
    Ok(kept)
}

/// The file of an export, and when its contact was asked about.
///
/// # Errors
/// `not_found` when there is none, or its time is over.
pub async fn file(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<Vec<u8>> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Record::Contact(row.contact_id).owner(conn, actor).await?;
    store::file(conn, id).await?.ok_or_else(Problem::not_found)
}

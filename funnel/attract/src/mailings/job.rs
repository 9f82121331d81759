//! The job that asks for the letters of a mailing, some at a time.

use std::collections::HashMap;

use api::Workspace;
use base::{Actor, Lang, Problem, Result, Uuid};
use crm::contacts::points::PointKind;
use crm::contacts::store::find_by_points;
use crm::letters::{self, Letter};
use db::Conn;
use db::jobs::{Outcome, Work};
use serde_json::json;

use super::actions::{self, State};
use super::store::{self, MailingRow, Reader};
use crate::subscriptions::token::Tokens;

/// The kind of job that carries a mailing.
pub const JOB: &str = "attract.mailing";

/// So many letters are asked for in one transaction.
const AT_ONCE: i64 = 100;

/// Goes on behind the subscriber who was written to last: nobody is left out and nobody gets two.
///
/// # Errors
/// When the database refuses.
pub async fn send(work: Work) -> Result<Outcome> {
    let id = work.payload["mailing_id"].as_str();
    let id = id
        .and_then(|id| Uuid::parse_str(id).ok())
        .ok_or_else(|| Problem::internal("a mailing job without its mailing"))?;
    let row = actions::found(work.db.reader(), id).await?;
    let total = store::readers(work.db.reader(), row.topic_id).await?;
    loop {
        let tx = work.db.begin(Actor::system()).await?;
        let row = actions::found(tx.conn(), id).await?;
        if !row.is(State::Sending) {
            return Ok(Outcome::Cancelled);
        }
        let readers = store::next_readers(tx.conn(), row.topic_id, row.behind, AT_ONCE).await?;
        let Some(last) = readers.last() else {
            let row = MailingRow {
                state: State::Sent.as_str().to_owned(),
                ended_at: Some(tx.now().0),
                ..row
            };
            let row = actions::write(&tx, row).await?;
            actions::record(&tx, "mailing.sent", &row);
            tx.commit().await?;
            return Ok(Outcome::Done(json!({ "asked": row.asked })));
        };
        let site = Workspace::load(tx.conn()).await?.site_url;
        let site = site.ok_or_else(|| Problem::internal("nobody outside can reach us"))?;
        let tokens = Tokens::ensure(&tx).await?;
        let contacts = contacts_of(tx.conn(), &readers).await?;
        for reader in &readers {
            let letter = Letter {
                key: actions::key(id, reader.id),
                lang: Lang::parse(&reader.lang),
                contact_id: contacts.get(&reader.id).copied(),
                unsubscribe_url: Some(format!("{site}/s/{}/off", tokens.manage(reader.id))),
                ..actions::letter(&row, &reader.address)
            };
            letters::ask(&tx, &letter).await?;
        }
        let asked = row.asked + readers.len() as i64;
        let row = MailingRow {
            behind: Some(last.id),
            asked,
            ..row
        };
        actions::write(&tx, row).await?;
        // Whoever stops it stops the mailing itself; a job that is stopped elsewhere only pauses.
        let go_on = work
            .progress(tx.conn(), asked, Some(total.max(asked)))
            .await?;
        tx.commit().await?;
        if !go_on {
            return Ok(Outcome::Cancelled);
        }
    }
}

/// Who the readers are: as they subscribed, or else the only contact with their address.
async fn contacts_of(conn: Conn<'_>, readers: &[Reader]) -> Result<HashMap<Uuid, Uuid>> {
    let addresses: Vec<String> = readers.iter().map(|one| one.address.clone()).collect();
    let mut known: HashMap<String, Vec<Uuid>> = HashMap::new();
    for (address, contact) in find_by_points(conn, PointKind::Email, &addresses).await? {
        known.entry(address).or_default().push(contact);
    }
    let of = |reader: &Reader| {
        let only = known.get(&reader.address).map(Vec::as_slice);
        let only = only.and_then(|all| match all {
            [one] => Some(*one),
            _ => None,
        });
        Some((reader.id, reader.contact_id.or(only)?))
    };
    Ok(readers.iter().filter_map(of).collect())
}

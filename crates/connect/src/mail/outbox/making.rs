//! Making the very message of a mail: its footer, its counted links, its signature.

use base::{Actor, Problem, Result, Text, Time, Uuid};
use crm::consents::{self, Channel, Purpose};
use db::{Conn, Db};
use lettre::Message;
use lettre::address::Envelope;

use super::mime::{self, Making};
use super::smtp::{Session, Stop};
use super::store::MailRow;
use super::{actions, links};
use crate::mail::accounts::store::AccountRow;
use crate::mail::dkim;
use crate::mail::secret::Secret;
use crate::mail::templates::store as templates;
use crate::mail::vault::Vault;

/// A message ready to go.
#[derive(Debug)]
pub struct Made {
    pub envelope: Envelope,
    pub bytes: Vec<u8>,
    pub message_id: String,
    /// The links of a tracked mail, when it is one.
    pub links: Option<Vec<String>>,
}

/// The message of a mail as it would leave now.
///
/// # Errors
/// What cannot be made will not be made later either, unless it is `internal`.
pub async fn make(db: &Db, vault: &Vault, mail: &MailRow, account: &AccountRow) -> Result<Made> {
    let conn = db.reader();
    let site = links::site(conn).await?;
    let secret = match Secret::load(conn).await? {
        Some(secret) => secret,
        None => {
            let tx = db.begin(Actor::system()).await?;
            let secret = Secret::ensure(&tx).await?;
            tx.commit().await?;
            secret
        }
    };
    let unsubscribe = links::unsubscribe_url(mail, &secret, site.as_deref())?;
    let mut parts = mime::with_footer(mail, unsubscribe.as_deref());
    let wanted = (account.facts.track_opens, account.facts.track_links);
    let mut tracked = None;
    if (wanted.0 || wanted.1)
        && let (Some(html), Some(site)) = (&parts.html, &site)
        && may_track(conn, mail).await?
    {
        let (html, urls) = mime::tracked(html, mail.id, &secret, site, wanted);
        parts.html = Some(html);
        tracked = Some(urls);
    }
    let reply_to = match mail.by_id.filter(|_| account.facts.owner_id.is_none()) {
        Some(user) => templates::user(conn, user).await?.map(|(_, email)| email),
        None => None,
    };
    let reply_to = reply_to.filter(|address| *address != account.facts.address);
    let making = Making {
        mail,
        account,
        reply_to,
        now: db.clock.now(),
        unsubscribe: unsubscribe.as_deref(),
    };
    let mut message = mime::message(&making, &parts)?;
    sign(&mut message, vault, account)?;
    Ok(Made {
        envelope: message.envelope().clone(),
        bytes: message.formatted(),
        message_id: mime::message_id(mail.id, account),
        links: tracked,
    })
}

fn sign(message: &mut Message, vault: &Vault, account: &AccountRow) -> Result<()> {
    let facts = &account.facts;
    if let (Some(domain), Some(selector), Some(sealed)) =
        (&facts.dkim_domain, &facts.dkim_selector, &account.dkim_key)
    {
        let pem = vault.open(account.id, sealed)?;
        dkim::sign(message, domain, selector, &pem)?;
    }
    Ok(())
}

/// Watching whether a person reads a mail is processing their data: they must have consented to that.
async fn may_track(conn: Conn<'_>, mail: &MailRow) -> Result<bool> {
    let asked = consents::allows(conn, &mail.to_address, Purpose::PersonalData, Channel::Mail);
    Ok(asked.await?.is_ok())
}

/// Sends a mail at once that is kept nowhere, to find out whether an account works.
///
/// # Errors
/// What went wrong, in words for the person who set the account up.
pub async fn probe(
    account: &AccountRow,
    vault: &Vault,
    to: &str,
    (subject, text): (&str, &str),
    now: Time,
    id: Uuid,
) -> Result<()> {
    let refused = |text: Text| Problem::new(422, "mail_refused", text);
    let mail = actions::blank(id, to, subject, text, now);
    let making = Making {
        mail: &mail,
        account,
        reply_to: None,
        now,
        unsubscribe: None,
    };
    let mut message = mime::message(&making, &mime::with_footer(&mail, None))?;
    sign(&mut message, vault, account)?;
    let password = account.password.as_deref();
    let password = password.map(|sealed| vault.open(account.id, sealed));
    let said = |stop: Stop| match stop {
        Stop::Trouble(text)
        | Stop::Later(text)
        | Stop::Address(text, _)
        | Stop::Refused(text)
        | Stop::Unknown(text) => refused(text),
    };
    let mut session = Session::open(&account.facts, password.transpose()?.as_deref())
        .await
        .map_err(said)?;
    let envelope = message.envelope().clone();
    let told = session.envelope(&envelope).await;
    if told.is_ok() {
        let handed = session.hand_over(&message.formatted()).await;
        session.close().await;
        return handed.map_err(said);
    }
    session.close().await;
    told.map_err(said)
}

//! What is done with accounts.

use base::{Actor, Event, Permission, Problem, Result, Subject, Text, Uuid, email};
use db::{Conn, Db, Tx};
use serde_json::json;

use super::model::AccountFacts;
use super::store::{self, AccountRow};
use crate::mail::dkim;
use crate::mail::outbox::making::probe;
use crate::mail::vault::Vault;

/// Secrets as they are given: absent stays, an empty one is taken away.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    pub password: Option<String>,
    /// A private key in PEM.
    pub dkim_key: Option<String>,
}

/// Adds an account: of the company, or of the user who asks.
///
/// # Errors
/// `invalid`, `forbidden`.
pub async fn create(
    tx: &Tx,
    vault: &Vault,
    facts: AccountFacts,
    secrets: Secrets,
) -> Result<AccountRow> {
    let facts = facts.checked()?;
    check_right(&tx.actor, facts.owner_id)?;
    let mut row = AccountRow {
        id: tx.new_id(),
        facts,
        owner_name: None,
        password: None,
        dkim_key: None,
        dkim_public: None,
        paused_until: None,
        troubles: 0,
        trouble: None,
        created_at: tx.now().0,
        updated_at: tx.now().0,
        version: 1,
    };
    keep_secrets(tx, vault, &mut row, secrets)?;
    store::insert(tx.conn(), &row).await?;
    if row.facts.preferred {
        store::prefer_only(tx.conn(), row.id).await?;
    }
    record(tx, "mail_account.created", &row);
    reread(tx, row.id).await
}

/// Changes an account that was read as `version`; `facts` are those it is to have.
///
/// # Errors
/// `not_found`, `forbidden`, `stale`, `invalid`.
pub async fn change(
    tx: &Tx,
    vault: &Vault,
    id: Uuid,
    version: i64,
    facts: impl FnOnce(AccountFacts) -> AccountFacts,
    secrets: Secrets,
) -> Result<AccountRow> {
    let was = find_to_change(tx.conn(), &tx.actor, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let facts = AccountFacts {
        owner_id: was.facts.owner_id,
        ..facts(was.facts.clone())
    };
    let moved = facts.host != was.facts.host || facts.login != was.facts.login;
    if moved && was.password.is_some() && secrets.password.is_none() {
        // Else whoever may change an account could have its password sent to a server of theirs.
        return Err(Problem::field(
            "password",
            "required",
            Text::fixed(
                "Сервер или логин изменены: введите пароль заново",
                "The server or the login has changed: enter the password again",
            ),
        ));
    }
    let mut row = AccountRow {
        facts: facts.checked()?,
        updated_at: tx.now().0,
        version: version + 1,
        ..was
    };
    keep_secrets(tx, vault, &mut row, secrets)?;
    if !store::update(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    if row.facts.preferred {
        store::prefer_only(tx.conn(), row.id).await?;
    }
    record(tx, "mail_account.changed", &row);
    reread(tx, id).await
}

/// An account that the actor may use: the company's, or their own.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<AccountRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let system = actor.user_id.is_none();
    if system || row.facts.owner_id.is_none() || row.facts.owner_id == actor.user_id {
        return Ok(row);
    }
    Err(Problem::not_found())
}

/// An account that the actor may change.
///
/// # Errors
/// `not_found`, `forbidden`.
async fn find_to_change(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<AccountRow> {
    let row = find(conn, actor, id).await?;
    check_right(actor, row.facts.owner_id)?;
    Ok(row)
}

/// The company's accounts are a matter of the mail settings; one's own are one's own.
fn check_right(actor: &Actor, owner: Option<Uuid>) -> Result<()> {
    match owner {
        None => actor.need(Permission::MailWrite),
        Some(owner) if Some(owner) == actor.user_id => Ok(()),
        Some(_) => Err(Problem::not_found()),
    }
}

/// The setting that keeps all mail here: a demo company must write to nobody, whatever accounts it is given.
const KEEP_ALL: &str = "mail.keep_all";

/// From now on nothing leaves.
///
/// # Errors
/// When the database refuses.
pub async fn keep_all(tx: &Tx) -> Result<()> {
    db::settings::put(tx.conn(), KEEP_ALL, "true").await
}

/// Whether mail stays here, whatever account it goes through.
///
/// # Errors
/// When the database refuses.
pub async fn keeps_all(conn: Conn<'_>) -> Result<bool> {
    Ok(db::settings::get(conn, KEEP_ALL).await?.is_some())
}

/// Sends a trial mail at once, to find out whether an account works; one that does is no longer paused.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`; `conflict` for an account that sends nothing; `mail_refused` with what the server
/// said.
pub async fn trial(db: &Db, actor: &Actor, vault: &Vault, id: Uuid, to: &str) -> Result<()> {
    let row = find_to_change(db.reader(), actor, id).await?;
    let to = email::normalise(to).ok_or_else(|| {
        let wrong = Text::fixed(
            "Нужен адрес вида name@company.ru",
            "An address like name@company.com is needed",
        );
        Problem::field("to", "wrong_email", wrong)
    })?;
    if row.facts.is_catcher() || keeps_all(db.reader()).await? {
        return Err(Problem::conflict(Text::fixed(
            "Этот ящик ничего не отправляет: его письма видны в исходящих",
            "This account sends nothing: its mails are seen among the outgoing ones",
        )));
    }
    let subject = Text::fixed("Проверка почты", "A trial mail");
    let text = Text::fixed(
        "Почта настроена: письма из системы уходят.",
        "Mail is set up: mails leave the system.",
    );
    let words = (subject.get(actor.lang), text.get(actor.lang));
    // Nothing is written: the id only names the message.
    let now = db.clock.now();
    probe(&row, vault, &to, words, now, db.ids.next(now)).await?;
    let tx = db.begin(actor.clone()).await?;
    store::clear_trouble(tx.conn(), id).await?;
    tx.commit().await
}

/// A new DKIM key for an account that the actor may change: it is made on a thread of its own, for it takes a while.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn new_key(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<Secrets> {
    find_to_change(conn, actor, id).await?;
    let pem = tokio::task::spawn_blocking(dkim::generate)
        .await
        .map_err(Problem::internal)??;
    Ok(Secrets {
        password: None,
        dkim_key: Some(pem),
    })
}

fn keep_secrets(tx: &Tx, vault: &Vault, row: &mut AccountRow, secrets: Secrets) -> Result<()> {
    if let Some(password) = secrets.password {
        row.password = match password.is_empty() {
            true => None,
            false => Some(vault.lock(tx, row.id, &password)?),
        };
    }
    if let Some(pem) = secrets.dkim_key {
        (row.dkim_key, row.dkim_public) = match pem.trim().is_empty() {
            true => (None, None),
            false => {
                let public = dkim::public_of(&pem)?;
                (Some(vault.lock(tx, row.id, &pem)?), Some(public))
            }
        };
    }
    if row.facts.is_catcher() {
        row.password = None;
    }
    Ok(())
}

fn record(tx: &Tx, kind: &'static str, row: &AccountRow) {
    let payload = json!({ "id": row.id, "name": row.facts.name, "archived": row.facts.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

async fn reread(tx: &Tx, id: Uuid) -> Result<AccountRow> {
    store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

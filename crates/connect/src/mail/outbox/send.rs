//! The jobs that send mail.

use std::sync::Arc;

use base::{Actor, Result, Text, Time, Uuid};
use crm::consents::{self, Channel, Purpose};
use crm::letters::Class;
use db::jobs::Work;
use db::{Conn, Db, Tx};
use serde_json::json;
use tokio::sync::Semaphore;

use super::actions::{self, Change};
use super::making::{Made, make};
use super::model::{FIRST_CHANCE_MS, GIVE_UP_MS, STALE_MS, State, pause_ms, wait_ms};
use super::smtp::{Session, Stop};
use super::store::{self, MailRow};
use crate::mail::accounts::actions::keeps_all;
use crate::mail::accounts::store::{self as accounts, AccountRow};
use crate::mail::templates::actions::class_of;
use crate::mail::vault::{BROKEN_KEY, Vault};

/// The kind of job that sends one mail.
pub const SEND: &str = "mail.send";
/// The kind of periodic job that takes up what waits, and finds what is of unknown fate.
pub const DUE: &str = "mail.due";
/// How many jobs one run of the periodic job writes: each goes on with what else is due, in whichever process it runs.
const AT_ONCE: i64 = 8;
/// How many mails one process hands over at a time: slow servers must leave workers to other quick work.
pub const TOGETHER: usize = 2;
const HOUR_MS: i64 = 3_600_000;

/// The job that sends one mail, and then whatever else is due: who finds no free hand leaves the mail to those that are
/// at work, or to the periodic job.
///
/// # Errors
/// When the database refuses.
pub async fn send(work: Work, vault: Vault, hands: Arc<Semaphore>) -> Result<()> {
    let id = work.payload["mail_id"].as_str();
    let Some(id) = id.and_then(|id| Uuid::parse_str(id).ok()) else {
        return Ok(());
    };
    let db = &work.db;
    let Ok(_hand) = hands.try_acquire() else {
        let tx = db.begin(Actor::system()).await?;
        let latest = Time(tx.now().0 + FIRST_CHANCE_MS);
        store::hurry(tx.conn(), id, tx.now(), latest).await?;
        return tx.commit().await;
    };
    Box::pin(try_one(db, &vault, id)).await?;
    loop {
        let tx = db.begin(Actor::system()).await?;
        let next = take_due(&tx, 1).await?.pop();
        tx.commit().await?;
        match next {
            Some(id) => Box::pin(try_one(db, &vault, id)).await?,
            None => return Ok(()),
        }
    }
}

/// Mails whose turn has come, for whoever takes them up now.
async fn take_due(tx: &Tx, most: i64) -> Result<Vec<Uuid>> {
    let next = Time(tx.now().0 + FIRST_CHANCE_MS);
    store::take_due(tx.conn(), tx.now(), next, most).await
}

/// The periodic job.
///
/// # Errors
/// When the database refuses.
pub async fn due(work: Work) -> Result<()> {
    let db = &work.db;
    let before = Time(db.clock.now().0 - STALE_MS);
    for id in store::stale(db.reader(), before).await? {
        let tx = db.begin(Actor::system()).await?;
        if let Some(was) = store::find(tx.conn(), id).await?
            && was.state == State::Sending.as_str()
        {
            let text = Text::fixed(
                "Отправка прервалась: письмо могло уйти, а могло и нет",
                "Sending was cut off: the mail may have left or not",
            );
            actions::note_failed(&tx, was, State::Unknown, &text).await?;
        }
        tx.commit().await?;
    }
    let tx = db.begin(Actor::system()).await?;
    for id in take_due(&tx, AT_ONCE).await? {
        tx.enqueue(SEND, &json!({ "mail_id": id })).await?;
    }
    tx.commit().await
}

/// Tries to send a mail that is queued, once.
async fn try_one(db: &Db, vault: &Vault, id: Uuid) -> Result<()> {
    let conn = db.reader();
    let Some(mail) = store::find(conn, id).await? else {
        return Ok(());
    };
    let now = db.clock.now();
    // One that has just been put off has another job at its time.
    let off = mail.due_at > now.0 + FIRST_CHANCE_MS;
    if off || mail.state != State::Queued.as_str() {
        return Ok(());
    }
    let account = match mail.account_id {
        Some(id) => accounts::find(conn, id).await?,
        None => accounts::usual(conn, mail.by_id).await?,
    };
    let Some(account) = account.filter(|account| !account.facts.archived) else {
        let text = Text::fixed(
            "Нет почтового ящика для отправки: добавьте его в настройках почты",
            "There is no mail account to send from: add one in the mail settings",
        );
        if now.0 - mail.tried_since > GIVE_UP_MS {
            return end(db, mail, State::Failed, &text).await;
        }
        return wait(db, mail, Time(now.0 + wait_ms(2)), &text).await;
    };
    if let Some(until) = account.paused_until.filter(|until| *until > now.0) {
        let kept = account.trouble.as_deref().and_then(Text::read);
        let text = kept.unwrap_or(Text::fixed(
            "Ящик недоступен",
            "The account is out of order",
        ));
        return wait(db, mail, Time(until), &text).await;
    }
    if let Some((until, text)) = over_limit(conn, &account, now).await? {
        return wait_for_turn(db, mail, until, &text).await;
    }
    match lawful(conn, &mail).await {
        Ok(Ok(_)) => {}
        Ok(Err(refusal)) => return end(db, mail, State::Refused, &refusal.text()).await,
        Err(problem) if problem.0.status < 500 => {
            return end(db, mail, State::Failed, &problem.words()).await;
        }
        Err(problem) => return Err(problem),
    }
    let made = match make(db, vault, &mail, &account).await {
        Ok(made) => made,
        // What cannot be made will not be made later either; a fault of the machine is tried again by the job.
        Err(problem) if problem.0.status < 500 => {
            return end(db, mail, State::Failed, &problem.words()).await;
        }
        // The key of the installation has to be mended first.
        Err(problem) if problem.code() == BROKEN_KEY => {
            return account_fails(db, mail, &account, &problem.words()).await;
        }
        Err(problem) => return Err(problem),
    };
    if account.facts.is_catcher() || keeps_all(conn).await? {
        let mail = MailRow {
            caught: true,
            ..mail
        };
        if let Some(taken) = take(db, mail, &account, &made).await? {
            return sent(db, taken).await;
        }
        return Ok(());
    }
    Box::pin(deliver(db, vault, mail, &account, &made)).await
}

async fn lawful(
    conn: Conn<'_>,
    mail: &MailRow,
) -> Result<std::result::Result<Option<Uuid>, consents::Refusal>> {
    match class_of(&mail.class)? {
        Class::Service => Ok(Ok(None)),
        Class::Advertising => {
            let asked =
                consents::allows(conn, &mail.to_address, Purpose::Advertising, Channel::Mail);
            Ok(asked.await?.map(Some))
        }
    }
}

/// Until when an account has to wait, and for which limit.
async fn over_limit(
    conn: Conn<'_>,
    account: &AccountRow,
    now: Time,
) -> Result<Option<(Time, Text)>> {
    let facts = &account.facts;
    for (limit, span, text) in [
        (
            facts.per_hour,
            HOUR_MS,
            Text::fixed(
                "Ждёт: исчерпан часовой лимит ящика",
                "Waits: the account's hourly limit is reached",
            ),
        ),
        (
            facts.per_day,
            base::time::DAY_MS,
            Text::fixed(
                "Ждёт: исчерпан суточный лимит ящика",
                "Waits: the account's daily limit is reached",
            ),
        ),
    ] {
        let since = Time(now.0 - span);
        let (handed, first) = store::handed_since(conn, account.id, since, limit).await?;
        if handed >= limit {
            return Ok(Some((Time(first.unwrap_or(now.0) + span), text)));
        }
    }
    Ok(None)
}

async fn deliver(
    db: &Db,
    vault: &Vault,
    mail: MailRow,
    account: &AccountRow,
    made: &Made,
) -> Result<()> {
    let password = account.password.as_deref();
    let password = password.map(|sealed| vault.open(account.id, sealed));
    let password = match password.transpose() {
        Ok(password) => password,
        Err(problem) => return account_fails(db, mail, account, &problem.words()).await,
    };
    let mut session = match Session::open(&account.facts, password.as_deref()).await {
        Ok(session) => session,
        Err(stop) => return stopped(db, mail, account, stop).await,
    };
    if let Err(stop) = session.envelope(&made.envelope).await {
        session.close().await;
        return stopped(db, mail, account, stop).await;
    }
    // The server waits for the text. Now it is decided for good: consent, limits, and that nobody else sends it.
    let Some(taken) = take(db, mail, account, made).await? else {
        session.cut();
        return Ok(());
    };
    let handed = session.hand_over(&made.bytes).await;
    let ended = match handed {
        Ok(()) => sent(db, taken).await,
        Err(stop) => stopped(db, taken, account, stop).await,
    };
    session.close().await;
    ended
}

/// Takes a mail as being sent, if nothing speaks against it at this moment.
async fn take(
    db: &Db,
    mail: MailRow,
    account: &AccountRow,
    made: &Made,
) -> Result<Option<MailRow>> {
    let tx = db.begin(Actor::system()).await?;
    let what = format!("mail.account.{}", account.id);
    tx.one_at_a_time(&what).await?;
    let Some(was) = store::find(tx.conn(), mail.id).await? else {
        return Ok(None);
    };
    if was.version != mail.version || was.state != State::Queued.as_str() {
        return Ok(None);
    }
    let consent = match lawful(tx.conn(), &was).await? {
        Ok(consent) => consent,
        Err(refusal) => {
            actions::note_failed(&tx, was, State::Refused, &refusal.text()).await?;
            tx.commit().await?;
            return Ok(None);
        }
    };
    if let Some((until, text)) = over_limit(tx.conn(), account, tx.now()).await? {
        let change = Change {
            due_at: Some(until),
            ..Change::error(&text)
        };
        let row = MailRow {
            tried_since: until.0,
            ..was
        };
        actions::become_of(&tx, row, State::Queued, change).await?;
        tx.commit().await?;
        return Ok(None);
    }
    if let Some(links) = &made.links {
        store::put_links(tx.conn(), was.id, links).await?;
    }
    let row = MailRow {
        account_id: Some(account.id),
        consent_id: consent,
        message_id: Some(made.message_id.clone()),
        attempts: was.attempts + 1,
        started_at: Some(tx.now().0),
        tracked: made.links.is_some(),
        caught: mail.caught,
        error: None,
        ..was
    };
    let row = actions::become_of(&tx, row, State::Sending, Change::default()).await?;
    tx.commit().await?;
    Ok(Some(row))
}

/// A server has taken it. The row may have been taken for one of unknown fate meanwhile; now its fate is known.
async fn sent(db: &Db, mail: MailRow) -> Result<()> {
    let tx = db.begin(Actor::system()).await?;
    let Some(was) = store::find(tx.conn(), mail.id).await? else {
        return Ok(());
    };
    let same_try = was.started_at == mail.started_at;
    if same_try
        && [State::Sending, State::Unknown]
            .map(State::as_str)
            .contains(&was.state.as_str())
    {
        if let Some(account) = was.account_id {
            accounts::clear_trouble(tx.conn(), account).await?;
        }
        actions::note_sent(&tx, was).await?;
    }
    tx.commit().await
}

async fn stopped(db: &Db, mail: MailRow, account: &AccountRow, stop: Stop) -> Result<()> {
    match stop {
        Stop::Trouble(text) => account_fails(db, mail, account, &text).await,
        Stop::Later(text) => {
            let now = db.clock.now();
            // One that is being sent counts its try already.
            let tries = mail.attempts + i64::from(mail.state == State::Queued.as_str());
            if now.0 - mail.tried_since > GIVE_UP_MS {
                return end(db, mail, State::Failed, &text).await;
            }
            again(db, mail, tries, Time(now.0 + wait_ms(tries)), &text).await
        }
        Stop::Address(text, wrong) => {
            let tx = db.begin(Actor::system()).await?;
            if let Some(was) = current(&tx, &mail).await? {
                if wrong {
                    let reason = consents::model::Reason::Bounced;
                    consents::actions::suppress_mail(&tx, &was.to_address, reason).await?;
                }
                actions::note_bounced(&tx, was, &text).await?;
            }
            tx.commit().await
        }
        Stop::Refused(text) => end(db, mail, State::Failed, &text).await,
        Stop::Unknown(text) => end(db, mail, State::Unknown, &text).await,
    }
}

/// The account is out of order: it is left alone for a while, and the mail waits with it.
async fn account_fails(db: &Db, mail: MailRow, account: &AccountRow, text: &Text) -> Result<()> {
    let now = db.clock.now();
    let until = Time(now.0 + pause_ms(account.troubles));
    let tx = db.begin(Actor::system()).await?;
    accounts::pause(tx.conn(), account.id, until, &text.kept()).await?;
    tx.commit().await?;
    if now.0 - mail.tried_since > GIVE_UP_MS {
        return end(db, mail, State::Failed, text).await;
    }
    wait(db, mail, until, text).await
}

/// The mail as it is now, if it is still in the state it was read in.
async fn current(tx: &Tx, mail: &MailRow) -> Result<Option<MailRow>> {
    let row = store::find(tx.conn(), mail.id).await?;
    Ok(row.filter(|row| row.version == mail.version))
}

async fn wait(db: &Db, mail: MailRow, until: Time, text: &Text) -> Result<()> {
    let tries = mail.attempts;
    again(db, mail, tries, until, text).await
}

/// Waiting for the limits of an account is no failure: the two days begin when it may go.
async fn wait_for_turn(db: &Db, mail: MailRow, until: Time, text: &Text) -> Result<()> {
    let mail = MailRow {
        tried_since: until.0,
        ..mail
    };
    wait(db, mail, until, text).await
}

async fn again(db: &Db, mail: MailRow, attempts: i64, until: Time, text: &Text) -> Result<()> {
    let tx = db.begin(Actor::system()).await?;
    if let Some(was) = current(&tx, &mail).await? {
        let row = MailRow {
            attempts,
            tried_since: mail.tried_since,
            ..was
        };
        let change = Change {
            due_at: Some(until),
            ..Change::error(text)
        };
        actions::become_of(&tx, row, State::Queued, change).await?;
    }
    tx.commit().await
}

async fn end(db: &Db, mail: MailRow, state: State, text: &Text) -> Result<()> {
    let tx = db.begin(Actor::system()).await?;
    if let Some(was) = current(&tx, &mail).await? {
        actions::note_failed(&tx, was, state, text).await?;
    }
    tx.commit().await
}

//! What is done with mailings. The route has checked the permission.

use api::Workspace;
use base::problem::Check;
use base::text::one_line;
use base::{Event, Permission, Problem, Result, Subject, Text, Uuid};
use crm::letters::{self, Class, Letter};
use db::jobs;
use db::{Conn, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::job::JOB;
use super::store::{self, MailingRow};
use crate::subscriptions::topics;

base::words! {
    State as MailingState {
        Draft = "draft",
        Sending = "sending",
        /// Every letter was handed to the outgoing mails.
        Sent = "sent",
        Stopped = "stopped",
    }
}

impl MailingRow {
    pub fn is(&self, state: State) -> bool {
        self.state == state.as_str()
    }

    /// What its letters are called together.
    pub fn series(&self) -> String {
        series(self.id)
    }
}

fn series(id: Uuid) -> String {
    format!("mailing:{id}")
}

/// The key of the one letter that a subscriber gets.
pub fn key(mailing: Uuid, subscriber: Uuid) -> String {
    format!("{}:{subscriber}", series(mailing))
}

/// What a mailing says, and to whom.
#[derive(Debug, Clone)]
pub struct Content {
    pub topic_id: Uuid,
    pub subject: String,
    /// Markdown with variables.
    pub body: String,
}

impl Content {
    async fn checked(self, conn: Conn<'_>) -> Result<Self> {
        let mut check = Check::default();
        check.required("subject", &self.subject, 200);
        check.required("body", &self.body, 50_000);
        check.done()?;
        topics::check(conn, "topic_id", &[self.topic_id]).await?;
        Ok(Self {
            subject: one_line(&self.subject),
            ..self
        })
    }
}

/// # Errors
/// `invalid` with what is wrong.
pub async fn create(tx: &Tx, content: Content) -> Result<MailingRow> {
    let content = content.checked(tx.conn()).await?;
    let row = MailingRow {
        id: tx.new_id(),
        topic_id: content.topic_id,
        topic_name: String::new(),
        subject: content.subject,
        body: content.body,
        state: State::Draft.as_str().to_owned(),
        job_id: None,
        behind: None,
        asked: 0,
        by_id: tx.actor.user_id,
        by_name: None,
        created_at: tx.now().0,
        started_at: None,
        ended_at: None,
        version: 1,
    };
    store::insert(tx.conn(), &row).await?;
    record(tx, "mailing.created", &row);
    found(tx.conn(), row.id).await
}

/// # Errors
/// `not_found`, `stale`, `invalid`; `conflict` for one that has been started.
pub async fn change(tx: &Tx, id: Uuid, version: i64, content: Content) -> Result<MailingRow> {
    let was = current(tx, id, version).await?;
    if !was.is(State::Draft) {
        return Err(started());
    }
    let content = content.checked(tx.conn()).await?;
    let row = MailingRow {
        topic_id: content.topic_id,
        subject: content.subject,
        body: content.body,
        ..was
    };
    write(tx, row).await
}

/// # Errors
/// `not_found`; `conflict` for one that has been started.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    let row = found(tx.conn(), id).await?;
    if !row.is(State::Draft) {
        return Err(started());
    }
    store::delete(tx.conn(), row.id).await?;
    record(tx, "mailing.deleted", &row);
    Ok(())
}

/// Sends the letter to one address, to be looked at.
///
/// # Errors
/// `not_found`, `invalid` for no address.
pub async fn try_out(tx: &Tx, id: Uuid, to: &str) -> Result<()> {
    tx.actor.need(Permission::MailSend)?;
    let row = found(tx.conn(), id).await?;
    let mut check = Check::default();
    if base::email::normalise(to).is_none() {
        let text = Text::fixed(
            "Нужен адрес вида name@company.ru",
            "An address like name@company.com is needed",
        );
        check.fail("to", "wrong_email", text);
    }
    check.done()?;
    let letter = Letter {
        class: Class::Service,
        key: format!("{}:trial:{}", row.series(), tx.new_id()),
        series: None,
        ..letter(&row, to)
    };
    letters::ask(tx, &letter).await
}

/// Begins to send, or goes on with what a fault broke off.
///
/// # Errors
/// `not_found`, `stale`; `conflict` while nobody outside can reach us, nobody has subscribed, or it has been sent.
pub async fn start(tx: &Tx, id: Uuid, version: i64) -> Result<MailingRow> {
    tx.actor.need(Permission::MailSend)?;
    let was = current(tx, id, version).await?;
    let broken = was.is(State::Sending) && broken_off(tx.conn(), &was).await?;
    if !was.is(State::Draft) && !broken {
        return Err(started());
    }
    if Workspace::load(tx.conn()).await?.site_url.is_none() {
        return Err(Problem::conflict(Text::fixed(
            "Укажите адрес системы в настройках компании: на него ведут ссылки для отписки",
            "Say the address of the system in the settings of the company: links to unsubscribe lead there",
        )));
    }
    if store::readers(tx.conn(), was.topic_id).await? == 0 {
        return Err(Problem::conflict(Text::fixed(
            "На эту тему ещё никто не подписан",
            "Nobody has subscribed to this topic yet",
        )));
    }
    let job = tx.enqueue(JOB, &json!({ "mailing_id": id })).await?;
    let row = MailingRow {
        state: State::Sending.as_str().to_owned(),
        job_id: Some(job),
        by_id: tx.actor.user_id,
        started_at: was.started_at.or(Some(tx.now().0)),
        ..was
    };
    let row = write(tx, row).await?;
    record(tx, "mailing.started", &row);
    Ok(row)
}

/// Stops a mailing: letters that have not left are taken back.
///
/// # Errors
/// `not_found`, `stale`; `conflict` for one that has not been started.
pub async fn stop(tx: &Tx, id: Uuid, version: i64) -> Result<MailingRow> {
    let was = current(tx, id, version).await?;
    if !was.is(State::Sending) && !was.is(State::Sent) {
        return Err(Problem::conflict(Text::fixed(
            "Эта рассылка не отправляется",
            "This mailing is not being sent",
        )));
    }
    if let Some(job) = was.job_id {
        jobs::cancel(tx, job).await?;
    }
    letters::take_back(tx, &letters::Which::Series(was.series())).await?;
    let row = MailingRow {
        state: State::Stopped.as_str().to_owned(),
        ended_at: Some(tx.now().0),
        ..was
    };
    let row = write(tx, row).await?;
    record(tx, "mailing.stopped", &row);
    Ok(row)
}

/// Of so many of the newest mailings of a topic letters may still wait: limits of an account can hold them for weeks.
const MOST_WAITING: i64 = 500;

/// Takes back what has not left yet of the mailings of a topic to somebody who has left it.
///
/// # Errors
/// When the database refuses.
pub async fn take_back(tx: &Tx, topic: Uuid, subscriber: Uuid) -> Result<()> {
    let mailings = store::newest_started(tx.conn(), topic, MOST_WAITING).await?;
    if mailings.is_empty() {
        return Ok(());
    }
    let keys = mailings.into_iter().map(|mailing| key(mailing, subscriber));
    letters::take_back(tx, &letters::Which::Keys(keys.collect())).await
}

/// The letter of a mailing to an address.
pub fn letter(row: &MailingRow, to: &str) -> Letter {
    Letter {
        key: String::new(),
        series: Some(row.series()),
        class: Class::Advertising,
        to: to.to_owned(),
        subject: row.subject.clone(),
        text: row.body.clone(),
        markdown: true,
        html: None,
        lang: None,
        from_user: None,
        deal_id: None,
        contact_id: None,
        company_id: None,
        unsubscribe_url: None,
    }
}

async fn broken_off(conn: Conn<'_>, row: &MailingRow) -> Result<bool> {
    let job = match row.job_id {
        Some(id) => jobs::find(conn, id).await?,
        None => None,
    };
    Ok(job.is_none_or(|job| ["failed", "cancelled"].contains(&job.state.as_str())))
}

/// # Errors
/// `not_found`.
pub async fn found(conn: Conn<'_>, id: Uuid) -> Result<MailingRow> {
    store::find(conn, id).await?.ok_or_else(Problem::not_found)
}

async fn current(tx: &Tx, id: Uuid, version: i64) -> Result<MailingRow> {
    let row = found(tx.conn(), id).await?;
    match row.version == version {
        true => Ok(row),
        false => Err(Problem::stale(row.version)),
    }
}

fn started() -> Problem {
    Problem::conflict(Text::fixed(
        "Рассылка уже отправлена: начните новую",
        "The mailing has been sent already: begin a new one",
    ))
}

/// Writes what has become of a row that was just read.
pub async fn write(tx: &Tx, row: MailingRow) -> Result<MailingRow> {
    let from = row.version;
    let row = MailingRow {
        version: from + 1,
        ..row
    };
    if !store::update(tx.conn(), &row, from).await? {
        return Err(Problem::stale(from + 1));
    }
    found(tx.conn(), row.id).await
}

pub fn record(tx: &Tx, kind: &'static str, row: &MailingRow) {
    let payload = json!({
        "id": row.id,
        "topic_id": row.topic_id,
        "subject": row.subject,
        "asked": row.asked,
    });
    tx.record(Event::new(kind, Subject::default(), payload));
}

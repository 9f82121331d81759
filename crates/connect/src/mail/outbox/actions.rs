//! What is done with mails.

use base::problem::Check;
use base::{Actor, Event, Lang, Problem, Result, Subject, Text, Time, Uuid, email};
use crm::activities::{self, Direction, Kind, NewActivity, Outcome};
use crm::consents;
use crm::letters::Class;
use crm::records::Record;
use db::{Conn, Tx};
use serde_json::json;

use super::model::{FIRST_CHANCE_MS, State};
use super::send::SEND;
use super::store::{self, ListedRow, MailRow};
use crate::mail::accounts::model::one_line;
use crate::mail::templates::values::About;

/// What changes with a state.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub due_at: Option<Time>,
    pub error: Option<String>,
}

impl Change {
    pub fn error(text: &Text) -> Self {
        Self {
            due_at: None,
            error: Some(text.kept()),
        }
    }
}

/// Writes the next state of a mail that was read in this transaction.
///
/// # Errors
/// When somebody was quicker.
pub async fn become_of(tx: &Tx, was: MailRow, state: State, change: Change) -> Result<MailRow> {
    let from = was.version;
    let row = MailRow {
        state: state.as_str().to_owned(),
        due_at: change.due_at.map_or(was.due_at, |at| at.0),
        error: change.error,
        version: from + 1,
        ..was
    };
    if !store::update(tx.conn(), &row, from).await? {
        return Err(Problem::stale(from + 1));
    }
    Ok(row)
}

/// A mail about nobody.
pub fn blank(id: Uuid, to: &str, subject: &str, text: &str, now: Time) -> MailRow {
    MailRow {
        id,
        key: None,
        series: None,
        account_id: None,
        account_name: None,
        class: Class::Service.as_str().to_owned(),
        state: State::Queued.as_str().to_owned(),
        to_address: to.to_owned(),
        to_name: String::new(),
        subject: one_line(subject),
        html: None,
        text: text.to_owned(),
        lang: Lang::Ru.as_str().to_owned(),
        deal_id: None,
        deal_title: None,
        contact_id: None,
        contact_name: None,
        company_id: None,
        company_name: None,
        owner_id: None,
        by_id: None,
        by_name: None,
        template_id: None,
        unsubscribe_url: None,
        consent_id: None,
        activity_id: None,
        message_id: None,
        attempts: 0,
        due_at: now.0 + FIRST_CHANCE_MS,
        tried_since: now.0,
        started_at: None,
        sent_at: None,
        error: None,
        caught: false,
        tracked: false,
        opens: 0,
        opened_at: None,
        clicks: 0,
        clicked_at: None,
        created_at: now.0,
        version: 1,
    }
}

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct NewMail {
    pub key: Option<String>,
    /// What mails belong together.
    pub series: Option<String>,
    pub account_id: Option<Uuid>,
    pub class: Class,
    pub to: String,
    pub to_name: String,
    pub subject: String,
    pub html: Option<String>,
    pub text: String,
    pub lang: Lang,
    pub about: About,
    pub by_id: Option<Uuid>,
    pub template_id: Option<Uuid>,
    pub unsubscribe_url: Option<String>,
}

/// Queues a mail; one of a known key is given back as it is.
///
/// # Errors
/// `invalid` for an address that is none.
pub async fn queue(tx: &Tx, new: NewMail) -> Result<MailRow> {
    if let Some(key) = &new.key
        && let Some(known) = store::find_by_key(tx.conn(), key).await?
    {
        return Ok(known);
    }
    let mut check = Check::default();
    let to = email::normalise(&new.to);
    if to.is_none() {
        let text = Text::fixed(
            "Нужен адрес вида name@company.ru",
            "An address like name@company.com is needed",
        );
        check.fail("to", "wrong_email", text);
    }
    check.required("subject", &new.subject, 500);
    check.done()?;
    let about = new.about;
    let row = MailRow {
        key: new.key,
        series: new.series,
        account_id: new.account_id,
        class: new.class.as_str().to_owned(),
        to_name: one_line(&new.to_name),
        html: new.html,
        lang: new.lang.as_str().to_owned(),
        deal_id: about.deal_id,
        contact_id: about.contact_id,
        company_id: about.company_id,
        owner_id: owner(tx.conn(), about).await?.or(new.by_id),
        by_id: new.by_id,
        template_id: new.template_id,
        unsubscribe_url: new.unsubscribe_url,
        ..blank(
            tx.new_id(),
            &to.unwrap_or_default(),
            &new.subject,
            &new.text,
            tx.now(),
        )
    };
    if !store::insert(tx.conn(), &row).await? {
        // Somebody asked for the same in the same moment.
        return Err(Problem::internal("a mail of this key was just queued"));
    }
    tx.enqueue(SEND, &json!({ "mail_id": row.id })).await?;
    Ok(row)
}

/// Who owns the record that a mail is mainly about.
pub async fn owner(conn: Conn<'_>, about: About) -> Result<Option<Uuid>> {
    match main(about) {
        Some(record) => record.any_owner(conn).await,
        None => Ok(None),
    }
}

fn main(about: About) -> Option<Record> {
    about
        .deal_id
        .map(Record::Deal)
        .or(about.contact_id.map(Record::Contact))
        .or(about.company_id.map(Record::Company))
}

/// Writes down that a mail has left: as an activity of whom it is about, and in the log.
///
/// # Errors
/// When the database refuses.
pub async fn note_sent(tx: &Tx, was: MailRow) -> Result<MailRow> {
    let about = About {
        deal_id: was.deal_id,
        contact_id: was.contact_id,
        company_id: was.company_id,
    };
    let at = Time(was.started_at.unwrap_or(tx.now().0));
    let mut row = MailRow {
        sent_at: Some(at.0),
        ..was
    };
    if let Some(known) = row.activity_id {
        outcome(tx, known, Outcome::Sent).await?;
    } else if main(about).is_some() {
        let text: String = row.text.chars().take(20_000).collect();
        let activity = NewActivity {
            direction: Some(Direction::Out),
            outcome: Some(Outcome::Sent),
            subject: row.subject.clone(),
            text,
            deal_id: row.deal_id,
            contact_id: row.contact_id,
            company_id: row.company_id,
            by_id: active(tx.conn(), row.by_id).await?,
            external_key: Some(format!("mail:{}", row.id)),
            ..NewActivity::new(Kind::Mail, at)
        };
        row.activity_id = Some(activities::actions::log(tx, activity).await?.id);
    }
    let row = become_of(tx, row, State::Sent, Change::default()).await?;
    // The activity tells of it on the timeline; this is for those who answer it.
    let payload = json!({
        "mail_id": row.id,
        "activity_id": row.activity_id,
        "deal_id": row.deal_id,
        "contact_id": row.contact_id,
        "class": row.class,
        "by_id": row.by_id,
        "at": at.to_string(),
    });
    let subject = Subject {
        owner: row.owner_id,
        ..Subject::default()
    };
    tx.record(Event::new("mail.sent", subject, payload));
    Ok(row)
}

/// Who wrote a mail may have left since.
async fn active(conn: Conn<'_>, user: Option<Uuid>) -> Result<Option<Uuid>> {
    match crm::people::check(conn, "by_id", user).await {
        Ok(()) => Ok(user),
        Err(problem) if problem.0.status < 500 => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Writes down that a mail does not leave by itself any more, and why: a person has to see it.
///
/// # Errors
/// When the database refuses.
pub async fn note_failed(tx: &Tx, was: MailRow, state: State, text: &Text) -> Result<MailRow> {
    let row = become_of(tx, was, state, Change::error(text)).await?;
    record_failed(tx, &row, text);
    Ok(row)
}

/// Tells of it.
pub fn record_failed(tx: &Tx, row: &MailRow, text: &Text) {
    let payload = json!({
        "mail_id": row.id,
        "to": row.to_address,
        "subject": row.subject,
        "state": row.state,
        "reason": text,
    });
    tx.record(Event::new("mail.failed", subject(row), payload));
}

/// Writes down that a mail came back, or that its address was refused.
///
/// # Errors
/// When the database refuses.
pub async fn note_bounced(tx: &Tx, was: MailRow, text: &Text) -> Result<MailRow> {
    let row = become_of(tx, was, State::Bounced, Change::error(text)).await?;
    if let Some(id) = row.activity_id {
        outcome(tx, id, Outcome::Bounced).await?;
    }
    let payload = json!({
        "mail_id": row.id,
        "to": row.to_address,
        "subject": row.subject,
        "reason": text,
    });
    tx.record(Event::new("mail.bounced", subject(&row), payload));
    Ok(row)
}

/// What the timeline says of a mail that was sent before.
async fn outcome(tx: &Tx, activity: Uuid, outcome: Outcome) -> Result<()> {
    let Some(was) = activities::store::find(tx.conn(), activity).await? else {
        return Ok(());
    };
    let change = activities::actions::Change {
        outcome: Some(outcome),
        ..activities::actions::Change::default()
    };
    activities::actions::change(tx, activity, was.version, change).await?;
    Ok(())
}

/// What an event about a mail is about.
pub fn subject(row: &MailRow) -> Subject {
    Subject {
        owner: row.owner_id,
        deal: row.deal_id,
        company: row.company_id,
        contact: row.contact_id,
        ..Subject::default()
    }
}

/// A mail that the actor may see.
///
/// # Errors
/// `not_found`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<MailRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    crm::visible::check(&actor.scope, row.owner_id)?;
    Ok(row)
}

/// The same as a list shows it.
///
/// # Errors
/// `not_found`.
pub async fn listed(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<ListedRow> {
    store::listed(conn, &actor.scope, id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// What a person decides about a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Send it (again).
    Again,
    /// One of unknown fate has left after all.
    Left,
    /// Do not send it.
    Stop,
}

/// # Errors
/// `not_found`, `stale`; `conflict` where the state allows no such decision.
pub async fn decide(tx: &Tx, id: Uuid, version: i64, decision: Decision) -> Result<MailRow> {
    let was = find(tx.conn(), &tx.actor, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let state = State::parse(&was.state).ok_or_else(|| Problem::internal("a state of no mail"))?;
    match (decision, state) {
        (
            Decision::Again,
            State::Unknown | State::Failed | State::Refused | State::Bounced | State::Cancelled,
        ) => {
            if state == State::Bounced {
                // Who sends it again says that the address is right.
                consents::actions::lift_bounce(tx, &was.to_address).await?;
            }
            let row = MailRow {
                attempts: 0,
                tried_since: tx.now().0,
                ..was
            };
            let change = Change {
                due_at: Some(Time(tx.now().0 + FIRST_CHANCE_MS)),
                error: None,
            };
            let row = become_of(tx, row, State::Queued, change).await?;
            tx.enqueue(SEND, &json!({ "mail_id": row.id })).await?;
            Ok(row)
        }
        (Decision::Left, State::Unknown) => note_sent(tx, was).await,
        (Decision::Stop, State::Queued | State::Unknown) => {
            become_of(tx, was, State::Cancelled, Change::default()).await
        }
        _ => Err(Problem::conflict(Text::fixed(
            "С письмом в этом состоянии так поступить нельзя: обновите страницу",
            "This cannot be done with a mail in this state: reload the page",
        ))),
    }
}

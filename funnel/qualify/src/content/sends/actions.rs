//! Sending, switching off, and counting what is opened.

use api::secret;
use base::time::day_end;
use base::{Actor, Event, Lang, Patch, Problem, Result, Subject, Text, Time, Uuid, email};
use chrono::NaiveDate;
use crm::letters::{self, Letter};
use crm::marks::{self, Mark};
use crm::records::Record;
use db::{Conn, Db, Tx};
use serde_json::json;

use super::model::{LONGEST_GREETING, MOST_MATERIALS, VISIT_MS, credited, letter, usual_greeting};
use super::store::{self, ItemRow, SendRow, VisitRow};
use crate::content::materials::store as materials;

/// What is to be sent, and to whom.
#[derive(Debug, Default)]
pub struct NewSend {
    pub deal_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub materials: Vec<Uuid>,
    /// Empty: the usual one.
    pub greeting: String,
    pub lang: Option<Lang>,
    pub expires_on: Option<NaiveDate>,
    pub mail: Option<Mail>,
}

/// A letter with the link.
#[derive(Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    /// Where clients reach this installation.
    pub site: String,
}

/// Makes a page and its token.
///
/// # Errors
/// `invalid`, naming what is wrong; `not_found` for a deal or contact that the actor does not see.
pub async fn send(tx: &Tx, new: NewSend) -> Result<(Uuid, String)> {
    let subject = about(tx.conn(), &tx.actor, new.deal_id, new.contact_id).await?;
    let workspace = api::Workspace::load(tx.conn()).await?;
    let lang = new.lang.unwrap_or(workspace.lang);
    let expires_at = new.expires_on.map(|day| day_end(day, workspace.time_zone));
    if expires_at.is_some_and(|at| at <= tx.now()) {
        return Err(wrong(
            "expires_on",
            "out_of_range",
            Text::fixed("Выберите день впереди", "Choose a day to come"),
        ));
    }
    let mut check = base::problem::Check::default();
    check.length("greeting", &new.greeting, LONGEST_GREETING);
    check.done()?;
    let items = items(tx.conn(), &new.materials).await?;
    let name = match new.contact_id {
        Some(id) => crm::contacts::store::find(tx.conn(), id)
            .await?
            .map(|row| first_name(&row)),
        None => None,
    };
    let greeting = match new.greeting.trim() {
        "" => usual_greeting(lang, name.as_deref()),
        own => own.to_owned(),
    };
    let token = secret::new();
    let mailed_to = match &new.mail {
        Some(mail) => Some(email::normalise(&mail.to).ok_or_else(|| {
            wrong(
                "mail.to",
                "wrong_email",
                Text::fixed("Нужен адрес почты", "A mail address is needed"),
            )
        })?),
        None => None,
    };
    let row = SendRow {
        id: tx.new_id(),
        deal_id: new.deal_id,
        deal_title: None,
        contact_id: new.contact_id,
        contact_name: None,
        greeting,
        lang: lang.as_str().to_owned(),
        by_id: tx.actor.user_id,
        by_name: None,
        by_email: None,
        mailed_to,
        closed: false,
        expires_at: expires_at.map(|at| at.0),
        created_at: tx.now().0,
        visits: 0,
        seconds: 0,
        first_opened_at: None,
        last_opened_at: None,
        version: 1,
    };
    put(tx, &row, &items, secret::hash(&token), subject).await?;
    if let Some(deal) = row.deal_id {
        Record::Deal(deal).touch(tx).await?;
    }
    if let (Some(mail), Some(to)) = (new.mail, &row.mailed_to) {
        let titles: Vec<String> = items.iter().map(|item| item.title.clone()).collect();
        let link = format!("{}/c/{token}", mail.site.trim_end_matches('/'));
        let (subject_line, text) = letter(
            lang,
            &mail.subject,
            &row.greeting,
            &titles,
            &link,
            &tx.actor.name,
        );
        let letter = Letter {
            series: None,
            markdown: false,
            key: format!("content:{}", row.id),
            class: letters::Class::Service,
            to: to.clone(),
            subject: subject_line,
            text,
            html: None,
            lang: Some(lang),
            from_user: tx.actor.user_id,
            deal_id: row.deal_id,
            contact_id: row.contact_id,
            company_id: None,
            unsubscribe_url: None,
        };
        letters::ask(tx, &letter).await?;
    }
    Ok((row.id, token))
}

/// Writes a page down with its event and its marks.
///
/// # Errors
/// When the database refuses.
pub async fn put(
    tx: &Tx,
    row: &SendRow,
    items: &[ItemRow],
    token_hash: Vec<u8>,
    subject: Subject,
) -> Result<()> {
    store::insert(tx.conn(), row, token_hash).await?;
    let items: Vec<ItemRow> = items
        .iter()
        .map(|item| ItemRow {
            send_id: row.id,
            ..item.clone()
        })
        .collect();
    store::insert_items(tx.conn(), &items).await?;
    let at = Time(row.created_at);
    if let Some(deal) = row.deal_id {
        for item in &items {
            let mark = Mark::named(marks::Kind::ContentSent, item.material_id, &item.title);
            marks::actions::put(tx, deal, &mark, at).await?;
        }
    }
    tx.record_at(
        Event::new("content.sent", subject, told(row.id, &items)),
        at,
    );
    Ok(())
}

fn told(send: Uuid, items: &[ItemRow]) -> serde_json::Value {
    let titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    json!({ "send_id": send, "materials": titles })
}

/// Whom a page is for: a deal, a contact, or both, that the actor sees.
async fn about(
    conn: Conn<'_>,
    actor: &Actor,
    deal: Option<Uuid>,
    contact: Option<Uuid>,
) -> Result<Subject> {
    let mut subject = match (deal, contact) {
        (Some(id), _) => {
            let deal = Record::Deal(id);
            deal.subject(deal.owner_in(conn, actor, "deal_id").await?)
        }
        (None, Some(_)) => Subject::default(),
        (None, None) => {
            let text = Text::fixed("Укажите сделку или контакт", "Name a deal or a contact");
            return Err(wrong("deal_id", "required", text));
        }
    };
    if let Some(id) = contact {
        let contact = Record::Contact(id);
        let owner = contact.owner_in(conn, actor, "contact_id").await?;
        subject.contact = Some(id);
        subject.owner = subject.deal.map_or(owner, |_| subject.owner);
    }
    Ok(subject)
}

/// What a page shows: these materials in this order, in the versions of today.
pub async fn items(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<ItemRow>> {
    if ids.is_empty() || ids.len() > MOST_MATERIALS {
        let text = Text::fixed(
            "Выберите от 1 до 20 материалов",
            "Choose from 1 to 20 materials",
        );
        return Err(wrong("materials", "out_of_range", text));
    }
    let rows = materials::find_many(conn, ids).await?;
    let mut items: Vec<ItemRow> = Vec::new();
    for id in ids {
        let found = rows.iter().find(|row| row.id == *id && !row.archived);
        let Some((row, number)) = found.and_then(|row| Some((row, row.number?))) else {
            let text = Text::fixed(
                "Этого материала нет, он в архиве или пуст",
                "This material is not there, archived, or empty",
            );
            return Err(wrong("materials", "not_found", text));
        };
        if items.iter().any(|item| item.material_id == *id) {
            continue;
        }
        items.push(ItemRow {
            send_id: Uuid::nil(),
            position: items.len() as i64 + 1,
            material_id: row.id,
            number,
            kind: row.kind.clone(),
            title: row.title.clone(),
            summary: row.summary.clone(),
            opens: 0,
            first_opened_at: None,
            link: row.link.clone(),
            file_name: row.file_name.clone(),
            file_type: row.file_type.clone(),
            file_size: row.file_size,
        });
    }
    Ok(items)
}

fn first_name(row: &crm::contacts::store::ContactRow) -> String {
    let facts = &row.facts;
    let names = [facts.first_name.trim(), facts.middle_name.trim()];
    names.join(" ").trim().to_owned()
}

fn wrong(field: &str, code: &'static str, text: Text) -> Problem {
    Problem::field(field, code, text)
}

/// A page whose deal or contact the actor sees.
///
/// # Errors
/// `not_found`.
pub async fn seen_by(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<SendRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let record = match (row.deal_id, row.contact_id) {
        (Some(deal), _) => Record::Deal(deal),
        (None, Some(contact)) => Record::Contact(contact),
        (None, None) => return Err(Problem::not_found()),
    };
    record.owner(conn, actor).await?;
    Ok(row)
}

/// Switches a page off or on, or gives it another end.
///
/// # Errors
/// `not_found`, `stale`.
pub async fn change(
    tx: &Tx,
    id: Uuid,
    version: i64,
    closed: Option<bool>,
    expires_on: Patch<NaiveDate>,
) -> Result<()> {
    let row = seen_by(tx.conn(), &tx.actor, id).await?;
    let zone = api::Workspace::load(tx.conn()).await?.time_zone;
    let mut expires_at = row.expires_at;
    expires_on
        .map(|day| day_end(day, zone).0)
        .apply(&mut expires_at);
    let closed = closed.unwrap_or(row.closed);
    if row.version != version || !store::update(tx.conn(), id, closed, expires_at, version).await? {
        return Err(Problem::stale(row.version));
    }
    let subject = subject(tx.conn(), &row).await?;
    let payload = json!({ "send_id": id, "closed": closed });
    tx.record(Event::new("content.send_changed", subject, payload));
    Ok(())
}

async fn subject(conn: Conn<'_>, row: &SendRow) -> Result<Subject> {
    let record = match (row.deal_id, row.contact_id) {
        (Some(deal), _) => Record::Deal(deal),
        (None, Some(contact)) => Record::Contact(contact),
        (None, None) => return Ok(Subject::default()),
    };
    let mut subject = record.subject(record.any_owner(conn).await?);
    subject.contact = row.contact_id;
    Ok(subject)
}

/// What was heard of a page that somebody looks at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heard {
    /// Seconds in which it was seen since the last word.
    pub seconds: i64,
    /// The place of a material that was opened.
    pub opened: Option<i64>,
    /// It counts only within a visit that is known of: programs follow links without looking at the page.
    pub inside: bool,
}

/// Counts it.
///
/// # Errors
/// When the database refuses.
pub async fn hear(db: &Db, row: &SendRow, heard: Heard) -> Result<()> {
    let tx = db.begin(Actor::system()).await?;
    // Two words at once must not make two visits.
    tx.one_at_a_time(&format!("content {}", row.id)).await?;
    let now = tx.now();
    let known = store::current_visit(tx.conn(), row.id, Time(now.0 - VISIT_MS)).await?;
    let so_far = known
        .as_ref()
        .map(|visit| (visit.started_at, visit.seconds));
    let seconds = credited(heard.seconds, so_far, now.0);
    let items = store::items(tx.conn(), &[row.id]).await?;
    let visit = match known {
        Some(visit) => {
            store::go_on(tx.conn(), &visit, seconds, now).await?;
            visit
        }
        None if heard.inside => return Ok(()),
        None => {
            let visit = VisitRow {
                id: tx.new_id(),
                send_id: row.id,
                started_at: now.0,
                last_at: now.0,
                seconds,
            };
            store::insert_visit(tx.conn(), &visit).await?;
            let subject = subject(tx.conn(), row).await?;
            tx.record(Event::new("content.opened", subject, told(row.id, &items)));
            visit
        }
    };
    let opened = items
        .iter()
        .find(|item| Some(item.position) == heard.opened);
    if let Some(item) = opened
        && store::open_item(tx.conn(), &visit, item.position, now).await?
        && let Some(deal) = row.deal_id
    {
        let mark = Mark::named(marks::Kind::ContentOpened, item.material_id, &item.title);
        marks::actions::put(&tx, deal, &mark, now).await?;
    }
    tx.commit().await
}

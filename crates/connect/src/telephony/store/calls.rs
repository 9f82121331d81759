//! Every statement on calls and the telephones they rang.

use api::Person;
use base::{Result, Scope, Time, Uuid};
use crm::listing::{Key, Paging, Period, any_of};
use crm::records::Record;
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

/// A call as it is stored, with the names around it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct CallRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub call_key: String,
    pub direction: String,
    pub phone: Option<String>,
    pub our_number: Option<String>,
    pub state: String,
    pub outcome: Option<String>,
    pub started_at: i64,
    pub answered_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub talk_seconds: i64,
    pub wait_seconds: i64,
    pub recording_url: Option<String>,
    pub user_id: Option<Uuid>,
    pub user_name: Option<String>,
    pub owner_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub contact_owner_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub company_name: Option<String>,
    pub company_owner_id: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub deal_title: Option<String>,
    pub deal_owner_id: Option<Uuid>,
    pub decided: bool,
    pub activity_id: Option<Uuid>,
    pub task_id: Option<Uuid>,
    pub settled_at: Option<i64>,
    pub trial: bool,
    pub last_event_at: i64,
    pub version: i64,
}

const ROWS: &str = "select c.id as id, c.account_id as account_id, c.call_key as call_key, c.direction as direction, \
    c.phone as phone, c.our_number as our_number, c.state as state, c.outcome as outcome, c.started_at as started_at, \
    c.answered_at as answered_at, c.ended_at as ended_at, c.talk_seconds as talk_seconds, \
    c.wait_seconds as wait_seconds, c.recording_url as recording_url, c.user_id as user_id, u.name as user_name, \
    c.owner_id as owner_id, c.contact_id as contact_id, p.name as contact_name, \
    p.owner_id as contact_owner_id, c.company_id as company_id, f.name as company_name, \
    f.owner_id as company_owner_id, c.deal_id as deal_id, d.title as deal_title, d.owner_id as deal_owner_id, \
    c.decided as decided, \
    c.activity_id as activity_id, c.task_id as task_id, c.settled_at as settled_at, c.trial as trial, \
    c.last_event_at as last_event_at, c.version as version from calls c left join users u on u.id = c.user_id \
    left join contacts p on p.id = c.contact_id left join companies f on f.id = c.company_id \
    left join deals d on d.id = c.deal_id where 1 = 1";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<CallRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and c.id = ").value(id);
    conn.one(query).await
}

pub async fn find_by_key(conn: Conn<'_>, account: Uuid, key: &str) -> Result<Option<CallRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and c.account_id = ").value(account);
    query.push(" and c.call_key = ").value(key);
    conn.one(query).await
}

pub const SORTS: [&str; 1] = ["started_at"];
pub const USUAL_SORT: &str = "-started_at";

/// What the list of calls can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub direction: Option<api::list::AnyOf<String>>,
    pub outcome: Option<api::list::AnyOf<String>>,
    pub user: Option<api::list::AnyOf<Uuid>>,
    pub contact: Option<Uuid>,
    pub company: Option<Uuid>,
    pub deal: Option<Uuid>,
    pub phone: Option<String>,
    pub started: Period,
}

/// Whoever spoke, and whose the client is.
const OWNERS: [&str; 4] = ["c.owner_id", "d.owner_id", "p.owner_id", "f.owner_id"];

impl Filter {
    fn narrow(&self, query: &mut Query, scope: &Scope) {
        query.push(" and c.trial = ").value(false);
        any_of(query, "c.direction", self.direction.as_ref());
        any_of(query, "c.outcome", self.outcome.as_ref());
        any_of(query, "c.user_id", self.user.as_ref());
        for (column, id) in [
            ("c.contact_id", self.contact),
            ("c.company_id", self.company),
            ("c.deal_id", self.deal),
        ] {
            if let Some(id) = id {
                query.push(" and ").push(column).push(" = ").value(id);
            }
        }
        if let Some(phone) = &self.phone {
            query.push(" and c.phone = ").value(phone);
        }
        self.started.narrow(query, "c.started_at");
        visible::only_with(query, scope, &OWNERS);
    }
}

/// One page of calls, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
) -> Result<(Vec<CallRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    filter.narrow(&mut query, scope);
    paging.apply(&mut query, "c.started_at", Key::Number, "c.id")?;
    let rows: Vec<CallRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.started_at), row.id)))
}

pub async fn count(conn: Conn<'_>, scope: &Scope, filter: &Filter) -> Result<i64> {
    let mut query = Query::new(
        "select count(*) as n from calls c left join contacts p on p.id = c.contact_id \
         left join companies f on f.id = c.company_id left join deals d on d.id = c.deal_id where 1 = 1",
    );
    filter.narrow(&mut query, scope);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

/// How long a telephone may ring without a word, and a talk go on.
const RINGS_MS: i64 = 10 * 60_000;
const TALKS_MS: i64 = 4 * 3_600_000;
const TRIAL_MS: i64 = 60_000;

/// The calls that a person is in now, or was in a moment ago: the newest first.
pub async fn of_user_now(conn: Conn<'_>, user: Uuid, now: Time) -> Result<Vec<CallRow>> {
    let mut query = Query::new(ROWS);
    let since = |ms: i64| Time(now.0 - ms);
    query.push(" and c.direction <> 'internal' and c.last_event_at > ");
    query.value(since(TALKS_MS));
    query.push(" and (c.trial = ").value(false);
    query.push(" or c.last_event_at > ").value(since(TRIAL_MS));
    query.push(") and c.id in (select l.call_id from call_legs l where l.user_id = ");
    query.value(user);
    query.push(" and l.rang_at > ").value(since(2 * TALKS_MS));
    query.push(") and ((c.state = 'ringing' and c.last_event_at > ");
    query.value(since(RINGS_MS));
    query.push(" and exists (select 1 from call_legs o where o.call_id = c.id and o.user_id = ");
    query.value(user);
    query.push(" and o.ended_at is null)) or (c.user_id = ");
    query.value(user);
    query.push(" and (c.state = 'answered' or c.settled_at is null or c.settled_at > ");
    query.value(since(RINGS_MS));
    query.push("))) order by c.started_at desc, c.id desc limit 3");
    conn.all(query).await
}

/// Whether a call rang a telephone of this person.
pub async fn rang(conn: Conn<'_>, call: Uuid, user: Uuid) -> Result<bool> {
    let found: Option<i32> = conn
        .scalar(sql!(
            "select 1 from call_legs where call_id = $1 and user_id = $2 limit 1",
            call,
            user
        ))
        .await?;
    Ok(found.is_some())
}

pub async fn insert(conn: Conn<'_>, row: &CallRow) -> Result<()> {
    let columns = [
        "id",
        "account_id",
        "call_key",
        "direction",
        "phone",
        "our_number",
        "state",
        "outcome",
        "started_at",
        "answered_at",
        "ended_at",
        "talk_seconds",
        "wait_seconds",
        "recording_url",
        "user_id",
        "owner_id",
        "contact_id",
        "company_id",
        "deal_id",
        "decided",
        "activity_id",
        "task_id",
        "settled_at",
        "trial",
        "last_event_at",
        "version",
    ];
    let mut insert = Insert::into("calls", &columns);
    insert
        .row()
        .set(row.id)
        .set(row.account_id)
        .set(&row.call_key)
        .set(&row.direction)
        .set(&row.phone)
        .set(&row.our_number)
        .set(&row.state)
        .set(&row.outcome)
        .set(row.started_at)
        .set(row.answered_at)
        .set(row.ended_at)
        .set(row.talk_seconds)
        .set(row.wait_seconds)
        .set(&row.recording_url)
        .set(row.user_id)
        .set(row.owner_id)
        .set(row.contact_id)
        .set(row.company_id)
        .set(row.deal_id)
        .set(row.decided)
        .set(row.activity_id)
        .set(row.task_id)
        .set(row.settled_at)
        .set(row.trial)
        .set(row.last_event_at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &CallRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update calls set direction = $2, phone = $3, our_number = $4, state = $5, outcome = $6, started_at = $7, \
         answered_at = $8, ended_at = $9, talk_seconds = $10, wait_seconds = $11, recording_url = $12, \
         user_id = $13, owner_id = $14, contact_id = $15, company_id = $16, deal_id = $17, decided = $18, \
         activity_id = $19, task_id = $20, settled_at = $21, last_event_at = $22, version = $23 \
         where id = $1 and version = $24",
        row.id,
        &row.direction,
        &row.phone,
        &row.our_number,
        &row.state,
        &row.outcome,
        row.started_at,
        row.answered_at,
        row.ended_at,
        row.talk_seconds,
        row.wait_seconds,
        &row.recording_url,
        row.user_id,
        row.owner_id,
        row.contact_id,
        row.company_id,
        row.deal_id,
        row.decided,
        row.activity_id,
        row.task_id,
        row.settled_at,
        row.last_event_at,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// A telephone of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegRow {
    pub leg_key: String,
    pub extension: Option<String>,
    pub user_id: Option<Uuid>,
    pub rang_at: i64,
    pub answered_at: Option<i64>,
    pub ended_at: Option<i64>,
}

/// Puts these telephones in the place of those that were known.
pub async fn put_legs(conn: Conn<'_>, call: Uuid, legs: &[LegRow]) -> Result<()> {
    conn.execute(sql!("delete from call_legs where call_id = $1", call))
        .await?;
    let columns = [
        "call_id",
        "leg_key",
        "extension",
        "user_id",
        "rang_at",
        "answered_at",
        "ended_at",
    ];
    let mut insert = Insert::into("call_legs", &columns);
    for leg in legs {
        insert
            .row()
            .set(call)
            .set(&leg.leg_key)
            .set(&leg.extension)
            .set(leg.user_id)
            .set(leg.rang_at)
            .set(leg.answered_at)
            .set(leg.ended_at);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Calls whose exchange fell silent: their keys.
pub async fn silent(conn: Conn<'_>, since: Time, limit: i64) -> Result<Vec<Uuid>> {
    conn.scalars(sql!(
        "select id from calls where settled_at is null and last_event_at < $1 order by last_event_at limit $2",
        since,
        limit
    ))
    .await
}

/// Tasks to call this phone back that are still open.
pub async fn open_callbacks(conn: Conn<'_>, phone: &str) -> Result<Vec<Uuid>> {
    conn.scalars(sql!(
        "select distinct t.id from calls c join tasks t on t.id = c.task_id \
         where c.phone = $1 and t.done_at is null limit 20",
        phone
    ))
    .await
}

/// An open deal of a client, as the card shows it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct OpenDeal {
    pub id: Uuid,
    pub title: String,
    pub stage: String,
    pub amount: i64,
    pub currency: String,
    pub owner_id: Option<Uuid>,
}

/// The newest open deals of a contact or a company.
pub async fn open_deals(conn: Conn<'_>, client: Record, limit: i64) -> Result<Vec<OpenDeal>> {
    let mut query = Query::new(
        "select d.id as id, d.title as title, s.name as stage, d.amount as amount, d.currency as currency, \
         d.owner_id as owner_id from deals d join stages s on s.id = d.stage_id where d.status = 'open' and ",
    );
    match client {
        Record::Contact(id) => query
            .push("d.id in (select deal_id from deal_contacts where contact_id = ")
            .value(id)
            .push(")"),
        Record::Company(id) => query.push("d.company_id = ").value(id),
        Record::Deal(id) => query.push("d.id = ").value(id),
    };
    query.push(" order by d.created_at desc, d.id desc limit ");
    query.value(limit);
    conn.all(query).await
}

/// What the client is called: the contact, else the company.
pub async fn client_name(
    conn: Conn<'_>,
    contact: Option<Uuid>,
    company: Option<Uuid>,
) -> Result<Option<String>> {
    conn.scalar(sql!(
        "select name from (select name, 1 as place from contacts where id = $1 \
         union all select name, 2 as place from companies where id = $2) n order by place limit 1",
        contact,
        company
    ))
    .await
}

/// Whose a deal, contact or company is, in this order; only somebody who still works here.
pub async fn salesperson(
    conn: Conn<'_>,
    deal: Option<Uuid>,
    contact: Option<Uuid>,
    company: Option<Uuid>,
) -> Result<Option<Uuid>> {
    let mut query = Query::new("select u.id from users u join (");
    query
        .push("select owner_id, 1 as place from deals where id = ")
        .value(deal);
    query
        .push(" union all select owner_id, 2 as place from contacts where id = ")
        .value(contact);
    query
        .push(" union all select owner_id, 3 as place from companies where id = ")
        .value(company);
    query
        .push(") o on o.owner_id = u.id where u.active = ")
        .value(true);
    query.push(" order by o.place limit 1");
    conn.scalar(query).await
}

/// Calls with a person, by who they are or by their numbers, that still say so.
pub async fn of_person(conn: Conn<'_>, person: &Person) -> Result<Vec<CallRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and (c.phone is not null or c.recording_url is not null) and (c.contact_id = ");
    query.value(person.contact_id);
    if !person.phones.is_empty() {
        query
            .push(" or c.phone in ")
            .list(person.phones.iter().cloned());
    }
    query.push(") order by c.started_at, c.id");
    conn.all(query).await
}

/// Takes out of calls, and out of what was told of them, with whom they were.
pub async fn erase(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut events = Query::new(
        "update call_events set body = '', parsed = null where exists (select 1 from calls c \
         where c.account_id = call_events.account_id and c.call_key = call_events.call_key and c.id in ",
    );
    events.list(ids.iter().copied()).push(")");
    conn.execute(events).await?;
    let mut rows = Query::new(
        "update calls set phone = null, recording_url = null, contact_id = null, version = version + 1 where id in ",
    );
    rows.list(ids.iter().copied());
    conn.execute(rows).await?;
    Ok(())
}

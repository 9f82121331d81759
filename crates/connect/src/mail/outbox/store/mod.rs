//! Every statement on mails and their links.

pub mod series;

use api::list::AnyOf;
use base::{Result, Scope, Time, Uuid};
use crm::listing::{Key, Paging, any_of};
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

/// A mail as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct MailRow {
    pub id: Uuid,
    pub key: Option<String>,
    /// What mails belong together.
    pub series: Option<String>,
    pub account_id: Option<Uuid>,
    pub account_name: Option<String>,
    pub class: String,
    pub state: String,
    pub to_address: String,
    pub to_name: String,
    pub subject: String,
    pub html: Option<String>,
    pub text: String,
    pub lang: String,
    pub deal_id: Option<Uuid>,
    pub deal_title: Option<String>,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub company_id: Option<Uuid>,
    pub company_name: Option<String>,
    pub owner_id: Option<Uuid>,
    pub by_id: Option<Uuid>,
    pub by_name: Option<String>,
    pub template_id: Option<Uuid>,
    pub unsubscribe_url: Option<String>,
    pub consent_id: Option<Uuid>,
    pub activity_id: Option<Uuid>,
    pub message_id: Option<String>,
    pub attempts: i64,
    pub due_at: i64,
    pub tried_since: i64,
    pub started_at: Option<i64>,
    pub sent_at: Option<i64>,
    pub error: Option<String>,
    pub caught: bool,
    pub tracked: bool,
    pub opens: i64,
    pub opened_at: Option<i64>,
    pub clicks: i64,
    pub clicked_at: Option<i64>,
    pub created_at: i64,
    pub version: i64,
}

/// What stands around a mail.
macro_rules! around {
    () => {
        " from mails m left join mail_accounts a on a.id = m.account_id left join deals d on d.id = m.deal_id \
         left join contacts c on c.id = m.contact_id left join companies f on f.id = m.company_id \
         left join users u on u.id = m.by_id where 1 = 1"
    };
}

/// What a list shows of a mail.
macro_rules! listed {
    () => {
        "select m.id as id, m.class as class, m.state as state, m.to_address as to_address, m.to_name as to_name, \
         m.subject as subject, m.account_id as account_id, a.name as account_name, m.deal_id as deal_id, \
         d.title as deal_title, m.contact_id as contact_id, c.name as contact_name, m.company_id as company_id, \
         f.name as company_name, m.by_id as by_id, u.name as by_name, m.attempts as attempts, m.due_at as due_at, \
         m.sent_at as sent_at, m.error as error, m.caught as caught, m.tracked as tracked, m.opens as opens, \
         m.opened_at as opened_at, m.clicks as clicks, m.clicked_at as clicked_at, m.created_at as created_at, \
         m.version as version"
    };
}

const LISTED: &str = concat!(listed!(), around!());

const ROWS: &str = concat!(
    listed!(),
    ", m.key as key, m.series as series, m.html as html, m.text as text, m.lang as lang, \
     coalesce(d.owner_id, c.owner_id, f.owner_id, m.owner_id) as owner_id, m.template_id as template_id, \
     m.unsubscribe_url as unsubscribe_url, m.consent_id as consent_id, m.activity_id as activity_id, \
     m.message_id as message_id, m.tried_since as tried_since, m.started_at as started_at",
    around!()
);

/// Whoever has the record now sees its mails, also those of the one who had it before.
const OWNER: &str = "coalesce(d.owner_id, c.owner_id, f.owner_id, m.owner_id)";

/// What a list shows of a mail: without its bodies, which may be large.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ListedRow {
    pub id: Uuid,
    pub class: String,
    pub state: String,
    pub to_address: String,
    pub to_name: String,
    pub subject: String,
    pub account_id: Option<Uuid>,
    pub account_name: Option<String>,
    pub deal_id: Option<Uuid>,
    pub deal_title: Option<String>,
    pub contact_id: Option<Uuid>,
    pub contact_name: Option<String>,
    pub company_id: Option<Uuid>,
    pub company_name: Option<String>,
    pub by_id: Option<Uuid>,
    pub by_name: Option<String>,
    pub attempts: i64,
    pub due_at: i64,
    pub sent_at: Option<i64>,
    pub error: Option<String>,
    pub caught: bool,
    pub tracked: bool,
    pub opens: i64,
    pub opened_at: Option<i64>,
    pub clicks: i64,
    pub clicked_at: Option<i64>,
    pub created_at: i64,
    pub version: i64,
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<MailRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and m.id = ").value(id);
    conn.one(query).await
}

/// One mail that the scope sees, as a list shows it.
pub async fn listed(conn: Conn<'_>, scope: &Scope, id: Uuid) -> Result<Option<ListedRow>> {
    let mut query = Query::new(LISTED);
    visible::only(&mut query, scope, OWNER);
    query.push(" and m.id = ").value(id);
    conn.one(query).await
}

pub async fn find_by_key(conn: Conn<'_>, key: &str) -> Result<Option<MailRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and m.key = ").value(key);
    conn.one(query).await
}

pub async fn find_by_message_id(conn: Conn<'_>, id: &str) -> Result<Option<MailRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and m.message_id = ").value(id);
    conn.one(query).await
}

pub const SORTS: [&str; 1] = ["created_at"];
pub const USUAL_SORT: &str = "-created_at";

/// What the list of mails can be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub state: Option<AnyOf<String>>,
    pub account: Option<AnyOf<Uuid>>,
    pub deal: Option<Uuid>,
    pub contact: Option<Uuid>,
    pub company: Option<Uuid>,
    pub activity: Option<Uuid>,
    pub series: Option<Vec<String>>,
}

/// One page of what the scope sees, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    wanted: &Wanted,
    paging: &Paging,
) -> Result<(Vec<ListedRow>, Option<String>)> {
    let mut query = Query::new(LISTED);
    narrow(&mut query, scope, wanted);
    paging.apply(&mut query, "m.created_at", Key::Number, "m.id")?;
    let rows: Vec<ListedRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.created_at), row.id)))
}

pub async fn count(conn: Conn<'_>, scope: &Scope, wanted: &Wanted) -> Result<i64> {
    let mut query = Query::new(
        "select count(*) as n from mails m left join deals d on d.id = m.deal_id \
         left join contacts c on c.id = m.contact_id left join companies f on f.id = m.company_id where 1 = 1",
    );
    narrow(&mut query, scope, wanted);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

fn narrow(query: &mut Query, scope: &Scope, wanted: &Wanted) {
    visible::only(query, scope, OWNER);
    any_of(query, "m.state", wanted.state.as_ref());
    any_of(query, "m.account_id", wanted.account.as_ref());
    if let Some(series) = &wanted.series {
        query.push(" and m.series in ").list(series);
    }
    for (column, id) in [
        ("m.deal_id", wanted.deal),
        ("m.contact_id", wanted.contact),
        ("m.company_id", wanted.company),
        ("m.activity_id", wanted.activity),
    ] {
        if let Some(id) = id {
            query.push(" and ").push(column).push(" = ").value(id);
        }
    }
}

/// Writes a new mail; `false` when its key is known.
pub async fn insert(conn: Conn<'_>, row: &MailRow) -> Result<bool> {
    let columns = [
        "id",
        "key",
        "series",
        "account_id",
        "class",
        "state",
        "to_address",
        "to_name",
        "subject",
        "html",
        "text",
        "lang",
        "deal_id",
        "contact_id",
        "company_id",
        "owner_id",
        "by_id",
        "template_id",
        "unsubscribe_url",
        "attempts",
        "due_at",
        "tried_since",
        "error",
        "caught",
        "tracked",
        "opens",
        "clicks",
        "created_at",
        "version",
    ];
    let mut insert = Insert::into("mails", &columns).suffix(" on conflict (key) do nothing");
    insert
        .row()
        .set(row.id)
        .set(&row.key)
        .set(&row.series)
        .set(row.account_id)
        .set(&row.class)
        .set(&row.state)
        .set(&row.to_address)
        .set(&row.to_name)
        .set(&row.subject)
        .set(&row.html)
        .set(&row.text)
        .set(&row.lang)
        .set(row.deal_id)
        .set(row.contact_id)
        .set(row.company_id)
        .set(row.owner_id)
        .set(row.by_id)
        .set(row.template_id)
        .set(&row.unsubscribe_url)
        .set(row.attempts)
        .set(row.due_at)
        .set(row.tried_since)
        .set(&row.error)
        .set(row.caught)
        .set(row.tracked)
        .set(row.opens)
        .set(row.clicks)
        .set(row.created_at)
        .set(row.version);
    Ok(conn.insert(insert).await? == 1)
}

/// Writes what became of a mail as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &MailRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update mails set state = $2, account_id = $3, consent_id = $4, activity_id = $5, message_id = $6, attempts = $7, \
         due_at = $8, started_at = $9, sent_at = $10, error = $11, tracked = $12, caught = $13, tried_since = $14, \
         version = $15 where id = $1 and version = $16",
        row.id,
        &row.state,
        row.account_id,
        row.consent_id,
        row.activity_id,
        &row.message_id,
        row.attempts,
        row.due_at,
        row.started_at,
        row.sent_at,
        &row.error,
        row.tracked,
        row.caught,
        row.tried_since,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// Takes up to `limit` mails whose turn has come, in the order they were written; their next turn is at `next`.
pub async fn take_due(conn: Conn<'_>, now: Time, next: Time, limit: i64) -> Result<Vec<Uuid>> {
    let mut due: Vec<Uuid> = conn
        .scalars(sql!(
            "update mails set due_at = $2 where id in (select id from mails where state = 'queued' and due_at <= $1 \
             order by due_at, id limit $3) returning id",
            now,
            next,
            limit
        ))
        .await?;
    // They come back in any order.
    due.sort_unstable();
    Ok(due)
}

/// Makes a mail that waits for its first try due now: whoever has a free hand takes it up.
pub async fn hurry(conn: Conn<'_>, id: Uuid, now: Time, latest: Time) -> Result<()> {
    conn.execute(sql!(
        "update mails set due_at = $2 where id = $1 and state = 'queued' and due_at > $2 and due_at <= $3",
        id,
        now,
        latest
    ))
    .await?;
    Ok(())
}

/// Mails that have been handed over for too long.
pub async fn stale(conn: Conn<'_>, before: Time) -> Result<Vec<Uuid>> {
    conn.scalars(sql!(
        "select id from mails where state = 'sending' and started_at < $1 order by started_at, id limit 500",
        before
    ))
    .await
}

/// How many mails an account has handed over since a moment, up to `most`, and when the first of them was.
pub async fn handed_since(
    conn: Conn<'_>,
    account: Uuid,
    since: Time,
    most: i64,
) -> Result<(i64, Option<i64>)> {
    let found = conn
        .tuple(sql!(
            "select count(*) as n, min(started_at) as first from (select started_at from mails \
             where account_id = $1 and started_at > $2 order by started_at desc limit $3) as found",
            account,
            since,
            most
        ))
        .await?;
    Ok(found.unwrap_or((0, None)))
}

// Tracking -------------------------------------------------------------------------------------

pub async fn put_links(conn: Conn<'_>, mail: Uuid, urls: &[String]) -> Result<()> {
    let columns = ["mail_id", "number", "url", "clicks"];
    let mut insert = Insert::into("mail_links", &columns)
        .suffix(" on conflict (mail_id, number) do update set url = excluded.url");
    for (number, url) in (0_i64..).zip(urls) {
        insert.row().set(mail).set(number).set(url).set(0_i64);
    }
    conn.insert(insert).await?;
    Ok(())
}

pub async fn link(conn: Conn<'_>, mail: Uuid, number: i64) -> Result<Option<String>> {
    conn.scalar(sql!(
        "select url from mail_links where mail_id = $1 and number = $2",
        mail,
        number
    ))
    .await
}

/// A link of a mail with how often it was followed.
#[derive(Debug, Clone, FromQueryResult)]
pub struct LinkRow {
    pub url: String,
    pub clicks: i64,
    pub clicked_at: Option<i64>,
}

pub async fn links(conn: Conn<'_>, mail: Uuid) -> Result<Vec<LinkRow>> {
    conn.all(sql!(
        "select url, clicks, clicked_at from mail_links where mail_id = $1 order by number limit 1000",
        mail
    ))
    .await
}

/// Counts that a mail was opened; `true` for the first time.
pub async fn opened(conn: Conn<'_>, id: Uuid, at: Time) -> Result<bool> {
    let opens: Option<i64> = conn
        .scalar(sql!(
            "update mails set opens = opens + 1, opened_at = coalesce(opened_at, $2) where id = $1 returning opens",
            id,
            at
        ))
        .await?;
    Ok(opens == Some(1))
}

/// Counts that a link was followed; `true` for the first time of any in this mail.
pub async fn clicked(conn: Conn<'_>, id: Uuid, number: i64, at: Time) -> Result<bool> {
    conn.execute(sql!(
        "update mail_links set clicks = clicks + 1, clicked_at = coalesce(clicked_at, $3) \
         where mail_id = $1 and number = $2",
        id,
        number,
        at
    ))
    .await?;
    let clicks: Option<i64> = conn
        .scalar(sql!(
            "update mails set clicks = clicks + 1, clicked_at = coalesce(clicked_at, $2) where id = $1 returning clicks",
            id,
            at
        ))
        .await?;
    Ok(clicks == Some(1))
}

// Erasing a person -----------------------------------------------------------------------------

/// All mails to a contact or to one of these addresses, the oldest first.
pub async fn all_to(conn: Conn<'_>, contact: Uuid, addresses: &[String]) -> Result<Vec<MailRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and (m.contact_id = ").value(contact);
    query.push(" or m.to_address in ").list(addresses);
    query.push(") order by m.created_at, m.id");
    conn.all(query).await
}

/// Leaves of mails only that and when they were sent; those that wait are not sent any more.
pub async fn erase(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    let mut query = Query::new("delete from mail_links where mail_id in ");
    query.list(ids);
    conn.execute(query).await?;
    let mut query = Query::new(
        "update mails set to_address = '', to_name = '', subject = '', html = null, text = '', error = null, \
         unsubscribe_url = null, version = version + 1, \
         state = case when state = 'queued' then 'cancelled' else state end where id in ",
    );
    query.list(ids);
    conn.execute(query).await?;
    Ok(())
}

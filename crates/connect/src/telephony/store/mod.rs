//! Every statement on exchanges and what they told; those on calls stand in [`calls`].

pub mod calls;

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

/// An exchange as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AccountRow {
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub provider: String,
    pub secret: String,
    pub api_key: Option<String>,
    pub archived: bool,
    pub version: i64,
}

const ACCOUNTS: &str = "select id, key, name, provider, secret, api_key, archived, version \
    from telephony_accounts where 1 = 1";

/// All exchanges: a company has one or two.
pub async fn accounts(conn: Conn<'_>) -> Result<Vec<AccountRow>> {
    let mut query = Query::new(ACCOUNTS);
    query.push(" order by name, id limit 200");
    conn.all(query).await
}

pub async fn account(conn: Conn<'_>, id: Uuid) -> Result<Option<AccountRow>> {
    let mut query = Query::new(ACCOUNTS);
    query.push(" and id = ").value(id);
    conn.one(query).await
}

pub async fn account_by_key(conn: Conn<'_>, key: &str) -> Result<Option<AccountRow>> {
    let mut query = Query::new(ACCOUNTS);
    query.push(" and key = ").value(key);
    conn.one(query).await
}

pub async fn insert_account(conn: Conn<'_>, row: &AccountRow, at: Time) -> Result<()> {
    conn.execute(sql!(
        "insert into telephony_accounts (id, key, name, provider, secret, api_key, archived, created_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        &row.key,
        &row.name,
        &row.provider,
        &row.secret,
        &row.api_key,
        row.archived,
        at,
        row.version
    ))
    .await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update_account(conn: Conn<'_>, row: &AccountRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update telephony_accounts set name = $2, secret = $3, api_key = $4, archived = $5, version = $6 \
         where id = $1 and version = $7",
        row.id,
        &row.name,
        &row.secret,
        &row.api_key,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// A telephone on somebody's desk.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ExtensionRow {
    pub account_id: Uuid,
    pub extension: String,
    pub user_id: Uuid,
    pub user_name: String,
    pub active: bool,
}

const EXTENSIONS: &str = "select e.account_id as account_id, e.extension as extension, e.user_id as user_id, \
    u.name as user_name, u.active as active from telephony_extensions e join users u on u.id = e.user_id where 1 = 1";

/// All telephones of all exchanges: a few a person.
pub async fn extensions(conn: Conn<'_>) -> Result<Vec<ExtensionRow>> {
    let mut query = Query::new(EXTENSIONS);
    query.push(" order by e.account_id, e.extension limit 10000");
    conn.all(query).await
}

pub async fn extensions_of(conn: Conn<'_>, account: Uuid) -> Result<Vec<ExtensionRow>> {
    let mut query = Query::new(EXTENSIONS);
    query.push(" and e.account_id = ").value(account);
    query.push(" order by e.extension limit 10000");
    conn.all(query).await
}

pub async fn put_extensions(
    conn: Conn<'_>,
    account: Uuid,
    extensions: &[(String, Uuid)],
) -> Result<()> {
    conn.execute(sql!(
        "delete from telephony_extensions where account_id = $1",
        account
    ))
    .await?;
    let mut insert = Insert::into(
        "telephony_extensions",
        &["account_id", "extension", "user_id"],
    );
    for (extension, user) in extensions {
        insert.row().set(account).set(extension).set(*user);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// What an exchange said, word for word.
#[derive(Debug, Clone, FromQueryResult)]
pub struct EventRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub event_key: String,
    pub call_key: Option<String>,
    pub received_at: i64,
    pub body: String,
    pub parsed: Option<String>,
    pub error: Option<String>,
}

/// Keeps an event; `false` when it was told before.
pub async fn insert_event(conn: Conn<'_>, row: &EventRow) -> Result<bool> {
    let query = sql!(
        "insert into call_events (id, account_id, event_key, call_key, received_at, body, parsed, error) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (account_id, event_key) do nothing",
        row.id,
        row.account_id,
        &row.event_key,
        &row.call_key,
        row.received_at,
        &row.body,
        &row.parsed,
        &row.error
    );
    Ok(conn.execute(query).await? == 1)
}

const EVENTS: &str = "select id, account_id, event_key, call_key, received_at, body, parsed, error \
    from call_events where account_id = ";

/// More than this nobody tells of one call; the oldest count.
const MOST_EVENTS: i64 = 1_000;

/// Everything that was told of one call.
pub async fn events_of(conn: Conn<'_>, account: Uuid, call: &str) -> Result<Vec<EventRow>> {
    let mut query = Query::new(EVENTS);
    query.value(account).push(" and call_key = ").value(call);
    query
        .push(" order by received_at, id limit ")
        .value(MOST_EVENTS);
    conn.all(query).await
}

/// The newest events of an exchange.
pub async fn newest(conn: Conn<'_>, account: Uuid, limit: i64) -> Result<Vec<EventRow>> {
    let mut query = Query::new(EVENTS);
    query.value(account);
    query
        .push(" order by received_at desc, id desc limit ")
        .value(limit);
    conn.all(query).await
}

/// When each exchange was last heard.
pub async fn last_heard(conn: Conn<'_>) -> Result<Vec<(Uuid, Option<i64>)>> {
    conn.tuples(sql!(
        "select a.id, (select max(e.received_at) from call_events e where e.account_id = a.id) \
         from telephony_accounts a limit 200"
    ))
    .await
}

/// What was told long ago is in the calls.
pub async fn forget_events(conn: Conn<'_>, before: Time) -> Result<()> {
    conn.execute(sql!(
        "delete from call_events where received_at < $1",
        before
    ))
    .await?;
    Ok(())
}

//! Every statement on mail accounts.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Query, sea_orm, sql};

use super::model::AccountFacts;

/// An account as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AccountRow {
    pub id: Uuid,
    #[sea_orm(nested)]
    pub facts: AccountFacts,
    pub owner_name: Option<String>,
    pub password: Option<String>,
    pub dkim_key: Option<String>,
    /// What stands in the DNS for the key.
    pub dkim_public: Option<String>,
    pub paused_until: Option<i64>,
    pub troubles: i64,
    pub trouble: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

const ROWS: &str = "select a.id as id, a.kind as kind, a.name as name, a.address as address, a.from_name as from_name, \
    a.host as host, a.port as port, a.security as security, a.login as login, a.password as password, \
    a.owner_id as owner_id, u.name as owner_name, a.preferred as preferred, a.per_hour as per_hour, \
    a.per_day as per_day, a.track_opens as track_opens, a.track_links as track_links, a.dkim_domain as dkim_domain, \
    a.dkim_selector as dkim_selector, a.dkim_key as dkim_key, a.dkim_public as dkim_public, a.signature as signature, \
    a.paused_until as paused_until, a.troubles as troubles, a.trouble as trouble, a.archived as archived, \
    a.created_at as created_at, a.updated_at as updated_at, a.version as version from mail_accounts a \
    left join users u on u.id = a.owner_id where 1 = 1";

/// The company's accounts and those of a user, the preferred one first: a handful.
pub async fn list(conn: Conn<'_>, user: Option<Uuid>) -> Result<Vec<AccountRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and (a.owner_id is null or a.owner_id = ");
    query.value(user).push(")");
    query.push(" order by a.archived, a.preferred desc, a.created_at, a.id limit 500");
    conn.all(query).await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<AccountRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and a.id = ").value(id);
    conn.one(query).await
}

/// The account that a user's mail goes through: their own, or else the company's preferred one, or its oldest.
pub async fn usual(conn: Conn<'_>, user: Option<Uuid>) -> Result<Option<AccountRow>> {
    let mut query = Query::new(ROWS);
    query.push(" and a.archived = ").value(false);
    query.push(" and (a.owner_id is null or a.owner_id = ");
    query.value(user).push(")");
    query.push(" order by a.owner_id is null, a.preferred desc, a.created_at, a.id limit 1");
    conn.one(query).await
}

pub async fn insert(conn: Conn<'_>, row: &AccountRow) -> Result<()> {
    let facts = &row.facts;
    conn.execute(sql!(
        "insert into mail_accounts (id, kind, name, address, from_name, host, port, security, login, password, owner_id, \
         preferred, per_hour, per_day, track_opens, track_links, dkim_domain, dkim_selector, dkim_key, dkim_public, \
         signature, troubles, archived, created_at, updated_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 0, $22, $23, $24, $25)",
        row.id,
        &facts.kind,
        &facts.name,
        &facts.address,
        &facts.from_name,
        &facts.host,
        facts.port,
        &facts.security,
        &facts.login,
        &row.password,
        facts.owner_id,
        facts.preferred,
        facts.per_hour,
        facts.per_day,
        facts.track_opens,
        facts.track_links,
        &facts.dkim_domain,
        &facts.dkim_selector,
        &row.dkim_key,
        &row.dkim_public,
        &facts.signature,
        facts.archived,
        row.created_at,
        row.updated_at,
        row.version
    ))
    .await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker. What was set anew may work, so that
/// the account is no longer paused.
pub async fn update(conn: Conn<'_>, row: &AccountRow, from: i64) -> Result<bool> {
    let facts = &row.facts;
    let query = sql!(
        "update mail_accounts set name = $2, address = $3, from_name = $4, host = $5, port = $6, security = $7, \
         login = $8, password = $9, preferred = $10, per_hour = $11, per_day = $12, track_opens = $13, track_links = $14, \
         dkim_domain = $15, dkim_selector = $16, dkim_key = $17, dkim_public = $18, signature = $19, archived = $20, \
         updated_at = $21, version = $22, paused_until = null, troubles = 0, trouble = null, kind = $23 \
         where id = $1 and version = $24",
        row.id,
        &facts.name,
        &facts.address,
        &facts.from_name,
        &facts.host,
        facts.port,
        &facts.security,
        &facts.login,
        &row.password,
        facts.preferred,
        facts.per_hour,
        facts.per_day,
        facts.track_opens,
        facts.track_links,
        &facts.dkim_domain,
        &facts.dkim_selector,
        &row.dkim_key,
        &row.dkim_public,
        &facts.signature,
        facts.archived,
        row.updated_at,
        row.version,
        &facts.kind,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// One account of the company is the preferred one.
pub async fn prefer_only(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!(
        "update mail_accounts set preferred = $2 where id <> $1 and preferred = $3",
        id,
        false,
        true
    ))
    .await?;
    Ok(())
}

/// Keeps an account from being tried until a moment, and why.
pub async fn pause(conn: Conn<'_>, id: Uuid, until: Time, trouble: &str) -> Result<()> {
    conn.execute(sql!(
        "update mail_accounts set paused_until = $2, troubles = troubles + 1, trouble = $3 where id = $1",
        id,
        until,
        trouble
    ))
    .await?;
    Ok(())
}

/// The account works.
pub async fn clear_trouble(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!(
        "update mail_accounts set paused_until = null, troubles = 0, trouble = null where id = $1 and trouble is not null",
        id
    ))
    .await?;
    Ok(())
}

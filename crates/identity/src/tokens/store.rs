//! The statements on tokens.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, sea_orm, sql};

#[derive(Debug, Clone, FromQueryResult)]
pub struct TokenRow {
    pub id: Uuid,
    pub user_id: Uuid,
    pub name: String,
    pub token_hash: Vec<u8>,
    pub scopes: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub revoked_at: Option<i64>,
}

pub async fn find_by_hash(conn: Conn<'_>, hash: &[u8]) -> Result<Option<TokenRow>> {
    conn.one(sql!("select * from api_tokens where token_hash = $1", hash))
        .await
}

/// The living tokens of a user, newest first.
pub async fn list(conn: Conn<'_>, user: Uuid) -> Result<Vec<TokenRow>> {
    conn.all(sql!(
        "select * from api_tokens where user_id = $1 and revoked_at is null order by created_at desc, id desc limit 500",
        user
    ))
    .await
}

pub async fn insert(conn: Conn<'_>, row: &TokenRow) -> Result<()> {
    conn.execute(sql!(
        "insert into api_tokens (id, user_id, name, token_hash, scopes, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        row.id,
        row.user_id,
        &row.name,
        row.token_hash.as_slice(),
        &row.scopes,
        row.created_at,
        row.expires_at
    ))
    .await?;
    Ok(())
}

pub async fn used(conn: Conn<'_>, id: Uuid, now: Time) -> Result<()> {
    conn.execute(sql!(
        "update api_tokens set last_used_at = $2 where id = $1",
        id,
        now
    ))
    .await?;
    Ok(())
}

/// `false` when the user has no such living token.
pub async fn revoke(conn: Conn<'_>, id: Uuid, user: Uuid, now: Time) -> Result<bool> {
    let query = sql!(
        "update api_tokens set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null",
        id,
        user,
        now
    );
    Ok(conn.execute(query).await? == 1)
}

//! The statements on sessions.

use base::{Result, Time, Uuid};
use db::sea_orm::{self, QueryResult};
use db::{Conn, FromQueryResult, Query, sql};

use crate::users::store::UserRow;

#[derive(Debug)]
pub struct SessionRow {
    pub seen_at: i64,
    pub expires_at: i64,
    pub user: UserRow,
}

impl FromQueryResult for SessionRow {
    fn from_query_result(
        row: &QueryResult,
        prefix: &str,
    ) -> std::result::Result<Self, sea_orm::DbErr> {
        Ok(Self {
            seen_at: row.try_get(prefix, "seen_at")?,
            expires_at: row.try_get(prefix, "expires_at")?,
            user: UserRow::from_query_result(row, prefix)?,
        })
    }
}

pub async fn find(conn: Conn<'_>, key: &[u8]) -> Result<Option<SessionRow>> {
    conn.one(sql!(
        "select s.seen_at, s.expires_at, u.* from sessions s join users u on u.id = s.user_id \
         where s.token_hash = $1",
        key
    ))
    .await
}

pub async fn insert(
    conn: Conn<'_>,
    key: Vec<u8>,
    user: Uuid,
    now: Time,
    expires: Time,
    agent: &str,
) -> Result<()> {
    conn.execute(sql!(
        "insert into sessions (token_hash, user_id, created_at, seen_at, expires_at, user_agent) \
         values ($1, $2, $3, $3, $4, $5)",
        key,
        user,
        now,
        expires,
        agent
    ))
    .await?;
    conn.execute(sql!("delete from sessions where expires_at < $1", now))
        .await?;
    Ok(())
}

pub async fn seen(conn: Conn<'_>, key: &[u8], now: Time, expires: Time) -> Result<()> {
    conn.execute(sql!(
        "update sessions set seen_at = $2, expires_at = $3 where token_hash = $1",
        key,
        now,
        expires
    ))
    .await?;
    Ok(())
}

pub async fn delete(conn: Conn<'_>, key: &[u8]) -> Result<()> {
    conn.execute(sql!("delete from sessions where token_hash = $1", key))
        .await?;
    Ok(())
}

/// Ends the sessions of a user, but for one that is kept.
pub async fn delete_of_user(conn: Conn<'_>, user: Uuid, keep: Option<&[u8]>) -> Result<()> {
    let mut query = Query::new("delete from sessions where user_id = ");
    query.value(user);
    if let Some(keep) = keep {
        query.push(" and token_hash <> ").value(keep);
    }
    conn.execute(query).await?;
    Ok(())
}

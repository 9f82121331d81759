//! The statements on users.

use base::{Result, Uuid};
use db::{Conn, FromQueryResult, Query, sea_orm, sql};

#[derive(Debug, Clone, FromQueryResult)]
pub struct UserRow {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: String,
    pub visibility: String,
    pub team_id: Option<Uuid>,
    pub password_hash: String,
    pub lang: String,
    pub active: bool,
    pub created_at: i64,
    pub version: i64,
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<UserRow>> {
    conn.one(sql!("select * from users where id = $1", id))
        .await
}

pub async fn find_by_email(conn: Conn<'_>, email: &str) -> Result<Option<UserRow>> {
    conn.one(sql!("select * from users where email = $1", email))
        .await
}

pub async fn any(conn: Conn<'_>) -> Result<bool> {
    Ok(conn
        .scalar::<i64>(sql!("select count(*) from users"))
        .await?
        .unwrap_or(0)
        > 0)
}

/// What the list of users can be narrowed to.
#[derive(Debug, Default)]
pub struct UserFilter {
    pub active: Option<bool>,
    pub teams: Option<api::list::AnyOf<Uuid>>,
}

/// All that fit, by name. A company has hundreds of users, not millions, so there are no pages.
pub async fn list(conn: Conn<'_>, filter: &UserFilter) -> Result<Vec<UserRow>> {
    let mut query = Query::new("select * from users where 1 = 1");
    if let Some(active) = filter.active {
        query.push(" and active = ").value(active);
    }
    if let Some(teams) = &filter.teams {
        query
            .push(" and (team_id in ")
            .list(teams.values.iter().copied());
        query.push(if teams.none {
            " or team_id is null)"
        } else {
            ")"
        });
    }
    query.push(" order by name, id limit 5000");
    conn.all(query).await
}

pub async fn members(conn: Conn<'_>, team: Uuid) -> Result<Vec<Uuid>> {
    conn.scalars(sql!("select id from users where team_id = $1", team))
        .await
}

pub async fn active_owners(conn: Conn<'_>) -> Result<Vec<Uuid>> {
    conn.scalars(sql!(
        "select id from users where role = 'owner' and active = $1",
        true
    ))
    .await
}

pub async fn insert(conn: Conn<'_>, row: &UserRow) -> Result<()> {
    conn.execute(sql!(
        "insert into users (id, email, name, role, visibility, team_id, password_hash, lang, active, created_at, \
         version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        row.id,
        &row.email,
        &row.name,
        &row.role,
        &row.visibility,
        row.team_id,
        &row.password_hash,
        &row.lang,
        row.active,
        row.created_at,
        row.version
    ))
    .await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &UserRow, from: i64) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update users set email = $2, name = $3, role = $4, visibility = $5, team_id = $6, password_hash = $7, \
             lang = $8, active = $9, version = $10 where id = $1 and version = $11",
            row.id,
            &row.email,
            &row.name,
            &row.role,
            &row.visibility,
            row.team_id,
            &row.password_hash,
            &row.lang,
            row.active,
            row.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

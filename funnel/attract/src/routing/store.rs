//! Every statement on routing rules and skills, and the ones that look for the person.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

#[derive(Debug, Clone, FromQueryResult)]
pub struct RuleRow {
    pub id: Uuid,
    pub name: String,
    pub position: i64,
    pub conditions: String,
    pub answer: String,
    pub archived: bool,
    pub version: i64,
}

const ROWS: &str =
    "select id, name, position, conditions, answer, archived, version from routing_rules";

/// All rules in their order: a company has dozens.
pub async fn list(conn: Conn<'_>) -> Result<Vec<RuleRow>> {
    let mut query = Query::new(ROWS);
    query.push(" order by position, id limit 1000");
    conn.all(query).await
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<RuleRow>> {
    let mut query = Query::new(ROWS);
    query.push(" where id = ").value(id);
    conn.one(query).await
}

pub async fn insert(conn: Conn<'_>, row: &RuleRow, at: Time) -> Result<()> {
    let columns = [
        "id",
        "name",
        "position",
        "conditions",
        "answer",
        "archived",
        "created_at",
        "version",
    ];
    let mut insert = Insert::into("routing_rules", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.name)
        .set(row.position)
        .set(&row.conditions)
        .set(&row.answer)
        .set(row.archived)
        .set(at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Moves the rules from a position on one place back.
pub async fn make_room(conn: Conn<'_>, position: i64) -> Result<()> {
    conn.execute(sql!(
        "update routing_rules set position = position + 1 where position >= $1",
        position
    ))
    .await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &RuleRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update routing_rules set name = $2, position = $3, conditions = $4, answer = $5, archived = $6, version = $7 \
         where id = $1 and version = $8",
        row.id,
        &row.name,
        row.position,
        &row.conditions,
        &row.answer,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from routing_rules where id = $1", id))
        .await?;
    Ok(())
}

pub async fn is_active(conn: Conn<'_>, user: Uuid) -> Result<bool> {
    let found: Option<bool> = conn
        .scalar(sql!("select active from users where id = $1", user))
        .await?;
    Ok(found == Some(true))
}

pub async fn team_exists(conn: Conn<'_>, team: Uuid) -> Result<bool> {
    let found: Option<i32> = conn
        .scalar(sql!("select 1 from teams where id = $1", team))
        .await?;
    Ok(found.is_some())
}

/// People who work here, of a team.
pub async fn of_team(conn: Conn<'_>, team: Uuid) -> Result<Vec<Uuid>> {
    conn.scalars(
        Query::new("select id from users where team_id = $1 and active = $2 order by id")
            .arg(team)
            .arg(true),
    )
    .await
}

/// People who work here, with a skill.
pub async fn of_skill(conn: Conn<'_>, skill: &str) -> Result<Vec<Uuid>> {
    conn.scalars(
        Query::new(
            "select u.id from user_skills s join users u on u.id = s.user_id \
             where s.skill = $1 and u.active = $2 order by u.id",
        )
        .arg(skill)
        .arg(true),
    )
    .await
}

/// Of these people the one whose last inquiry is longest ago; who never had one comes first.
pub async fn whose_turn(conn: Conn<'_>, people: &[Uuid]) -> Result<Option<Uuid>> {
    let mut query = Query::new("select u.id from users u where u.id in ");
    query.list(people.iter().copied());
    query.push(
        " order by coalesce((select max(i.received_at) from inquiries i where i.owner_id = u.id), 0), u.id limit 1",
    );
    conn.scalar(query).await
}

/// Of these people the one with fewest open deals, then whose turn it is.
pub async fn least_loaded(conn: Conn<'_>, people: &[Uuid]) -> Result<Option<Uuid>> {
    let mut query = Query::new("select u.id from users u where u.id in ");
    query.list(people.iter().copied());
    query.push(
        " order by coalesce((select sum(t.deals) from deal_totals t where t.owner_id = u.id and t.status = 'open'), 0), \
         coalesce((select max(i.received_at) from inquiries i where i.owner_id = u.id), 0), u.id limit 1",
    );
    conn.scalar(query).await
}

/// Who can what: (person, skill).
pub async fn skills(conn: Conn<'_>) -> Result<Vec<(Uuid, String)>> {
    conn.tuples(sql!(
        "select user_id, skill from user_skills order by user_id, skill limit 10000"
    ))
    .await
}

/// Puts these skills in the place of those that a person had.
pub async fn put_skills(conn: Conn<'_>, user: Uuid, skills: &[String]) -> Result<()> {
    conn.execute(sql!("delete from user_skills where user_id = $1", user))
        .await?;
    let mut insert = Insert::into("user_skills", &["user_id", "skill"]);
    for skill in skills {
        insert.row().set(user).set(skill);
    }
    conn.insert(insert).await?;
    Ok(())
}

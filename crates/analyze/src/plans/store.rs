//! Every statement on plans.

use std::collections::HashMap;

use api::list::AnyOf;
use base::{Result, Scope, Time, Uuid};
use chrono::NaiveDate;
use crm::listing::any_of;
use db::sea_orm::{DbErr, QueryResult};
use db::{Conn, FromQueryResult, Insert, Query};

use super::model::{PlanKey, PlanMetric, PlanPeriod};

/// A plan as it is stored, with the names of what it is of.
#[derive(Debug, Clone)]
pub struct PlanRow {
    pub id: Uuid,
    pub key: PlanKey,
    pub owner_name: Option<String>,
    pub team_name: Option<String>,
    pub pipeline_name: Option<String>,
    pub target: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

impl FromQueryResult for PlanRow {
    fn from_query_result(row: &QueryResult, pre: &str) -> std::result::Result<Self, DbErr> {
        let text = |name: &str| row.try_get::<String>(pre, name);
        let strange = |what: &str| DbErr::Type(format!("a plan has a strange {what}"));
        let key = PlanKey {
            metric: PlanMetric::parse(&text("metric")?).ok_or_else(|| strange("metric"))?,
            period: PlanPeriod::parse(&text("period")?).ok_or_else(|| strange("period"))?,
            starts_on: text("starts_on")?
                .parse()
                .map_err(|_| strange("first day"))?,
            owner_id: row.try_get(pre, "owner_id")?,
            team_id: row.try_get(pre, "team_id")?,
            pipeline_id: row.try_get(pre, "pipeline_id")?,
        };
        Ok(Self {
            id: row.try_get(pre, "id")?,
            key,
            owner_name: row.try_get(pre, "owner_name")?,
            team_name: row.try_get(pre, "team_name")?,
            pipeline_name: row.try_get(pre, "pipeline_name")?,
            target: row.try_get(pre, "target")?,
            created_at: row.try_get(pre, "created_at")?,
            updated_at: row.try_get(pre, "updated_at")?,
            version: row.try_get(pre, "version")?,
        })
    }
}

const ROWS: &str = "select p.id as id, p.metric as metric, p.period as period, p.starts_on as starts_on, \
    p.owner_id as owner_id, u.name as owner_name, p.team_id as team_id, t.name as team_name, \
    p.pipeline_id as pipeline_id, l.name as pipeline_name, p.target as target, \
    p.created_at as created_at, p.updated_at as updated_at, p.version as version \
    from plans p left join users u on u.id = p.owner_id left join teams t on t.id = p.team_id \
    left join pipelines l on l.id = p.pipeline_id where ";

/// What plans are narrowed to.
#[derive(Debug, Clone, Default)]
pub struct PlanFilter {
    pub metric: Option<AnyOf<String>>,
    pub period: Option<AnyOf<String>>,
    pub owner: Option<AnyOf<Uuid>>,
    pub team: Option<AnyOf<Uuid>>,
    pub pipeline: Option<AnyOf<Uuid>>,
    /// The first and the last first day.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// The plans that fit and that the scope sees, by their first day: at most `limit` of them.
pub async fn list(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &PlanFilter,
    limit: i64,
) -> Result<Vec<PlanRow>> {
    let mut query = Query::new(ROWS);
    // A plan without a person is nobody's record: those of the company and of teams are seen by all.
    query.push("(p.owner_id is null or (1 = 1");
    crm::visible::only(&mut query, scope, "p.owner_id");
    query.push("))");
    any_of(&mut query, "p.metric", filter.metric.as_ref());
    any_of(&mut query, "p.period", filter.period.as_ref());
    any_of(&mut query, "p.owner_id", filter.owner.as_ref());
    any_of(&mut query, "p.team_id", filter.team.as_ref());
    any_of(&mut query, "p.pipeline_id", filter.pipeline.as_ref());
    if let Some(from) = filter.from {
        query.push(" and p.starts_on >= ").value(from.to_string());
    }
    if let Some(to) = filter.to {
        query.push(" and p.starts_on <= ").value(to.to_string());
    }
    query.push(
        " order by p.starts_on, p.period, p.metric, coalesce(t.name, ''), coalesce(u.name, ''), \
         coalesce(l.name, ''), p.id limit ",
    );
    query.value(limit);
    conn.all(query).await
}

pub async fn find_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, PlanRow>> {
    let mut query = Query::new(ROWS);
    query.push("p.id in ").list(ids);
    let rows: Vec<PlanRow> = conn.all(query).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The plans that begin on these days, by what they are of.
pub async fn find_by_days(conn: Conn<'_>, days: &[NaiveDate]) -> Result<HashMap<PlanKey, PlanRow>> {
    let mut query = Query::new(ROWS);
    query
        .push("p.starts_on in ")
        .list(days.iter().map(ToString::to_string));
    let rows: Vec<PlanRow> = conn.all(query).await?;
    Ok(rows.into_iter().map(|row| (row.key, row)).collect())
}

/// Whoever sets plans does it alone until their transaction ends: the row that says when plans were
/// last set is written first, and others wait for it. So no two of them find a plan missing and both add it.
pub async fn take_turns(conn: Conn<'_>, now: Time) -> Result<()> {
    db::settings::put(conn, "plans.set_at", &now.to_string()).await
}

/// Writes plans, the new ones and those that are there.
pub async fn put_many(conn: Conn<'_>, rows: &[PlanRow]) -> Result<()> {
    let columns = [
        "id",
        "metric",
        "period",
        "starts_on",
        "owner_id",
        "team_id",
        "pipeline_id",
        "target",
        "created_at",
        "updated_at",
        "version",
    ];
    let mut insert = Insert::into("plans", &columns).suffix(
        " on conflict (id) do update set target = excluded.target, \
         updated_at = excluded.updated_at, version = excluded.version",
    );
    for row in rows {
        insert
            .row()
            .set(row.id)
            .set(row.key.metric.as_str())
            .set(row.key.period.as_str())
            .set(row.key.starts_on.to_string())
            .set(row.key.owner_id)
            .set(row.key.team_id)
            .set(row.key.pipeline_id)
            .set(row.target)
            .set(row.created_at)
            .set(row.updated_at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    Ok(())
}

pub async fn delete_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut query = Query::new("delete from plans where id in ");
    query.list(ids);
    conn.execute(query).await?;
    Ok(())
}

/// What a plan can be of, besides the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Person,
    Team,
    Pipeline,
}

/// Those of the ids that are there.
pub async fn existing(conn: Conn<'_>, of: Of, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut query = Query::new(match of {
        Of::Person => "select id from users where id in ",
        Of::Team => "select id from teams where id in ",
        Of::Pipeline => "select id from pipelines where id in ",
    });
    query.list(ids);
    conn.scalars(query).await
}

//! The statements that read what became of runs and their deals.

use base::{Problem, Result, Scope, Uuid};
use crm::visible;
use db::{Conn, FromQueryResult, Query, sea_orm};

use super::model::Followed;
use crate::scripts::runs::model::Passed;

/// A deal with its first run of a script.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FollowedRow {
    pub deal_id: Uuid,
    pub number: i64,
    pub started_at: i64,
    pub qualified_at: Option<i64>,
    pub lost_at: Option<i64>,
}

impl FollowedRow {
    pub fn followed(&self) -> Followed {
        Followed {
            number: self.number,
            started_at: self.started_at,
            qualified_at: self.qualified_at,
            lost_at: self.lost_at,
        }
    }
}

/// The deals that a script was followed on, each with its first run, the newest first.
pub async fn followed(conn: Conn<'_>, scope: &Scope, script: Uuid) -> Result<Vec<FollowedRow>> {
    let mut query = Query::new(
        "select r.deal_id as deal_id, r.number as number, r.started_at as started_at, \
         case when d.status = 'lost' then d.lost_at end as lost_at, \
         (select min(c.at) from stage_changes c join stages s on s.id = c.to_stage_id \
         where c.deal_id = r.deal_id and s.kind not in ('attract', 'qualify')) as qualified_at \
         from script_runs r join deals d on d.id = r.deal_id where r.script_id = ",
    );
    query.value(script);
    query.push(
        " and not exists (select 1 from script_runs e where e.deal_id = r.deal_id and e.script_id = r.script_id \
         and (e.started_at < r.started_at or (e.started_at = r.started_at and e.id < r.id)))",
    );
    visible::only(&mut query, scope, "d.owner_id");
    query.push(" order by r.started_at desc, r.id desc");
    conn.all(query).await
}

/// A run, as far as its way matters.
#[derive(Debug, Clone, FromQueryResult)]
pub struct WalkRow {
    pub number: i64,
    pub deal_id: Uuid,
    pub step: String,
    pub path: String,
    pub started_at: i64,
    pub ended_at: Option<i64>,
}

impl WalkRow {
    pub fn path(&self) -> Result<Vec<Passed>> {
        serde_json::from_str(&self.path).map_err(Problem::internal)
    }
}

/// The runs of a script, or of one version of it, on deals that are seen, the newest first.
pub async fn walks(
    conn: Conn<'_>,
    scope: &Scope,
    script: Uuid,
    number: Option<i64>,
) -> Result<Vec<WalkRow>> {
    let mut query = Query::new(
        "select r.number as number, r.deal_id as deal_id, r.step as step, r.path as path, \
         r.started_at as started_at, r.ended_at as ended_at \
         from script_runs r join deals d on d.id = r.deal_id where r.script_id = ",
    );
    query.value(script);
    if let Some(number) = number {
        query.push(" and r.number = ").value(number);
    }
    visible::only(&mut query, scope, "d.owner_id");
    query.push(" order by r.started_at desc, r.id desc");
    conn.all(query).await
}

/// The titles and owners of deals: (deal, title, owner).
pub async fn named(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<(Uuid, String, Option<String>)>> {
    let mut query = Query::new(
        "select d.id, d.title, u.name from deals d left join users u on u.id = d.owner_id where d.id in ",
    );
    query.list(deals.iter().copied());
    conn.tuples(query).await
}

//! The settled deals on which the score is judged.

use base::{Result, Scope, Uuid};
use crm::deals::model::Status;
use crm::visible;
use db::{Conn, FromQueryResult, Query, sea_orm};

/// Which settled deals the score is judged on.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    pub scope: &'a Scope,
    /// The version of the profile.
    pub number: i64,
    pub pipeline: Option<Uuid>,
    /// Younger deals are left out: of those only the quick ones are settled.
    pub ripe: i64,
}

impl Judged<'_> {
    fn push(&self, query: &mut Query) {
        query.push(" from deal_fits f join deals d on d.id = f.deal_id where f.number = ");
        query.value(self.number);
        query.push(" and d.status <> ").value(Status::Open.as_str());
        query.push(" and d.created_at <= ").value(self.ripe);
        if let Some(pipeline) = self.pipeline {
            query.push(" and d.pipeline_id = ").value(pipeline);
        }
        visible::only(query, self.scope, "d.owner_id");
    }
}

/// When a settled deal was.
const SETTLED_AT: &str = "case when d.status = 'won' then d.won_at else d.lost_at end";

/// The newest moment of creation whose deals have had the time that nine of ten settled ones take; none while
/// nothing is settled.
pub async fn ripe(conn: Conn<'_>, scope: &Scope, pipeline: Option<Uuid>) -> Result<Option<i64>> {
    let settled = |select: &str| {
        let mut query = Query::new(select);
        query.push(" from deals d where d.status <> 'open'");
        if let Some(pipeline) = pipeline {
            query.push(" and d.pipeline_id = ").value(pipeline);
        }
        visible::only(&mut query, scope, "d.owner_id");
        query
    };
    let newest = format!("select count(*), coalesce(max({SETTLED_AT}), 0)");
    let found: Vec<(i64, i64)> = conn.tuples(settled(&newest)).await?;
    let Some((count, newest)) = found.first().copied().filter(|(count, _)| *count > 0) else {
        return Ok(None);
    };
    let mut query = settled(&format!("select {SETTLED_AT} - d.created_at"));
    query
        .push(" order by 1 limit 1 offset ")
        .value(count * 9 / 10);
    let patience: Option<i64> = conn.scalar(query).await?;
    Ok(Some(newest - patience.unwrap_or_default().max(0)))
}

/// Where the newest three of ten of these deals begin.
pub async fn newest_part(conn: Conn<'_>, judged: &Judged<'_>) -> Result<i64> {
    let mut count = Query::new("select count(*)");
    judged.push(&mut count);
    let count: Option<i64> = conn.scalar(count).await?;
    let mut query = Query::new("select d.created_at");
    judged.push(&mut query);
    query.push(" order by d.created_at limit 1 offset ");
    query.value(count.unwrap_or(0) * 7 / 10);
    Ok(conn.scalar(query).await?.unwrap_or(i64::MAX))
}

/// How the deals of one score have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Ended {
    /// By what was known early.
    pub score: i64,
    /// Whether they were created in the newest part.
    pub later: i64,
    /// Whether they were settled when this version was there.
    pub since: i64,
    pub won: i64,
    pub lost: i64,
}

/// By score and part: a few times as many rows as there are scores.
pub async fn ended(
    conn: Conn<'_>,
    judged: &Judged<'_>,
    later: i64,
    since: i64,
) -> Result<Vec<Ended>> {
    let mut query = Query::new(
        "select score, later, since, sum(won) as won, sum(lost) as lost from (select f.early_score as score, \
         cast(case when d.created_at >= ",
    );
    query.value(later);
    let text = format!(" then 1 else 0 end as bigint) as later, cast(case when {SETTLED_AT} >= ");
    query.push(&text).value(since);
    query.push(
        " then 1 else 0 end as bigint) as since, case when d.status = 'won' then 1 else 0 end as won, \
         case when d.status = 'lost' then 1 else 0 end as lost",
    );
    judged.push(&mut query);
    query.push(") ended group by score, later, since order by score, later, since");
    conn.all(query).await
}

/// A settled deal behind a number.
#[derive(Debug, Clone, FromQueryResult)]
pub struct BehindRow {
    pub id: Uuid,
    pub title: String,
    pub company: Option<String>,
    pub score: i64,
    pub status: String,
    pub created_at: i64,
    pub settled_at: i64,
}

/// Which of the judged deals are meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Behind {
    /// From this score on, and below that one.
    pub from: Option<i64>,
    pub below: Option<i64>,
    pub won: Option<bool>,
    /// Created from this moment on, or before that one.
    pub created_from: Option<i64>,
    pub created_before: Option<i64>,
    pub settled_from: Option<i64>,
}

/// The next deals, the newest first.
pub async fn behind(
    conn: Conn<'_>,
    judged: &Judged<'_>,
    behind: Behind,
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<BehindRow>> {
    let mut query = Query::new(
        "select d.id as id, d.title as title, (select c.name from companies c where c.id = d.company_id) as company, \
         f.early_score as score, d.status as status, d.created_at as created_at, ",
    );
    query.push(SETTLED_AT).push(" as settled_at");
    judged.push(&mut query);
    let settled = format!(" and {SETTLED_AT} >= ");
    let bounds = [
        (" and f.early_score >= ", behind.from),
        (" and f.early_score < ", behind.below),
        (" and d.created_at >= ", behind.created_from),
        (" and d.created_at < ", behind.created_before),
        (settled.as_str(), behind.settled_from),
    ];
    for (text, bound) in bounds {
        if let Some(bound) = bound {
            query.push(text).value(bound);
        }
    }
    if let Some(won) = behind.won {
        query.push(" and d.status = ");
        query.value(if won { "won" } else { "lost" });
    }
    if let Some((at, id)) = after {
        query.push(" and (d.created_at, d.id) < (").value(at);
        query.push(", ").value(id).push(")");
    }
    query
        .push(" order by d.created_at desc, d.id desc limit ")
        .value(limit);
    conn.all(query).await
}

//! Moving all deals of a stage, a thousand at a time.

use base::{Result, Time, Uuid};
use db::{Conn, FromQueryResult, Query, sea_orm, sql};

use crate::deals::model::{Spot, Status};

/// How many open and won deals stand on a stage.
pub async fn standing(conn: Conn<'_>, stage: Uuid) -> Result<i64> {
    let found = conn
        .scalar(sql!(
            "select count(*) from deals where stage_id = $1 and status <> 'lost'",
            stage
        ))
        .await?;
    Ok(found.unwrap_or(0))
}

/// As much of a deal as moving it asks about.
#[derive(Debug, Clone, FromQueryResult)]
pub struct StandingDeal {
    pub id: Uuid,
    pub owner_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
}

/// Some of the deals of one status that stand on a stage.
pub async fn standing_part(
    conn: Conn<'_>,
    stage: Uuid,
    status: Status,
    limit: i64,
) -> Result<Vec<StandingDeal>> {
    let mut query = Query::new(
        "select d.id as id, d.owner_id as owner_id, d.company_id as company_id from deals d where d.stage_id = ",
    );
    query.value(stage).push(" and d.status = ");
    query
        .value(status.as_str())
        .push(" and d.status <> 'lost' limit ");
    query.value(limit).push(conn.dialect.for_update());
    conn.all(query).await
}

/// Puts deals of one status onto a stage of the same pipeline. Where they have come to is never
/// less than before. `entered` is false when they stand there already and only their status changes.
pub async fn shift(
    conn: Conn<'_>,
    deals: &[StandingDeal],
    to: Spot,
    (from, into): (Status, Status),
    entered: bool,
    at: Time,
) -> Result<()> {
    let mut query = Query::new("update deals set stage_id = ");
    query
        .value(to.stage)
        .push(", status = ")
        .value(into.as_str());
    if entered {
        query.push(", stage_entered_at = ").value(at);
    }
    if into != from {
        query.push(", won_at = ");
        query.value((into == Status::Won).then_some(at));
    }
    query.push(
        ", reached_stage_id = case when (select s.position from stages s where s.id = deals.reached_stage_id) < ",
    );
    query.value(to.position).push(" then ").value(to.stage);
    query.push(" else reached_stage_id end, reached_kind = case when reached_kind < ");
    query.value(to.kind.rank()).push(" then ");
    query.value(to.kind.rank());
    query
        .push(" else reached_kind end, last_activity_at = ")
        .value(at);
    query.push(", updated_at = ").value(at);
    query.push(", version = version + 1 where id in ");
    query.list(deals.iter().map(|deal| deal.id));
    conn.execute(query).await?;
    Ok(())
}

/// Marks where one of many changes begins, so that it alone can be taken back.
pub async fn savepoint(conn: Conn<'_>) -> Result<()> {
    conn.execute(Query::new("savepoint one_of_many")).await?;
    Ok(())
}

/// Keeps what was changed since the savepoint.
pub async fn keep_savepoint(conn: Conn<'_>) -> Result<()> {
    conn.execute(Query::new("release savepoint one_of_many"))
        .await?;
    Ok(())
}

/// Takes back what was changed since the savepoint.
pub async fn to_savepoint(conn: Conn<'_>) -> Result<()> {
    conn.execute(Query::new("rollback to savepoint one_of_many"))
        .await?;
    keep_savepoint(conn).await
}

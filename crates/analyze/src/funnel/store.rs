//! Reading the deals of a cohort, already grouped: the statement answers from one index.

use std::collections::HashMap;

use api::list::AnyOf;
use base::{Currency, Money, Problem, Result, Scope, Uuid};
use crm::pipelines::StageKind;
use db::sea_orm;
use db::{Arg, Conn, FromQueryResult, Query, sql};

use super::model::{Cohort, Group, StageRow, Status};

#[derive(Debug, FromQueryResult)]
struct StoredStage {
    id: Uuid,
    pipeline_id: Uuid,
    name: String,
    kind: String,
    position: i64,
    color: String,
    target_conversion: Option<i64>,
    archived: bool,
}

/// The stages of one pipeline or of all, archived ones too, in their order.
pub async fn stages(conn: Conn<'_>, pipeline: Option<Uuid>) -> Result<Vec<StageRow>> {
    let mut query = Query::new(
        "select s.id, s.pipeline_id, s.name, s.kind, s.position, s.color, s.target_conversion, s.archived \
         from stages s",
    );
    if let Some(pipeline) = pipeline {
        query.push(" where s.pipeline_id = ").value(pipeline);
    }
    query.push(" order by s.pipeline_id, s.position, s.id");
    let stored: Vec<StoredStage> = conn.all(query).await?;
    let stages = stored.into_iter().map(|stage| StageRow {
        id: stage.id,
        pipeline_id: stage.pipeline_id,
        name: stage.name,
        kind: kind_of(StageKind::parse(&stage.kind).as_ref()),
        position: stage.position,
        color: stage.color,
        target: stage.target_conversion,
        archived: stage.archived,
    });
    Ok(stages.collect())
}

/// The index of a kind in [`super::model::KINDS`].
fn kind_of(kind: Option<&StageKind>) -> usize {
    kind.map_or(0, |kind| *kind as usize)
}

/// What the reasons of loss are called.
pub async fn reasons(conn: Conn<'_>) -> Result<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = conn
        .tuples(sql!("select id, name from lost_reasons"))
        .await?;
    Ok(rows.into_iter().collect())
}

type GroupRow = (Uuid, i64, Uuid, String, Option<Uuid>, String, i64, i64);

/// The cohort's deals that this actor sees, grouped.
pub async fn groups(
    conn: Conn<'_>,
    cohort: &Cohort,
    stages: &[StageRow],
    scope: &Scope,
) -> Result<Vec<Group>> {
    let rows: Vec<GroupRow> = conn.tuples(groups_query(cohort, stages, scope)).await?;
    rows.into_iter()
        .map(
            |(reached_stage, reached_kind, stage, status, reason, currency, deals, amount)| {
                let status = Status::parse(&status)
                    .ok_or_else(|| Problem::internal(format!("a deal has the status {status}")))?;
                let currency = Currency::parse(&currency).ok_or_else(|| {
                    Problem::internal(format!("a deal has the currency {currency}"))
                })?;
                Ok(Group {
                    reached_stage,
                    reached_kind: kind_of(
                        StageKind::ALL
                            .iter()
                            .find(|kind| kind.rank() == reached_kind),
                    ),
                    stage,
                    status,
                    reason,
                    deals,
                    sum: Money::new(amount, currency),
                })
            },
        )
        .collect()
}

/// The owner and the moment of creation, in a form that no other index answers to: going through the
/// whole of `deals_funnel` takes a fraction of the time of fetching a twentieth of the deals from
/// the table and sorting them, which the planner would prefer.
const OWNER: &str = "coalesce(d.owner_id, d.owner_id)";
const CREATED: &str = "(d.created_at + 0)";

/// Grouped by the first columns of the index `deals_funnel`, in its order: the rows come sorted and
/// are counted as they pass. The pipeline stands in the grouping for that reason alone.
pub fn groups_query(cohort: &Cohort, stages: &[StageRow], scope: &Scope) -> Query {
    let mut query = Query::new(
        "select d.reached_stage_id, d.reached_kind, d.stage_id, d.status, d.lost_reason_id, d.currency, \
         count(*), cast(sum(d.amount) as bigint) from deals d where d.pipeline_id in ",
    );
    match cohort.pipeline {
        Some(pipeline) => query.list([pipeline]),
        None => {
            let mut pipelines: Vec<Uuid> = stages.iter().map(|stage| stage.pipeline_id).collect();
            pipelines.dedup();
            query.list(pipelines)
        }
    };
    let (from, until) = cohort.created;
    if let Some(from) = from {
        query.push(" and ").push(CREATED).push(" >= ").value(from);
    }
    if let Some(until) = until {
        query.push(" and ").push(CREATED).push(" < ").value(until);
    }
    crm::visible::only(&mut query, scope, OWNER);
    any_of(&mut query, OWNER, cohort.owner.as_ref());
    any_of(&mut query, "d.source_id", cohort.source.as_ref());
    any_of(&mut query, "d.currency", cohort.currency.as_ref());
    if let Some(teams) = &cohort.team {
        query
            .push(" and ")
            .push(OWNER)
            .push(" in (select u.id from users u where true");
        any_of(&mut query, "u.team_id", Some(teams));
        query.push(")");
    }
    if let Some(tags) = &cohort.tag {
        query.push(" and (d.id in (select t.deal_id from deal_tags t where t.tag_id in ");
        query.list(tags.values.iter().copied()).push(")");
        if tags.none {
            query.push(" or not exists (select 1 from deal_tags t where t.deal_id = d.id)");
        }
        query.push(")");
    }
    query.push(
        " group by d.pipeline_id, d.reached_stage_id, d.reached_kind, d.stage_id, d.status, \
         d.lost_reason_id, d.currency",
    );
    query
}

fn any_of<T: Arg + Clone>(query: &mut Query, column: &str, wanted: Option<&AnyOf<T>>) {
    let Some(wanted) = wanted else { return };
    query
        .push(" and (")
        .push(column)
        .push(" in ")
        .list(wanted.values.iter().cloned());
    if wanted.none {
        query.push(" or ").push(column).push(" is null");
    }
    query.push(")");
}

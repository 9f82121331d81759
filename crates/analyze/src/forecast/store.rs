//! What is to be reached, and the records that jobs have counted.

use base::{Result, Time, Uuid};
use db::{Conn, Query, sql};

use super::model::{Period, Targets};
use crate::control::plan_fact::Length;

/// The plans of exactly this period: of everybody, and of each person or team.
pub async fn targets(conn: Conn<'_>, period: &Period, pipeline: Option<Uuid>) -> Result<Targets> {
    let Some(length) = length(period) else {
        return Ok(Targets::default());
    };
    let mut query = Query::new(
        "select metric, owner_id, team_id, target from plans where metric in ('revenue', 'deals_won') and period = ",
    );
    query.value(length.as_str()).push(" and starts_on = ");
    query.value(period.from.to_string());
    match pipeline {
        Some(id) => query.push(" and pipeline_id = ").value(id),
        None => query.push(" and pipeline_id is null"),
    };
    let rows: Vec<(String, Option<Uuid>, Option<Uuid>, i64)> = conn.tuples(query).await?;
    let mut targets = Targets::default();
    for (metric, owner, team, target) in rows {
        match (metric.as_str(), owner.or(team)) {
            ("revenue", None) => targets.revenue = Some(target),
            ("deals_won", None) => targets.sales = Some(target),
            ("revenue", Some(id)) => {
                targets.groups.insert(id, target);
            }
            _ => {}
        }
    }
    Ok(targets)
}

/// A whole month, quarter or year.
fn length(period: &Period) -> Option<Length> {
    Length::ALL.into_iter().find(|length| {
        length.start(period.from) == period.from && length.end(period.from) == period.to
    })
}

/// The record of a question: when it was counted, and the answer as JSON.
pub async fn record(conn: Conn<'_>, question: &str) -> Result<Option<(i64, String)>> {
    conn.tuple(sql!(
        "select made_at, answer from forecast_records where question = $1",
        question
    ))
    .await
}

pub async fn keep_record(conn: Conn<'_>, question: &str, at: Time, answer: &str) -> Result<()> {
    conn.execute(sql!(
        "insert into forecast_records (question, made_at, answer) values ($1, $2, $3) \
         on conflict (question) do update set made_at = excluded.made_at, answer = excluded.answer",
        question,
        at,
        answer
    ))
    .await?;
    Ok(())
}

/// The newest job that counts this record, while it is not done.
pub async fn running(conn: Conn<'_>, question: &str) -> Result<Option<Uuid>> {
    let jobs: Vec<(Uuid, String)> = conn
        .tuples(sql!(
            "select id, payload from jobs where state in ('queued', 'running') and kind = $1 order by created_at desc limit 50",
            super::record::JOB
        ))
        .await?;
    Ok(jobs
        .into_iter()
        .find(|(_, payload)| {
            serde_json::from_str::<serde_json::Value>(payload)
                .is_ok_and(|payload| payload["question"] == question)
        })
        .map(|(id, _)| id))
}

//! Plans of a period, and what people have done in it.

use base::{Result, Uuid};
use chrono::NaiveDate;
use db::{Conn, Query};

use super::attention::Deeds;
use crate::question::Span;

/// A plan: (metric, owner, team, target).
pub type PlanRow = (String, Option<Uuid>, Option<Uuid>, i64);

/// The plans that begin on this day and last a month, a quarter or a year.
pub async fn plans(
    conn: Conn<'_>,
    period: &str,
    starts_on: NaiveDate,
    pipeline: Option<Uuid>,
) -> Result<Vec<PlanRow>> {
    let mut query =
        Query::new("select metric, owner_id, team_id, target from plans where period = ");
    query.value(period).push(" and starts_on = ");
    query.value(starts_on.to_string());
    match pipeline {
        Some(id) => query.push(" and pipeline_id = ").value(id),
        None => query.push(" and pipeline_id is null"),
    };
    conn.tuples(query).await
}

/// Notes written and tasks done in a period, by person.
pub async fn deeds(conn: Conn<'_>, period: Span) -> Result<Deeds> {
    let mut deeds = Deeds::new();
    let counted = |table: &str, person: &str, at: &str| {
        let mut query = Query::new("select ");
        query.push(person).push(", count(*) from ").push(table);
        query
            .push(" where ")
            .push(at)
            .push(" >= ")
            .value(period.from);
        query.push(" and ").push(at).push(" < ").value(period.until);
        query
            .push(" and ")
            .push(person)
            .push(" is not null group by ")
            .push(person);
        query
    };
    let notes: Vec<(Uuid, i64)> = conn
        .tuples(counted("notes", "author_id", "created_at"))
        .await?;
    for (person, count) in notes {
        deeds.entry(person).or_default().notes = count;
    }
    let tasks: Vec<(Uuid, i64)> = conn.tuples(counted("tasks", "done_by", "done_at")).await?;
    for (person, count) in tasks {
        deeds.entry(person).or_default().tasks = count;
    }
    Ok(deeds)
}

//! Deals as an import finds them again, and their past as it writes it: many at once.

use std::collections::HashMap;

use base::fold::fold;
use base::{Result, Time, Uuid};
use db::sea_orm::{DbErr, QueryResult};
use db::{Conn, FromQueryResult, Query, sql};

use super::rows::{COLUMNS, ChangeRow, DealRow, insert_changes_many};
use crate::deals::model::Status;

/// Lists of values are sent in parts that a statement can hold.
const AT_ONCE: usize = 1_000;

async fn find_by<'a, V>(conn: Conn<'_>, column: &str, values: &'a [V]) -> Result<Vec<DealRow>>
where
    &'a V: db::Arg,
{
    let mut found = Vec::new();
    for part in values.chunks(AT_ONCE) {
        let mut query = Query::new("select ");
        query.push(COLUMNS).push(" from deals d where ");
        query.push(column).push(" in ").list(part);
        query.push(" order by d.created_at, d.id");
        found.extend(conn.all(query).await?);
    }
    Ok(found)
}

pub async fn find_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<DealRow>> {
    find_by(conn, "d.id", ids).await
}

pub async fn find_by_external_ids(conn: Conn<'_>, ids: &[String]) -> Result<Vec<DealRow>> {
    find_by(conn, "d.external_id", ids).await
}

pub async fn find_by_created(conn: Conn<'_>, moments: &[Time]) -> Result<Vec<DealRow>> {
    let moments: Vec<i64> = moments.iter().map(|at| at.0).collect();
    let mut found = Vec::new();
    for part in moments.chunks(AT_ONCE) {
        let mut query = Query::new("select ");
        query
            .push(COLUMNS)
            .push(" from deals d where d.created_at in ");
        query
            .list(part.iter().copied())
            .push(" order by d.created_at, d.id");
        found.extend(conn.all(query).await?);
    }
    Ok(found)
}

/// Ids, folded titles and companies of all deals, a part at a time in the order of ids.
pub async fn titles(
    conn: Conn<'_>,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, String, Option<Uuid>)>> {
    conn.tuples(sql!(
        "select id, folded, company_id from deals where id > $1 order by id limit $2",
        after,
        limit
    ))
    .await
}

impl FromQueryResult for ChangeRow {
    fn from_query_result(row: &QueryResult, pre: &str) -> std::result::Result<Self, DbErr> {
        let status = |text: &str| {
            Status::parse(text).ok_or_else(|| DbErr::Type("a change has a strange status".into()))
        };
        let from: Option<String> = row.try_get(pre, "from_status")?;
        Ok(Self {
            deal_id: row.try_get(pre, "deal_id")?,
            from_stage_id: row.try_get(pre, "from_stage_id")?,
            to_stage_id: row.try_get(pre, "to_stage_id")?,
            from_status: from.as_deref().map(status).transpose()?,
            to_status: status(&row.try_get::<String>(pre, "to_status")?)?,
            lost_reason_id: row.try_get(pre, "lost_reason_id")?,
            at: Time(row.try_get(pre, "at")?),
            by_id: row.try_get(pre, "by_id")?,
            recorded_at: Time(row.try_get(pre, "recorded_at")?),
        })
    }
}

/// The histories of these deals, each in its order.
pub async fn changes_of(conn: Conn<'_>, deals: &[Uuid]) -> Result<HashMap<Uuid, Vec<ChangeRow>>> {
    let mut found: HashMap<Uuid, Vec<ChangeRow>> = HashMap::new();
    for part in deals.chunks(AT_ONCE) {
        let mut query = Query::new(
            "select deal_id, from_stage_id, to_stage_id, from_status, to_status, lost_reason_id, at, by_id, \
             recorded_at from stage_changes where deal_id in ",
        );
        query.list(part).push(" order by deal_id, at, seq");
        for row in conn.all::<ChangeRow>(query).await? {
            found.entry(row.deal_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// Puts other histories in the place of those that these deals have: a past that became known later
/// belongs between what is there.
pub async fn rewrite_changes(conn: Conn<'_>, deals: &[Uuid], rows: &[ChangeRow]) -> Result<()> {
    for part in deals.chunks(AT_ONCE) {
        let mut query = Query::new("delete from stage_changes where deal_id in ");
        query.list(part);
        conn.execute(query).await?;
    }
    insert_changes_many(conn, rows).await
}

/// Writes everything of a deal, its creation included; `false` when its version is no longer `from`.
pub async fn update_whole(conn: Conn<'_>, row: &DealRow, from: i64) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update deals set title = $2, folded = $3, amount = $4, currency = $5, company_id = $6, owner_id = $7, \
             source_id = $8, pipeline_id = $9, stage_id = $10, status = $11, stage_entered_at = $12, \
             reached_stage_id = $13, reached_kind = $14, expected_close = $15, next_step = $16, next_step_at = $17, \
             won_at = $18, lost_at = $19, lost_reason_id = $20, lost_note = $21, last_activity_at = $22, \
             external_id = $23, created_at = $24, updated_at = $25, version = $26 where id = $1 and version = $27",
            row.id,
            &row.title,
            fold(&row.title),
            row.value.amount,
            row.value.currency,
            row.company_id,
            row.owner_id,
            row.source_id,
            row.pipeline_id,
            row.stage_id,
            row.status.as_str(),
            row.stage_entered_at,
            row.reached_stage_id,
            row.reached_kind,
            row.expected_close.map(|day| day.to_string()),
            &row.next_step,
            row.next_step_at,
            row.won_at,
            row.lost_at,
            row.lost_reason_id,
            &row.lost_note,
            row.last_activity_at,
            &row.external_id,
            row.created_at,
            row.updated_at,
            row.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

/// (deal, tag) of these deals.
pub async fn tags_of(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let mut found = Vec::new();
    for part in deals.chunks(AT_ONCE) {
        let mut query = Query::new("select deal_id, tag_id from deal_tags where deal_id in ");
        query.list(part);
        found.extend(conn.tuples::<(Uuid, Uuid)>(query).await?);
    }
    Ok(found)
}

/// (deal, contact) of these deals.
pub async fn contacts_of(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let mut found = Vec::new();
    for part in deals.chunks(AT_ONCE) {
        let mut query =
            Query::new("select deal_id, contact_id from deal_contacts where deal_id in ");
        query.list(part);
        query.push(" order by deal_id, position");
        found.extend(conn.tuples::<(Uuid, Uuid)>(query).await?);
    }
    Ok(found)
}

pub async fn remove_tag(conn: Conn<'_>, deal: Uuid, tag: Uuid) -> Result<()> {
    conn.execute(sql!(
        "delete from deal_tags where deal_id = $1 and tag_id = $2",
        deal,
        tag
    ))
    .await?;
    Ok(())
}

pub async fn remove_contact(conn: Conn<'_>, deal: Uuid, contact: Uuid) -> Result<()> {
    conn.execute(sql!(
        "delete from deal_contacts where deal_id = $1 and contact_id = $2",
        deal,
        contact
    ))
    .await?;
    Ok(())
}

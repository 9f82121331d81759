//! Deals as they are stored, and the rows that hang on them.

use base::fold::fold;
use base::{Currency, Money, Result, Time, Uuid};
use chrono::NaiveDate;
use db::sea_orm::{DbErr, QueryResult};
use db::{Conn, FromQueryResult, Insert, Query, sql};
use serde::{Deserialize, Serialize};

use crate::deals::model::{Spot, Status};
use crate::pipelines::StageKind;

/// One row of `deals`, as it is or as it is to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DealRow {
    pub id: Uuid,
    pub title: String,
    pub value: Money,
    pub company_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    pub source_id: Option<Uuid>,
    pub pipeline_id: Uuid,
    pub stage_id: Uuid,
    pub status: Status,
    pub stage_entered_at: Time,
    pub reached_stage_id: Uuid,
    /// `StageKind::rank` of the furthest kind.
    pub reached_kind: i64,
    pub expected_close: Option<NaiveDate>,
    pub next_step: Option<String>,
    pub next_step_at: Option<Time>,
    /// Set while the deal is won: when it was won for the last time.
    pub won_at: Option<Time>,
    /// Set while the deal is lost.
    pub lost_at: Option<Time>,
    pub lost_reason_id: Option<Uuid>,
    pub lost_note: Option<String>,
    pub last_activity_at: Time,
    pub external_id: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl FromQueryResult for DealRow {
    fn from_query_result(row: &QueryResult, pre: &str) -> std::result::Result<Self, DbErr> {
        let text = |name: &str| row.try_get::<String>(pre, name);
        let time = |name: &str| Ok::<_, DbErr>(Time(row.try_get(pre, name)?));
        let maybe = |name: &str| Ok::<_, DbErr>(row.try_get::<Option<i64>>(pre, name)?.map(Time));
        let strange = |what: &str| DbErr::Type(format!("a deal has a strange {what}"));
        let currency = Currency::parse(&text("currency")?).ok_or_else(|| strange("currency"))?;
        let expected: Option<String> = row.try_get(pre, "expected_close")?;
        Ok(Self {
            id: row.try_get(pre, "id")?,
            title: text("title")?,
            value: Money::new(row.try_get(pre, "amount")?, currency),
            company_id: row.try_get(pre, "company_id")?,
            owner_id: row.try_get(pre, "owner_id")?,
            source_id: row.try_get(pre, "source_id")?,
            pipeline_id: row.try_get(pre, "pipeline_id")?,
            stage_id: row.try_get(pre, "stage_id")?,
            status: Status::parse(&text("status")?).ok_or_else(|| strange("status"))?,
            stage_entered_at: time("stage_entered_at")?,
            reached_stage_id: row.try_get(pre, "reached_stage_id")?,
            reached_kind: row.try_get(pre, "reached_kind")?,
            expected_close: expected
                .map(|day| day.parse().map_err(|_| strange("expected_close")))
                .transpose()?,
            next_step: row.try_get(pre, "next_step")?,
            next_step_at: maybe("next_step_at")?,
            won_at: maybe("won_at")?,
            lost_at: maybe("lost_at")?,
            lost_reason_id: row.try_get(pre, "lost_reason_id")?,
            lost_note: row.try_get(pre, "lost_note")?,
            last_activity_at: time("last_activity_at")?,
            external_id: row.try_get(pre, "external_id")?,
            created_at: time("created_at")?,
            updated_at: time("updated_at")?,
            version: row.try_get(pre, "version")?,
        })
    }
}

/// The columns of [`DealRow`] of the alias `d`.
pub(super) const COLUMNS: &str = "d.id as id, d.title as title, d.amount as amount, \
    d.currency as currency, d.company_id as company_id, d.owner_id as owner_id, d.source_id as source_id, \
    d.pipeline_id as pipeline_id, d.stage_id as stage_id, d.status as status, \
    d.stage_entered_at as stage_entered_at, d.reached_stage_id as reached_stage_id, \
    d.reached_kind as reached_kind, d.expected_close as expected_close, d.next_step as next_step, \
    d.next_step_at as next_step_at, d.won_at as won_at, d.lost_at as lost_at, \
    d.lost_reason_id as lost_reason_id, d.lost_note as lost_note, d.last_activity_at as last_activity_at, \
    d.external_id as external_id, d.created_at as created_at, d.updated_at as updated_at, \
    d.version as version";

fn by_id(id: Uuid) -> Query {
    let mut query = Query::new("select ");
    query.push(COLUMNS).push(" from deals d where d.id = ");
    query.value(id);
    query
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<DealRow>> {
    conn.one(by_id(id)).await
}

/// The same for a change: others who want to change it wait.
pub async fn find_for_update(conn: Conn<'_>, id: Uuid) -> Result<Option<DealRow>> {
    let mut query = by_id(id);
    query.push(conn.dialect.for_update());
    conn.one(query).await
}

/// Writes new deals; their changes of stage, tags, contacts and search documents are written apart.
pub async fn insert_many(conn: Conn<'_>, rows: &[DealRow]) -> Result<()> {
    let mut insert = Insert::into(
        "deals",
        &[
            "id",
            "title",
            "folded",
            "amount",
            "currency",
            "company_id",
            "owner_id",
            "source_id",
            "pipeline_id",
            "stage_id",
            "status",
            "stage_entered_at",
            "reached_stage_id",
            "reached_kind",
            "expected_close",
            "next_step",
            "next_step_at",
            "won_at",
            "lost_at",
            "lost_reason_id",
            "lost_note",
            "last_activity_at",
            "external_id",
            "created_at",
            "updated_at",
            "version",
        ],
    );
    for row in rows {
        insert
            .row()
            .set(row.id)
            .set(&row.title)
            .set(fold(&row.title))
            .set(row.value.amount)
            .set(row.value.currency)
            .set(row.company_id)
            .set(row.owner_id)
            .set(row.source_id)
            .set(row.pipeline_id)
            .set(row.stage_id)
            .set(row.status.as_str())
            .set(row.stage_entered_at)
            .set(row.reached_stage_id)
            .set(row.reached_kind)
            .set(row.expected_close.map(|day| day.to_string()))
            .set(&row.next_step)
            .set(row.next_step_at)
            .set(row.won_at)
            .set(row.lost_at)
            .set(row.lost_reason_id)
            .set(&row.lost_note)
            .set(row.last_activity_at)
            .set(&row.external_id)
            .set(row.created_at)
            .set(row.updated_at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Writes what people know of a deal; `false` when its version is no longer `from`.
pub async fn update_facts(conn: Conn<'_>, row: &DealRow, from: i64) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update deals set title = $2, folded = $3, amount = $4, currency = $5, company_id = $6, owner_id = $7, \
             source_id = $8, expected_close = $9, next_step = $10, next_step_at = $11, external_id = $12, \
             last_activity_at = $13, updated_at = $14, version = $15 where id = $1 and version = $16",
            row.id,
            &row.title,
            fold(&row.title),
            row.value.amount,
            row.value.currency,
            row.company_id,
            row.owner_id,
            row.source_id,
            row.expected_close.map(|day| day.to_string()),
            &row.next_step,
            row.next_step_at,
            &row.external_id,
            row.last_activity_at,
            row.updated_at,
            row.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

/// Writes where a deal stands; `false` when its version is no longer `from`.
pub async fn update_place(conn: Conn<'_>, row: &DealRow, from: i64) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update deals set pipeline_id = $2, stage_id = $3, status = $4, stage_entered_at = $5, \
             reached_stage_id = $6, reached_kind = $7, won_at = $8, lost_at = $9, lost_reason_id = $10, \
             lost_note = $11, last_activity_at = $12, updated_at = $13, version = $14 \
             where id = $1 and version = $15",
            row.id,
            row.pipeline_id,
            row.stage_id,
            row.status.as_str(),
            row.stage_entered_at,
            row.reached_stage_id,
            row.reached_kind,
            row.won_at,
            row.lost_at,
            row.lost_reason_id,
            &row.lost_note,
            row.last_activity_at,
            row.updated_at,
            row.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

/// Writes that a deal was changed in what hangs on it; `false` when its version is no longer `from`.
pub async fn bump(conn: Conn<'_>, row: &DealRow, from: i64) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update deals set last_activity_at = $2, updated_at = $3, version = $4 where id = $1 and version = $5",
            row.id,
            row.last_activity_at,
            row.updated_at,
            row.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

/// Notes that something happened to a deal, such as a note or a task: no change of the deal itself.
pub async fn touch(conn: Conn<'_>, id: Uuid, at: Time) -> Result<()> {
    conn.execute(sql!(
        "update deals set last_activity_at = $2 where id = $1 and last_activity_at < $2",
        id,
        at
    ))
    .await?;
    Ok(())
}

/// Removes a deal with all that hangs on it.
pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from deals where id = $1", id))
        .await?;
    db::search::remove(conn, id).await
}

// Its way --------------------------------------------------------------------------------------

/// One row of `stage_changes`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeRow {
    pub deal_id: Uuid,
    /// None at the creation.
    pub from_stage_id: Option<Uuid>,
    pub to_stage_id: Uuid,
    pub from_status: Option<Status>,
    pub to_status: Status,
    pub lost_reason_id: Option<Uuid>,
    pub at: Time,
    pub by_id: Option<Uuid>,
    /// When it was written down: later than `at` for an imported past.
    pub recorded_at: Time,
}

/// Writes changes of stage. Of one deal they must come in the order of `at`.
pub async fn insert_changes_many(conn: Conn<'_>, rows: &[ChangeRow]) -> Result<()> {
    let mut insert = Insert::into(
        "stage_changes",
        &[
            "deal_id",
            "from_stage_id",
            "to_stage_id",
            "from_status",
            "to_status",
            "lost_reason_id",
            "at",
            "by_id",
            "recorded_at",
        ],
    );
    for row in rows {
        insert
            .row()
            .set(row.deal_id)
            .set(row.from_stage_id)
            .set(row.to_stage_id)
            .set(row.from_status.map(Status::as_str))
            .set(row.to_status.as_str())
            .set(row.lost_reason_id)
            .set(row.at)
            .set(row.by_id)
            .set(row.recorded_at);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// The stages of a pipeline that a deal has entered so far.
pub async fn visited(conn: Conn<'_>, deal: Uuid, pipeline: Uuid) -> Result<Vec<Spot>> {
    let rows: Vec<(Uuid, i64, String)> = conn
        .tuples(sql!(
            "select distinct s.id, s.position, s.kind from stage_changes c join stages s on s.id = c.to_stage_id \
             where c.deal_id = $1 and s.pipeline_id = $2",
            deal,
            pipeline
        ))
        .await?;
    let spots = rows.into_iter().filter_map(|(stage, position, kind)| {
        Some(Spot {
            stage,
            pipeline,
            position,
            kind: StageKind::parse(&kind)?,
        })
    });
    Ok(spots.collect())
}

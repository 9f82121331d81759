//! Deals as they are shown.

use base::time::DAY_MS;
use base::{Money, Result, Time, Uuid};
use chrono::NaiveDate;
use db::Conn;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Attention, Status};
use super::store;
use super::store::DealRow;
use crate::refs::{CompanyRef, ContactRef, NamedRef, UserRef};

/// A tag on a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DealTag)]
pub struct TagRef {
    pub id: Uuid,
    pub name: String,
    pub color: String,
}

/// One possible sale.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Deal {
    pub id: Uuid,
    #[schema(example = "Поставка насосов")]
    pub title: String,
    pub value: Money,
    pub company: Option<CompanyRef>,
    pub owner: Option<UserRef>,
    pub source: Option<NamedRef>,
    pub pipeline_id: Uuid,
    pub stage_id: Uuid,
    pub status: Status,
    pub stage_entered_at: Time,
    /// The furthest stage it has entered.
    pub reached_stage_id: Uuid,
    pub expected_close: Option<NaiveDate>,
    pub next_step: Option<String>,
    pub next_step_at: Option<Time>,
    pub tags: Vec<TagRef>,
    /// Set while it is won.
    pub won_at: Option<Time>,
    /// Set while it is lost.
    pub lost_at: Option<Time>,
    pub lost_reason: Option<NamedRef>,
    pub lost_note: Option<String>,
    pub last_activity_at: Time,
    pub external_id: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
    /// Open, and on its stage for longer than the stage allows.
    pub stuck: bool,
    pub attention: Attention,
}

/// A person of a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DealContact {
    pub contact: ContactRef,
    #[schema(example = "принимает решение")]
    pub role: String,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// An item of a checklist that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DealCheck {
    pub item_id: String,
    pub done_at: Time,
    pub done_by: Option<UserRef>,
}

/// A deal with its people and what was done of the checklists.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DealDetail {
    #[serde(flatten)]
    pub deal: Deal,
    pub contacts: Vec<DealContact>,
    pub checks: Vec<DealCheck>,
}

/// One step of a deal's way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HistoryItem {
    pub from_stage_id: Option<Uuid>,
    pub to_stage_id: Uuid,
    pub from_status: Option<Status>,
    pub to_status: Status,
    pub at: Time,
    pub by: Option<UserRef>,
    pub lost_reason: Option<NamedRef>,
}

/// A stored deal with the names of what it points to.
#[derive(Debug, Clone)]
pub struct NamedRow {
    pub row: DealRow,
    pub company: Option<String>,
    pub owner: Option<String>,
    pub source: Option<String>,
    pub lost_reason: Option<String>,
    pub age_limit_days: Option<i64>,
}

impl Deal {
    pub fn new(named: NamedRow, tags: Vec<TagRef>, now: Time) -> Self {
        let row = named.row;
        let open = row.status == Status::Open;
        let limit = named.age_limit_days.map(|days| days * DAY_MS);
        Self {
            stuck: open && limit.is_some_and(|limit| now.0 - row.stage_entered_at.0 > limit),
            attention: match row.next_step_at {
                _ if !open => Attention::None,
                None => Attention::NoNextStep,
                Some(at) if at < now => Attention::Overdue,
                Some(_) => Attention::None,
            },
            id: row.id,
            title: row.title,
            value: row.value,
            company: CompanyRef::of(row.company_id, named.company),
            owner: UserRef::of(row.owner_id, named.owner),
            source: NamedRef::of(row.source_id, named.source),
            pipeline_id: row.pipeline_id,
            stage_id: row.stage_id,
            status: row.status,
            stage_entered_at: row.stage_entered_at,
            reached_stage_id: row.reached_stage_id,
            expected_close: row.expected_close,
            next_step: row.next_step,
            next_step_at: row.next_step_at,
            tags,
            won_at: row.won_at,
            lost_at: row.lost_at,
            lost_reason: NamedRef::of(row.lost_reason_id, named.lost_reason),
            lost_note: row.lost_note,
            last_activity_at: row.last_activity_at,
            external_id: row.external_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }

    /// Deals with their tags, in the order of the rows.
    pub async fn of_rows(conn: Conn<'_>, rows: Vec<NamedRow>, now: Time) -> Result<Vec<Self>> {
        let ids: Vec<Uuid> = rows.iter().map(|named| named.row.id).collect();
        let mut tags = store::tags(conn, &ids).await?;
        let deals = rows.into_iter().map(|named| {
            let own = tags.remove(&named.row.id).unwrap_or_default();
            Self::new(named, own, now)
        });
        Ok(deals.collect())
    }

    /// One deal, whoever asks.
    pub async fn find(conn: Conn<'_>, id: Uuid, now: Time) -> Result<Option<Self>> {
        let rows = store::details(conn, &[id]).await?;
        Ok(Self::of_rows(conn, rows, now).await?.pop())
    }
}

impl DealDetail {
    /// One deal with all that belongs to it, whoever asks.
    pub async fn find(conn: Conn<'_>, id: Uuid, now: Time) -> Result<Option<Self>> {
        let Some(deal) = Deal::find(conn, id, now).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            deal,
            contacts: store::contacts(conn, id).await?,
            checks: store::checks(conn, id).await?,
        }))
    }
}

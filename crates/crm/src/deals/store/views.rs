//! Deals as they are shown, with the names of what they point to.

use std::collections::HashMap;

use base::{Problem, Result, Time, Uuid};
use db::sea_orm::{DbErr, QueryResult};
use db::{Conn, FromQueryResult, Query, sea_orm, sql};

use super::rows::COLUMNS;
use crate::deals::model::Status;
use crate::deals::view::{DealCheck, DealContact, HistoryItem, NamedRow, TagRef};
use crate::refs::{ContactRef, NamedRef, UserRef};

impl FromQueryResult for NamedRow {
    fn from_query_result(row: &QueryResult, pre: &str) -> std::result::Result<Self, DbErr> {
        Ok(Self {
            row: FromQueryResult::from_query_result(row, pre)?,
            company: row.try_get(pre, "company_name")?,
            owner: row.try_get(pre, "owner_name")?,
            source: row.try_get(pre, "source_name")?,
            lost_reason: row.try_get(pre, "lost_reason_name")?,
            age_limit_days: row.try_get(pre, "age_limit_days")?,
        })
    }
}

/// Reads the deals whose ids a query gives as `p.id`. It is answered first: a page is found by its
/// filters and its sort, and only its rows are joined with anything.
pub(super) fn named(ids: impl FnOnce(&mut Query) -> Result<()>) -> Result<Query> {
    let mut query = Query::new("select ");
    query.push(COLUMNS).push(
        ", c.name as company_name, u.name as owner_name, so.name as source_name, \
         lr.name as lost_reason_name, st.age_limit_days as age_limit_days from (",
    );
    ids(&mut query)?;
    query.push(
        ") p cross join deals d left join stages st on st.id = d.stage_id \
         left join companies c on c.id = d.company_id left join users u on u.id = d.owner_id \
         left join sources so on so.id = d.source_id left join lost_reasons lr on lr.id = d.lost_reason_id \
         where d.id = p.id",
    );
    Ok(query)
}

/// These deals, in no order.
pub async fn details(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<NamedRow>> {
    let query = named(|query| {
        query.push("select i.id as id from deals i where i.id in ");
        query.list(ids);
        Ok(())
    })?;
    conn.all(query).await
}

type TagRow = (Uuid, Uuid, String, String);

/// The tags of these deals.
pub async fn tags(conn: Conn<'_>, deals: &[Uuid]) -> Result<HashMap<Uuid, Vec<TagRef>>> {
    let mut found: HashMap<Uuid, Vec<TagRef>> = HashMap::new();
    if deals.is_empty() {
        return Ok(found);
    }
    let mut query = Query::new(
        "select dt.deal_id as deal_id, t.id as id, t.name as name, t.color as color from deal_tags dt \
         join tags t on t.id = dt.tag_id where dt.deal_id in ",
    );
    query.list(deals);
    query.push(" order by t.name, t.id");
    let rows: Vec<TagRow> = conn.tuples(query).await?;
    for (deal, id, name, color) in rows {
        found
            .entry(deal)
            .or_default()
            .push(TagRef { id, name, color });
    }
    Ok(found)
}

#[derive(Debug, FromQueryResult)]
struct ContactRow {
    id: Uuid,
    name: String,
    role: String,
    phone: Option<String>,
    email: Option<String>,
}

/// The people of a deal with their first phone and mail.
pub async fn contacts(conn: Conn<'_>, deal: Uuid) -> Result<Vec<DealContact>> {
    let rows: Vec<ContactRow> = conn
        .all(sql!(
            "select c.id as id, c.name as name, dc.role as role, \
             (select p.value from contact_points p where p.contact_id = c.id and p.kind = 'phone' \
              order by p.position limit 1) as phone, \
             (select p.value from contact_points p where p.contact_id = c.id and p.kind = 'email' \
              order by p.position limit 1) as email \
             from deal_contacts dc join contacts c on c.id = dc.contact_id where dc.deal_id = $1 \
             order by dc.position, c.id",
            deal
        ))
        .await?;
    let contacts = rows.into_iter().map(|row| DealContact {
        contact: ContactRef {
            id: row.id,
            name: row.name,
        },
        role: row.role,
        phone: row.phone,
        email: row.email,
    });
    Ok(contacts.collect())
}

/// What is done of the checklists.
pub async fn checks(conn: Conn<'_>, deal: Uuid) -> Result<Vec<DealCheck>> {
    let rows: Vec<(String, i64, Option<Uuid>, Option<String>)> = conn
        .tuples(sql!(
            "select k.item_id, k.done_at, k.done_by, u.name from deal_checks k \
             left join users u on u.id = k.done_by where k.deal_id = $1 order by k.done_at, k.item_id",
            deal
        ))
        .await?;
    let checks = rows.into_iter().map(|(item_id, at, by, name)| DealCheck {
        item_id,
        done_at: Time(at),
        done_by: UserRef::of(by, name),
    });
    Ok(checks.collect())
}

#[derive(Debug, FromQueryResult)]
struct HistoryRow {
    from_stage_id: Option<Uuid>,
    to_stage_id: Uuid,
    from_status: Option<String>,
    to_status: String,
    at: i64,
    by_id: Option<Uuid>,
    by_name: Option<String>,
    lost_reason_id: Option<Uuid>,
    lost_reason_name: Option<String>,
}

/// The whole way of a deal, the oldest step first.
pub async fn history(conn: Conn<'_>, deal: Uuid) -> Result<Vec<HistoryItem>> {
    let rows: Vec<HistoryRow> = conn
        .all(sql!(
            "select c.from_stage_id as from_stage_id, c.to_stage_id as to_stage_id, c.from_status as from_status, \
             c.to_status as to_status, c.at as at, c.by_id as by_id, u.name as by_name, \
             c.lost_reason_id as lost_reason_id, lr.name as lost_reason_name from stage_changes c \
             left join users u on u.id = c.by_id left join lost_reasons lr on lr.id = c.lost_reason_id \
             where c.deal_id = $1 order by c.at, c.seq",
            deal
        ))
        .await?;
    let status = |word: &str| {
        Status::parse(word)
            .ok_or_else(|| Problem::internal(format!("a change has the status {word}")))
    };
    rows.into_iter()
        .map(|row| {
            Ok(HistoryItem {
                from_stage_id: row.from_stage_id,
                to_stage_id: row.to_stage_id,
                from_status: row.from_status.as_deref().map(status).transpose()?,
                to_status: status(&row.to_status)?,
                at: Time(row.at),
                by: UserRef::of(row.by_id, row.by_name),
                lost_reason: NamedRef::of(row.lost_reason_id, row.lost_reason_name),
            })
        })
        .collect()
}

/// The name of a source or a reason of loss that may still be chosen.
pub async fn dictionary_name(conn: Conn<'_>, list: Dictionary, id: Uuid) -> Result<Option<String>> {
    let query = match list {
        Dictionary::Sources => sql!(
            "select name from sources where id = $1 and not archived",
            id
        ),
        Dictionary::LostReasons => {
            sql!(
                "select name from lost_reasons where id = $1 and not archived",
                id
            )
        }
    };
    conn.scalar(query).await
}

/// A list that deals choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dictionary {
    Sources,
    LostReasons,
}

/// Those of these tags that are not there.
pub async fn unknown_tags(conn: Conn<'_>, tags: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut query = Query::new("select id from tags where id in ");
    query.list(tags);
    let known: Vec<Uuid> = conn.scalars(query).await?;
    Ok(tags
        .iter()
        .filter(|tag| !known.contains(tag))
        .copied()
        .collect())
}

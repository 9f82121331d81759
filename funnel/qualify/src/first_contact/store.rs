//! Every statement on first contacts.

use api::list::AnyOf;
use base::{Result, Scope, Time, Uuid};
use crm::listing::{Key, Paging, any_of};
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

/// A first contact as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ContactRow {
    pub deal_id: Uuid,
    pub began_at: i64,
    pub due_at: i64,
    pub state: String,
    pub answered_at: Option<i64>,
    pub answered_by: Option<Uuid>,
}

pub async fn find(conn: Conn<'_>, deal: Uuid) -> Result<Option<ContactRow>> {
    conn.one(sql!(
        "select deal_id, began_at, due_at, state, answered_at, answered_by from first_contacts where deal_id = $1",
        deal
    ))
    .await
}

/// Writes first contacts, or what became of those that are there.
pub async fn put_many(conn: Conn<'_>, rows: &[ContactRow]) -> Result<()> {
    let columns = [
        "deal_id",
        "began_at",
        "due_at",
        "state",
        "answered_at",
        "answered_by",
    ];
    let mut insert = Insert::into("first_contacts", &columns).suffix(
        " on conflict (deal_id) do update set due_at = excluded.due_at, state = excluded.state, \
         answered_at = excluded.answered_at, answered_by = excluded.answered_by",
    );
    for row in rows {
        insert
            .row()
            .set(row.deal_id)
            .set(row.began_at)
            .set(row.due_at)
            .set(&row.state)
            .set(row.answered_at)
            .set(row.answered_by);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// One that waits, with what is to be shown of its deal.
#[derive(Debug, Clone, FromQueryResult)]
pub struct WaitingRow {
    pub deal_id: Uuid,
    pub title: String,
    pub company_id: Option<Uuid>,
    pub company_name: Option<String>,
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
    pub source_id: Option<Uuid>,
    pub source_name: Option<String>,
    pub began_at: i64,
    pub due_at: i64,
}

/// Which of them.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub owner: Option<AnyOf<Uuid>>,
    pub source: Option<AnyOf<Uuid>>,
    /// Due from the first moment on, and before the second.
    pub due: (Option<Time>, Option<Time>),
}

pub const SORTS: [&str; 1] = ["due_at"];
pub const USUAL_SORT: &str = "due_at";

fn narrowed(head: &str, scope: &Scope, filter: &Filter) -> Query {
    let mut query = Query::new(head);
    query.push(" where f.state = 'waiting'");
    any_of(&mut query, "d.owner_id", filter.owner.as_ref());
    any_of(&mut query, "d.source_id", filter.source.as_ref());
    if let Some(from) = filter.due.0 {
        query.push(" and f.due_at >= ").value(from);
    }
    if let Some(before) = filter.due.1 {
        query.push(" and f.due_at < ").value(before);
    }
    visible::only(&mut query, scope, "d.owner_id");
    query
}

/// One page of those that wait, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
) -> Result<(Vec<WaitingRow>, Option<String>)> {
    let mut query = narrowed(
        "select f.deal_id as deal_id, d.title as title, d.company_id as company_id, c.name as company_name, \
         d.owner_id as owner_id, u.name as owner_name, d.source_id as source_id, s.name as source_name, \
         f.began_at as began_at, f.due_at as due_at from first_contacts f join deals d on d.id = f.deal_id \
         left join companies c on c.id = d.company_id left join users u on u.id = d.owner_id \
         left join sources s on s.id = d.source_id",
        scope,
        filter,
    );
    paging.apply(&mut query, "f.due_at", Key::Number, "f.deal_id")?;
    let rows: Vec<WaitingRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| (Value::from(row.due_at), row.deal_id)))
}

pub async fn count(conn: Conn<'_>, scope: &Scope, filter: &Filter) -> Result<i64> {
    let query = narrowed(
        "select count(*) from first_contacts f join deals d on d.id = f.deal_id",
        scope,
        filter,
    );
    Ok(conn.scalar(query).await?.unwrap_or(0))
}

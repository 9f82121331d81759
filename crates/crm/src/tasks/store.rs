//! Every statement on tasks.

use base::{Actor, Result, Scope, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::{TaskFacts, TaskFilter, TaskState};
use crate::listing::{Key, Paging, any_of};
use crate::visible;

/// A task as it is stored, with the names of all it refers to.
#[derive(Debug, Clone, FromQueryResult)]
pub struct TaskRow {
    pub id: Uuid,
    #[sea_orm(nested)]
    pub facts: TaskFacts,
    pub assignee_name: Option<String>,
    pub deal_title: Option<String>,
    pub company_name: Option<String>,
    pub contact_name: Option<String>,
    pub done_at: Option<i64>,
    pub done_by: Option<Uuid>,
    pub created_by: Option<Uuid>,
    pub creator_name: Option<String>,
    pub created_at: i64,
    pub version: i64,
}

impl TaskRow {
    /// The first version of an open task; `facts` are checked.
    pub fn new(id: Uuid, facts: TaskFacts, created_by: Option<Uuid>, created_at: Time) -> Self {
        Self {
            id,
            facts,
            assignee_name: None,
            deal_title: None,
            company_name: None,
            contact_name: None,
            done_at: None,
            done_by: None,
            created_by,
            creator_name: None,
            created_at: created_at.0,
            version: 1,
        }
    }
}

const ROWS: &str = "select t.id as id, t.title as title, nullif(t.details, '') as details, t.due_at as due_at, \
    t.assignee_id as assignee_id, a.name as assignee_name, t.deal_id as deal_id, d.title as deal_title, \
    t.company_id as company_id, c.name as company_name, t.contact_id as contact_id, p.name as contact_name, \
    t.done_at as done_at, t.done_by as done_by, t.created_by as created_by, b.name as creator_name, \
    t.created_at as created_at, t.version as version \
    from tasks t left join users a on a.id = t.assignee_id left join users b on b.id = t.created_by \
    left join deals d on d.id = t.deal_id left join companies c on c.id = t.company_id \
    left join contacts p on p.id = t.contact_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<TaskRow>> {
    let mut query = Query::new(ROWS);
    query.push("t.id = ").value(id);
    conn.one(query).await
}

// The list -------------------------------------------------------------------------------------

pub const SORTS: [&str; 2] = ["due_at", "created_at"];
pub const USUAL_SORT: &str = "due_at";

/// Tasks without a moment come last, whichever way the others are sorted.
const DUE_UP: (&str, i64) = ("coalesce(t.due_at, 9223372036854775807)", i64::MAX);
const DUE_DOWN: (&str, i64) = ("coalesce(t.due_at, -9223372036854775807)", -i64::MAX);

/// One page of what the actor sees, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    actor: &Actor,
    filter: &TaskFilter,
    paging: &Paging,
) -> Result<(Vec<TaskRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    narrow(&mut query, actor, filter);
    let (due, undated) = if paging.descending { DUE_DOWN } else { DUE_UP };
    let by_due = paging.sort == "due_at";
    let column = if by_due { due } else { "t.created_at" };
    paging.apply(&mut query, column, Key::Number, "t.id")?;
    let rows: Vec<TaskRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| {
        let key = if by_due {
            row.facts.due_at.unwrap_or(undated)
        } else {
            row.created_at
        };
        (Value::from(key), row.id)
    }))
}

/// How many there are on all pages.
pub async fn count(conn: Conn<'_>, actor: &Actor, filter: &TaskFilter) -> Result<i64> {
    let mut query = Query::new("select count(*) as n from tasks t where ");
    narrow(&mut query, actor, filter);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

fn narrow(query: &mut Query, actor: &Actor, filter: &TaskFilter) {
    query.push("1 = 1");
    if actor.scope != Scope::All {
        query.push(" and (t.assignee_id = ").value(actor.user_id);
        query.push(" or t.created_by = ").value(actor.user_id);
        query.push(" or (1 = 1");
        visible::only(query, &actor.scope, "t.assignee_id");
        query.push("))");
    }
    any_of(query, "t.assignee_id", filter.assignee.as_ref());
    any_of(query, "t.deal_id", filter.deal.as_ref());
    any_of(query, "t.company_id", filter.company.as_ref());
    any_of(query, "t.contact_id", filter.contact.as_ref());
    let Some(state) = filter.state else { return };
    query.push(match state {
        TaskState::Done => " and t.done_at is not null",
        TaskState::Open | TaskState::Overdue | TaskState::Today => " and t.done_at is null",
    });
    match state {
        TaskState::Open | TaskState::Done => {}
        TaskState::Overdue => {
            query.push(" and t.due_at < ").value(filter.now);
        }
        TaskState::Today => {
            query.push(" and t.due_at >= ").value(filter.today.0);
            query.push(" and t.due_at < ").value(filter.today.1);
        }
    }
}

// Writing --------------------------------------------------------------------------------------

/// Open tasks of a deal that are due at a moment.
pub async fn open_of_deal(conn: Conn<'_>, deal: Uuid, due: Time) -> Result<Vec<Uuid>> {
    conn.scalars(sql!(
        "select id from tasks where deal_id = $1 and done_at is null and due_at = $2 order by id",
        deal,
        due
    ))
    .await
}

pub async fn insert_many(conn: Conn<'_>, rows: &[TaskRow]) -> Result<()> {
    let columns = [
        "id",
        "title",
        "details",
        "due_at",
        "assignee_id",
        "deal_id",
        "company_id",
        "contact_id",
        "done_at",
        "done_by",
        "created_by",
        "created_at",
        "version",
    ];
    let mut insert = Insert::into("tasks", &columns);
    for row in rows {
        let facts = &row.facts;
        insert
            .row()
            .set(row.id)
            .set(&facts.title)
            .set(facts.details.as_deref().unwrap_or_default())
            .set(facts.due_at)
            .set(facts.assignee_id)
            .set(facts.deal_id)
            .set(facts.company_id)
            .set(facts.contact_id)
            .set(row.done_at)
            .set(row.done_by)
            .set(row.created_by)
            .set(row.created_at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &TaskRow, from: i64) -> Result<bool> {
    let facts = &row.facts;
    let touched = conn
        .execute(sql!(
            "update tasks set title = $2, details = $3, due_at = $4, assignee_id = $5, deal_id = $6, \
             company_id = $7, contact_id = $8, done_at = $9, done_by = $10, version = $11 \
             where id = $1 and version = $12",
            row.id,
            &facts.title,
            facts.details.as_deref().unwrap_or_default(),
            facts.due_at,
            facts.assignee_id,
            facts.deal_id,
            facts.company_id,
            facts.contact_id,
            row.done_at,
            row.done_by,
            row.version,
            from
        ))
        .await?;
    Ok(touched == 1)
}

pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from tasks where id = $1", id))
        .await?;
    Ok(())
}

/// All tasks about a contact, the oldest first.
pub async fn all_about(conn: Conn<'_>, contact: Uuid) -> Result<Vec<TaskRow>> {
    let mut query = Query::new(ROWS);
    query.push("t.contact_id = ").value(contact);
    query.push(" order by t.created_at, t.id");
    conn.all(query).await
}

/// Removes the tasks about a contact; how many there were.
pub async fn delete_about(conn: Conn<'_>, contact: Uuid) -> Result<u64> {
    conn.execute(sql!("delete from tasks where contact_id = $1", contact))
        .await
}

//! Every statement on contacts and their points.

use std::collections::HashMap;

use base::{Result, Scope, Time, Uuid};
use db::search::Doc;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::{ContactFacts, ContactFilter};
use super::points::{Point, PointKind, PointLabel};
use crate::listing::{Key, Paging, any_of};
use crate::{search, visible};

/// What a search document of a contact is marked with.
pub const KIND: &str = "contact";

/// A contact as it is stored, with the names of the owner and the company.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ContactRow {
    pub id: Uuid,
    #[sea_orm(nested)]
    pub facts: ContactFacts,
    pub company_name: Option<String>,
    pub owner_name: Option<String>,
    /// When the person was erased; nothing of them is left here.
    pub erased_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

impl ContactRow {
    /// The first version of a contact; `facts` are checked.
    pub fn new(id: Uuid, facts: ContactFacts, created_at: Time, updated_at: Time) -> Self {
        Self {
            id,
            facts,
            company_name: None,
            owner_name: None,
            erased_at: None,
            created_at: created_at.0,
            updated_at: updated_at.0,
            version: 1,
        }
    }
}

const ROWS: &str = "select t.id as id, t.last_name as last_name, t.first_name as first_name, \
    t.middle_name as middle_name, t.job_title as job_title, t.company_id as company_id, \
    c.name as company_name, t.owner_id as owner_id, u.name as owner_name, t.external_id as external_id, t.erased_at as erased_at, \
    t.created_at as created_at, t.updated_at as updated_at, t.version as version \
    from contacts t left join companies c on c.id = t.company_id left join users u on u.id = t.owner_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<ContactRow>> {
    Ok(find_many(conn, &[id]).await?.pop())
}

/// Runs a statement made of [`ROWS`] and adds the points.
async fn rows(conn: Conn<'_>, query: Query) -> Result<Vec<ContactRow>> {
    let mut rows: Vec<ContactRow> = conn.all(query).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut points = points_of(conn, &ids).await?;
    for row in &mut rows {
        row.facts.points = points.remove(&row.id).unwrap_or_default();
    }
    Ok(rows)
}

#[derive(Debug, FromQueryResult)]
struct PointRow {
    contact_id: Uuid,
    kind: String,
    value: String,
    raw: String,
    label: String,
}

/// The points of these contacts, in their order.
pub async fn points_of(conn: Conn<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Point>>> {
    let mut points: HashMap<Uuid, Vec<Point>> = HashMap::new();
    for part in ids.chunks(AT_ONCE) {
        let mut query = Query::new(
            "select contact_id, kind, value, raw, label from contact_points where contact_id in ",
        );
        query.list(part).push(" order by contact_id, position");
        for row in conn.all::<PointRow>(query).await? {
            let point = Point {
                kind: PointKind::parse(&row.kind).unwrap_or(PointKind::Phone),
                value: row.value,
                raw: row.raw,
                label: PointLabel::parse(&row.label).unwrap_or_default(),
            };
            points.entry(row.contact_id).or_default().push(point);
        }
    }
    Ok(points)
}

// The list -------------------------------------------------------------------------------------

pub const SORTS: [&str; 3] = ["name", "created_at", "updated_at"];
pub const USUAL_SORT: &str = "-created_at";

/// One page of what the scope sees, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &ContactFilter,
    paging: &Paging,
) -> Result<(Vec<ContactRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    narrow(&mut query, conn, scope, filter);
    let (column, key) = match paging.sort {
        "name" => ("t.folded", Key::Text),
        "updated_at" => ("t.updated_at", Key::Number),
        _ => ("t.created_at", Key::Number),
    };
    paging.apply(&mut query, column, key, "t.id")?;
    Ok(paging.cut(rows(conn, query).await?, |row| {
        let value = match paging.sort {
            "name" => Value::from(row.facts.folded()),
            "updated_at" => Value::from(row.updated_at),
            _ => Value::from(row.created_at),
        };
        (value, row.id)
    }))
}

/// How many there are on all pages.
pub async fn count(conn: Conn<'_>, scope: &Scope, filter: &ContactFilter) -> Result<i64> {
    let mut query = Query::new("select count(*) as n from contacts t where ");
    narrow(&mut query, conn, scope, filter);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

fn narrow(query: &mut Query, conn: Conn<'_>, scope: &Scope, filter: &ContactFilter) {
    query.push("t.erased_at is null");
    visible::only(query, scope, "t.owner_id");
    any_of(query, "t.owner_id", filter.owner.as_ref());
    any_of(query, "t.company_id", filter.company.as_ref());
    any_of(query, "t.id", filter.ids.as_ref());
    filter.created.narrow(query, "t.created_at");
    if let Some(q) = &filter.q {
        search::narrow(query, conn.dialect, KIND, "t.id", q);
    }
}

// Finding the same person again ----------------------------------------------------------------

/// Lists of values are sent in parts that a statement can hold.
const AT_ONCE: usize = 1_000;

async fn find_by<'a, V>(conn: Conn<'_>, column: &str, values: &'a [V]) -> Result<Vec<ContactRow>>
where
    &'a V: db::Arg,
{
    let mut found = Vec::new();
    for part in values.chunks(AT_ONCE) {
        let mut query = Query::new(ROWS);
        query.push(column).push(" in ").list(part);
        query.push(" order by t.created_at, t.id");
        found.extend(rows(conn, query).await?);
    }
    Ok(found)
}

pub async fn find_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<ContactRow>> {
    find_by(conn, "t.id", ids).await
}

pub async fn find_by_external_ids(conn: Conn<'_>, ids: &[String]) -> Result<Vec<ContactRow>> {
    find_by(conn, "t.external_id", ids).await
}

/// By names as `base::fold::fold` folds them; the oldest come first.
pub async fn find_by_folded(conn: Conn<'_>, names: &[String]) -> Result<Vec<ContactRow>> {
    find_by(conn, "t.folded", names).await
}

/// Whom these phones or addresses reach, as (value, contact). Values are normalised.
pub async fn find_by_points(
    conn: Conn<'_>,
    kind: PointKind,
    values: &[String],
) -> Result<Vec<(String, Uuid)>> {
    let mut found = Vec::new();
    for part in values.chunks(AT_ONCE) {
        let mut query = Query::new("select value, contact_id from contact_points where kind = ");
        query.value(kind.as_str()).push(" and value in ").list(part);
        query.push(" order by contact_id");
        found.extend(conn.tuples::<(String, Uuid)>(query).await?);
    }
    Ok(found)
}

// Writing --------------------------------------------------------------------------------------

/// Writes new contacts with their points and search documents.
pub async fn insert_many(conn: Conn<'_>, rows: &[ContactRow]) -> Result<()> {
    let mut insert = Insert::into(
        "contacts",
        &[
            "id",
            "name",
            "folded",
            "last_name",
            "first_name",
            "middle_name",
            "job_title",
            "company_id",
            "owner_id",
            "external_id",
            "created_at",
            "updated_at",
            "version",
        ],
    );
    for row in rows {
        let facts = &row.facts;
        insert
            .row()
            .set(row.id)
            .set(facts.name())
            .set(facts.folded())
            .set(&facts.last_name)
            .set(&facts.first_name)
            .set(&facts.middle_name)
            .set(&facts.job_title)
            .set(facts.company_id)
            .set(facts.owner_id)
            .set(&facts.external_id)
            .set(row.created_at)
            .set(row.updated_at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    insert_points(conn, rows).await?;
    index(conn, rows).await
}

async fn insert_points(conn: Conn<'_>, rows: &[ContactRow]) -> Result<()> {
    let columns = ["contact_id", "position", "kind", "value", "raw", "label"];
    let mut insert = Insert::into("contact_points", &columns);
    for row in rows {
        for (position, point) in (0_i64..).zip(&row.facts.points) {
            insert
                .row()
                .set(row.id)
                .set(position)
                .set(point.kind.as_str())
                .set(&point.value)
                .set(&point.raw)
                .set(point.label.as_str());
        }
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &ContactRow, from: i64) -> Result<bool> {
    let facts = &row.facts;
    let touched = conn
        .execute(sql!(
            "update contacts set name = $2, folded = $3, last_name = $4, first_name = $5, middle_name = $6, \
             job_title = $7, company_id = $8, owner_id = $9, external_id = $10, updated_at = $11, version = $12 \
             where id = $1 and version = $13",
            row.id,
            facts.name(),
            facts.folded(),
            &facts.last_name,
            &facts.first_name,
            &facts.middle_name,
            &facts.job_title,
            facts.company_id,
            facts.owner_id,
            &facts.external_id,
            row.updated_at,
            row.version,
            from
        ))
        .await?;
    if touched != 1 {
        return Ok(false);
    }
    conn.execute(sql!(
        "delete from contact_points where contact_id = $1",
        row.id
    ))
    .await?;
    let rows = std::slice::from_ref(row);
    insert_points(conn, rows).await?;
    index(conn, rows).await?;
    Ok(true)
}

async fn index(conn: Conn<'_>, rows: &[ContactRow]) -> Result<()> {
    let names: Vec<String> = rows.iter().map(|row| row.facts.name()).collect();
    let docs: Vec<Doc<'_>> = rows
        .iter()
        .zip(&names)
        .map(|(row, name)| Doc {
            kind: KIND,
            id: row.id,
            owner_id: row.facts.owner_id,
            title: name,
            subtitle: row.facts.job_title.as_deref().unwrap_or_default(),
            folded: row.facts.words(),
            updated_at: Time(row.updated_at),
        })
        .collect();
    db::search::put(conn, &docs).await
}

/// In how many deals a contact takes part.
pub async fn deals_of(conn: Conn<'_>, id: Uuid) -> Result<i64> {
    let found = conn
        .scalar(sql!(
            "select count(*) as n from deal_contacts where contact_id = $1",
            id
        ))
        .await?;
    Ok(found.unwrap_or_default())
}

/// Takes everything out of a contact that tells who it was. `false` when that was done before.
pub async fn erase(conn: Conn<'_>, id: Uuid, name: &str, at: Time) -> Result<bool> {
    let touched = conn
        .execute(sql!(
            "update contacts set name = $2, folded = $3, last_name = $2, first_name = '', middle_name = '', \
             job_title = null, company_id = null, external_id = null, erased_at = $4, updated_at = $4, \
             version = version + 1 where id = $1 and erased_at is null",
            id,
            name,
            base::fold::fold(name),
            at
        ))
        .await?;
    conn.execute(sql!("delete from contact_points where contact_id = $1", id))
        .await?;
    db::search::remove(conn, id).await?;
    Ok(touched == 1)
}

/// The deals a contact takes part in, and the companies of these.
pub async fn deals_and_companies(
    conn: Conn<'_>,
    id: Uuid,
) -> Result<Vec<(Uuid, String, Option<Uuid>)>> {
    conn.tuples(sql!(
        "select d.id, d.title, d.company_id from deal_contacts l join deals d on d.id = l.deal_id \
         where l.contact_id = $1 order by d.created_at, d.id",
        id
    ))
    .await
}

/// Removes a contact with the points, notes, tasks and search document.
pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from contacts where id = $1", id))
        .await?;
    db::search::remove(conn, id).await
}

/// Removes many that nothing is linked to, as the undoing of an import does.
pub async fn delete_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    for part in ids.chunks(AT_ONCE) {
        let mut query = Query::new("delete from contacts where id in ");
        query.list(part);
        conn.execute(query).await?;
        db::search::remove_many(conn, part).await?;
    }
    Ok(())
}

//! Every statement on companies.

use base::{Result, Scope, Time, Uuid};
use db::search::Doc;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::Value;

use super::model::{CompanyFacts, CompanyFilter};
use crate::listing::{Key, Paging, any_of};
use crate::{search, visible};

/// What a search document of a company is marked with.
pub const KIND: &str = "company";

/// A company as it is stored, with the name of its owner.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CompanyRow {
    pub id: Uuid,
    #[sea_orm(nested)]
    pub facts: CompanyFacts,
    pub owner_name: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

impl CompanyRow {
    /// The first version of a company; `facts` are checked.
    pub fn new(id: Uuid, facts: CompanyFacts, created_at: Time, updated_at: Time) -> Self {
        Self {
            id,
            facts,
            owner_name: None,
            created_at: created_at.0,
            updated_at: updated_at.0,
            version: 1,
        }
    }
}

const ROWS: &str = "select c.id as id, c.name as name, c.inn as inn, c.kpp as kpp, c.ogrn as ogrn, \
    c.phone as phone, c.email as email, c.website as website, c.address as address, \
    c.industry as industry, c.employees as employees, c.owner_id as owner_id, u.name as owner_name, c.external_id as external_id, \
    c.created_at as created_at, c.updated_at as updated_at, c.version as version \
    from companies c left join users u on u.id = c.owner_id where ";

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<CompanyRow>> {
    let mut query = Query::new(ROWS);
    query.push("c.id = ").value(id);
    conn.one(query).await
}

// The list -------------------------------------------------------------------------------------

pub const SORTS: [&str; 3] = ["name", "created_at", "updated_at"];
pub const USUAL_SORT: &str = "-created_at";

/// One page of what the scope sees, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &CompanyFilter,
    paging: &Paging,
) -> Result<(Vec<CompanyRow>, Option<String>)> {
    let mut query = Query::new(ROWS);
    narrow(&mut query, conn, scope, filter);
    let (column, key) = match paging.sort {
        "name" => ("c.folded", Key::Text),
        "updated_at" => ("c.updated_at", Key::Number),
        _ => ("c.created_at", Key::Number),
    };
    paging.apply(&mut query, column, key, "c.id")?;
    let rows: Vec<CompanyRow> = conn.all(query).await?;
    Ok(paging.cut(rows, |row| {
        let value = match paging.sort {
            "name" => Value::from(row.facts.folded()),
            "updated_at" => Value::from(row.updated_at),
            _ => Value::from(row.created_at),
        };
        (value, row.id)
    }))
}

/// How many there are on all pages.
pub async fn count(conn: Conn<'_>, scope: &Scope, filter: &CompanyFilter) -> Result<i64> {
    let mut query = Query::new("select count(*) as n from companies c where ");
    narrow(&mut query, conn, scope, filter);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

fn narrow(query: &mut Query, conn: Conn<'_>, scope: &Scope, filter: &CompanyFilter) {
    query.push("1 = 1");
    visible::only(query, scope, "c.owner_id");
    any_of(query, "c.owner_id", filter.owner.as_ref());
    any_of(query, "c.industry", filter.industry.as_ref());
    any_of(query, "c.id", filter.ids.as_ref());
    filter.created.narrow(query, "c.created_at");
    match filter.has_inn {
        Some(true) => query.push(" and c.inn is not null"),
        Some(false) => query.push(" and c.inn is null"),
        None => query,
    };
    if let Some(q) = &filter.q {
        search::narrow(query, conn.dialect, KIND, "c.id", q);
    }
}

// Finding the same company again ---------------------------------------------------------------

/// Lists of values are sent in parts that a statement can hold.
const AT_ONCE: usize = 1_000;

async fn find_by<'a, V>(conn: Conn<'_>, column: &str, values: &'a [V]) -> Result<Vec<CompanyRow>>
where
    &'a V: db::Arg,
{
    let mut found = Vec::new();
    for part in values.chunks(AT_ONCE) {
        let mut query = Query::new(ROWS);
        query.push(column).push(" in ").list(part);
        query.push(" order by c.created_at, c.id");
        found.extend(conn.all(query).await?);
    }
    Ok(found)
}

pub async fn find_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<CompanyRow>> {
    find_by(conn, "c.id", ids).await
}

pub async fn find_by_external_ids(conn: Conn<'_>, ids: &[String]) -> Result<Vec<CompanyRow>> {
    find_by(conn, "c.external_id", ids).await
}

/// The oldest come first: the one that was there is the one that is meant.
pub async fn find_by_inn(conn: Conn<'_>, inns: &[String]) -> Result<Vec<CompanyRow>> {
    find_by(conn, "c.inn", inns).await
}

/// By names as `base::fold::company_key` folds them; the oldest come first.
pub async fn find_by_company_key(conn: Conn<'_>, keys: &[String]) -> Result<Vec<CompanyRow>> {
    find_by(conn, "c.folded", keys).await
}

/// By their own phone, in its one spelling; the oldest come first.
pub async fn find_by_phone(conn: Conn<'_>, phones: &[String]) -> Result<Vec<CompanyRow>> {
    find_by(conn, "c.phone", phones).await
}

// Writing --------------------------------------------------------------------------------------

/// Writes new companies with their search documents.
pub async fn insert_many(conn: Conn<'_>, rows: &[CompanyRow]) -> Result<()> {
    let mut insert = Insert::into(
        "companies",
        &[
            "id",
            "name",
            "folded",
            "inn",
            "kpp",
            "ogrn",
            "phone",
            "email",
            "website",
            "address",
            "industry",
            "employees",
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
            .set(&facts.name)
            .set(facts.folded())
            .set(&facts.inn)
            .set(&facts.kpp)
            .set(&facts.ogrn)
            .set(&facts.phone)
            .set(&facts.email)
            .set(&facts.website)
            .set(&facts.address)
            .set(&facts.industry)
            .set(facts.employees)
            .set(facts.owner_id)
            .set(&facts.external_id)
            .set(row.created_at)
            .set(row.updated_at)
            .set(row.version);
    }
    conn.insert(insert).await?;
    index(conn, rows).await
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update(conn: Conn<'_>, row: &CompanyRow, from: i64) -> Result<bool> {
    let facts = &row.facts;
    let touched = conn
        .execute(sql!(
            "update companies set name = $2, folded = $3, inn = $4, kpp = $5, ogrn = $6, phone = $7, email = $8, \
             website = $9, address = $10, industry = $11, employees = $12, owner_id = $13, external_id = $14, \
             updated_at = $15, version = $16 where id = $1 and version = $17",
            row.id,
            &facts.name,
            facts.folded(),
            &facts.inn,
            &facts.kpp,
            &facts.ogrn,
            &facts.phone,
            &facts.email,
            &facts.website,
            &facts.address,
            &facts.industry,
            facts.employees,
            facts.owner_id,
            &facts.external_id,
            row.updated_at,
            row.version,
            from
        ))
        .await?;
    if touched == 1 {
        index(conn, std::slice::from_ref(row)).await?;
    }
    Ok(touched == 1)
}

async fn index(conn: Conn<'_>, rows: &[CompanyRow]) -> Result<()> {
    let docs: Vec<Doc<'_>> = rows
        .iter()
        .map(|row| Doc {
            kind: KIND,
            id: row.id,
            owner_id: row.facts.owner_id,
            title: &row.facts.name,
            subtitle: row.facts.inn.as_deref().unwrap_or_default(),
            folded: row.facts.words(),
            updated_at: Time(row.updated_at),
        })
        .collect();
    db::search::put(conn, &docs).await
}

/// Companies that one of these phones or addresses is written on.
pub async fn reached_by(conn: Conn<'_>, values: &[String]) -> Result<Vec<CompanyRow>> {
    let mut query = Query::new(ROWS);
    query.push("c.phone in ").list(values);
    query.push(" or c.email in ").list(values);
    conn.all(query).await
}

/// How many deals and contacts a company has.
pub async fn links(conn: Conn<'_>, id: Uuid) -> Result<(i64, i64)> {
    let found = conn
        .tuple(sql!(
            "select (select count(*) from deals where company_id = $1) as deals, \
             (select count(*) from contacts where company_id = $1) as contacts",
            id
        ))
        .await?;
    Ok(found.unwrap_or_default())
}

/// Removes a company with its notes, tasks and search document.
pub async fn delete(conn: Conn<'_>, id: Uuid) -> Result<()> {
    conn.execute(sql!("delete from companies where id = $1", id))
        .await?;
    db::search::remove(conn, id).await
}

/// Removes many that nothing is linked to, as the undoing of an import does.
pub async fn delete_many(conn: Conn<'_>, ids: &[Uuid]) -> Result<()> {
    for part in ids.chunks(AT_ONCE) {
        let mut query = Query::new("delete from companies where id in ");
        query.list(part);
        conn.execute(query).await?;
        db::search::remove_many(conn, part).await?;
    }
    Ok(())
}

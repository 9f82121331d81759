//! Every statement on profiles and on the fit of deals.

use std::collections::HashMap;

use base::{Currency, Problem, Result, Scope, Time, Uuid};
use crm::deals::model::Status;
use crm::pipelines::StageKind;
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

use super::model::{Known, Profile};

/// A version of the profile as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ProfileRow {
    pub number: i64,
    pub rules: String,
    pub bands: String,
    /// The work that judges all deals by it.
    pub job_id: Option<Uuid>,
    pub created_by: Option<Uuid>,
    pub created_at: i64,
}

impl ProfileRow {
    /// # Errors
    /// When the row was not written by us.
    pub fn profile(&self) -> Result<Profile> {
        Ok(Profile {
            number: self.number,
            rules: serde_json::from_str(&self.rules).map_err(Problem::internal)?,
            limits: serde_json::from_str(&self.bands).map_err(Problem::internal)?,
        })
    }
}

/// The newest version.
pub async fn newest(conn: Conn<'_>) -> Result<Option<ProfileRow>> {
    conn.one(sql!(
        "select number, rules, bands, job_id, created_by, created_at from fit_profiles order by number desc limit 1"
    ))
    .await
}

pub async fn insert(conn: Conn<'_>, row: &ProfileRow) -> Result<()> {
    let columns = [
        "number",
        "rules",
        "bands",
        "job_id",
        "created_by",
        "created_at",
    ];
    let mut insert = Insert::into("fit_profiles", &columns);
    insert
        .row()
        .set(row.number)
        .set(&row.rules)
        .set(&row.bands)
        .set(row.job_id)
        .set(row.created_by)
        .set(row.created_at);
    conn.insert(insert).await?;
    Ok(())
}

// What is known of clients ----------------------------------------------------------------------

/// What rules ask about, with what is asked besides of a settled deal.
#[derive(Debug, Clone, FromQueryResult)]
pub struct KnownRow {
    pub id: Uuid,
    pub amount: i64,
    pub currency: String,
    pub source_id: Option<Uuid>,
    pub industry: Option<String>,
    pub employees: Option<i64>,
    pub inn: Option<String>,
    pub status: String,
    pub created_at: i64,
    pub won_at: Option<i64>,
    pub lost_at: Option<i64>,
}

impl KnownRow {
    pub fn known(&self, tags: Vec<Uuid>) -> Known {
        let currency = Currency::parse(&self.currency);
        Known {
            industry: self.industry.as_deref().map(base::fold::fold),
            employees: self.employees,
            region: self.inn.as_deref().and_then(Known::region_of),
            source: self.source_id,
            tags,
            // A deal of nothing has no amount yet.
            amount: currency
                .filter(|_| self.amount > 0)
                .map(|currency| (self.amount, currency)),
        }
    }
}

const KNOWN: &str = "select d.id as id, d.amount as amount, d.currency as currency, d.source_id as source_id, \
    c.industry as industry, c.employees as employees, c.inn as inn, d.status as status, \
    d.created_at as created_at, d.won_at as won_at, d.lost_at as lost_at \
    from deals d left join companies c on c.id = d.company_id where ";

/// What is known of these deals: at most as many as a statement can hold.
pub async fn known(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<KnownRow>> {
    let mut query = Query::new(KNOWN);
    query.push("d.id in ").list(deals);
    conn.all(query).await
}

/// The newest settled deals.
pub async fn settled(conn: Conn<'_>, most: i64) -> Result<Vec<KnownRow>> {
    let mut query = Query::new(KNOWN);
    query.push("d.status <> ").value(Status::Open.as_str());
    query
        .push(" order by d.created_at desc, d.id desc limit ")
        .value(most);
    conn.all(query).await
}

/// The tags of these deals: at most as many as a statement can hold.
pub async fn tags(conn: Conn<'_>, deals: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let mut query = Query::new("select deal_id, tag_id from deal_tags where deal_id in ");
    query.list(deals).push(" order by deal_id, tag_id");
    let mut found: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (deal, tag) in conn.tuples::<(Uuid, Uuid)>(query).await? {
        found.entry(deal).or_default().push(tag);
    }
    Ok(found)
}

// The fit of deals ------------------------------------------------------------------------------

/// How a deal was judged.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FitRow {
    pub deal_id: Uuid,
    pub score: i64,
    pub band: String,
    pub number: i64,
}

pub async fn fits(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<FitRow>> {
    let mut query =
        Query::new("select deal_id, score, band, number from deal_fits where deal_id in ");
    query.list(deals);
    conn.all(query).await
}

pub async fn put(conn: Conn<'_>, rows: &[FitRow], at: Time) -> Result<()> {
    let columns = ["deal_id", "score", "band", "number", "at"];
    let mut insert = Insert::into("deal_fits", &columns).suffix(
        " on conflict (deal_id) do update set score = excluded.score, band = excluded.band, \
         number = excluded.number, at = excluded.at",
    );
    for row in rows {
        insert
            .row()
            .set(row.deal_id)
            .set(row.score)
            .set(&row.band)
            .set(row.number)
            .set(at);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Deals that were not judged by this version, or that were changed since, or whose company was.
fn stale(select: &str, number: i64) -> Query {
    let mut query = Query::new(select);
    query.push(
        " from deals d left join deal_fits f on f.deal_id = d.id left join companies c on c.id = d.company_id \
         where (f.deal_id is null or f.at < d.updated_at or f.at < c.updated_at or f.number < ",
    );
    query.value(number).push(")");
    query
}

pub async fn count_stale(conn: Conn<'_>, number: i64) -> Result<i64> {
    let found = conn.scalar(stale("select count(*)", number)).await?;
    Ok(found.unwrap_or(0))
}

/// The next ones behind a deal, by id.
pub async fn page_stale(conn: Conn<'_>, number: i64, after: Uuid, limit: i64) -> Result<Vec<Uuid>> {
    let mut query = stale("select d.id as id", number);
    query.push(" and d.id > ").value(after);
    query.push(" order by d.id limit ").value(limit);
    conn.scalars(query).await
}

/// The deals of a company behind a deal, by id.
pub async fn page_of_company(
    conn: Conn<'_>,
    company: Uuid,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>> {
    conn.scalars(sql!(
        "select id from deals where company_id = $1 and id > $2 order by id limit $3",
        company,
        after,
        limit
    ))
    .await
}

/// How the deals of one score have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Ended {
    pub score: i64,
    pub deals: i64,
    pub won: i64,
    pub lost: i64,
    /// Came behind qualification.
    pub passed: i64,
    /// Lost before that.
    pub stopped: i64,
}

/// By score, of the deals that the scope sees: as many rows as there are scores.
pub async fn ended(
    conn: Conn<'_>,
    scope: &Scope,
    number: i64,
    pipeline: Option<Uuid>,
) -> Result<Vec<Ended>> {
    let behind = StageKind::Qualify.rank();
    let mut query = Query::new("select f.score as score, count(*) as deals");
    let mut count = |name: &str, condition: &str| {
        let text = format!(", coalesce(sum(case when {condition} then 1 else 0 end), 0) as {name}");
        query.push(&text);
    };
    count("won", "d.status = 'won'");
    count("lost", "d.status = 'lost'");
    count("passed", &format!("d.reached_kind > {behind}"));
    count(
        "stopped",
        &format!("d.status = 'lost' and d.reached_kind <= {behind}"),
    );
    query.push(" from deal_fits f join deals d on d.id = f.deal_id where f.number = ");
    query.value(number);
    if let Some(pipeline) = pipeline {
        query.push(" and d.pipeline_id = ").value(pipeline);
    }
    visible::only(&mut query, scope, "d.owner_id");
    query.push(" group by f.score order by f.score");
    conn.all(query).await
}

/// The industries that companies have, the most frequent first.
pub async fn industries(conn: Conn<'_>, most: i64) -> Result<Vec<String>> {
    conn.scalars(sql!(
        "select industry from companies where industry is not null group by industry \
         order by count(*) desc, industry limit $1",
        most
    ))
    .await
}

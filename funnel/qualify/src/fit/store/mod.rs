//! Every statement on profiles and on the fit of deals.

mod clients;
mod judged;

use base::{Problem, Result, Time, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

use super::model::Profile;

pub use clients::{
    AnswerRow, ChangeRow, CompanyRow, DealRow, answers, companies, company_changes, deal_changes,
    deals, industries, newest_deals, questions, tags,
};
pub use judged::{Behind, BehindRow, Ended, Judged, behind, ended, newest_part, ripe};

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

/// A version in the history of the profile.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VersionRow {
    pub number: i64,
    pub rules: String,
    pub bands: String,
    pub by_name: Option<String>,
    pub created_at: i64,
}

/// The newest hundred versions, the newest first.
pub async fn versions(conn: Conn<'_>) -> Result<Vec<VersionRow>> {
    conn.all(sql!(
        "select p.number as number, p.rules as rules, p.bands as bands, u.name as by_name, \
         p.created_at as created_at from fit_profiles p left join users u on u.id = p.created_by \
         order by p.number desc limit 100"
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

/// Says which work judges all deals by a version.
pub async fn set_job(conn: Conn<'_>, number: i64, job: Uuid) -> Result<()> {
    conn.execute(sql!(
        "update fit_profiles set job_id = $2 where number = $1",
        number,
        job
    ))
    .await?;
    Ok(())
}

/// How a deal was judged.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FitRow {
    pub deal_id: Uuid,
    pub score: i64,
    pub band: String,
    pub number: i64,
    /// The score by what was known early.
    pub early_score: i64,
}

pub async fn fits(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<FitRow>> {
    let mut query = Query::new(
        "select deal_id, score, band, number, early_score from deal_fits where deal_id in ",
    );
    query.list(deals);
    conn.all(query).await
}

pub async fn put(conn: Conn<'_>, rows: &[FitRow], at: Time) -> Result<()> {
    let columns = ["deal_id", "score", "band", "number", "early_score", "at"];
    let mut insert = Insert::into("deal_fits", &columns).suffix(
        " on conflict (deal_id) do update set score = excluded.score, band = excluded.band, \
         number = excluded.number, early_score = excluded.early_score, at = excluded.at",
    );
    for row in rows {
        insert
            .row()
            .set(row.deal_id)
            .set(row.score)
            .set(&row.band)
            .set(row.number)
            .set(row.early_score)
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

//! Every statement on profiles and on the fit of deals.

use std::collections::HashMap;

use base::{Problem, Result, Scope, Time, Uuid};
use crm::deals::model::Status;
use crm::visible;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};
use serde_json::{Map, Value};

use super::model::Profile;
use crate::questions::model::Question;
use crate::questions::store as sets;

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

// What is known of clients ----------------------------------------------------------------------

/// A deal, as far as rules ask about it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct DealRow {
    pub id: Uuid,
    pub company_id: Option<Uuid>,
    pub amount: i64,
    pub currency: String,
    pub source_id: Option<Uuid>,
    pub status: String,
    pub created_at: i64,
    pub won_at: Option<i64>,
    pub lost_at: Option<i64>,
}

impl DealRow {
    pub fn won(&self) -> bool {
        self.status == Status::Won.as_str()
    }

    /// When it was won or lost.
    pub fn settled_at(&self) -> Option<i64> {
        match self.status.as_str() {
            "won" => self.won_at,
            "lost" => self.lost_at,
            _ => None,
        }
    }
}

/// At most as many as a statement can hold.
pub async fn deals(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<DealRow>> {
    let mut query = Query::new(
        "select id, company_id, amount, currency, source_id, status, created_at, won_at, lost_at \
         from deals where id in ",
    );
    query.list(deals);
    conn.all(query).await
}

/// Ids of the newest deals that the scope sees, settled or open.
pub async fn newest_deals(
    conn: Conn<'_>,
    scope: &Scope,
    settled: bool,
    most: i64,
) -> Result<Vec<Uuid>> {
    let mut query = Query::new("select d.id from deals d where d.status ");
    query.push(if settled { "<> " } else { "= " });
    query.value(Status::Open.as_str());
    visible::only(&mut query, scope, "d.owner_id");
    query
        .push(" order by d.created_at desc, d.id desc limit ")
        .value(most);
    conn.scalars(query).await
}

/// A company, as far as rules ask about it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CompanyRow {
    pub id: Uuid,
    pub industry: Option<String>,
    pub employees: Option<i64>,
    pub inn: Option<String>,
}

/// At most as many as a statement can hold.
pub async fn companies(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<CompanyRow>> {
    let mut query = Query::new("select id, industry, employees, inn from companies where id in ");
    query.list(ids);
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

/// What was answered, whether it speaks for the client, and when.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AnswerRow {
    pub deal_id: Uuid,
    pub question: String,
    pub value: Option<String>,
    pub speaks_for: Option<bool>,
    pub at: i64,
}

/// All answers of these deals in the order they were given.
pub async fn answers(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<AnswerRow>> {
    let mut query = Query::new(
        "select deal_id, question, value, speaks_for, at from qualification_answers where deal_id in ",
    );
    query.list(deals).push(" order by at, id");
    conn.all(query).await
}

/// A change of a deal or a company as the event log tells of it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ChangeRow {
    pub id: Uuid,
    pub at: i64,
    pub payload: String,
}

impl ChangeRow {
    /// Every field that was changed, as `field: [old, new]`.
    pub fn fields(&self) -> Map<String, Value> {
        match serde_json::from_str::<Value>(&self.payload) {
            Ok(Value::Object(mut told)) => match told.remove("changes") {
                Some(Value::Object(fields)) => fields,
                _ => Map::new(),
            },
            _ => Map::new(),
        }
    }
}

/// The changes of these deals, the newest first.
pub async fn deal_changes(conn: Conn<'_>, deals: &[Uuid]) -> Result<Vec<ChangeRow>> {
    let mut query = Query::new(
        "select deal_id as id, at, payload from events where kind = 'deal.changed' and deal_id in ",
    );
    query.list(deals).push(" order by seq desc");
    conn.all(query).await
}

/// The changes of these companies, the newest first.
pub async fn company_changes(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<ChangeRow>> {
    let mut query = Query::new(
        "select company_id as id, at, payload from events where kind = 'company.changed' and company_id in ",
    );
    query.list(ids).push(" order by seq desc");
    conn.all(query).await
}

/// The questions of all sets, as they are asked today.
pub async fn questions(conn: Conn<'_>) -> Result<Vec<Question>> {
    let mut found = Vec::new();
    for row in sets::list(conn).await? {
        found.extend(row.questions()?);
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

/// Which settled deals the score is judged on.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    pub scope: &'a Scope,
    /// The version of the profile.
    pub number: i64,
    pub pipeline: Option<Uuid>,
    /// Younger deals are left out: of those only the quick ones are settled.
    pub ripe: i64,
}

impl Judged<'_> {
    fn push(&self, query: &mut Query) {
        query.push(" from deal_fits f join deals d on d.id = f.deal_id where f.number = ");
        query.value(self.number);
        query.push(" and d.status <> ").value(Status::Open.as_str());
        query.push(" and d.created_at <= ").value(self.ripe);
        if let Some(pipeline) = self.pipeline {
            query.push(" and d.pipeline_id = ").value(pipeline);
        }
        visible::only(query, self.scope, "d.owner_id");
    }
}

/// When a settled deal was.
const SETTLED_AT: &str = "case when d.status = 'won' then d.won_at else d.lost_at end";

/// The newest moment of creation whose deals have had the time that nine of ten settled ones take; none while
/// nothing is settled.
pub async fn ripe(conn: Conn<'_>, scope: &Scope, pipeline: Option<Uuid>) -> Result<Option<i64>> {
    let settled = |select: &str| {
        let mut query = Query::new(select);
        query.push(" from deals d where d.status <> 'open'");
        if let Some(pipeline) = pipeline {
            query.push(" and d.pipeline_id = ").value(pipeline);
        }
        visible::only(&mut query, scope, "d.owner_id");
        query
    };
    let newest = format!("select count(*), coalesce(max({SETTLED_AT}), 0)");
    let found: Vec<(i64, i64)> = conn.tuples(settled(&newest)).await?;
    let Some((count, newest)) = found.first().copied().filter(|(count, _)| *count > 0) else {
        return Ok(None);
    };
    let mut query = settled(&format!("select {SETTLED_AT} - d.created_at"));
    query
        .push(" order by 1 limit 1 offset ")
        .value(count * 9 / 10);
    let patience: Option<i64> = conn.scalar(query).await?;
    Ok(Some(newest - patience.unwrap_or_default().max(0)))
}

/// Where the newest three of ten of these deals begin.
pub async fn newest_part(conn: Conn<'_>, judged: &Judged<'_>) -> Result<i64> {
    let mut count = Query::new("select count(*)");
    judged.push(&mut count);
    let count: Option<i64> = conn.scalar(count).await?;
    let mut query = Query::new("select d.created_at");
    judged.push(&mut query);
    query.push(" order by d.created_at limit 1 offset ");
    query.value(count.unwrap_or(0) * 7 / 10);
    Ok(conn.scalar(query).await?.unwrap_or(i64::MAX))
}

/// How the deals of one score have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Ended {
    /// By what was known early.
    pub score: i64,
    /// Whether they were created in the newest part.
    pub later: i64,
    /// Whether they were settled when this version was there.
    pub since: i64,
    pub won: i64,
    pub lost: i64,
}

/// By score and part: a few times as many rows as there are scores.
pub async fn ended(
    conn: Conn<'_>,
    judged: &Judged<'_>,
    later: i64,
    since: i64,
) -> Result<Vec<Ended>> {
    let mut query = Query::new(
        "select score, later, since, sum(won) as won, sum(lost) as lost from (select f.early_score as score, \
         cast(case when d.created_at >= ",
    );
    query.value(later);
    let text = format!(" then 1 else 0 end as bigint) as later, cast(case when {SETTLED_AT} >= ");
    query.push(&text).value(since);
    query.push(
        " then 1 else 0 end as bigint) as since, case when d.status = 'won' then 1 else 0 end as won, \
         case when d.status = 'lost' then 1 else 0 end as lost",
    );
    judged.push(&mut query);
    query.push(") ended group by score, later, since order by score, later, since");
    conn.all(query).await
}

/// A settled deal behind a number.
#[derive(Debug, Clone, FromQueryResult)]
pub struct BehindRow {
    pub id: Uuid,
    pub title: String,
    pub company: Option<String>,
    pub score: i64,
    pub status: String,
    pub created_at: i64,
    pub settled_at: i64,
}

/// Which of the judged deals are meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Behind {
    /// From this score on, and below that one.
    pub from: Option<i64>,
    pub below: Option<i64>,
    pub won: Option<bool>,
    /// Created from this moment on, or before that one.
    pub created_from: Option<i64>,
    pub created_before: Option<i64>,
    pub settled_from: Option<i64>,
}

/// The next deals, the newest first.
pub async fn behind(
    conn: Conn<'_>,
    judged: &Judged<'_>,
    behind: Behind,
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<BehindRow>> {
    let mut query = Query::new(
        "select d.id as id, d.title as title, (select c.name from companies c where c.id = d.company_id) as company, \
         f.early_score as score, d.status as status, d.created_at as created_at, ",
    );
    query.push(SETTLED_AT).push(" as settled_at");
    judged.push(&mut query);
    let settled = format!(" and {SETTLED_AT} >= ");
    let bounds = [
        (" and f.early_score >= ", behind.from),
        (" and f.early_score < ", behind.below),
        (" and d.created_at >= ", behind.created_from),
        (" and d.created_at < ", behind.created_before),
        (settled.as_str(), behind.settled_from),
    ];
    for (text, bound) in bounds {
        if let Some(bound) = bound {
            query.push(text).value(bound);
        }
    }
    if let Some(won) = behind.won {
        query.push(" and d.status = ");
        query.value(if won { "won" } else { "lost" });
    }
    if let Some((at, id)) = after {
        query.push(" and (d.created_at, d.id) < (").value(at);
        query.push(", ").value(id).push(")");
    }
    query
        .push(" order by d.created_at desc, d.id desc limit ")
        .value(limit);
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

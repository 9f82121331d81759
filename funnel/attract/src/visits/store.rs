//! Every statement on sites and visits.

use base::{Result, Time, Uuid};
use chrono::NaiveDate;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm, sql};

#[derive(Debug, Clone, FromQueryResult)]
pub struct SiteRow {
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub domains: String,
    pub archived: bool,
    pub version: i64,
}

impl SiteRow {
    pub fn domains(&self) -> Vec<String> {
        serde_json::from_str(&self.domains).unwrap_or_default()
    }
}

const SITES: &str = "select id, key, name, domains, archived, version from sites where 1 = 1";

/// All sites: a company has a few.
pub async fn sites(conn: Conn<'_>) -> Result<Vec<SiteRow>> {
    let mut query = Query::new(SITES);
    query.push(" order by name, id limit 500");
    conn.all(query).await
}

pub async fn site(conn: Conn<'_>, id: Uuid) -> Result<Option<SiteRow>> {
    let mut query = Query::new(SITES);
    query.push(" and id = ").value(id);
    conn.one(query).await
}

pub async fn insert_site(conn: Conn<'_>, row: &SiteRow, at: Time) -> Result<()> {
    let columns = [
        "id",
        "key",
        "name",
        "domains",
        "archived",
        "created_at",
        "version",
    ];
    let mut insert = Insert::into("sites", &columns);
    insert
        .row()
        .set(row.id)
        .set(&row.key)
        .set(&row.name)
        .set(&row.domains)
        .set(row.archived)
        .set(at)
        .set(row.version);
    conn.insert(insert).await?;
    Ok(())
}

/// Writes the row as a change of version `from`; `false` when somebody was quicker.
pub async fn update_site(conn: Conn<'_>, row: &SiteRow, from: i64) -> Result<bool> {
    let query = sql!(
        "update sites set name = $2, domains = $3, archived = $4, version = $5 where id = $1 and version = $6",
        row.id,
        &row.name,
        &row.domains,
        row.archived,
        row.version,
        from
    );
    Ok(conn.execute(query).await? == 1)
}

/// A visit as it is stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VisitRow {
    pub id: Uuid,
    pub site_id: Uuid,
    pub visitor_id: Uuid,
    pub day: String,
    pub started_at: i64,
    pub last_at: i64,
    pub seconds: i64,
    pub pages: i64,
    pub landing: Option<String>,
    pub referrer: Option<String>,
    pub trace: String,
    pub channel_id: Option<Uuid>,
    pub campaign_id: Option<Uuid>,
    pub landing_id: Option<Uuid>,
    pub content_id: Option<Uuid>,
}

/// Writes visits; what is known of one already goes on.
pub async fn put(conn: Conn<'_>, rows: &[VisitRow]) -> Result<()> {
    let columns = [
        "id",
        "site_id",
        "visitor_id",
        "day",
        "started_at",
        "last_at",
        "seconds",
        "pages",
        "landing",
        "referrer",
        "trace",
        "channel_id",
        "campaign_id",
        "landing_id",
        "content_id",
    ];
    let mut insert = Insert::into("visits", &columns).suffix(
        " on conflict (id) do update set last_at = case when excluded.last_at > visits.last_at \
         then excluded.last_at else visits.last_at end, seconds = visits.seconds + excluded.seconds, \
         pages = visits.pages + excluded.pages",
    );
    for row in rows {
        insert
            .row()
            .set(row.id)
            .set(row.site_id)
            .set(row.visitor_id)
            .set(&row.day)
            .set(row.started_at)
            .set(row.last_at)
            .set(row.seconds)
            .set(row.pages)
            .set(&row.landing)
            .set(&row.referrer)
            .set(&row.trace)
            .set(row.channel_id)
            .set(row.campaign_id)
            .set(row.landing_id)
            .set(row.content_id);
    }
    conn.insert(insert).await?;
    Ok(())
}

const VISITS: &str = "select id, site_id, visitor_id, day, started_at, last_at, seconds, pages, landing, referrer, \
    trace, channel_id, campaign_id, landing_id, content_id from visits where ";

/// The newest visits of a visitor since a moment, the first one first.
pub async fn of_visitor(
    conn: Conn<'_>,
    visitor: Uuid,
    since: Time,
    most: i64,
) -> Result<Vec<VisitRow>> {
    let mut query = Query::new(VISITS);
    query.push("visitor_id = ").value(visitor);
    query.push(" and started_at >= ").value(since);
    query
        .push(" order by started_at desc, id desc limit ")
        .value(most);
    let mut rows: Vec<VisitRow> = conn.all(query).await?;
    rows.reverse();
    Ok(rows)
}

/// The newest visits of a site.
pub async fn of_site(conn: Conn<'_>, site: Uuid, most: i64) -> Result<Vec<VisitRow>> {
    let mut query = Query::new(VISITS);
    query.push("site_id = ").value(site);
    query
        .push(" order by started_at desc, id desc limit ")
        .value(most);
    conn.all(query).await
}

/// What visits are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    Campaign,
    Channel,
    Landing,
    Content,
}

impl Dimension {
    fn column(self) -> &'static str {
        match self {
            Self::Campaign => "campaign_id",
            Self::Channel => "channel_id",
            Self::Landing => "landing_id",
            Self::Content => "content_id",
        }
    }
}

/// Visits, and different visitors among them, of one of a dimension, or of none.
#[derive(Debug, Clone, Copy, Default, FromQueryResult)]
pub struct Counted {
    pub key: Option<Uuid>,
    pub visits: i64,
    pub visitors: i64,
}

/// By one dimension, from one day to another, both included.
pub async fn by(
    conn: Conn<'_>,
    dimension: Dimension,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Counted>> {
    let column = dimension.column();
    let mut query = Query::new(&format!(
        "select {column} as key, count(*) as visits, count(distinct visitor_id) as visitors from visits where day >= "
    ));
    query.value(from.to_string()).push(" and day <= ");
    query.value(to.to_string());
    query.push(&format!(" group by {column}"));
    conn.all(query).await
}

/// All of them together: a visitor of two campaigns is one visitor.
pub async fn total(conn: Conn<'_>, from: NaiveDate, to: NaiveDate) -> Result<Counted> {
    counted(conn, "", from, to).await
}

/// Those of which the dimension is known, together.
pub async fn known(
    conn: Conn<'_>,
    dimension: Dimension,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Counted> {
    let known = format!(" and {} is not null", dimension.column());
    counted(conn, &known, from, to).await
}

async fn counted(conn: Conn<'_>, more: &str, from: NaiveDate, to: NaiveDate) -> Result<Counted> {
    let mut query = Query::new(
        "select count(*) as visits, count(distinct visitor_id) as visitors from visits where day >= ",
    );
    query.value(from.to_string()).push(" and day <= ");
    query.value(to.to_string()).push(more);
    let found: Option<(i64, i64)> = conn.tuple(query).await?;
    let (visits, visitors) = found.unwrap_or_default();
    Ok(Counted {
        key: None,
        visits,
        visitors,
    })
}

/// How many visits of each campaign began on which page: (campaign, page, visits).
pub async fn of_campaigns(
    conn: Conn<'_>,
    dimension: Dimension,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(Option<Uuid>, Option<Uuid>, i64)>> {
    let column = dimension.column();
    let mut query = Query::new(&format!(
        "select campaign_id, {column}, count(*) as n from visits where campaign_id is not null and day >= "
    ));
    query.value(from.to_string()).push(" and day <= ");
    query.value(to.to_string());
    query.push(&format!(" group by campaign_id, {column}"));
    conn.tuples(query).await
}

/// By day: (day, visits, visitors).
pub async fn by_day(
    conn: Conn<'_>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(String, i64, i64)>> {
    conn.tuples(sql!(
        "select day, count(*) as visits, count(distinct visitor_id) as visitors from visits \
         where day >= $1 and day <= $2 group by day order by day",
        from.to_string(),
        to.to_string()
    ))
    .await
}

/// Gives the visits of a visitor to somebody whom nobody knows: they are counted as before.
pub async fn rename_visitor(conn: Conn<'_>, visitor: Uuid, new: Uuid) -> Result<u64> {
    conn.execute(sql!(
        "update visits set visitor_id = $2 where visitor_id = $1",
        visitor,
        new
    ))
    .await
}

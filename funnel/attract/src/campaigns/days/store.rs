//! Every statement on the days of campaigns.

use base::{Result, Uuid};
use chrono::NaiveDate;
use db::{Conn, FromQueryResult, Insert, Query, sea_orm};

use super::model::Day;

#[derive(Debug, FromQueryResult)]
struct DayRow {
    day: String,
    cost: i64,
    impressions: i64,
    clicks: i64,
    reach: Option<i64>,
}

impl DayRow {
    fn day(self) -> Option<Day> {
        Some(Day {
            day: self.day.parse().ok()?,
            cost: self.cost,
            impressions: self.impressions,
            clicks: self.clicks,
            reach: self.reach,
        })
    }
}

/// The days of a campaign from one to another, both included.
pub async fn list(
    conn: Conn<'_>,
    campaign: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Day>> {
    let mut query = Query::new(
        "select day, cost, impressions, clicks, reach from campaign_days where campaign_id = ",
    );
    query.value(campaign);
    query.push(" and day >= ").value(from.to_string());
    query.push(" and day <= ").value(to.to_string());
    query.push(" order by day");
    let rows: Vec<DayRow> = conn.all(query).await?;
    Ok(rows.into_iter().filter_map(DayRow::day).collect())
}

#[derive(Debug, FromQueryResult)]
struct OfCampaign {
    campaign_id: Uuid,
    #[sea_orm(nested)]
    row: DayRow,
}

/// All days of all campaigns from one to another, both included.
pub async fn all_between(
    conn: Conn<'_>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(Uuid, Day)>> {
    let mut query = Query::new(
        "select campaign_id, day, cost, impressions, clicks, reach from campaign_days where day >= ",
    );
    query.value(from.to_string()).push(" and day <= ");
    query.value(to.to_string());
    let rows: Vec<OfCampaign> = conn.all(query).await?;
    let days = rows
        .into_iter()
        .filter_map(|of| Some((of.campaign_id, of.row.day()?)));
    Ok(days.collect())
}

/// Of these days of campaigns those that are written down.
pub async fn some(conn: Conn<'_>, wanted: &[(Uuid, NaiveDate)]) -> Result<Vec<(Uuid, Day)>> {
    let mut found = Vec::new();
    for part in wanted.chunks(200) {
        let mut query = Query::new(
            "select campaign_id, day, cost, impressions, clicks, reach from campaign_days where 1 = 0",
        );
        for (campaign, day) in part {
            query.push(" or (campaign_id = ").value(*campaign);
            query.push(" and day = ").value(day.to_string()).push(")");
        }
        let rows: Vec<OfCampaign> = conn.all(query).await?;
        found.extend(
            rows.into_iter()
                .filter_map(|of| Some((of.campaign_id, of.row.day()?))),
        );
    }
    Ok(found)
}

/// Writes days; those that are there are replaced.
pub async fn put(conn: Conn<'_>, campaign: Uuid, days: &[Day]) -> Result<()> {
    let columns = [
        "campaign_id",
        "day",
        "cost",
        "impressions",
        "clicks",
        "reach",
    ];
    let mut insert = Insert::into("campaign_days", &columns).suffix(
        " on conflict (campaign_id, day) do update set cost = excluded.cost, \
         impressions = excluded.impressions, clicks = excluded.clicks, reach = excluded.reach",
    );
    for day in days {
        insert
            .row()
            .set(campaign)
            .set(day.day.to_string())
            .set(day.cost)
            .set(day.impressions)
            .set(day.clicks)
            .set(day.reach);
    }
    conn.insert(insert).await?;
    Ok(())
}

pub async fn remove(conn: Conn<'_>, campaign: Uuid, days: &[NaiveDate]) -> Result<()> {
    for part in days.chunks(500) {
        let mut query = Query::new("delete from campaign_days where campaign_id = ");
        query.value(campaign).push(" and day in ");
        query.list(part.iter().map(ToString::to_string));
        conn.execute(query).await?;
    }
    Ok(())
}

/// What days of a campaign add up to. Reach is not among it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
pub struct Sums {
    pub campaign_id: Uuid,
    pub cost: i64,
    pub impressions: i64,
    pub clicks: i64,
    pub days: i64,
    /// The largest reach of a day: at least so many people, since reach does not add up.
    pub reach: Option<i64>,
}

/// The sums of these campaigns, or of all, from one day to another; the cost without the mark-up.
pub async fn sums(
    conn: Conn<'_>,
    campaigns: Option<&[Uuid]>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Vec<Sums>> {
    let mut query = Query::new(
        "select campaign_id, cast(sum(cost) as bigint) as cost, cast(sum(impressions) as bigint) as impressions, \
         cast(sum(clicks) as bigint) as clicks, count(*) as days, max(reach) as reach from campaign_days where 1 = 1",
    );
    if let Some(campaigns) = campaigns {
        query
            .push(" and campaign_id in ")
            .list(campaigns.iter().copied());
    }
    if let Some(from) = from {
        query.push(" and day >= ").value(from.to_string());
    }
    if let Some(to) = to {
        query.push(" and day <= ").value(to.to_string());
    }
    query.push(" group by campaign_id");
    conn.all(query).await
}

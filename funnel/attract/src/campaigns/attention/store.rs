//! What is missing, as conditions and counts.

use base::{Result, Time};
use chrono::{Days, NaiveDate};
use db::{Conn, Query};

use super::model::Attention;

/// The days without any spend that are let pass.
const QUIET_DAYS: u64 = 7;

/// Narrows a query over `campaigns c` to those that run on a day and lack one of these.
pub fn narrow(query: &mut Query, any: &[Attention], today: NaiveDate) {
    query.push(" and c.archived = ").value(false);
    query.push(" and (c.starts_on is null or c.starts_on <= ");
    query.value(today.to_string());
    query.push(") and (c.ends_on is null or c.ends_on >= ");
    query.value(today.to_string()).push(") and (1 = 0");
    for what in any {
        query.push(" or ");
        match what {
            Attention::NoSpend => no_spend(query, today),
            Attention::NoRules => {
                query.push(
                    "(c.channel_id in (select id from channels where kind <> 'exhibition') \
                     and not exists (select 1 from campaign_rules r where r.campaign_id = c.id))",
                );
            }
        }
    }
    query.push(")");
}

fn no_spend(query: &mut Query, today: NaiveDate) {
    let since = today - Days::new(QUIET_DAYS);
    query.push(
        "(c.channel_id in (select id from channels where kind in ('context', 'social')) \
         and not exists (select 1 from campaign_days d where d.campaign_id = c.id and d.day >= ",
    );
    query.value(since.to_string()).push(")");
    // One that began a moment ago has nothing to tell yet.
    query.push(" and (c.starts_on is null or c.starts_on < ");
    query.value(today.to_string()).push("))");
}

pub async fn count(conn: Conn<'_>, what: Attention, today: NaiveDate) -> Result<i64> {
    let mut query = Query::new("select count(*) as n from campaigns c where 1 = 1");
    narrow(&mut query, &[what], today);
    Ok(conn.scalar(query).await?.unwrap_or_default())
}

/// Different tags are counted, so that many touches are few rows; more than so many are noise.
const MOST_TAGS: i64 = 2_000;
/// Visits say where they come from one by one; the newest tell enough.
const MOST_VISITS: i64 = 5_000;

/// The tags of touches of no campaign since a moment: (tags as JSON, touches, the last one).
pub async fn touched(conn: Conn<'_>, since: Time) -> Result<Vec<(String, i64, i64)>> {
    let mut query = Query::new(
        "select utm, count(*) as n, max(at) as last_at from touches where campaign_id is null and at >= ",
    );
    query.value(since);
    query.push(" group by utm order by n desc, utm limit ");
    query.value(MOST_TAGS);
    conn.tuples(query).await
}

/// The newest visits of no campaign that came with tags: (trace as JSON, when).
pub async fn visited(conn: Conn<'_>, since: NaiveDate) -> Result<Vec<(String, i64)>> {
    let mut query = Query::new(
        "select trace, started_at from visits where campaign_id is null and trace like ",
    );
    query.value("{\"utm\":{\"source\":\"%");
    query.push(" and day >= ").value(since.to_string());
    query.push(" order by day desc limit ").value(MOST_VISITS);
    conn.tuples(query).await
}

//! Statements on mails that belong together.

use base::{Result, Scope};
use crm::letters::Which;
use db::{Conn, FromQueryResult, Query, sea_orm};

use super::{Wanted, narrow};

/// What became of the mails of a series.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FatesRow {
    pub series: String,
    pub total: i64,
    /// They wait, or are being handed over.
    pub waiting: i64,
    pub sent: i64,
    pub cancelled: i64,
    pub opened: i64,
    pub followed: i64,
}

/// What became of each of the wanted series, as far as the scope sees it.
pub async fn fates(conn: Conn<'_>, scope: &Scope, wanted: &Wanted) -> Result<Vec<FatesRow>> {
    let mut query = Query::new(
        "select m.series as series, count(*) as total, \
         sum(case when m.state in ('queued', 'sending') then 1 else 0 end) as waiting, \
         sum(case when m.state = 'sent' then 1 else 0 end) as sent, \
         sum(case when m.state = 'cancelled' then 1 else 0 end) as cancelled, \
         sum(case when m.opens > 0 then 1 else 0 end) as opened, \
         sum(case when m.clicks > 0 then 1 else 0 end) as followed from mails m left join deals d on d.id = m.deal_id \
         left join contacts c on c.id = m.contact_id left join companies f on f.id = m.company_id \
         where m.series is not null",
    );
    narrow(&mut query, scope, wanted);
    query.push(" group by m.series");
    conn.all(query).await
}

/// Stops what has not left.
pub async fn stop_all(conn: Conn<'_>, which: &Which) -> Result<u64> {
    let mut query = Query::new(
        "update mails set state = 'cancelled', version = version + 1 where state = 'queued'",
    );
    match which {
        Which::Keys(keys) => query.push(" and key in ").list(keys),
        Which::Series(series) => query.push(" and series = ").value(series),
    };
    conn.execute(query).await
}

//! Statements on mails that belong together.

use base::{Result, Scope};
use crm::letters::Which;
use db::{Conn, Query};

use super::{Wanted, narrow};

/// What became of a series as far as the scope sees it: (state, mails, of them opened, of them followed).
pub async fn fates(
    conn: Conn<'_>,
    scope: &Scope,
    wanted: &Wanted,
) -> Result<Vec<(String, i64, i64, i64)>> {
    let mut query = Query::new(
        "select m.state, count(*) as n, sum(case when m.opens > 0 then 1 else 0 end) as opened, \
         sum(case when m.clicks > 0 then 1 else 0 end) as followed from mails m left join deals d on d.id = m.deal_id \
         left join contacts c on c.id = m.contact_id left join companies f on f.id = m.company_id where 1 = 1",
    );
    narrow(&mut query, scope, wanted);
    query.push(" group by m.state");
    conn.tuples(query).await
}

/// Stops what has not left.
pub async fn stop_all(conn: Conn<'_>, which: &Which) -> Result<u64> {
    let (column, value) = match which {
        Which::Key(key) => ("key", key),
        Which::Series(series) => ("series", series),
    };
    let mut query = Query::new(
        "update mails set state = 'cancelled', version = version + 1 where state = 'queued'",
    );
    query.push(" and ").push(column).push(" = ").value(value);
    conn.execute(query).await
}

//! Reading what the deals behind a number are called.

use std::collections::HashMap;

use base::{Result, Uuid};
use db::{Conn, Query};

/// Titles and companies of these deals.
pub async fn titles(
    conn: Conn<'_>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, (String, Option<String>)>> {
    let mut found = HashMap::with_capacity(ids.len());
    for part in ids.chunks(500) {
        let mut query = Query::new(
            "select d.id, d.title, c.name from deals d left join companies c on c.id = d.company_id where d.id in ",
        );
        query.list(part.iter().copied());
        let rows: Vec<(Uuid, String, Option<String>)> = conn.tuples(query).await?;
        found.extend(
            rows.into_iter()
                .map(|(id, title, company)| (id, (title, company))),
        );
    }
    Ok(found)
}

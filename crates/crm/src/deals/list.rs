//! Lists of deals: a page by key, and how many there are for how much.

use base::money::Sums;
use base::{Money, Result, Scope, Time};
use db::Conn;

use super::filter::DealFilter;
use super::store::{self, Wanted};
use super::view::Deal;
use crate::listing::Paging;

pub const USUAL_SORT: &str = "-created_at";

/// One page of what the scope sees, and the cursor of the next one.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &DealFilter,
    paging: &Paging,
    now: Time,
) -> Result<(Vec<Deal>, Option<String>)> {
    let wanted = Wanted::new(conn, filter, scope, now).await?;
    let (rows, next) = store::page(conn, &wanted, paging).await?;
    Ok((Deal::of_rows(conn, rows, now).await?, next))
}

/// How many deals are on all pages together, and their sums.
pub async fn total(
    conn: Conn<'_>,
    scope: &Scope,
    filter: &DealFilter,
    now: Time,
) -> Result<(i64, Vec<Money>)> {
    let wanted = Wanted::new(conn, filter, scope, now).await?;
    let totals = store::totals(conn, &wanted).await?;
    let sums: Sums = totals.iter().map(|total| total.sum).collect();
    Ok((
        totals.iter().map(|total| total.deals).sum(),
        sums.into_vec(),
    ))
}

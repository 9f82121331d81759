//! Lists of deals by key, and how many there are.

use api::Cursor;
use api::list::{AnyOf, page_of};
use base::{Currency, Money, Problem, Result, Scope, Uuid};
use db::{Conn, Query};
use serde_json::Value;

use super::narrowing::{For, Wanted};
use super::views::named;
use crate::deals::view::NamedRow;
use crate::listing::{Key, Paging};

/// What a list can be sorted by.
pub const SORTS: [&str; 6] = [
    "created_at",
    "amount",
    "updated_at",
    "expected_close",
    "next_step_at",
    "stage_entered_at",
];

/// The column of a sort, what it holds, and whether it may be empty.
fn column(sort: &str) -> (&'static str, Key, bool) {
    match sort {
        "amount" => ("d.amount", Key::Number, false),
        "updated_at" => ("d.updated_at", Key::Number, false),
        "expected_close" => ("d.expected_close", Key::Text, true),
        "next_step_at" => ("d.next_step_at", Key::Number, true),
        "stage_entered_at" => ("d.stage_entered_at", Key::Number, false),
        _ => ("d.created_at", Key::Number, false),
    }
}

fn key_of(sort: &str, named: &NamedRow) -> Value {
    let row = &named.row;
    match sort {
        "amount" => row.value.amount.into(),
        "updated_at" => row.updated_at.0.into(),
        "expected_close" => row.expected_close.map(|day| day.to_string()).into(),
        "next_step_at" => row.next_step_at.map(|at| at.0).into(),
        "stage_entered_at" => row.stage_entered_at.0.into(),
        _ => row.created_at.0.into(),
    }
}

/// One page and the cursor of the next one. Deals whose sorted field is empty come last, whatever
/// the direction: that is a second statement, run only when the first does not fill the page.
pub async fn page(
    conn: Conn<'_>,
    wanted: &Wanted<'_>,
    paging: &Paging,
) -> Result<(Vec<NamedRow>, Option<String>)> {
    let (_, _, may_be_empty) = column(paging.sort);
    let Some(purpose) = purpose(conn, wanted, paging.sort).await? else {
        return Ok((Vec::new(), None));
    };
    let one_more = paging.limit + 1;
    let among_empty = match &paging.cursor {
        Some(cursor) => may_be_empty && cursor.0.first().is_some_and(Value::is_null),
        None => false,
    };
    let mut rows: Vec<NamedRow> = Vec::new();
    if !among_empty {
        rows = conn.all(filled(conn, wanted, paging, purpose)?).await?;
    }
    let left = one_more - i64::try_from(rows.len()).unwrap_or(one_more);
    if may_be_empty && left > 0 {
        rows.extend(
            conn.all::<NamedRow>(empty(conn, wanted, paging, purpose, among_empty, left)?)
                .await?,
        );
    }
    Ok(page_of(rows, paging.limit, |last| {
        Cursor::new([
            key_of(paging.sort, last),
            Value::from(last.row.id.to_string()),
        ])
    }))
}

/// So many deals are fetched and sorted in the time in which a page is found among all deals, if a
/// million have to be gone through for it.
const FEW: i64 = 7000;

/// How a page is best found, by how many deals there are where the filters look; `None` when there
/// are none at all. The kept totals know that at once.
pub async fn purpose(conn: Conn<'_>, wanted: &Wanted<'_>, sort: &str) -> Result<Option<For>> {
    let filter = wanted.filter;
    let one = |any: &Option<AnyOf<Uuid>>| {
        any.as_ref()
            .is_some_and(|any| any.values.len() == 1 && !any.none)
    };
    let by_scope = matches!(wanted.scope, Scope::Owners(_));
    let one_owner = match wanted.scope {
        Scope::All => one(&filter.owner),
        Scope::Owners(owners) => owners.len() == 1 || one(&filter.owner),
    };
    let one_stage = one(&filter.stage);
    let (by_stage, by_owner) = match sort {
        "created_at" => (false, one_owner),
        "amount" => (one_stage, false),
        "stage_entered_at" if filter.leaves_lost_out() => (one_stage, one_stage && one_owner),
        _ => (false, false),
    };
    let first = For::First { by_stage, by_owner };
    let looks_somewhere = by_scope
        || filter.stage.is_some()
        || filter.stage_kind.is_some()
        || filter.lost_stage.is_some()
        || filter.owner.is_some()
        || filter.team.is_some();
    if !looks_somewhere {
        return Ok(Some(first));
    }
    let mut query = Query::new(
        "select cast(coalesce(sum(t.deals), 0) as bigint) as deals from deal_totals t where true",
    );
    wanted.narrow_totals(&mut query);
    let there: i64 = conn.scalar(query).await?.unwrap_or(0);
    Ok(match there {
        0 => None,
        few if few <= FEW => Some(For::Few),
        _ => Some(first),
    })
}

/// The statement of a page whose sorted field is filled. For tests of the plan too.
pub fn filled(conn: Conn<'_>, wanted: &Wanted<'_>, paging: &Paging, purpose: For) -> Result<Query> {
    let (column, key, may_be_empty) = column(paging.sort);
    let mut query = named(|query| {
        query.push("select d.id as id, ").push(column);
        query.push(" as k from deals d where true");
        wanted.narrow(query, conn, purpose);
        if may_be_empty {
            query.push(" and ").push(column).push(" is not null");
        }
        paging.apply(query, column, key, "d.id")
    })?;
    let direction = if paging.descending { " desc" } else { "" };
    query.push(" order by p.k").push(direction);
    query.push(", p.id").push(direction);
    Ok(query)
}

fn empty(
    conn: Conn<'_>,
    wanted: &Wanted<'_>,
    paging: &Paging,
    purpose: For,
    among_empty: bool,
    left: i64,
) -> Result<Query> {
    let (column, _, _) = column(paging.sort);
    let mut query = named(|query| {
        query.push("select d.id as id from deals d where ");
        query.push(column).push(" is null");
        wanted.narrow(query, conn, purpose);
        if let (true, Some(cursor)) = (among_empty, &paging.cursor) {
            query.push(" and d.id > ").value(cursor.id(1)?);
        }
        query.push(" order by d.id limit ").value(left);
        Ok(())
    })?;
    query.push(" order by p.id");
    Ok(query)
}

/// How many of the wanted deals stand on a stage, and for how much in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    pub stage_id: Uuid,
    pub deals: i64,
    pub sum: Money,
}

/// Counts the wanted deals by stage and currency: from the kept totals when they know the answer.
pub async fn totals(conn: Conn<'_>, wanted: &Wanted<'_>) -> Result<Vec<Total>> {
    let rows: Vec<(Uuid, String, i64, i64)> = conn.tuples(totals_query(conn, wanted)).await?;
    rows.into_iter()
        .filter(|(_, _, deals, _)| *deals != 0)
        .map(|(stage_id, currency, deals, amount)| {
            let currency = Currency::parse(&currency)
                .ok_or_else(|| Problem::internal(format!("a deal has the currency {currency}")))?;
            Ok(Total {
                stage_id,
                deals,
                sum: Money::new(amount, currency),
            })
        })
        .collect()
}

/// The statement of [`totals`]. For tests of the plan too.
pub fn totals_query(conn: Conn<'_>, wanted: &Wanted<'_>) -> Query {
    if wanted.filter.is_kept_in_totals() {
        let mut query = Query::new(
            "select t.stage_id as stage_id, t.currency as currency, cast(sum(t.deals) as bigint) as deals, \
             cast(sum(t.amount) as bigint) as amount from deal_totals t where true",
        );
        wanted.narrow_totals(&mut query);
        query.push(" group by t.stage_id, t.currency");
        return query;
    }
    let mut query = Query::new(
        "select d.stage_id as stage_id, d.currency as currency, count(*) as deals, \
         cast(sum(d.amount) as bigint) as amount from deals d where true",
    );
    wanted.narrow(&mut query, conn, For::Count);
    query.push(" group by d.stage_id, d.currency");
    query
}

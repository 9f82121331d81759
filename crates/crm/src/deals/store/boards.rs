//! The columns of a board: the pages of all of them in one statement.

use api::Cursor;
use base::{Result, Uuid};
use db::{Conn, Query};

use super::narrowing::{For, Wanted};
use super::views::named;
use crate::deals::view::NamedRow;

/// The deals of these stages that are not lost, the newest on their stage first: of each stage as
/// many as `limit`, from the cursor on.
pub async fn board_page(
    conn: Conn<'_>,
    wanted: &Wanted<'_>,
    stages: &[Uuid],
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<NamedRow>> {
    if stages.is_empty() {
        return Ok(Vec::new());
    }
    conn.all(board_query(conn, wanted, stages, cursor, limit)?)
        .await
}

/// The statement of [`board_page`]. For tests of the plan too.
pub fn board_query(
    conn: Conn<'_>,
    wanted: &Wanted<'_>,
    stages: &[Uuid],
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Query> {
    let mut query = named(|query| {
        for (index, stage) in stages.iter().enumerate() {
            if index > 0 {
                query.push(" union all ");
            }
            query
                .push("select * from (select d.id as id, d.stage_entered_at as k from deals d where d.stage_id = ")
                .value(stage)
                .push(" and d.status <> 'lost'");
            wanted.narrow(query, conn, For::Few);
            if let Some(cursor) = cursor {
                query.push(" and (d.stage_entered_at, d.id) < (");
                query.value(cursor.number(0)?).push(", ");
                query.value(cursor.id(1)?).push(")");
            }
            query
                .push(" order by d.stage_entered_at desc, d.id desc limit ")
                .value(limit);
            query.push(") c").push(&index.to_string());
        }
        Ok(())
    })?;
    query.push(" order by p.k desc, p.id desc");
    Ok(query)
}

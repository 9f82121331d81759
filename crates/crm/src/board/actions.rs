//! Reading a board.

use api::{Cursor, list::AnyOf, list::page_of};
use base::money::Sums;
use base::{Actor, Money, Problem, Result, Time, Uuid};
use db::Conn;
use serde::Serialize;
use utoipa::ToSchema;

use crate::deals::filter::DealFilter;
use crate::deals::model::Status;
use crate::deals::store::{self, Wanted};
use crate::deals::view::{Deal, NamedRow};
use crate::pipelines;
use crate::pipelines::{Pipeline, Stage};

/// A column of the board.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BoardColumn)]
pub struct Column {
    pub stage: Stage,
    /// How many deals stand here in all.
    pub deals: i64,
    pub sums: Vec<Money>,
    /// The first of them.
    pub cards: Vec<Deal>,
    pub next_cursor: Option<String>,
}

/// A pipeline with its deals where they stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct Board {
    pub pipeline: Pipeline,
    pub columns: Vec<Column>,
}

/// The board of a pipeline, or of the first one, as far as the actor sees it.
///
/// # Errors
/// `not_found` for a pipeline that is not there.
pub async fn board(
    conn: Conn<'_>,
    actor: &Actor,
    pipeline: Option<Uuid>,
    filter: DealFilter,
    limit: i64,
    now: Time,
) -> Result<Board> {
    let pipeline = match pipeline {
        Some(id) => pipelines::store::find(conn, id).await?,
        None => pipelines::store::first(conn).await?,
    };
    let pipeline = pipeline.ok_or_else(Problem::not_found)?;
    let filter = not_lost(filter);
    let of_pipeline = DealFilter {
        pipeline: Some(AnyOf {
            values: vec![pipeline.id],
            none: false,
        }),
        ..filter.clone()
    };
    let counted = Wanted::new(conn, &of_pipeline, &actor.scope, now).await?;
    let totals = store::totals(conn, &counted).await?;
    let stages: Vec<&Stage> = pipeline
        .stages
        .iter()
        .filter(|stage| !stage.archived || totals.iter().any(|total| total.stage_id == stage.id))
        .collect();
    // A column without deals needs no reading.
    let filled: Vec<Uuid> = stages
        .iter()
        .map(|stage| stage.id)
        .filter(|id| totals.iter().any(|total| total.stage_id == *id))
        .collect();
    let wanted = Wanted::new(conn, &filter, &actor.scope, now).await?;
    let rows = store::board_page(conn, &wanted, &filled, None, limit + 1).await?;
    // The rows of all columns come mixed: tags are read once for all of them.
    let mut pages: Vec<(Vec<NamedRow>, Option<String>)> = Vec::with_capacity(stages.len());
    for stage in &stages {
        let own = rows
            .iter()
            .filter(|named| named.row.stage_id == stage.id)
            .cloned();
        pages.push(page_of(own.collect(), limit, key));
    }
    let (rows, cursors): (Vec<Vec<NamedRow>>, Vec<Option<String>>) = pages.into_iter().unzip();
    let sizes: Vec<usize> = rows.iter().map(Vec::len).collect();
    let all = rows.into_iter().flatten().collect();
    let mut cards = Deal::of_rows(conn, all, now).await?.into_iter();
    let columns = stages
        .into_iter()
        .zip(sizes.into_iter().zip(cursors))
        .map(|(stage, (size, next_cursor))| {
            let here = || totals.iter().filter(|total| total.stage_id == stage.id);
            let sums: Sums = here().map(|total| total.sum).collect();
            Column {
                deals: here().map(|total| total.deals).sum(),
                sums: sums.into_vec(),
                cards: cards.by_ref().take(size).collect(),
                next_cursor,
                stage: stage.clone(),
            }
        })
        .collect();
    Ok(Board { pipeline, columns })
}

/// The next cards of one column.
pub async fn column(
    conn: Conn<'_>,
    actor: &Actor,
    stage: Uuid,
    filter: DealFilter,
    (cursor, limit): (Option<&Cursor>, i64),
    now: Time,
) -> Result<(Vec<Deal>, Option<String>)> {
    let filter = not_lost(filter);
    let wanted = Wanted::new(conn, &filter, &actor.scope, now).await?;
    let rows = store::board_page(conn, &wanted, &[stage], cursor, limit + 1).await?;
    let (rows, next) = page_of(rows, limit, key);
    Ok((Deal::of_rows(conn, rows, now).await?, next))
}

fn not_lost(filter: DealFilter) -> DealFilter {
    DealFilter {
        status: Some(vec![Status::Open, Status::Won]),
        ..filter
    }
}

fn key(last: &NamedRow) -> Cursor {
    Cursor::new([
        last.row.stage_entered_at.0.into(),
        last.row.id.to_string().into(),
    ])
}

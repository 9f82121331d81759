//! Moving all deals of a stage because the stage itself changes: in batches, each with a few
//! statements however many deals there are.

use base::{Event, Result, Subject};
use db::Tx;

use super::model::{Spot, Status, status_on};
use super::moves;
use super::store::{self, ChangeRow};
use crate::pipelines::Stage;

const BATCH: i64 = 1000;

/// Moves every open and won deal from a stage to another one of the same pipeline; lost ones stay
/// where they were lost. Gives how many there were. Stages demand nothing here: nobody moves the
/// deals, their stage goes away.
pub async fn move_all(tx: &Tx, from: &Stage, to: &Stage) -> Result<i64> {
    let mut moved = 0;
    for status in [Status::Open, Status::Won] {
        moved += in_batches(tx, from, to, status).await?;
    }
    Ok(moved)
}

/// Gives the deals on a stage the status that its kind demands, after the kind was changed.
pub async fn settle(tx: &Tx, stage: &Stage) -> Result<i64> {
    let wrong = match status_on(stage.kind) {
        Status::Won => Status::Open,
        _ => Status::Won,
    };
    in_batches(tx, stage, stage, wrong).await
}

async fn in_batches(tx: &Tx, from: &Stage, to: &Stage, status: Status) -> Result<i64> {
    let conn = tx.conn();
    let into = status_on(to.kind);
    let entered = from.id != to.id;
    let mut moved = 0;
    loop {
        let deals = store::standing_part(conn, from.id, status, BATCH).await?;
        if deals.is_empty() {
            return Ok(moved);
        }
        store::shift(
            conn,
            &deals,
            Spot::from(to),
            (status, into),
            entered,
            tx.now(),
        )
        .await?;
        let changes: Vec<ChangeRow> = deals
            .iter()
            .map(|deal| ChangeRow {
                deal_id: deal.id,
                from_stage_id: Some(from.id),
                to_stage_id: to.id,
                from_status: Some(status),
                to_status: into,
                lost_reason_id: None,
                at: tx.now(),
                by_id: tx.actor.user_id,
                recorded_at: tx.now(),
            })
            .collect();
        store::insert_changes_many(conn, &changes).await?;
        for deal in &deals {
            let subject = Subject {
                owner: deal.owner_id,
                deal: Some(deal.id),
                company: deal.company_id,
                ..Subject::default()
            };
            tx.record(Event::new(
                moves::kind_of(status, into),
                subject,
                moves::stages(from, to),
            ));
        }
        moved += i64::try_from(deals.len()).unwrap_or_default();
    }
}

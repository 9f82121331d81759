//! One action on many deals. Each deal succeeds or fails by itself; all that succeed are committed
//! together.

use std::collections::BTreeMap;

use base::{Patch, Permission, Problem, Result, Text, Uuid};
use db::Tx;

use super::forms::{BulkAction, DealChange};
use super::moves::{self, Wish};
use super::{actions, store};

pub const MOST: usize = 500;

/// Does the action to each deal and tells what came of it, in the order of the ids.
///
/// # Errors
/// `invalid` for too many deals, `forbidden`, and faults of the database: then nothing was changed.
pub async fn run(
    tx: &Tx,
    ids: &[Uuid],
    action: &BulkAction,
) -> Result<Vec<(Uuid, Option<Problem>)>> {
    tx.need(match action {
        BulkAction::Delete => Permission::DealsDelete,
        _ => Permission::DealsWrite,
    })?;
    if ids.len() > MOST {
        let text = Text::fixed("Не больше 500 сделок за раз", "At most 500 deals at once");
        return Err(Problem::field("ids", "too_many", text));
    }
    // In the order of the ids, so that two such calls wait for each other instead of locking up.
    let mut outcomes: BTreeMap<Uuid, Option<Problem>> = ids.iter().map(|id| (*id, None)).collect();
    for (id, outcome) in &mut outcomes {
        store::savepoint(tx.conn()).await?;
        // An action records its event last, so one that failed has recorded none.
        match one(tx, *id, action).await {
            Ok(()) => store::keep_savepoint(tx.conn()).await?,
            Err(problem) if problem.0.status < 500 => {
                store::to_savepoint(tx.conn()).await?;
                *outcome = Some(problem);
            }
            Err(problem) => return Err(problem),
        }
    }
    let mut seen = std::collections::HashSet::new();
    Ok(ids
        .iter()
        .filter(|id| seen.insert(**id))
        .map(|id| (*id, outcomes.remove(id).flatten()))
        .collect())
}

async fn one(tx: &Tx, id: Uuid, action: &BulkAction) -> Result<()> {
    match action {
        BulkAction::Move { stage_id } => {
            let wish = Wish::Move {
                stage_id: *stage_id,
            };
            moves::take(tx, id, None, wish).await?;
        }
        BulkAction::Lose { reason_id, note } => {
            let wish = Wish::Lose {
                reason_id: *reason_id,
                note: note.clone(),
            };
            moves::take(tx, id, None, wish).await?;
        }
        BulkAction::Assign { owner_id } => {
            let change = DealChange {
                owner_id: owner_id.map_or(Patch::Clear, Patch::Set),
                ..DealChange::default()
            };
            actions::change(tx, id, None, change).await?;
        }
        BulkAction::Tag { add, remove } => {
            let was = actions::find(tx.conn(), &tx.actor, id, tx.now()).await?;
            let mut tags: Vec<Uuid> = was.deal.tags.iter().map(|tag| tag.id).collect();
            tags.retain(|tag| !remove.contains(tag));
            tags.extend(add);
            let change = DealChange {
                tag_ids: Some(tags),
                ..DealChange::default()
            };
            actions::change(tx, id, None, change).await?;
        }
        BulkAction::Delete => actions::delete(tx, id, None).await?,
    }
    Ok(())
}

//! Moving a deal, winning, losing and reopening it: one step at a time, each with its row of
//! history and its event.

use base::problem::Check;
use base::{Event, Problem, Result, Text, Uuid};
use db::Tx;
use serde_json::json;

use super::actions::{for_update, stamp, subject};
use super::checks::known;
use super::entry;
use super::model::{self, Reached, Refusal, Spot, Standing, Status, Step, is_back};
use super::store::{self, ChangeRow, DealRow, Dictionary};
use super::view::Deal;
use crate::pipelines;
use crate::pipelines::model::RequiredField;
use crate::pipelines::{Pipeline, Stage};

/// What is asked of a deal.
#[derive(Debug, Clone)]
pub enum Wish {
    Move {
        stage_id: Uuid,
    },
    Win,
    Lose {
        reason_id: Uuid,
        note: Option<String>,
    },
    /// Onto this stage, or where it comes from.
    Reopen {
        stage_id: Option<Uuid>,
    },
}

/// Takes one step with a deal that was read as `version`. A step to where the deal stands already
/// changes nothing.
///
/// # Errors
/// `not_found`, `stale`; `conflict` when the rules forbid the step; `entry_conditions` of the stage.
pub async fn take(tx: &Tx, id: Uuid, version: Option<i64>, wish: Wish) -> Result<Deal> {
    let conn = tx.conn();
    let was = for_update(tx, id, version).await?;
    let pipeline = pipelines::store::find(conn, was.pipeline_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let stands = pipeline
        .stage(was.stage_id)
        .ok_or_else(|| Problem::internal("a deal stands on a stage of another pipeline"))?;
    let from = Standing {
        spot: Spot::from(stands),
        status: was.status,
    };
    let mut lost: Option<Loss> = None;
    let (step, target) = match wish {
        Wish::Move { stage_id } => {
            let target = stage_in_use(tx, &pipeline, stage_id).await?;
            (Step::Move(Spot::from(&target)), target)
        }
        Wish::Win => {
            let winning = pipeline.winning();
            let target = winning.unwrap_or(stands).clone();
            (Step::Win(winning.map(Spot::from)), target)
        }
        Wish::Lose { reason_id, note } => {
            lost = Some(Loss::new(tx, reason_id, note).await?);
            (Step::Lose, stands.clone())
        }
        Wish::Reopen { stage_id } => {
            let target = match stage_id {
                Some(id) => stage_in_use(tx, &pipeline, id).await?,
                None => way_back(tx, &pipeline, &was).await?,
            };
            (Step::Reopen(Spot::from(&target)), target)
        }
    };
    let Some(to) = model::step(from, step)? else {
        return shown(tx, id).await;
    };
    if to.spot.stage != from.spot.stage {
        at_the_door(tx, &was, stands, &target).await?;
    }
    let row = moved(tx, &was, &pipeline, from, to, lost.as_ref()).await?;
    if !store::update_place(conn, &row, was.version).await? {
        return Err(Problem::stale(was.version + 1));
    }
    let change = ChangeRow {
        deal_id: id,
        from_stage_id: Some(from.spot.stage),
        to_stage_id: to.spot.stage,
        from_status: Some(from.status),
        to_status: to.status,
        lost_reason_id: row.lost_reason_id,
        at: tx.now(),
        by_id: tx.actor.user_id,
        recorded_at: tx.now(),
    };
    store::insert_changes_many(conn, &[change]).await?;
    let done = shown(tx, id).await?;
    tx.record(told(
        &row,
        (from.status, to.status),
        (stands, &target),
        lost,
    ));
    Ok(done)
}

async fn shown(tx: &Tx, id: Uuid) -> Result<Deal> {
    Deal::find(tx.conn(), id, tx.now())
        .await?
        .ok_or_else(Problem::not_found)
}

/// Why a deal is given up.
struct Loss {
    reason_id: Uuid,
    reason: String,
    note: Option<String>,
}

impl Loss {
    async fn new(tx: &Tx, reason_id: Uuid, note: Option<String>) -> Result<Self> {
        let mut check = Check::default();
        check.length("note", note.as_deref().unwrap_or_default(), 2000);
        check.done()?;
        let reason = store::dictionary_name(tx.conn(), Dictionary::LostReasons, reason_id).await?;
        let unknown = || {
            let text = Text::fixed(
                "Выберите причину из списка",
                "Choose a reason from the list",
            );
            Problem::field("reason_id", "not_found", text)
        };
        Ok(Self {
            reason_id,
            reason: reason.ok_or_else(unknown)?,
            note: note
                .map(|note| note.trim().to_owned())
                .filter(|note| !note.is_empty()),
        })
    }
}

/// A stage that deals may enter, of this pipeline or of another.
async fn stage_in_use(tx: &Tx, pipeline: &Pipeline, id: Uuid) -> Result<Stage> {
    let stage = match pipeline.stage(id) {
        Some(stage) => Some(stage.clone()),
        None => pipelines::store::stage(tx.conn(), id).await?,
    };
    stage.filter(|stage| !stage.archived).ok_or_else(|| {
        Problem::field(
            "stage_id",
            "not_found",
            Text::fixed(
                "Нет такого действующего этапа",
                "There is no such stage in use",
            ),
        )
    })
}

/// Where a deal goes when it is reopened and nobody said where to: a lost one to the stage where it
/// was lost, a won one to the last stage that it has passed before winning.
async fn way_back(tx: &Tx, pipeline: &Pipeline, deal: &DealRow) -> Result<Stage> {
    let stood = pipeline.stage(deal.stage_id);
    let found = if deal.status == Status::Lost {
        let place = stood.map_or(0, |stage| stage.position);
        // An archived stage is left to the one before it.
        pipeline
            .active()
            .rfind(|stage| stage.position <= place)
            .or_else(|| pipeline.active().next())
    } else {
        let visited = store::visited(tx.conn(), deal.id, pipeline.id).await?;
        let before: Vec<&Stage> = pipeline
            .active()
            .filter(|stage| !stage.kind.wins())
            .collect();
        let passed = |stage: &&&Stage| visited.iter().any(|spot| spot.stage == stage.id);
        before.iter().rev().find(passed).or(before.last()).copied()
    };
    Ok(found.cloned().ok_or(Refusal::StillWon)?)
}

/// Whether the stage lets the deal in.
async fn at_the_door(tx: &Tx, deal: &DealRow, from: &Stage, to: &Stage) -> Result<()> {
    if to.required_fields.is_empty() {
        return Ok(());
    }
    let needs = |field| to.required_fields.contains(&field);
    let has_contact =
        needs(RequiredField::Contact) && !store::contacts(tx.conn(), deal.id).await?.is_empty();
    let mut known = known(deal, has_contact, false);
    if needs(RequiredField::Checklist) && !is_back(from.into(), to.into()) {
        let done = store::checks(tx.conn(), deal.id).await?;
        known.unchecked = from
            .checklist
            .iter()
            .filter(|item| !done.iter().any(|check| check.item_id == item.id))
            .map(|item| item.text.clone())
            .collect();
    }
    entry::check(to, &known)
}

/// The row as the step leaves it.
async fn moved(
    tx: &Tx,
    was: &DealRow,
    pipeline: &Pipeline,
    from: Standing,
    to: Standing,
    lost: Option<&Loss>,
) -> Result<DealRow> {
    let reached = if to.spot.pipeline == from.spot.pipeline {
        let place = pipeline.stage(was.reached_stage_id);
        Reached {
            stage: was.reached_stage_id,
            position: place.map_or(i64::MIN, |stage| stage.position),
            rank: was.reached_kind,
        }
        .and(to.spot)
    } else {
        // It may have been in the other pipeline before.
        let visited = store::visited(tx.conn(), was.id, to.spot.pipeline).await?;
        visited
            .into_iter()
            .fold(Reached::from(to.spot), Reached::and)
    };
    let now = tx.now();
    let mut row = was.clone();
    stamp(tx, &mut row);
    row.pipeline_id = to.spot.pipeline;
    row.stage_id = to.spot.stage;
    row.status = to.status;
    // A deal that comes back to work begins its stage anew, even where it stood.
    let reopened = from.status != Status::Open && to.status == Status::Open;
    if to.spot.stage != from.spot.stage || reopened {
        row.stage_entered_at = now;
    }
    row.reached_stage_id = reached.stage;
    row.reached_kind = reached.rank;
    row.won_at = match (from.status, to.status) {
        (Status::Won, Status::Won) => was.won_at,
        (_, Status::Won) => Some(now),
        _ => None,
    };
    row.lost_at = lost.map(|_| now);
    row.lost_reason_id = lost.map(|loss| loss.reason_id);
    row.lost_note = lost.and_then(|loss| loss.note.clone());
    Ok(row)
}

/// The event of a step. It carries the names of the stages, for they may be renamed.
fn told(
    row: &DealRow,
    (before, after): (Status, Status),
    (from, to): (&Stage, &Stage),
    lost: Option<Loss>,
) -> Event {
    if let Some(loss) = lost {
        let payload = json!({
            "reason_id": loss.reason_id, "reason": loss.reason, "note": loss.note,
            "stage_id": from.id, "stage": from.name,
        });
        return Event::new("deal.lost", subject(row), payload);
    }
    Event::new(kind_of(before, after), subject(row), stages(from, to))
}

/// What a step that is no loss is called.
pub(super) fn kind_of(before: Status, after: Status) -> &'static str {
    match (before, after) {
        (Status::Open | Status::Lost, Status::Won) => "deal.won",
        (Status::Won | Status::Lost, Status::Open) => "deal.reopened",
        _ => "deal.moved",
    }
}

pub(super) fn stages(from: &Stage, to: &Stage) -> serde_json::Value {
    json!({
        "from_stage_id": from.id, "from_stage": from.name,
        "to_stage_id": to.id, "to_stage": to.name,
    })
}

//! What is done with pipelines and stages. The route has checked the permission.

use base::problem::Check;
use base::{Event, Lang, Problem, Result, Subject, Text, Uuid};
use db::Tx;
use serde_json::{Value, json};

use super::model::{
    ChecklistItem, NewStage, Pipeline, Stage, StagePatch, ordered, place_of_new, usual_color,
};
use super::{defaults, store};
use crate::deals;

/// Which stages a new pipeline begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Defaults,
    Copy(Uuid),
}

/// The pipeline of a new company, in the language of its owner.
pub async fn create_default(tx: &Tx, lang: Lang) -> Result<Pipeline> {
    create(tx, defaults::NAME.get(lang), From::Defaults, lang).await
}

/// Adds a pipeline behind the others.
///
/// # Errors
/// `invalid` for an empty name, `not_found` for a pipeline to copy that is not there.
pub async fn create(tx: &Tx, name: &str, from: From, lang: Lang) -> Result<Pipeline> {
    let conn = tx.conn();
    let name = checked_name(name)?;
    let others = store::list(conn, None).await?;
    let position = others.iter().map(|other| other.position + 1).max();
    let mut pipeline = Pipeline {
        id: tx.new_id(),
        name,
        position: position.unwrap_or(0),
        archived: false,
        version: 1,
        stages: Vec::new(),
    };
    pipeline.stages = match from {
        From::Defaults => default_stages(tx, pipeline.id, lang),
        From::Copy(id) => {
            let original = others
                .iter()
                .find(|other| other.id == id)
                .ok_or_else(Problem::not_found)?;
            (0..)
                .zip(original.active())
                .map(|(position, stage)| copy_of(tx, stage, pipeline.id, position))
                .collect()
        }
    };
    store::insert(conn, &pipeline, tx.now()).await?;
    store::insert_stages(conn, &pipeline.stages, tx.now()).await?;
    record(
        tx,
        "pipeline.created",
        pipeline.id,
        json!({ "name": pipeline.name }),
    );
    Ok(pipeline)
}

fn default_stages(tx: &Tx, pipeline_id: Uuid, lang: Lang) -> Vec<Stage> {
    let stages = (0..).zip(&defaults::STAGES).map(|(position, stage)| Stage {
        id: tx.new_id(),
        pipeline_id,
        name: stage.name.get(lang).to_owned(),
        kind: stage.kind,
        position,
        color: stage.color.to_owned(),
        goal: stage.goal.get(lang).to_owned(),
        checklist: defaults::checklist(stage, lang)
            .into_iter()
            .map(|text| ChecklistItem {
                id: tx.new_id().to_string(),
                text,
            })
            .collect(),
        age_limit_days: stage.age_limit_days,
        target_conversion: stage.target_conversion,
        required_fields: Vec::new(),
        archived: false,
        version: 1,
    });
    stages.collect()
}

fn copy_of(tx: &Tx, stage: &Stage, pipeline_id: Uuid, position: i64) -> Stage {
    let mut copy = Stage {
        id: tx.new_id(),
        pipeline_id,
        position,
        version: 1,
        ..stage.clone()
    };
    for item in &mut copy.checklist {
        item.id = tx.new_id().to_string();
    }
    copy
}

fn checked_name(name: &str) -> Result<String> {
    let mut check = Check::default();
    check.required("name", name, 100);
    check.done()?;
    Ok(name.trim().to_owned())
}

/// A change of a pipeline.
#[derive(Debug, Clone, Default)]
pub struct PipelineChange {
    pub name: Option<String>,
    pub archived: Option<bool>,
    /// Its new place among all pipelines.
    pub position: Option<i64>,
}

/// Renames, archives or moves a pipeline.
///
/// # Errors
/// `not_found`, `stale`, `invalid`; `conflict` for the last one in use.
pub async fn change(tx: &Tx, id: Uuid, version: i64, change: PipelineChange) -> Result<Pipeline> {
    let conn = tx.conn();
    let mut pipeline = for_update(tx, id).await?;
    if pipeline.version != version {
        return Err(Problem::stale(pipeline.version));
    }
    if let Some(name) = change.name {
        pipeline.name = checked_name(&name)?;
    }
    let others = store::list(conn, None).await?;
    if let Some(archived) = change.archived {
        let another = others.iter().any(|other| other.id != id && !other.archived);
        if archived && !another {
            return Err(Problem::conflict(Text::fixed(
                "Это последняя действующая воронка, её нельзя убрать в архив",
                "This is the last pipeline in use, it cannot be archived",
            )));
        }
        pipeline.archived = archived;
    }
    pipeline.version += 1;
    if !store::update(conn, &pipeline, version).await? {
        return Err(Problem::stale(version + 1));
    }
    if let Some(position) = change.position {
        let mut order: Vec<Uuid> = others.iter().map(|other| other.id).collect();
        order.retain(|other| *other != id);
        let place = usize::try_from(position).unwrap_or(0).min(order.len());
        order.insert(place, id);
        store::put_in_order(conn, &order).await?;
    }
    record(tx, "pipeline.changed", id, json!({ "name": pipeline.name }));
    reread(tx, id).await
}

/// Puts the stages in use in this order, and recounts how far the deals have come in it.
///
/// # Errors
/// `not_found`; `invalid` unless each stage in use is named once.
pub async fn order_stages(tx: &Tx, id: Uuid, stage_ids: &[Uuid]) -> Result<Pipeline> {
    let pipeline = for_update(tx, id).await?;
    let order = ordered(&pipeline.stages, stage_ids)?;
    store::put_stages_in_order(tx.conn(), &order).await?;
    store::recount_reached(tx.conn(), id).await?;
    store::touch(tx.conn(), id).await?;
    record(
        tx,
        "pipeline.changed",
        id,
        json!({ "name": pipeline.name, "order": order }),
    );
    reread(tx, id).await
}

/// Adds a stage.
///
/// # Errors
/// `not_found`, `invalid`.
pub async fn add_stage(tx: &Tx, pipeline_id: Uuid, new: NewStage) -> Result<Stage> {
    let pipeline = for_update(tx, pipeline_id).await?;
    let place = place_of_new(&pipeline.stages, new.kind, new.position);
    let mut active: Vec<Uuid> = pipeline.active().map(|stage| stage.id).collect();
    let mut stages = pipeline.stages;
    let position = stages.iter().map(|stage| stage.position + 1).max();
    let stage = Stage {
        id: tx.new_id(),
        pipeline_id,
        name: new.name,
        kind: new.kind,
        position: position.unwrap_or(0),
        color: new
            .color
            .unwrap_or_else(|| usual_color(new.kind).to_owned()),
        goal: new.goal,
        checklist: new.checklist,
        age_limit_days: new.age_limit_days,
        target_conversion: new.target_conversion,
        required_fields: new.required_fields,
        archived: false,
        version: 1,
    }
    .checked(|| tx.new_id())?;
    store::insert_stages(tx.conn(), std::slice::from_ref(&stage), tx.now()).await?;
    let (id, name) = (stage.id, stage.name.clone());
    active.insert(place, id);
    stages.push(stage);
    store::put_stages_in_order(tx.conn(), &ordered(&stages, &active)?).await?;
    store::touch(tx.conn(), pipeline_id).await?;
    record(
        tx,
        "pipeline.stage_added",
        pipeline_id,
        json!({ "stage_id": id, "stage": name }),
    );
    reread_stage(tx, id).await
}

/// Changes a stage. When its kind changes, the deals' ways are counted anew, and those standing on
/// it are won or reopened where that follows.
///
/// # Errors
/// `not_found`, `stale`, `invalid`; `conflict` for archiving it this way.
pub async fn change_stage(tx: &Tx, id: Uuid, version: i64, patch: StagePatch) -> Result<Stage> {
    let (pipeline, was) = stage_for_update(tx, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    if patch.archived == Some(true) && !was.archived {
        return Err(Problem::conflict(Text::fixed(
            "Чтобы убрать этап, удалите его: сделки с него перейдут на другой этап",
            "Delete the stage to archive it: its deals move to another stage",
        )));
    }
    let mut stage = patch.apply(&was).checked(|| tx.new_id())?;
    if stage == was {
        return Ok(was);
    }
    stage.version += 1;
    if !store::update_stage(tx.conn(), &stage, version).await? {
        return Err(Problem::stale(version + 1));
    }
    if stage.kind != was.kind {
        if stage.kind.wins() != was.kind.wins() {
            deals::shift::settle(tx, &stage).await?;
        }
        store::recount_reached(tx.conn(), pipeline.id).await?;
    }
    store::touch(tx.conn(), pipeline.id).await?;
    record(
        tx,
        "pipeline.stage_changed",
        pipeline.id,
        json!({ "stage_id": id, "stage": stage.name }),
    );
    reread_stage(tx, id).await
}

/// Archives a stage; the deals that stand there move to another one of the same pipeline.
///
/// # Errors
/// `not_found`; `conflict` for the last stage, or when deals stand there and nowhere to move them is
/// named; `invalid` for a place to move to that is none.
pub async fn delete_stage(tx: &Tx, id: Uuid, move_to: Option<Uuid>) -> Result<()> {
    let (pipeline, was) = stage_for_update(tx, id).await?;
    if was.archived {
        return Ok(());
    }
    if pipeline.active().all(|stage| stage.id == id) {
        return Err(Problem::conflict(Text::fixed(
            "Это единственный этап воронки, его нельзя удалить",
            "This is the only stage of the pipeline, it cannot be deleted",
        )));
    }
    let target = match move_to {
        None => None,
        Some(to) => Some(
            pipeline
                .active()
                .find(|stage| stage.id == to && to != id)
                .ok_or_else(|| {
                    Problem::field(
                        "move_to",
                        "not_found",
                        Text::fixed(
                            "Выберите другой действующий этап этой воронки",
                            "Choose another stage in use of this pipeline",
                        ),
                    )
                })?,
        ),
    };
    let mut stage = was.clone();
    stage.archived = true;
    stage.version += 1;
    if !store::update_stage(tx.conn(), &stage, was.version).await? {
        return Err(Problem::stale(was.version + 1));
    }
    let moved = match target {
        Some(target) => deals::shift::move_all(tx, &was, target).await?,
        None => {
            let standing = deals::store::standing(tx.conn(), id).await?;
            if standing > 0 {
                return Err(Problem::conflict(Text::new(
                    format!(
                        "На этапе есть сделки ({standing}). Выберите, на какой этап их перевести"
                    ),
                    format!("Deals stand on this stage ({standing}). Choose where to move them"),
                ))
                .with("deals", standing));
            }
            0
        }
    };
    store::touch(tx.conn(), pipeline.id).await?;
    record(
        tx,
        "pipeline.stage_deleted",
        pipeline.id,
        json!({ "stage_id": id, "stage": was.name, "moved_to": target.map(|stage| stage.id), "deals": moved }),
    );
    Ok(())
}

async fn for_update(tx: &Tx, id: Uuid) -> Result<Pipeline> {
    store::find_for_update(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

async fn stage_for_update(tx: &Tx, id: Uuid) -> Result<(Pipeline, Stage)> {
    let stage = reread_stage(tx, id).await?;
    let pipeline = for_update(tx, stage.pipeline_id).await?;
    // As it is now that nobody else can change it.
    let stage = pipeline.stage(id).cloned().ok_or_else(Problem::not_found)?;
    Ok((pipeline, stage))
}

async fn reread(tx: &Tx, id: Uuid) -> Result<Pipeline> {
    store::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

async fn reread_stage(tx: &Tx, id: Uuid) -> Result<Stage> {
    store::stage(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

fn record(tx: &Tx, kind: &'static str, pipeline_id: Uuid, mut payload: Value) {
    payload["pipeline_id"] = json!(pipeline_id);
    tx.record(Event::new(kind, Subject::default(), payload));
}

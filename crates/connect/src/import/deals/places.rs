//! The pipeline and the stages that a row names.

use base::{Text, Time, Uuid};
use crm::deals::model::Spot;
use crm::pipelines::Pipeline;

use super::super::catalog::stage_named;
use super::super::row::Cells;
use super::super::session::Session;
use super::input::Input;
use super::known::Found;

/// The pipeline of a row: the one it names, the one its deal is in, or the usual one.
pub fn pipeline_of<'a>(
    session: &'a Session,
    deal: Option<&Found>,
    input: &Input,
) -> Option<&'a Pipeline> {
    let standing = deal
        .filter(|_| input.pipeline.is_none())
        .and_then(|deal| session.catalog.by_id(deal.row.pipeline_id));
    standing.or_else(|| {
        session
            .catalog
            .pipeline(input.pipeline.as_deref(), session.options.pipeline_id)
    })
}

/// The stages that a row names, in their pipeline.
pub struct Places {
    pub pipeline: Uuid,
    pub first: Spot,
    pub winning: Option<Spot>,
    /// Where the deal stands now, when the row says so by a stage and not by an end.
    pub stage: Option<Spot>,
    pub entered: Vec<(Spot, Time)>,
}

pub fn places(
    session: &Session,
    cells: &mut Cells<'_>,
    deal: Option<&Found>,
    input: &Input,
) -> Option<Places> {
    let Some(pipeline) = pipeline_of(session, deal, input) else {
        let name = input.pipeline.as_deref().unwrap_or_default();
        cells.wrong(
            "pipeline",
            &Text::new(
                format!("нет воронки «{name}»"),
                format!("there is no pipeline “{name}”"),
            ),
        );
        return None;
    };
    let mut find = |name: &str| {
        let found = stage_named(pipeline, name).map(Spot::from);
        if found.is_none() {
            let text = Text::new(
                format!("нет этапа «{name}» в воронке «{}»", pipeline.name),
                format!(
                    "there is no stage “{name}” in the pipeline “{}”",
                    pipeline.name
                ),
            );
            cells.wrong("stage", &text);
        }
        found
    };
    let stage = match &input.stage {
        Some(name) if input.ends_by_stage && stage_named(pipeline, name).is_none() => None,
        Some(name) => Some(find(name)?),
        None => None,
    };
    let mut entered = Vec::with_capacity(input.entered.len());
    for (name, at) in &input.entered {
        entered.push((find(name)?, *at));
    }
    // Of stages entered at one moment the earlier one in the pipeline came first.
    entered.sort_by_key(|(spot, at)| (*at, spot.position));
    let first = pipeline
        .active()
        .next()
        .or_else(|| pipeline.stages.first())?;
    Some(Places {
        pipeline: pipeline.id,
        first: first.into(),
        winning: pipeline.winning().map(Spot::from),
        stage,
        entered,
    })
}

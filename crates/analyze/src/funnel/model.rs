//! What a funnel is made of. No I/O.

use std::collections::BTreeMap;

use base::{Lang, Money, Text, Uuid};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::history::StageInfo;
use crate::numbers::Figure;

/// What a step of the funnel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A stage of one pipeline.
    Stage,
    /// A kind of stage, which means the same in every pipeline.
    Kind,
}

impl By {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Kind => "kind",
        }
    }
}

/// Which deals a step of the funnel is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The deals created in the period: the same ones at every step.
    #[default]
    Created,
    /// At each step the deals that reached the step before it in the period.
    Entered,
}

/// A kind of stage: its word in the API, its names, and the colour of its step.
#[derive(Debug)]
pub struct Kind {
    pub key: &'static str,
    pub name: Text,
    pub color: &'static str,
}

const fn kind(key: &'static str, ru: &'static str, en: &'static str, color: &'static str) -> Kind {
    Kind {
        key,
        name: Text::fixed(ru, en),
        color,
    }
}

/// The six kinds in the order of the funnel, as `crm::pipelines::StageKind` has them.
pub static KINDS: [Kind; 6] = [
    kind("attract", "Привлечение", "Acquisition", "#2563eb"),
    kind("qualify", "Квалификация", "Qualification", "#0891b2"),
    kind("present", "Презентация", "Presentation", "#0d9488"),
    kind("close", "Закрытие", "Closing", "#b45309"),
    kind("purchase", "Покупка", "Purchase", "#15803d"),
    kind("retain", "Удержание", "Retention", "#9333ea"),
];

/// A number of the funnel: how many deals, for how much, and where to see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Number {
    pub deals: i64,
    /// Amounts of different currencies are never added.
    pub sums: Vec<Money>,
    /// The filters of `/deals` that list exactly these deals. Null where that list cannot say it, as of
    /// a past moment or by entry into a step: then `address` lists them.
    #[schema(example = json!({"filter[status]": "lost"}))]
    pub link: Option<BTreeMap<String, String>>,
    /// Where the number is explained: a path under `/api/v1`.
    pub address: String,
}

/// How long something takes: a quarter, half and three quarters have got there.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Times {
    pub median: Figure,
    pub q1: Figure,
    pub q3: Figure,
}

/// How the expected conversion differs from the one it is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FunnelChange)]
pub struct Change {
    /// This one minus the other.
    pub difference: f64,
    pub low: f64,
    pub high: f64,
    /// How likely a difference like this comes by chance.
    pub p: f64,
    /// Unlikely enough, all steps that were compared taken into account (Benjamini–Hochberg at 5 %).
    pub significant: bool,
    pub too_few: bool,
}

/// Deals lost on a step for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonLosses {
    /// Null: no reason was given.
    pub reason_id: Option<Uuid>,
    pub name: String,
    pub lost: Number,
}

/// The kinds are described where stages are.
fn stage_kind() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("StageKind")
}

/// One step of the funnel.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Step {
    /// The stage's id, or the kind.
    pub key: String,
    pub stage_id: Option<Uuid>,
    #[schema(schema_with = stage_kind)]
    pub kind: &'static str,
    pub name: String,
    pub color: String,
    /// What `conversion` should be, in basis points: the target conversion of the step before.
    pub target: Option<i64>,
    /// Deals that have reached this step or a later one.
    pub reached: Number,
    /// Of the deals that reached the step before, the share that reached this one (0 to 1), as
    /// observed so far. Null at the first step.
    pub conversion: Option<f64>,
    /// `conversion` with its interval and explanation. Null at the first step.
    pub observed: Option<Figure>,
    /// The share of those who reached the step before that will reach this one, open deals taken into
    /// account. Null at the first step.
    pub expected: Option<Figure>,
    /// Of the deals that left the step before in the period, the share that went forward.
    pub period: Option<Figure>,
    /// Deals that reached the step before and are neither here nor lost yet.
    pub undecided: Number,
    /// How long deals stay here. Null when none has been here.
    pub time: Option<Times>,
    /// Against the funnel it is compared with.
    pub change: Option<Change>,
    /// Of all deals of the cohort, the share that reached this step.
    pub from_start: Option<f64>,
    /// Open and won deals that stand exactly here now.
    pub standing: Number,
    /// Deals that were lost while they stood here.
    pub lost: Number,
    pub reasons: Vec<ReasonLosses>,
}

/// A cohort's way through the funnel.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Funnel {
    pub pipeline_id: Option<Uuid>,
    pub by: By,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub cohort: Number,
    pub steps: Vec<Step>,
    pub won: Number,
    pub lost: Number,
    pub open: Number,
    pub basis: Basis,
    /// The past moment it is seen from, as it was asked.
    pub as_of: Option<String>,
    /// The share of the cohort that will be won.
    pub win: Figure,
    /// From creation to winning.
    pub close: Option<Times>,
    /// The funnel it is compared with.
    #[schema(no_recursion)]
    pub against: Option<Box<Funnel>>,
    pub notes: Vec<String>,
}

/// A step before it is counted.
#[derive(Debug, Clone)]
pub struct StepPlan {
    pub key: String,
    pub stage_id: Option<Uuid>,
    pub kind: usize,
    pub name: String,
    pub color: String,
    pub target: Option<i64>,
    /// Where on the way it lies: a position in the pipeline, or the number of a kind.
    pub at: i64,
    /// What is listed with this step: it and what was archived between it and the next one.
    pub holds: Vec<String>,
}

/// The step that something at place `at` belongs to: the last one not behind it. What lies before
/// the first step belongs to the first, so that no deal of the cohort is left out.
pub fn step_of(steps: &[StepPlan], at: i64) -> usize {
    steps
        .partition_point(|step| step.at <= at)
        .saturating_sub(1)
}

/// The stages of a pipeline as steps, in its present order. Archived ones are no steps, but the
/// deals that ended there belong to the step whose place they had.
pub fn stage_steps(stages: &[StageInfo]) -> Vec<StepPlan> {
    let all_archived = stages.iter().all(|stage| stage.archived);
    let mut steps: Vec<StepPlan> = stages
        .iter()
        .filter(|stage| all_archived || !stage.archived)
        .map(|stage| StepPlan {
            key: stage.id.to_string(),
            stage_id: Some(stage.id),
            kind: stage.kind,
            name: stage.name.clone(),
            color: stage.color.clone(),
            target: stage.target,
            at: stage.position,
            holds: vec![stage.id.to_string()],
        })
        .collect();
    steps.sort_by_key(|step| step.at);
    if !all_archived {
        for stage in stages.iter().filter(|stage| stage.archived) {
            let step = step_of(&steps, stage.position);
            steps[step].holds.push(stage.id.to_string());
        }
    }
    steps
}

/// The kinds that these stages have, as steps.
pub fn kind_steps(stages: &[StageInfo], lang: Lang) -> Vec<StepPlan> {
    let all_archived = stages.iter().all(|stage| stage.archived);
    let present = |kind: usize| {
        stages
            .iter()
            .any(|stage| stage.kind == kind && (all_archived || !stage.archived))
    };
    let mut steps: Vec<StepPlan> = KINDS
        .iter()
        .enumerate()
        .filter(|(index, _)| present(*index))
        .map(|(index, kind)| StepPlan {
            key: kind.key.to_owned(),
            stage_id: None,
            kind: index,
            name: kind.name.get(lang).to_owned(),
            color: kind.color.to_owned(),
            target: None,
            at: index as i64,
            holds: vec![kind.key.to_owned()],
        })
        .collect();
    for (index, kind) in KINDS.iter().enumerate() {
        if !steps.is_empty() && !present(index) {
            let step = step_of(&steps, index as i64);
            steps[step].holds.push(kind.key.to_owned());
        }
    }
    steps
}

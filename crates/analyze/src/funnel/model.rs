//! What a funnel is made of, and how grouped deals become its numbers. No I/O.

use std::collections::{BTreeMap, HashMap};

use api::list::AnyOf;
use base::money::Sums;
use base::{Currency, Lang, Money, Text, Time, Uuid};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a step of the funnel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A stage of one pipeline.
    Stage,
    /// A kind of stage, which means the same in every pipeline.
    Kind,
}

/// The deals that a funnel is about: created in these days, and fitting these filters.
#[derive(Debug, Clone, Default)]
pub struct Cohort {
    pub pipeline: Option<Uuid>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// The same days as moments of the workspace's time zone: from the first, before the second.
    pub created: (Option<Time>, Option<Time>),
    pub owner: Option<AnyOf<Uuid>>,
    pub team: Option<AnyOf<Uuid>>,
    pub source: Option<AnyOf<Uuid>>,
    pub tag: Option<AnyOf<Uuid>>,
    pub currency: Option<AnyOf<Currency>>,
    /// The filters as they were asked, for the links.
    pub asked: Vec<(String, String)>,
}

/// A stage as the funnel needs it.
#[derive(Debug, Clone)]
pub struct StageRow {
    pub id: Uuid,
    pub pipeline_id: Uuid,
    pub name: String,
    /// Index into [`KINDS`].
    pub kind: usize,
    pub position: i64,
    pub color: String,
    /// Basis points.
    pub target: Option<i64>,
    pub archived: bool,
}

/// Deals of the cohort that are alike in everything the funnel asks about.
#[derive(Debug, Clone)]
pub struct Group {
    pub reached_stage: Uuid,
    /// Index into [`KINDS`].
    pub reached_kind: usize,
    pub stage: Uuid,
    pub status: Status,
    pub reason: Option<Uuid>,
    pub deals: i64,
    pub sum: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Open,
    Won,
    Lost,
}

impl Status {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "open" => Some(Self::Open),
            "won" => Some(Self::Won),
            "lost" => Some(Self::Lost),
            _ => None,
        }
    }
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
    kind("attract", "Привлечение", "Attract", "#2563eb"),
    kind("qualify", "Квалификация", "Qualify", "#0891b2"),
    kind("present", "Презентация", "Present", "#0d9488"),
    kind("close", "Закрытие", "Close", "#b45309"),
    kind("purchase", "Покупка", "Purchase", "#15803d"),
    kind("retain", "Удержание", "Retain", "#9333ea"),
];

/// A number of the funnel: how many deals, for how much, and where to see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Number {
    pub deals: i64,
    /// Amounts of different currencies are never added.
    pub sums: Vec<Money>,
    /// The filters of `/deals` that list exactly these deals.
    #[schema(example = json!({"filter[status]": "lost"}))]
    pub link: BTreeMap<String, String>,
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
}

/// A step before it is counted.
#[derive(Debug, Clone)]
pub struct StepPlan {
    key: String,
    stage_id: Option<Uuid>,
    kind: usize,
    name: String,
    color: String,
    target: Option<i64>,
    /// Where on the way it lies: a position in the pipeline, or the number of a kind.
    at: i64,
    /// What is listed with this step: it and what was archived between it and the next one.
    holds: Vec<String>,
}

/// The step that something at place `at` belongs to: the last one not behind it. What lies before
/// the first step belongs to the first, so that no deal of the cohort is left out.
fn step_of(steps: &[StepPlan], at: i64) -> usize {
    steps
        .partition_point(|step| step.at <= at)
        .saturating_sub(1)
}

/// The stages of a pipeline as steps, in its present order. Archived ones are no steps, but the
/// deals that ended there belong to the step whose place they had.
pub fn stage_steps(stages: &[StageRow]) -> Vec<StepPlan> {
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
pub fn kind_steps(stages: &[StageRow], lang: Lang) -> Vec<StepPlan> {
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

/// Deals and money as they are added up.
#[derive(Debug, Clone, Default)]
struct Tally {
    deals: i64,
    sums: Sums,
}

impl Tally {
    fn add(&mut self, group: &Group) {
        self.deals += group.deals;
        self.sums.add(group.sum);
    }

    fn number(self, link: BTreeMap<String, String>) -> Number {
        Number {
            deals: self.deals,
            sums: self.sums.into_vec(),
            link,
        }
    }
}

/// What one step adds up.
#[derive(Debug, Clone, Default)]
struct StepTally {
    /// Deals whose furthest step is this one.
    furthest: Vec<usize>,
    standing: Tally,
    lost: Tally,
    reasons: HashMap<Option<Uuid>, Tally>,
}

/// Adds the groups up into the funnel.
pub fn count(
    cohort: &Cohort,
    by: By,
    stages: &[StageRow],
    plans: Vec<StepPlan>,
    groups: &[Group],
    reason_names: &HashMap<Uuid, String>,
    lang: Lang,
) -> Funnel {
    let place: HashMap<Uuid, i64> = stages
        .iter()
        .map(|stage| {
            let at = match by {
                By::Stage => stage.position,
                By::Kind => stage.kind as i64,
            };
            (stage.id, at)
        })
        .collect();
    let mut tallies = vec![StepTally::default(); plans.len()];
    let mut all = Tally::default();
    let mut by_status = [Tally::default(), Tally::default(), Tally::default()];
    for (index, group) in groups.iter().enumerate() {
        all.add(group);
        by_status[group.status as usize].add(group);
        if plans.is_empty() {
            continue;
        }
        let stands = place.get(&group.stage).copied().unwrap_or_default();
        let furthest = match by {
            By::Stage => place.get(&group.reached_stage).copied().unwrap_or(stands),
            By::Kind => group.reached_kind as i64,
        };
        tallies[step_of(&plans, furthest)].furthest.push(index);
        let here = &mut tallies[step_of(&plans, stands)];
        if group.status == Status::Lost {
            here.lost.add(group);
            here.reasons.entry(group.reason).or_default().add(group);
        } else {
            here.standing.add(group);
        }
    }

    // From the last step back: who reached a later step has reached this one.
    let mut reached = vec![Tally::default(); plans.len()];
    let mut so_far = Tally::default();
    for (index, tally) in tallies.iter().enumerate().rev() {
        for group in &tally.furthest {
            so_far.add(&groups[*group]);
        }
        reached[index] = so_far.clone();
    }

    let first = reached.first().map_or(0, |tally| tally.deals);
    let mut steps = Vec::with_capacity(plans.len());
    let mut before: Option<(i64, Option<i64>)> = None;
    for ((index, plan), (tally, reached)) in plans
        .into_iter()
        .enumerate()
        .zip(tallies.into_iter().zip(reached))
    {
        let deals = reached.deals;
        let link = |extra: &[(&str, &str)]| link(cohort, extra);
        let held = plan.holds.join(",");
        let (stage_filter, reached_filter, lost_filters): (&str, &str, Vec<(&str, &str)>) = match by
        {
            By::Stage => ("stage", "reached_stage", vec![("lost_stage", &held)]),
            By::Kind => (
                "stage_kind",
                "reached_kind",
                vec![("stage_kind", &held), ("status", "lost")],
            ),
        };
        // Every deal has reached the first step.
        let reached_link = if index == 0 {
            link(&[])
        } else {
            link(&[(reached_filter, &plan.key)])
        };
        steps.push(Step {
            key: plan.key.clone(),
            stage_id: plan.stage_id,
            kind: KINDS[plan.kind].key,
            name: plan.name,
            color: plan.color,
            target: before.and_then(|(_, target)| target),
            reached: reached.number(reached_link),
            conversion: before.and_then(|(previous, _)| share(deals, previous)),
            from_start: share(deals, first),
            standing: tally
                .standing
                .number(link(&[(stage_filter, &held), ("status", "open,won")])),
            lost: tally.lost.number(link(&lost_filters)),
            reasons: reasons(tally.reasons, reason_names, lang, |reason| {
                let mut filters = lost_filters.clone();
                filters.push(("lost_reason", reason));
                link(&filters)
            }),
        });
        before = Some((deals, plan.target));
    }
    let [open, won, lost] = by_status;
    Funnel {
        pipeline_id: cohort.pipeline,
        by,
        from: cohort.from,
        to: cohort.to,
        cohort: all.number(link(cohort, &[])),
        steps,
        won: won.number(link(cohort, &[("status", "won")])),
        lost: lost.number(link(cohort, &[("status", "lost")])),
        open: open.number(link(cohort, &[("status", "open")])),
    }
}

/// The reasons of a step's losses, the most frequent first.
fn reasons(
    tallies: HashMap<Option<Uuid>, Tally>,
    names: &HashMap<Uuid, String>,
    lang: Lang,
    link: impl Fn(&str) -> BTreeMap<String, String>,
) -> Vec<ReasonLosses> {
    let no_reason = Text::fixed("Причина не указана", "No reason given");
    let mut reasons: Vec<ReasonLosses> = tallies
        .into_iter()
        .map(|(reason_id, tally)| {
            let name = match reason_id {
                None => no_reason.get(lang).to_owned(),
                Some(id) => names.get(&id).cloned().unwrap_or_else(|| id.to_string()),
            };
            let filter = reason_id.map_or_else(|| "none".to_owned(), |id| id.to_string());
            ReasonLosses {
                reason_id,
                name,
                lost: tally.number(link(&filter)),
            }
        })
        .collect();
    reasons.sort_by(|a, b| {
        b.lost
            .deals
            .cmp(&a.lost.deals)
            .then_with(|| a.name.cmp(&b.name))
    });
    reasons
}

fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The filters of the deal list that show the cohort, narrowed by `extra`.
fn link(cohort: &Cohort, extra: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut filters: Vec<(&str, String)> = Vec::new();
    if let Some(pipeline) = cohort.pipeline {
        filters.push(("pipeline", pipeline.to_string()));
    }
    if let Some(day) = cohort.from {
        filters.push(("created_from", day.to_string()));
    }
    if let Some(day) = cohort.to {
        filters.push(("created_to", day.to_string()));
    }
    filters.extend(
        cohort
            .asked
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone())),
    );
    filters.extend(
        extra
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    filters
        .into_iter()
        .map(|(name, value)| (format!("filter[{name}]"), value))
        .collect()
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;

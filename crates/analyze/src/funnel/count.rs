//! Adding grouped deals up into the numbers of a funnel. No I/O.

use std::collections::{BTreeMap, HashMap};

use base::money::Sums;
use base::{Lang, Text, Uuid};

use super::model::{
    By, Cohort, Funnel, Group, KINDS, Number, ReasonLosses, StageRow, Status, Step, StepPlan,
    step_of,
};

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
#[path = "count_tests.rs"]
mod tests;

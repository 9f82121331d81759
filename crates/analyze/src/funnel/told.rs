//! Turning what was counted into the funnel that people see. No I/O.

use std::collections::BTreeMap;

use base::{Lang, Text, Uuid};

use super::flow::{Cohort, Flow, StepFlow};
use super::model::{Basis, By, Change, Funnel, KINDS, Number, ReasonLosses, Step, StepPlan, Times};
use crate::estimate::{Difference, Estimate, difference, expected, quantile, share};
use crate::numbers::{Ask, Figure, Metric};
use crate::question::Sample;
use crate::steps::Steps;
use crate::tally::{DayCounts, Tally};

/// A counted funnel with what telling it needs.
#[derive(Debug)]
pub struct Told<'a> {
    pub sample: &'a Sample<'a>,
    pub steps: &'a Steps,
    pub cohort: Cohort,
    pub flow: &'a Flow,
    /// The same selection, whenever its deals began.
    pub longer: &'a Flow,
}

impl Told<'_> {
    /// The funnel; `against` is the other one with what was counted of it.
    pub fn funnel(&self, against: Option<(&Told<'_>, Funnel)>) -> Funnel {
        let sample = self.sample;
        let question = sample.question;
        let changes = match &against {
            Some((other, _)) => changes(self, other),
            None => vec![None; self.steps.len()],
        };
        let flow = self.flow;
        let first = flow.steps.first().map_or(0, |step| step.reached.deals);
        let mut before: Option<(i64, Option<i64>)> = None;
        let mut steps = Vec::with_capacity(self.steps.len());
        for ((index, plan), change) in self.steps.plans.iter().enumerate().zip(changes) {
            let step = self.step(index, plan, before, first, change);
            before = Some((step.reached.deals, plan.target));
            steps.push(step);
        }
        let status = |tally: &Tally, word: &str, metric: Metric| {
            self.number(tally, self.link(&[("status", word)]), Ask::new(metric))
        };
        Funnel {
            pipeline_id: question.pipeline,
            by: self.steps.by,
            from: question.from,
            to: question.to,
            cohort: self.number(&flow.cohort, self.link(&[]), Ask::new(Metric::DealsCreated)),
            steps,
            won: status(&flow.won, "won", Metric::WinRateObserved),
            lost: status(&flow.lost, "lost", Metric::WinRateObserved),
            open: status(&flow.open, "open", Metric::WinRateObserved),
            basis: self.cohort.basis,
            as_of: question.as_of.as_ref().map(|(_, text)| text.clone()),
            win: self.figure(
                Ask::new(Metric::WinRate),
                expected(&flow.winning, Some(&self.longer.winning)),
            ),
            close: self.times(&flow.winning.one_cause(), &Ask::new(Metric::TimeToClose)),
            against: against.map(|(_, funnel)| Box::new(funnel)),
            notes: Vec::new(),
        }
    }

    fn step(
        &self,
        index: usize,
        plan: &StepPlan,
        before: Option<(i64, Option<i64>)>,
        first: i64,
        change: Option<Change>,
    ) -> Step {
        let StepFlow {
            reached,
            standing,
            lost,
            reasons,
            undecided,
            transition,
            stay,
            left,
            forward,
        } = &self.flow.steps[index];
        let ask = |metric| Ask::at(metric, &plan.key, self.steps.by, self.cohort.basis);
        let held = plan.holds.join(",");
        let (stage_filter, reached_filter, lost_filters): (&str, &str, Vec<(&str, &str)>) =
            match self.steps.by {
                By::Stage => ("stage", "reached_stage", vec![("lost_stage", &held)]),
                By::Kind => (
                    "stage_kind",
                    "reached_kind",
                    vec![("stage_kind", &held), ("status", "lost")],
                ),
            };
        // Every deal has reached the first step.
        let reached_link = if index == 0 {
            self.link(&[])
        } else {
            self.link(&[(reached_filter, &plan.key)])
        };
        let later = index > 0;
        let longer = &self.longer.steps[index].transition;
        Step {
            key: plan.key.clone(),
            stage_id: plan.stage_id,
            kind: KINDS[plan.kind].key,
            name: plan.name.clone(),
            color: plan.color.clone(),
            target: before.and_then(|(_, target)| target),
            reached: self.number(reached, reached_link, ask(Metric::Reached)),
            conversion: before
                .filter(|(previous, _)| *previous > 0 && self.cohort.basis == Basis::Created)
                .map(|(previous, _)| reached.deals as f64 / previous as f64)
                .or_else(|| observed(transition).value.filter(|_| later)),
            observed: later.then(|| self.figure(ask(Metric::Conversion), observed(transition))),
            expected: later.then(|| {
                let estimate = expected(transition, Some(longer));
                self.figure(ask(Metric::ExpectedConversion), estimate)
            }),
            period: later
                .then(|| self.figure(ask(Metric::PeriodConversion), share(*forward, *left))),
            undecided: self.number(undecided, None, ask(Metric::Undecided)),
            time: self.times(stay, &ask(Metric::TimeInStage)),
            change,
            from_start: (first > 0).then(|| reached.deals as f64 / first as f64),
            standing: self.number(
                standing,
                self.link(&[(stage_filter, &held), ("status", "open,won")]),
                ask(Metric::Standing),
            ),
            lost: self.number(lost, self.link(&lost_filters), ask(Metric::LostAt)),
            reasons: self.reasons(reasons, &lost_filters, &ask(Metric::LostAt)),
        }
    }

    /// The reasons of a step's losses, the most frequent first.
    fn reasons(
        &self,
        tallies: &std::collections::HashMap<u16, Tally>,
        lost_filters: &[(&str, &str)],
        ask: &Ask,
    ) -> Vec<ReasonLosses> {
        let names = self.sample.names();
        let mut reasons: Vec<ReasonLosses> = tallies
            .iter()
            .map(|(reason, tally)| {
                let reason_id = names.reasons.get(u32::from(*reason)).copied();
                let filter = reason_id.map_or_else(|| "none".to_owned(), |id| id.to_string());
                let mut filters = lost_filters.to_vec();
                filters.push(("lost_reason", &filter));
                let ask = Ask {
                    reason: Some(reason_id),
                    ..ask.clone()
                };
                ReasonLosses {
                    reason_id,
                    name: reason_name(self.sample, reason_id),
                    lost: self.number(tally, self.link(&filters), ask),
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

    fn number(&self, tally: &Tally, link: Option<BTreeMap<String, String>>, ask: Ask) -> Number {
        Number {
            deals: tally.deals,
            sums: tally.sums(),
            link,
            address: ask.address(self.sample.question),
        }
    }

    fn figure(&self, ask: Ask, estimate: Estimate) -> Figure {
        ask.figure(self.sample, estimate)
    }

    fn times(&self, counts: &DayCounts, ask: &Ask) -> Option<Times> {
        let at = |percent: u8| {
            let ask = Ask {
                quantile: (percent != 50).then_some(percent),
                ..ask.clone()
            };
            self.figure(ask, quantile(counts, f64::from(percent) / 100.0))
        };
        (counts.total() > 0).then(|| Times {
            median: at(50),
            q1: at(25),
            q3: at(75),
        })
    }

    /// The filters of the deal list that show the cohort, narrowed by `extra`.
    fn link(&self, extra: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
        let question = self.sample.question;
        if question.as_of.is_some() || self.cohort.basis == Basis::Entered {
            return None;
        }
        let mut filters: Vec<(&str, String)> = Vec::new();
        if let Some(pipeline) = question.pipeline {
            filters.push(("pipeline", pipeline.to_string()));
        }
        if let Some(day) = question.from {
            filters.push(("created_from", day.to_string()));
        }
        if let Some(day) = question.to {
            filters.push(("created_to", day.to_string()));
        }
        let asked = question.asked.iter();
        filters.extend(asked.map(|(name, value)| (name.as_str(), value.clone())));
        filters.extend(
            extra
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let filters = filters
            .into_iter()
            .map(|(name, value)| (format!("filter[{name}]"), value));
        Some(filters.collect())
    }
}

fn observed(transition: &DayCounts) -> Estimate {
    let went_on = transition.of(crate::tally::Outcome::Event);
    share(went_on, transition.total())
}

/// What a reason of loss is called.
pub fn reason_name(sample: &Sample<'_>, reason: Option<Uuid>) -> String {
    let none = Text::fixed("Причина не указана", "No reason given");
    let lang: Lang = sample.ground.lang;
    match reason {
        None => none.get(lang).to_owned(),
        Some(id) => {
            let name = sample.names().reason_names.get(&id);
            name.cloned().unwrap_or_else(|| id.to_string())
        }
    }
}

/// Differences of the expected conversions, step by step, judged together.
fn changes(this: &Told<'_>, other: &Told<'_>) -> Vec<Option<Change>> {
    let differences: Vec<Option<Difference>> = this
        .steps
        .plans
        .iter()
        .enumerate()
        .map(|(index, plan)| {
            let there = other.steps.find(&plan.key).filter(|_| index > 0)?;
            let (a, b) = (
                &this.flow.steps[index].transition,
                &other.flow.steps[there].transition,
            );
            let (longer_a, longer_b) = (
                &this.longer.steps[index].transition,
                &other.longer.steps[there].transition,
            );
            difference(
                (a, expected(a, Some(longer_a))),
                (b, expected(b, Some(longer_b))),
            )
        })
        .collect();
    let told: Vec<f64> = differences
        .iter()
        .flatten()
        .filter(|difference| !difference.too_few)
        .map(|difference| difference.p)
        .collect();
    let mut adjusted = stats::multiple::benjamini_hochberg(&told).into_iter();
    differences
        .into_iter()
        .map(|difference| {
            let difference = difference?;
            let p = if difference.too_few {
                1.0
            } else {
                adjusted.next().unwrap_or(1.0)
            };
            Some(Change {
                difference: difference.difference,
                low: difference.low,
                high: difference.high,
                p: difference.p,
                significant: p < 0.05,
                too_few: difference.too_few,
            })
        })
        .collect()
}

//! Weak points in words and figures.

use std::collections::HashMap;

use base::{Lang, Result};

use super::find::{Against, Compared, Found, Leak, of_stage};
use super::model::{
    AgainstWord, Finding, Money, ReasonShare, Segment, Verdict, WeakPoints, WeakStage,
};
use super::survey::{Kind, Survey};
use crate::estimate::{Estimate, FEWEST, quantile, times_differ};
use crate::funnel::Basis;
use crate::funnel::told::reason_name;
use crate::numbers::ask::percent;
use crate::numbers::slices::named;
use crate::numbers::{Ask, Figure, Metric, work};
use crate::question::{Question, Sample};
use crate::steps::Steps;
use crate::tally::DayCounts;

/// Reasons that a finding names.
const MOST_REASONS: usize = 4;
/// An interval wider than this says too little.
const WIDEST: f64 = 0.5;

struct Teller<'a> {
    sample: &'a Sample<'a>,
    steps: &'a Steps,
    survey: &'a Survey,
    lang: Lang,
}

/// # Errors
/// As the numbers that are shown.
pub fn told(
    sample: &Sample<'_>,
    steps: &Steps,
    survey: &Survey,
    found: &Found,
) -> Result<WeakPoints> {
    let teller = Teller {
        sample,
        steps,
        survey,
        lang: sample.ground.lang,
    };
    let last = steps
        .winning()
        .unwrap_or(steps.len())
        .min(steps.len().saturating_sub(1));
    Ok(WeakPoints {
        from: sample.question.from,
        to: sample.question.to,
        findings: found
            .leaks
            .iter()
            .map(|leak| teller.finding(leak))
            .collect::<Result<_>>()?,
        stages: (0..last)
            .map(|step| teller.stage(step, found))
            .collect::<Result<_>>()?,
        tested: found.tested,
        notes: Vec::new(),
    })
}

impl Teller<'_> {
    fn share(&self, value: Option<f64>) -> String {
        // Points of a percent say nothing here.
        value.map_or_else(|| "—".to_owned(), |value| percent(value, 0, self.lang))
    }

    /// The figure of a stage's expected conversion, of this question or of a narrower one.
    fn expected(&self, step: usize, question: &Question, estimate: Estimate) -> Figure {
        let next = &self.steps.plans[step + 1].key;
        let ask = Ask::at(
            Metric::ExpectedConversion,
            next,
            self.steps.by,
            Basis::Entered,
        );
        let sample = Sample {
            question,
            ..self.sample.clone()
        };
        ask.figure(&sample, estimate)
    }

    /// A number about a stage, counted as it is explained.
    fn figure(&self, metric: Metric, step: usize) -> Result<Figure> {
        let key = &self.steps.plans[step].key;
        let ask = Ask::at(metric, key, self.steps.by, Basis::Entered);
        Ok(ask.figure(self.sample, work(self.sample, &ask)?.estimate))
    }

    /// The deals of a narrower question that were lost on a stage.
    fn lost_of(&self, question: &Question, step: usize) -> Result<Figure> {
        let sample = Sample::new(self.sample.view.history, self.sample.ground, question);
        let key = &self.steps.plans[step].key;
        let ask = Ask::at(Metric::LostAt, key, self.steps.by, Basis::Entered);
        Ok(ask.figure(&sample, work(&sample, &ask)?.estimate))
    }

    fn finding(&self, leak: &Leak) -> Result<Finding> {
        let main = &leak.main;
        let plan = &self.steps.plans[main.step];
        let (against, reference_name) = self.against(main);
        let segment = leak
            .segment
            .map(|segment| self.segment(&segment))
            .transpose()?
            .flatten();
        let question = match main.against {
            Against::Others(kind) => self.narrowed(kind)?,
            _ => self.sample.question.clone(),
        };
        Ok(Finding {
            step: plan.key.clone(),
            name: plan.name.clone(),
            color: plan.color.clone(),
            against,
            sentence: self.sentence(main, segment.as_ref()),
            at_stake: Money {
                value: main.at_stake,
                low: main.at_stake_low,
                high: main.at_stake_high,
                currency: self.sample.currency.to_string(),
            },
            expected: self.expected(main.step, &question, main.here),
            reference: main.reference.value.unwrap_or_default(),
            reference_name,
            p_adjusted: main.p_adjusted,
            reasons: self.reasons(leak),
            segment,
            deals: self.lost_of(&question, main.step)?,
        })
    }

    fn against(&self, compared: &Compared) -> (AgainstWord, String) {
        let ru = self.lang == Lang::Ru;
        let (word, ru_name, en_name) = match compared.against {
            Against::Target => (AgainstWord::Target, "цель", "target"),
            Against::Before => (AgainstWord::Before, "период до этого", "period before"),
            Against::LongRun => (AgainstWord::LongRun, "обычно", "long run"),
            Against::Others(_) => (AgainstWord::Others, "остальные сделки", "other deals"),
        };
        (word, if ru { ru_name } else { en_name }.to_owned())
    }

    fn narrowed(&self, kind: Kind) -> Result<Question> {
        let (key, _) = named(self.sample, kind.0, kind.1);
        match kind.0.filter() {
            Some(filter) => self.sample.question.narrowed(filter, &key),
            None => Ok(self.sample.question.clone()),
        }
    }

    fn segment(&self, compared: &Compared) -> Result<Option<Segment>> {
        let Against::Others(kind) = compared.against else {
            return Ok(None);
        };
        let stage = &self.survey.stages[compared.step];
        let slot = stage.kinds.get(&kind).cloned().unwrap_or_default();
        let others = stage.now.without(&slot.now);
        let (here, there) = (slot.now.any_end(), others.any_end());
        // Times are told where they differ for sure: a long wait is often the cause.
        let differ = times_differ(&here, &there).is_some_and(|p| p < 0.01);
        let days = |counts: &DayCounts| quantile(counts, 0.5).value.filter(|_| differ);
        let (key, name) = named(self.sample, kind.0, kind.1);
        let question = self.narrowed(kind)?;
        Ok(Some(Segment {
            by: kind.0.as_str(),
            key,
            name,
            expected: self.expected(compared.step, &question, compared.here),
            others: compared.reference.value.unwrap_or_default(),
            days: days(&here),
            others_days: days(&there),
        }))
    }

    fn reasons(&self, leak: &Leak) -> Vec<ReasonShare> {
        let stage = &self.survey.stages[leak.main.step];
        let of_segment = leak.segment.and_then(|segment| match segment.against {
            Against::Others(kind) => stage.kinds.get(&kind).map(|slot| &slot.reasons),
            _ => None,
        });
        self.shares(of_segment.unwrap_or(&stage.reasons))
    }

    fn shares(&self, reasons: &HashMap<u16, i64>) -> Vec<ReasonShare> {
        let names = self.sample.names();
        let all: i64 = reasons.values().sum();
        let mut shares: Vec<ReasonShare> = reasons
            .iter()
            .map(|(reason, deals)| ReasonShare {
                name: reason_name(self.sample, names.reasons.get(u32::from(*reason)).copied()),
                deals: *deals,
                share: *deals as f64 / all.max(1) as f64,
            })
            .collect();
        shares.sort_by(|a, b| b.deals.cmp(&a.deals).then_with(|| a.name.cmp(&b.name)));
        shares.truncate(MOST_REASONS);
        shares
    }

    /// What a director reads: where, how much less than what, what it costs.
    fn sentence(&self, main: &Compared, segment: Option<&Segment>) -> String {
        let stage = &self.steps.plans[main.step].name;
        let here = self.share(main.here.value);
        let there = self.share(main.reference.value);
        let stake = base::Money::new(rounded(main.at_stake), self.sample.currency)
            .whole()
            .written(self.lang);
        let whose = segment
            .map(|segment| self.whose(segment))
            .unwrap_or_default();
        let first = match (main.against, self.lang) {
            (Against::Target, Lang::Ru) => {
                format!("С этапа «{stage}» дальше проходит {here} сделок при цели {there}.")
            }
            (Against::Target, Lang::En) => {
                format!("{here} of deals move on from “{stage}”; the target is {there}.")
            }
            (Against::Before, Lang::Ru) => {
                format!(
                    "С этапа «{stage}» дальше проходит {here} сделок, в период до этого проходило {there}."
                )
            }
            (Against::Before, Lang::En) => {
                format!(
                    "{here} of deals move on from “{stage}”, down from {there} in the previous period."
                )
            }
            (Against::LongRun, Lang::Ru) => {
                format!("С этапа «{stage}» дальше проходит {here} сделок, обычно проходит {there}.")
            }
            (Against::LongRun, Lang::En) => {
                format!("{here} of deals move on from “{stage}”; usually it is {there}.")
            }
            (Against::Others(_), Lang::Ru) => {
                format!(
                    "С этапа «{stage}» {whose} дальше проходит {here} сделок, у остальных {there}."
                )
            }
            (Against::Others(_), Lang::En) => {
                format!(
                    "{here} of deals {whose} move on from “{stage}”; for all others it is {there}."
                )
            }
        };
        let mut parts = vec![first];
        if let Some(segment) = segment {
            if !matches!(main.against, Against::Others(_)) {
                let (a, b) = (
                    self.share(segment.expected.value),
                    self.share(Some(segment.others)),
                );
                parts.push(match self.lang {
                    Lang::Ru => format!("Хуже всего {whose}: {a} против {b}."),
                    Lang::En => format!("Deals {whose} do worst: {a} against {b}."),
                });
            }
            if let (Some(days), Some(others)) = (segment.days, segment.others_days) {
                parts.push(match self.lang {
                    Lang::Ru => format!("Там они стоят {days:.0} дн., остальные {others:.0} дн."),
                    Lang::En => format!("They stay there {days:.0} days, the others {others:.0}."),
                });
            }
        }
        parts.push(match self.lang {
            Lang::Ru => format!("Это стоит около {stake} в месяц."),
            Lang::En => format!("It costs about {stake} a month."),
        });
        parts.join(" ")
    }

    /// The deals of a kind, as a part of a sentence.
    fn whose(&self, segment: &Segment) -> String {
        let name = &segment.name;
        let (ru, en) = match segment.by {
            "team" => ("у команды", "of team"),
            "owner" => ("у сотрудника", "owned by"),
            "source" => ("из источника", "from source"),
            "industry" => ("в отрасли", "in the industry"),
            "company_size" => ("у компаний размером", "with companies of size"),
            _ => ("с тегом", "tagged"),
        };
        match self.lang {
            Lang::Ru => format!("{ru} «{name}»"),
            Lang::En => format!("{en} “{name}”"),
        }
    }

    fn stage(&self, step: usize, found: &Found) -> Result<WeakStage> {
        let plan = &self.steps.plans[step];
        let stage = &self.survey.stages[step];
        let here = of_stage(stage);
        let share = |counts: &DayCounts| {
            let estimate = crate::estimate::expected(counts, Some(&stage.ever));
            estimate.value.filter(|_| !estimate.too_few)
        };
        let weak = found.leaks.iter().any(|leak| leak.main.step == step);
        let wide = here
            .high
            .zip(here.low)
            .is_none_or(|(high, low)| high - low > WIDEST);
        let n = stage.now.total();
        let (verdict, why) = if weak {
            (
                Verdict::Weak,
                self.say("Слабое место: см. выше", "Weak point: see above"),
            )
        } else if n < FEWEST || wide {
            let why = match self.lang {
                Lang::Ru => format!("Сделок за период: {n}. Слишком мало, чтобы судить"),
                Lang::En => format!("Deals in the period: {n}. Too few to tell"),
            };
            (Verdict::TooFew, why)
        } else {
            let why = self.say("Заметных отличий нет", "No notable difference");
            (Verdict::Fine, why)
        };
        Ok(WeakStage {
            step: plan.key.clone(),
            name: plan.name.clone(),
            color: plan.color.clone(),
            entered: self.figure(Metric::Reached, step)?,
            lost: self.figure(Metric::LostAt, step)?,
            lost_sum: stage.lost_sum as f64,
            expected: self.expected(step, self.sample.question, here),
            target: plan.target.map(|target| target as f64 / 10_000.0),
            before: share(&stage.before),
            long_run: share(&stage.long_run),
            verdict,
            why,
        })
    }

    fn say(&self, ru: &str, en: &str) -> String {
        if self.lang == Lang::Ru { ru } else { en }.to_owned()
    }
}

/// Money that is only estimated is told with two figures that mean something.
fn rounded(amount: f64) -> i64 {
    if amount < 1.0 {
        return 0;
    }
    let unit = 10_f64.powf(amount.log10().floor() - 1.0);
    ((amount / unit).round() * unit) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_told_with_two_figures() {
        assert_eq!(rounded(123_456_789.0), 120_000_000);
        assert_eq!(rounded(98_765.0), 99_000);
        assert_eq!(rounded(0.3), 0);
    }
}

//! Counting what the versions of a script lead to. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use base::time::DAY_MS;
use serde::{Deserialize, Serialize};
use stats::Interval;
use stats::proportion::wilson;
use stats::survival::{Observation, RiskTable, aalen_johansen};
use utoipa::ToSchema;

use crate::scripts::model::Step;
use crate::scripts::runs::model::Passed;

/// The level of all intervals.
const LEVEL: f64 = 0.95;
/// Fewer deals than this tell nothing.
pub const FEWEST: usize = 10;
/// Versions are compared by the share that qualifies in so many days: in the most that can be told.
const SPANS: [i64; 4] = [30, 14, 7, 3];

base::words! {
    /// What became of a deal in those days.
    Part as ScriptResultPart {
        Qualified = "qualified",
        Lost = "lost",
        /// It was open all the time.
        Undecided = "undecided",
        /// It is open, and the days are not over.
        Watched = "watched",
        /// It had passed qualification before the script was followed, and counts nowhere.
        Before = "before",
    }
}

/// A deal with its first run of the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    pub number: i64,
    pub started_at: i64,
    /// When it first came to a stage behind qualification.
    pub qualified_at: Option<i64>,
    /// When it was lost, if it stands lost.
    pub lost_at: Option<i64>,
}

impl Followed {
    pub fn part(&self, days: i64, now: i64) -> Part {
        let until = self.started_at + days * DAY_MS;
        match (self.qualified_at, self.lost_at) {
            (Some(at), _) if at <= self.started_at => Part::Before,
            (Some(at), _) if at <= until => Part::Qualified,
            (None, Some(at)) if at <= until => Part::Lost,
            (None, None) if now < until => Part::Watched,
            _ => Part::Undecided,
        }
    }

    fn observation(&self, days: i64, now: i64) -> Option<Observation> {
        let since = |at: i64| (at - self.started_at).max(0) as f64 / DAY_MS as f64;
        let (time, cause) = match self.part(days, now) {
            Part::Before => return None,
            Part::Qualified => (since(self.qualified_at?), Some(0)),
            Part::Lost => (since(self.lost_at?), Some(1)),
            Part::Undecided => (days as f64, None),
            Part::Watched => (since(now), None),
        };
        Some(Observation {
            time,
            cause,
            weight: 1.0,
        })
    }
}

/// The days in which versions are compared: the most in which each version with enough deals has enough of them
/// watched from end to end.
pub fn span(deals: &[Followed], now: i64) -> i64 {
    let mut of_version: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for deal in deals {
        of_version
            .entry(deal.number)
            .or_default()
            .push(deal.started_at);
    }
    let enough = |days: i64| {
        of_version
            .values()
            .filter(|all| all.len() >= FEWEST)
            .all(|all| {
                let whole = all.iter().filter(|at| **at + days * DAY_MS <= now);
                whole.count() >= FEWEST
            })
    };
    let [.., least] = SPANS;
    SPANS
        .into_iter()
        .find(|days| enough(*days))
        .unwrap_or(least)
}

/// A share with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = ScriptShare)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Too few deals to say anything.
    pub too_few: bool,
}

/// The share that qualifies in so many days. Where all have been watched so long it is the plain share with
/// Wilson's interval; else the cumulative incidence by Aalen–Johansen, losses competing, open deals censored.
pub fn share(deals: &[Followed], days: i64, now: i64) -> Option<Share> {
    let seen: Vec<Observation> = deals
        .iter()
        .filter_map(|deal| deal.observation(days, now))
        .collect();
    if seen.is_empty() {
        return None;
    }
    let n = seen.len() as f64;
    let of = |part: Part| {
        deals
            .iter()
            .filter(|deal| deal.part(days, now) == part)
            .count()
    };
    let few = seen.len() < FEWEST;
    if of(Part::Watched) == 0 {
        let qualified = of(Part::Qualified) as f64;
        return Some(told(qualified / n, wilson(qualified, n, LEVEL), few));
    }
    let table = RiskTable::new(seen.iter().copied(), 2).ok()?;
    let curve = aalen_johansen(&table, 0).ok()?;
    let end = days as f64;
    // Nobody was watched up to the end: what comes later is not known yet.
    let watched = table.rows().last().is_some_and(|row| row.time >= end);
    Some(told(
        curve.at(end),
        curve.interval_at(end, LEVEL),
        few || !watched,
    ))
}

fn told(value: f64, interval: Interval, too_few: bool) -> Share {
    Share {
        value,
        low: interval.low,
        high: interval.high,
        too_few,
    }
}

base::words! {
    /// What a difference says.
    Verdict as ScriptVerdict {
        Better = "better",
        Worse = "worse",
        /// It may be chance.
        Unsure = "unsure",
        TooFew = "too_few",
    }
}

/// One version against the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = ScriptDifference)]
pub struct Difference {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub verdict: Verdict,
}

/// The difference of two shares by Newcombe's method 10: the limits of both, squared and added. With Wilson's limits
/// it is his interval exactly; with those of an incidence it is the same construction (Zou & Donner 2008).
pub fn difference(now: Share, then: Share) -> Difference {
    let value = now.value - then.value;
    let low = value - (now.value - now.low).hypot(then.high - then.value);
    let high = value + (now.high - now.value).hypot(then.value - then.low);
    let verdict = if now.too_few || then.too_few {
        Verdict::TooFew
    } else if low > 0.0 {
        Verdict::Better
    } else if high < 0.0 {
        Verdict::Worse
    } else {
        Verdict::Unsure
    };
    Difference {
        value,
        low: low.max(-1.0),
        high: high.min(1.0),
        verdict,
    }
}

/// A run, as far as its way matters.
#[derive(Debug, Clone)]
pub struct Walk {
    /// Where it stands or ended.
    pub step: String,
    pub path: Vec<Passed>,
    /// It is over, or nobody has touched it for a day.
    pub over: bool,
}

/// What happened on a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ScriptStepUse)]
pub struct StepUse {
    pub step: String,
    /// Runs that came here.
    pub reached: usize,
    /// Of them, runs that were broken off here.
    pub left: usize,
    /// Of them, those that took each answer, in the order of the answers.
    pub answers: Vec<usize>,
}

/// How the steps of a version were passed: each run counts once on a step, however often it came there.
pub fn uses(steps: &[Step], walks: &[Walk]) -> Vec<StepUse> {
    let mut found: Vec<StepUse> = steps
        .iter()
        .map(|step| StepUse {
            step: step.key.clone(),
            reached: 0,
            left: 0,
            answers: vec![0; step.answers.len()],
        })
        .collect();
    let places: BTreeMap<&str, usize> = steps
        .iter()
        .enumerate()
        .map(|(place, step)| (step.key.as_str(), place))
        .collect();
    for walk in walks {
        let mut seen = BTreeSet::from([walk.step.as_str()]);
        let mut taken = BTreeSet::new();
        for passed in &walk.path {
            seen.insert(&passed.step);
            taken.insert((passed.step.as_str(), passed.answer));
        }
        for place in seen.iter().filter_map(|key| places.get(key)) {
            found[*place].reached += 1;
        }
        for (key, answer) in taken {
            let counted = places
                .get(key)
                .and_then(|place| found[*place].answers.get_mut(answer));
            if let Some(counted) = counted {
                *counted += 1;
            }
        }
        if let Some(place) = places.get(walk.step.as_str())
            && walk.over
            && steps[*place].end.is_none()
        {
            found[*place].left += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use stats::proportion::newcombe;

    use super::*;
    use crate::scripts::model::{Answer, Outcome};

    const NOW: i64 = 100 * DAY_MS;

    fn deal(day: i64, qualified: Option<i64>, lost: Option<i64>) -> Followed {
        Followed {
            number: 1,
            started_at: day * DAY_MS,
            qualified_at: qualified.map(|day| day * DAY_MS),
            lost_at: lost.map(|day| day * DAY_MS),
        }
    }

    #[test]
    fn each_deal_is_in_one_part() {
        let part = |deal: Followed| deal.part(30, NOW);
        assert_eq!(part(deal(10, Some(5), None)), Part::Before);
        assert_eq!(part(deal(10, Some(12), None)), Part::Qualified);
        // It was lost later, but passed qualification in time.
        assert_eq!(part(deal(10, Some(12), Some(20))), Part::Qualified);
        assert_eq!(part(deal(10, Some(60), None)), Part::Undecided);
        assert_eq!(part(deal(10, None, Some(20))), Part::Lost);
        assert_eq!(part(deal(10, None, Some(60))), Part::Undecided);
        assert_eq!(part(deal(10, None, None)), Part::Undecided);
        assert_eq!(part(deal(90, None, None)), Part::Watched);
    }

    #[test]
    fn open_deals_are_not_taken_for_lost() {
        let settled: Vec<Followed> = (0..20)
            .map(|n| deal(10, (n < 10).then_some(12), (n >= 10).then_some(14)))
            .collect();
        let share_of = |deals: &[Followed]| share(deals, 30, NOW).expect("a share");
        let whole = share_of(&settled);
        let plain = wilson(10.0, 20.0, LEVEL);
        assert!((whole.value - 0.5).abs() < 1e-12 && !whole.too_few);
        assert!((whole.low - plain.low).abs() < 1e-12);
        // Ten more that began yesterday change nothing but what they have lived through.
        let mut young = settled.clone();
        young.extend((0..10).map(|_| deal(99, None, None)));
        let now = share_of(&young);
        assert!((now.value - 0.5).abs() < 1e-9, "{}", now.value);
        assert_eq!(share(&[], 30, NOW), None);
        assert!(share_of(&settled[..5]).too_few);
    }

    #[test]
    fn a_share_that_nobody_was_watched_for_is_not_told() {
        let young: Vec<Followed> = (0..40)
            .map(|n| deal(95, (n < 10).then_some(97), None))
            .collect();
        let share = share(&young, 30, NOW).expect("a share");
        assert!(share.too_few);
        assert_eq!(span(&young, NOW), 3);
        let old: Vec<Followed> = (0..10).map(|_| deal(10, None, None)).collect();
        assert_eq!(span(&old, NOW), 30);
        assert_eq!(span(&[], NOW), 30);
    }

    #[test]
    fn settled_shares_differ_by_newcombes_interval() {
        let of = |good: usize, n: usize| -> Share {
            let deals: Vec<Followed> = (0..n)
                .map(|k| deal(10, (k < good).then_some(12), (k >= good).then_some(12)))
                .collect();
            share(&deals, 30, NOW).expect("a share")
        };
        let (value, interval) = newcombe(56.0, 70.0, 48.0, 80.0, LEVEL);
        let found = difference(of(56, 70), of(48, 80));
        assert!((found.value - value).abs() < 1e-12);
        assert!((found.low - interval.low).abs() < 1e-12);
        assert!((found.high - interval.high).abs() < 1e-12);
        assert_eq!(found.verdict, Verdict::Better);
        assert_eq!(difference(of(48, 80), of(56, 70)).verdict, Verdict::Worse);
        assert_eq!(difference(of(7, 20), of(8, 20)).verdict, Verdict::Unsure);
        assert_eq!(difference(of(3, 4), of(1, 90)).verdict, Verdict::TooFew);
    }

    #[test]
    fn a_run_counts_once_on_a_step_and_is_lost_where_it_broke_off() {
        let step = |key: &str, to: &[&str], end| Step {
            key: key.into(),
            answers: to
                .iter()
                .map(|to| Answer {
                    text: String::new(),
                    to: (*to).into(),
                    value: None,
                })
                .collect(),
            end,
            ..Step::default()
        };
        let steps = [
            step("a", &["b", "end"], None),
            step("b", &["a", "end"], None),
            step("end", &[], Some(Outcome::Agreed)),
        ];
        let walk = |at: &str, path: &[(&str, usize)], over| Walk {
            step: at.into(),
            path: path
                .iter()
                .map(|(step, answer)| Passed {
                    step: (*step).into(),
                    answer: *answer,
                    said: String::new(),
                    captured: None,
                    at: 0,
                })
                .collect(),
            over,
        };
        let walks = [
            walk("end", &[("a", 0), ("b", 0), ("a", 1)], true),
            walk("b", &[("a", 0)], true),
            walk("a", &[], false),
        ];
        let found = uses(&steps, &walks);
        let numbers: Vec<(usize, usize, &[usize])> = found
            .iter()
            .map(|one| (one.reached, one.left, one.answers.as_slice()))
            .collect();
        assert_eq!(
            numbers,
            [
                (3, 0, [2, 1].as_slice()),
                (2, 1, [1, 0].as_slice()),
                (1, 0, [].as_slice())
            ]
        );
    }
}

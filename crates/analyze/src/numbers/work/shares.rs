//! Shares and times of cohorts.

use base::{Lang, Text};

use super::super::ask::{Part, Worked, written};
use super::super::catalog::Unit;
use super::deals::{QUALIFY, both, kinds, lead_at};
use crate::estimate::{Curve, Estimate, expected, quantile, share, survival};
use crate::funnel::flow::winning;
use crate::history::Seen;
use crate::question::{Sample, Span};
use crate::steps::{NEVER, Way, days};
use crate::tally::{DayCounts, Outcome};

/// Deals that something happened to, that ended otherwise, and that are open.
#[derive(Debug)]
pub struct Ends {
    pub counts: DayCounts,
    parts: [Part; 3],
    /// The same of all deals, whenever they began.
    pub longer: DayCounts,
}

impl Ends {
    /// Names of those whom it happened to.
    pub fn new(ru: &'static str, en: &'static str) -> Self {
        Self {
            counts: DayCounts::default(),
            parts: [
                Part::new("event", ru, en),
                Part::new("other", "Проиграны до этого", "Lost before it"),
                Part::new("open", "Ещё в работе", "Still open"),
            ],
            longer: DayCounts::default(),
        }
    }

    pub fn add(&mut self, place: u32, (days, outcome): (u32, Outcome), belongs: bool) {
        self.longer.add(days, outcome);
        if belongs {
            self.counts.add(days, outcome);
            self.parts[outcome as usize].add(place, f64::from(days));
        }
    }

    /// The share, as it will be or as it is so far.
    pub fn share(self, whole: bool) -> Worked {
        let estimate = if whole {
            expected(&self.counts, Some(&self.longer))
        } else {
            share(self.counts.of(Outcome::Event), self.counts.total())
        };
        let (events, all) = (self.counts.of(Outcome::Event), self.counts.total());
        let open = self.counts.of(Outcome::Open);
        let mut worked = self.worked(estimate);
        worked.substituted = Some(both(|lang| {
            let of = |value| written(value, Unit::Share, base::Currency::RUB, lang);
            let so_far = share(events, all).value;
            let [events, all, open] = [events, all, open].map(|n| base::grouped(n, lang));
            match (whole, lang) {
                (false, _) => format!("{events} / {all} = {}", of(so_far)),
                (true, Lang::Ru) => format!(
                    "пока {events} / {all} = {}; ещё в работе {open}; ожидается {}",
                    of(so_far),
                    of(estimate.value)
                ),
                (true, Lang::En) => format!(
                    "so far {events} / {all} = {}; still open {open}; expected {}",
                    of(so_far),
                    of(estimate.value)
                ),
            }
        }));
        if whole && open > 0 && self_is_young(&worked) {
            worked.notes.push(Text::fixed(
                "Эти сделки наблюдаются недолго: то, что будет позже, взято из более долгой истории той же выборки.",
                "These deals have not been watched for long: what comes later is taken from the longer history of the same selection.",
            ));
        }
        worked
    }

    /// The time in which a share of all have come there.
    pub fn time(self, at: f64) -> Worked {
        let estimate = quantile(&self.counts.one_cause(), at);
        self.worked(estimate)
    }

    fn worked(self, estimate: Estimate) -> Worked {
        let causes = vec![self.parts[0].name.clone(), self.parts[1].name.clone()];
        Worked {
            estimate,
            curve: Curve::new(&self.counts).map(|curve| (curve, causes)),
            parts: self.parts.into(),
            contribution: Some(Text::fixed("Дней", "Days")),
            ..Worked::default()
        }
    }
}

/// Whether the shown curve ends below the expected share: then a longer history was used.
fn self_is_young(worked: &Worked) -> bool {
    let shown = worked
        .curve
        .as_ref()
        .map(|(curve, _)| curve.incidence.at(f64::MAX));
    match (shown, worked.estimate.value) {
        (Some(shown), Some(value)) => (value - shown).abs() > 1e-9,
        _ => false,
    }
}

pub fn win_rate(sample: &Sample<'_>, period: Span, whole: bool) -> Worked {
    won(sample, period).share(whole)
}

/// Won deals of a cohort.
pub fn won(sample: &Sample<'_>, period: Span) -> Ends {
    let mut ends = Ends::new("Выиграны", "Won");
    for seen in sample.deals() {
        let belongs = period.holds(seen.created());
        ends.add(seen.place, winning(&seen, sample.view.now), belongs);
    }
    ends
}

pub fn time_to_close(sample: &Sample<'_>, period: Span, at: f64) -> Worked {
    let ends = won(sample, period);
    let later = survival(&ends.counts).map_or(0.0, |curve| 1.0 - curve.at(f64::MAX));
    let mut worked = ends.time(at);
    if worked.estimate.value.is_none() && worked.estimate.n > 0 {
        worked.notes.push(both(|lang| {
            let reached = written(Some(later), Unit::Share, sample.currency, lang);
            match lang {
                Lang::Ru => {
                    format!("За всё время наблюдения эта доля ещё не достигнута: пока {reached}.")
                }
                Lang::En => format!(
                    "This share has not been reached in all the time watched: {reached} so far."
                ),
            }
        }));
    }
    worked
}

pub fn lead_to_qualified(sample: &Sample<'_>, period: Span, whole: bool) -> Worked {
    lead_ends(sample, period).share(whole)
}

/// Leads that passed qualification, were lost before, and are open.
pub fn lead_ends(sample: &Sample<'_>, period: Span) -> Ends {
    let steps = kinds(sample);
    let passed = steps.plans.iter().position(|plan| plan.kind > QUALIFY);
    let mut ends = Ends::new("Прошли квалификацию", "Passed qualification");
    let mut way = Way::default();
    for seen in sample.deals() {
        let Some(lead) = lead_at(sample, &seen) else {
            continue;
        };
        steps.reach(&seen, &mut way);
        let qualified = passed.map_or(NEVER, |step| way.reached[step]);
        let belongs = period.holds(lead);
        ends.add(seen.place, end(lead, qualified, &seen, sample), belongs);
    }
    ends
}

fn end(from: i64, event: i64, seen: &Seen<'_>, sample: &Sample<'_>) -> (u32, Outcome) {
    match (event, seen.lost_at()) {
        (NEVER, Some(lost)) => (days(from, lost), Outcome::Other),
        (NEVER, None) => (days(from, sample.view.now), Outcome::Open),
        (at, _) => (days(from, at), Outcome::Event),
    }
}

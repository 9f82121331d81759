//! How fast clients who came were answered, in working time.

use base::{Ruler, Text, Time};
use crm::marks::Kind;
use crm::marks::model::UNANSWERED;

use super::super::ask::{Part, Worked, written};
use super::super::catalog::Unit;
use super::deals::{QUALIFY, both, kinds};
use crate::estimate::{Curve, Estimate, quantile, share};
use crate::history::Seen;
use crate::question::{Sample, Span};
use crate::steps::{NEVER, Way};
use crate::tally::{DayCounts, Outcome};

const MINUTE_MS: i64 = 60_000;
/// Waits are watched for so many minutes of working time: 60 hours.
const MOST_MINUTES: u32 = 3_600;
/// Older deals than this say nothing of how people answer.
const MOST_YEARS: i64 = 30;

/// How long a client waited, and whether an answer came. Milliseconds of working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wait {
    place: u32,
    waited: i64,
    answered: bool,
    /// Since the client came, up to the moment that is looked from.
    watched: i64,
}

impl Wait {
    fn minutes(self) -> u32 {
        u32::try_from(self.waited / MINUTE_MS).unwrap_or(u32::MAX)
    }
}

/// The waits of the clients who came in a period. Deals without a first contact are left out.
fn waits(sample: &Sample<'_>, period: Span) -> Vec<Wait> {
    let names = sample.names();
    let of_kind = |mark: u32| {
        names
            .mark(mark)
            .filter(|mark| mark.kind == Kind::FirstResponse)
    };
    let steps = kinds(sample);
    let passed = steps.plans.iter().position(|plan| plan.kind > QUALIFY);
    let mut way = Way::default();
    let mut ruler: Option<Ruler> = None;
    let now = sample.view.now;
    let mut found = Vec::new();
    for seen in sample.deals().filter(|seen| period.holds(seen.created())) {
        // The mark that is there now: what it says of a past moment is worked out from its time.
        let mut marks = seen.deal.marks.iter();
        let Some((at, mark)) = marks.find_map(|marked| Some((marked.at, of_kind(marked.mark)?)))
        else {
            continue;
        };
        let answered = (mark.key != UNANSWERED && at <= now).then_some(at);
        let ruler = ruler.get_or_insert_with(|| laid_out(sample, period));
        let until = answered.unwrap_or_else(|| {
            steps.reach(&seen, &mut way);
            let qualified = passed.map_or(NEVER, |step| way.reached[step]);
            now.min(qualified).min(way.lost)
        });
        found.push(Wait {
            place: seen.place,
            waited: ruler.between(seen.created(), until),
            answered: answered.is_some(),
            watched: ruler.between(seen.created(), now),
        });
    }
    found
}

/// Working time from the first of these deals on.
fn laid_out(sample: &Sample<'_>, period: Span) -> Ruler {
    let created = sample.deals().map(|seen: Seen<'_>| seen.created());
    let first = created.filter(|at| period.holds(*at)).min();
    let now = sample.view.now;
    let oldest = now.saturating_sub(MOST_YEARS * 365 * base::time::DAY_MS);
    let from = first.unwrap_or(now).max(oldest).min(now);
    let ground = sample.ground;
    let work = &ground.patience.work;
    work.ruler(Time(from), Time(now), ground.zone)
}

fn parts() -> [Part; 2] {
    [
        Part::new("answered", "Ответили", "Answered"),
        Part::new("waiting", "Без ответа", "Not answered"),
    ]
}

pub fn first_response(sample: &Sample<'_>, period: Span, at: f64) -> Worked {
    let mut counts = DayCounts::default();
    let [mut answered, mut waiting] = parts();
    for wait in waits(sample, period) {
        let minutes = wait.minutes();
        let outcome = match wait.answered && minutes <= MOST_MINUTES {
            true => Outcome::Event,
            false => Outcome::Open,
        };
        counts.add(minutes.min(MOST_MINUTES), outcome);
        let part = match wait.answered {
            true => &mut answered,
            false => &mut waiting,
        };
        part.add(wait.place, f64::from(minutes));
    }
    let in_minutes = quantile(&counts, at);
    let hours = |value: Option<f64>| value.map(|minutes| minutes / 60.0);
    let estimate = Estimate {
        value: hours(in_minutes.value),
        low: hours(in_minutes.low),
        high: hours(in_minutes.high),
        ..in_minutes
    };
    let mut notes = Vec::new();
    if estimate.value.is_none() && estimate.n > 0 {
        notes.push(Text::fixed(
            "За 60 рабочих часов этой доле клиентов не ответили.",
            "In 60 working hours this share of the clients were not answered.",
        ));
    }
    Worked {
        substituted: Some(both(|lang| {
            let value = written(estimate.value, Unit::Hours, sample.currency, lang);
            let (done, left) = (answered.len(), waiting.len());
            match lang {
                base::Lang::Ru => format!("ответили {done}, без ответа {left}; {value}"),
                base::Lang::En => format!("answered {done}, not answered {left}; {value}"),
            }
        })),
        estimate,
        curve: Curve::new(&counts).map(|curve| (curve, vec![answered.name.clone()])),
        parts: vec![answered, waiting],
        contribution: Some(Text::fixed("Рабочих минут", "Working minutes")),
        notes,
    }
}

pub fn in_time(sample: &Sample<'_>, period: Span) -> Worked {
    let patience = &sample.ground.patience;
    let mut in_time = Part::new("in_time", "Ответили в срок", "Answered in time");
    let mut late = Part::new("late", "Не ответили в срок", "Not answered in time");
    let mut undecided = Part::new("undecided", "Срок ещё не вышел", "The limit has not passed");
    for wait in waits(sample, period) {
        let Some(seen) = sample.view.seen(wait.place) else {
            continue;
        };
        let source = sample.names().sources.get(u32::from(seen.facts.source));
        let Some(limit) = patience.limit(source.copied()) else {
            continue;
        };
        let limit = limit * MINUTE_MS;
        // Those answered early are told apart only once the others could have been answered too.
        let part = if wait.watched < limit {
            &mut undecided
        } else if wait.answered && wait.waited <= limit {
            &mut in_time
        } else if wait.waited >= limit || wait.answered {
            &mut late
        } else {
            // It was lost or went on before its limit.
            &mut undecided
        };
        part.add(wait.place, f64::from(wait.minutes()));
    }
    let (good, all) = (in_time.len(), in_time.len() + late.len());
    let estimate = share(good, all);
    Worked {
        estimate,
        substituted: Some(both(|lang| {
            let value = written(estimate.value, Unit::Share, sample.currency, lang);
            format!("{good} / {all} = {value}")
        })),
        parts: vec![in_time, late, undecided],
        contribution: Some(Text::fixed("Рабочих минут", "Working minutes")),
        ..Worked::default()
    }
}

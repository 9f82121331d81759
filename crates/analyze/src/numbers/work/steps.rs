//! Numbers about one step of the way.

use base::{Result, Text};

use super::super::ask::{Ask, Part, Worked, written};
use super::super::catalog::Unit;
use super::deals::both;
use super::shares::Ends;
use super::unknown_step;
use crate::estimate::share;
use crate::funnel::flow::{Cohort, last_exits, stay_days, transition};
use crate::history::{Seen, Status};
use crate::question::{Sample, Span};
use crate::steps::{Steps, Way};
use crate::tally::Outcome;

/// The way and the step that is asked about.
struct Place {
    steps: Steps,
    step: usize,
    cohort: Cohort,
}

impl Place {
    fn new(sample: &Sample<'_>, ask: &Ask) -> Result<Self> {
        let lang = sample.ground.lang;
        let steps = Steps::new(sample.names(), sample.question.pipeline, ask.by, lang);
        let key = ask.step.as_deref().ok_or_else(unknown_step)?;
        let step = steps.find(key).ok_or_else(unknown_step)?;
        let cohort = Cohort {
            basis: ask.basis,
            span: sample.period(),
        };
        Ok(Self {
            steps,
            step,
            cohort,
        })
    }

    /// Gives every deal of the cohort with its way to `take`.
    fn walk<'a>(&self, sample: &Sample<'a>, mut take: impl FnMut(&Seen<'a>, &Way)) {
        let mut way = Way::default();
        for seen in sample.deals().filter(|seen| self.cohort.holds(seen)) {
            self.steps.reach(&seen, &mut way);
            take(&seen, &way);
        }
    }

    /// Whether any step of the deal lies in the cohort.
    fn counts(&self, way: &Way) -> bool {
        way.reached.iter().any(|at| self.cohort.counts(*at))
    }
}

pub fn reached(sample: &Sample<'_>, ask: &Ask) -> Result<Worked> {
    let place = Place::new(sample, ask)?;
    let mut part = Part::new("deals", "Дошли до этапа", "Reached the step");
    place.walk(sample, |seen, way| {
        if place.cohort.counts(way.reached[place.step]) {
            part.push(seen.place);
        }
    });
    Ok(Worked::count(part))
}

pub fn standing(sample: &Sample<'_>, ask: &Ask) -> Result<Worked> {
    let place = Place::new(sample, ask)?;
    let mut part = Part::new("deals", "Стоят на этапе", "Stand on the step");
    place.walk(sample, |seen, way| {
        let here = way.stands == Some(place.step) && seen.status() != Status::Lost;
        if here && place.counts(way) {
            part.push(seen.place);
        }
    });
    Ok(Worked::count(part))
}

pub fn lost_at(sample: &Sample<'_>, ask: &Ask) -> Result<Worked> {
    let place = Place::new(sample, ask)?;
    let names = sample.names();
    let mut part = Part::new("deals", "Проиграны на этапе", "Lost on the step");
    place.walk(sample, |seen, way| {
        let here = way.stands == Some(place.step) && seen.status() == Status::Lost;
        let why = names.reasons.get(u32::from(seen.reason())).copied();
        if here && place.counts(way) && ask.reason.is_none_or(|reason| reason == why) {
            part.push(seen.place);
        }
    });
    Ok(Worked::count(part))
}

fn ends(sample: &Sample<'_>, place: &Place) -> Ends {
    let mut ends = Ends::new("Пошли дальше", "Went on");
    let mut way = Way::default();
    let always = Cohort {
        span: Span::ALWAYS,
        ..place.cohort
    };
    for seen in sample.deals() {
        place.steps.reach(&seen, &mut way);
        let now = sample.view.now;
        if let Some(end) = transition(&way, place.step, always, now) {
            let belongs = place.cohort.holds(&seen)
                && transition(&way, place.step, place.cohort, now).is_some();
            ends.add(seen.place, end, belongs);
        }
    }
    ends
}

pub fn undecided(sample: &Sample<'_>, ask: &Ask) -> Result<Worked> {
    let place = Place::new(sample, ask)?;
    let mut part = Part::new("deals", "Ещё не решено", "Undecided");
    place.walk(sample, |seen, way| {
        let end = transition(way, place.step, place.cohort, sample.view.now);
        if let Some((days, Outcome::Open)) = end {
            part.add(seen.place, f64::from(days));
        }
    });
    Ok(Worked {
        contribution: Some(Text::fixed("Дней", "Days")),
        ..Worked::count(part)
    })
}

/// The conversion into a step, as it is so far or as it will be.
pub fn conversion(sample: &Sample<'_>, ask: &Ask, whole: bool) -> Result<Worked> {
    let place = Place::new(sample, ask)?;
    Ok(ends(sample, &place).share(whole))
}

pub fn period_conversion(sample: &Sample<'_>, ask: &Ask) -> Result<Worked> {
    let place = Place::new(sample, ask)?;
    let before = place.step.checked_sub(1).ok_or_else(unknown_step)?;
    let mut forward = Part::new("event", "Ушли вперёд", "Went forward");
    let mut others = Part::new(
        "other",
        "Ушли назад или проиграны",
        "Went back or were lost",
    );
    for seen in sample.deals() {
        last_exits(&seen, &place.steps, place.cohort.span, |step, ahead| {
            if step == before {
                if ahead { &mut forward } else { &mut others }.push(seen.place);
            }
        });
    }
    let (part, whole) = (forward.len(), forward.len() + others.len());
    let estimate = share(part, whole);
    Ok(Worked {
        estimate,
        substituted: Some(both(|lang| {
            let result = written(estimate.value, Unit::Share, sample.currency, lang);
            format!("{part} / {whole} = {result}")
        })),
        parts: vec![forward, others],
        ..Worked::default()
    })
}

pub fn time_in_stage(sample: &Sample<'_>, ask: &Ask) -> Result<Worked> {
    let place = Place::new(sample, ask)?;
    let mut ends = Ends::new("Ушли с этапа", "Left the stage");
    for seen in sample.deals().filter(|seen| place.cohort.holds(seen)) {
        place.steps.stays(&seen, |stay| {
            if stay.step != place.step {
                return;
            }
            if let Some(end) = stay_days(&stay, place.cohort, sample.view.now) {
                ends.add(seen.place, end, true);
            }
        });
    }
    Ok(ends.time(super::quantile(ask)))
}

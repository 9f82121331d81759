//! Learning chances from past deals, and telling those of an open one.

use std::cmp::Reverse;
use std::collections::HashMap;

use base::Lang;
use stats::logistic::{self, Row};
use stats::semi_markov::{Reach, Rest};

use super::Reason;
use super::process::{Process, won_within};
use super::traits::{Quarters, Trait, traits_of};
use crate::history::{Seen, Status};
use crate::numbers::{Unit, written};
use crate::question::Sample;
use crate::steps::days;

/// Chances are looked for this far ahead; what is not won by then is not.
pub const HORIZON: u32 = 1_000;
/// A trait is learned from at least this many deals.
const FEWEST_DEALS: u32 = 20;
/// Deals that the traits are learned from: the newest ones that are settled.
const MOST_DEALS: usize = 60_000;
/// How strongly the effects of traits are drawn to nothing: the variance of a usual effect on the
/// logit scale is its inverse.
const SHRINKAGE: f64 = 4.0;
/// Fewer settled deals teach nothing about traits.
const FEWEST_SETTLED: usize = 100;
/// Deals whose first stage says where deals begin.
const NEWEST: usize = 2_000;
/// Reasons that are told.
const MOST_REASONS: usize = 3;
/// Smaller effects than this are not worth telling.
const SMALLEST_EFFECT: f64 = 0.01;

/// What past deals teach about the chances of open ones.
#[derive(Debug, Clone)]
pub struct Chances {
    pub process: Option<Process>,
    /// Within how many days a fresh entrant of each state is won.
    reach: Option<Reach>,
    /// By state and whole days there: the chance of ever being won.
    ever: Vec<Vec<f64>>,
    effects: HashMap<Trait, f64>,
    intercept: f64,
    quarters: Quarters,
    /// The chance of a deal that has just been created.
    usual: f64,
    now: i64,
}

/// An open deal with its chance.
#[derive(Debug, Clone)]
pub struct Judged {
    pub state: usize,
    /// Whole days on the stage.
    pub age: u32,
    /// By stage and age alone.
    pub plain: f64,
    /// With the deal's traits.
    pub probability: f64,
    pub traits: Vec<Trait>,
}

impl Chances {
    /// Learns from a sample, which should be all that is known.
    pub fn fit(sample: &Sample<'_>) -> Self {
        let process = Process::learn(sample);
        let reach = process
            .as_ref()
            .and_then(|process| process.law.reach(process.states.won, HORIZON).ok());
        let mut chances = Self {
            ever: ever(process.as_ref(), reach.as_ref()),
            process,
            reach,
            effects: HashMap::new(),
            intercept: 0.0,
            quarters: quarters(sample),
            usual: 0.0,
            now: sample.view.now,
        };
        chances.usual = chances.of_new(sample);
        chances.learn_traits(sample);
        chances
    }

    /// The chance of an open deal; none for a deal that is not open or stands nowhere.
    pub fn judge(&self, sample: &Sample<'_>, seen: &Seen<'_>) -> Option<Judged> {
        let process = self.process.as_ref()?;
        let names = sample.names();
        let (state, age) = process.states.standing(names, seen, self.now)?;
        let plain = self.plain(state, age, HORIZON);
        let steps = process.states.way(names, seen).map(|(steps, _)| steps);
        let traits = traits_of(seen, sample.money(seen), &self.quarters, steps);
        let probability = moved(plain, self.shift(&traits));
        Some(Judged {
            state,
            age,
            plain,
            probability,
            traits,
        })
    }

    /// The chance that a deal is won within so many days.
    pub fn within(&self, judged: &Judged, days: u32) -> f64 {
        if judged.plain <= 0.0 {
            return 0.0;
        }
        let soon = self.plain(judged.state, judged.age, days);
        (judged.probability * soon / judged.plain).clamp(0.0, 1.0)
    }

    /// By how much the deal's traits raise its chance over that of its stage and age.
    pub fn ratio(&self, judged: &Judged) -> f64 {
        if judged.plain <= 0.0 {
            1.0
        } else {
            judged.probability / judged.plain
        }
    }

    fn plain(&self, state: usize, age: u32, days: u32) -> f64 {
        if days >= HORIZON {
            let by_age = self.ever.get(state).map_or(&[][..], Vec::as_slice);
            let at = (age as usize).min(by_age.len().saturating_sub(1));
            return by_age.get(at).copied().unwrap_or_default();
        }
        match (&self.process, &self.reach) {
            (Some(process), Some(reach)) => won_within(&process.law, reach, state, age, days),
            _ => 0.0,
        }
    }

    fn shift(&self, traits: &[Trait]) -> f64 {
        let effect = |one: &Trait| self.effects.get(one).copied().unwrap_or_default();
        self.intercept + traits.iter().map(effect).sum::<f64>()
    }

    /// From settled deals as they entered each of their stages: what is not explained by the stage is
    /// laid on the traits, by logistic regression with the stage's own chance as offset.
    fn learn_traits(&mut self, sample: &Sample<'_>) {
        let Some(process) = &self.process else { return };
        let Ok(totals) = process.law.total(process.states.won, Rest::AsObserved) else {
            return;
        };
        let names = sample.names();
        let patience = Self::patience(sample);
        let mut settled: Vec<Seen<'_>> = sample
            .deals()
            .filter(|seen| seen.status() != Status::Open)
            // Of young deals only the quick ones are settled: they would teach haste.
            .filter(|seen| days(seen.created(), self.now) >= patience)
            .collect();
        settled.sort_by_key(|seen| (Reverse(seen.created()), seen.place));
        settled.truncate(MOST_DEALS);
        if settled.len() < FEWEST_SETTLED {
            return;
        }
        let mut columns: HashMap<Trait, (usize, u32)> = HashMap::new();
        let mut drafts = Vec::new();
        for seen in &settled {
            let steps = process.states.way(names, seen).map(|(steps, _)| steps);
            let traits = traits_of(seen, sample.money(seen), &self.quarters, steps);
            for one in &traits {
                let next = columns.len();
                columns.entry(*one).or_insert((next, 0)).1 += 1;
            }
            let mut states = Vec::new();
            process
                .states
                .stays(names, seen, |state, _, _, _| states.push(state));
            drafts.push((traits, states, seen.status() == Status::Won));
        }
        let usable: HashMap<Trait, usize> = {
            let mut usable: Vec<Trait> = columns
                .iter()
                .filter(|(_, (_, deals))| *deals >= FEWEST_DEALS)
                .map(|(one, _)| *one)
                .collect();
            usable.sort_unstable();
            usable.into_iter().zip(0..).collect()
        };
        // A deal is looked at on each of its stages, which is one piece of evidence, not several. The weight
        // is the same for all: were it the deal's own, won deals, which see more stages, would weigh less.
        let looks: usize = drafts.iter().map(|(_, states, _)| states.len()).sum();
        let weight = drafts.len() as f64 / looks.max(1) as f64;
        let mut rows = Vec::with_capacity(looks);
        for (traits, states, won) in drafts {
            let features: Vec<(usize, f64)> = traits
                .iter()
                .filter_map(|one| Some((*usable.get(one)?, 1.0)))
                .collect();
            for state in &states {
                rows.push(Row {
                    features: features.clone(),
                    outcome: f64::from(u8::from(won)),
                    weight,
                    offset: logit(totals[*state]),
                });
            }
        }
        let Ok(fitted) = logistic::fit(&rows, usable.len(), SHRINKAGE) else {
            return;
        };
        if !fitted.converged {
            return;
        }
        self.effects = usable
            .into_iter()
            .map(|(one, column)| (one, fitted.coefficients[column]))
            .collect();
        // Traits tell deals apart; how many are won in all is the process's to say.
        let shifts = rows.iter().map(|row| {
            let effects = row
                .features
                .iter()
                .map(|(column, _)| fitted.coefficients[*column]);
            effects.sum::<f64>()
        });
        self.intercept = -shifts.sum::<f64>() / rows.len().max(1) as f64;
    }

    /// In how many days nine of ten settled deals were settled.
    fn patience(sample: &Sample<'_>) -> u32 {
        let mut times: Vec<u32> = sample
            .deals()
            .filter_map(|seen| Some(days(seen.created(), seen.won_at().or(seen.lost_at())?)))
            .collect();
        if times.is_empty() {
            return 0;
        }
        let place = times.len() * 9 / 10;
        let place = place.min(times.len() - 1);
        *times.select_nth_unstable(place).1
    }

    /// The two or three things that move the chance most.
    pub fn reasons(&self, sample: &Sample<'_>, judged: &Judged) -> Vec<Reason> {
        let (names, lang) = (sample.names(), sample.ground.lang);
        let mut reasons = Vec::new();
        let mut tell = |text: String, effect: f64| {
            if effect.abs() >= SMALLEST_EFFECT {
                reasons.push(Reason { text, effect });
            }
        };
        let fresh = self.plain(judged.state, 0, HORIZON);
        let share = written(Some(fresh), Unit::Share, sample.currency, lang);
        tell(
            match lang {
                Lang::Ru => format!("С этого этапа выигрывают {share}"),
                Lang::En => format!("{share} are won from this stage"),
            },
            fresh - self.usual,
        );
        let slower = judged.plain < fresh;
        tell(
            match (lang, slower) {
                (Lang::Ru, true) => format!(
                    "Стоит на этапе {} дн.: дольше, чем стоят те, кого выигрывают",
                    judged.age
                ),
                (Lang::Ru, false) => format!(
                    "Стоит на этапе {} дн.: слабые к этому времени уже отсеялись",
                    judged.age
                ),
                (Lang::En, true) => format!(
                    "On the stage for {} days: longer than those that are won",
                    judged.age
                ),
                (Lang::En, false) => format!(
                    "On the stage for {} days: weak ones have dropped out by then",
                    judged.age
                ),
            },
            judged.plain - fresh,
        );
        let mut shift = self.intercept;
        for one in &judged.traits {
            let Some(effect) = self.effects.get(one) else {
                continue;
            };
            let before = moved(judged.plain, shift);
            shift += effect;
            tell(
                one.told(names, *effect > 0.0, lang),
                moved(judged.plain, shift) - before,
            );
        }
        reasons.sort_by(|a, b| b.effect.abs().total_cmp(&a.effect.abs()));
        reasons.truncate(MOST_REASONS);
        reasons
    }

    /// The mean over the first stages of the newest deals.
    fn of_new(&self, sample: &Sample<'_>) -> f64 {
        let Some(process) = &self.process else {
            return 0.0;
        };
        let mut newest: Vec<Seen<'_>> = sample.deals().collect();
        newest.sort_by_key(|seen| (Reverse(seen.created()), seen.place));
        newest.truncate(NEWEST);
        let firsts: Vec<f64> = newest
            .iter()
            .filter_map(|seen| process.first_state(sample.names(), seen))
            .map(|state| self.plain(state, 0, HORIZON))
            .collect();
        firsts.iter().sum::<f64>() / firsts.len().max(1) as f64
    }
}

/// Worked out once for all ages that differ: open deals are many, stages and days few.
fn ever(process: Option<&Process>, reach: Option<&Reach>) -> Vec<Vec<f64>> {
    let (Some(process), Some(reach)) = (process, reach) else {
        return Vec::new();
    };
    (0..process.law.states())
        .map(|state| {
            let oldest = process.law.known_age(state, u32::MAX);
            (0..=oldest)
                .map(|age| process.law.reach_given(reach, state, age, HORIZON))
                .collect()
        })
        .collect()
}

fn quarters(sample: &Sample<'_>) -> Quarters {
    let mut amounts: Vec<i64> = sample
        .deals()
        .filter_map(|seen| sample.money(&seen))
        .filter(|amount| *amount > 0)
        .collect();
    amounts.sort_unstable();
    let at = |part: usize| {
        let place = (amounts.len() * part / 4).min(amounts.len().saturating_sub(1));
        amounts.get(place).copied().unwrap_or(i64::MAX)
    };
    [at(1), at(2), at(3)]
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

/// A probability moved on the logit scale. What is impossible or certain stays so.
fn moved(p: f64, shift: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 || shift == 0.0 {
        return p;
    }
    let odds = p / (1.0 - p) * shift.exp();
    odds / (1.0 + odds)
}

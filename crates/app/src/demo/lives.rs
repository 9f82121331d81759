//! How deals live: they arrive, wait, go on, skip a stage, come back, are won, lost or forgotten.
//!
//! # The weak point
//! Proposals of the regional team wait for one engineer who prices them: two thirds of them take
//! longer than [`PATIENCE`] working days, against a sixth in Moscow. The odds that a client who has
//! waited that long goes on are twelve times lower, and every second of those who leave says so
//! ("Долго готовили предложение"). So the last stage of kind present loses regional deals, although
//! the same team qualifies and closes as well as the other. That is what the product has to find.

use base::Time;

use super::calendar::Calendar;
use super::dice::Dice;
use super::people::{PEOPLE, Team};
use super::words::{PRODUCTS, REASONS, REPEAT_SOURCE, SLOW_PROPOSAL, SOURCES};

/// Working days that clients wait for a proposal without minding.
pub const PATIENCE: f64 = 5.0;

const PRESENT: usize = 2;
pub const PURCHASE: usize = 4;

/// How a stage of each kind behaves: the usual wait in working days, its spread, and the odds of
/// going on.
const BEHAVIOUR: [(f64, f64, f64); 6] = [
    (0.7, 1.0, 2.1),
    (3.0, 0.9, 1.7),
    (2.6, 0.7, 2.6),
    (8.0, 0.8, 1.7),
    (9.0, 0.6, 1.0),
    (1.0, 1.0, 1.0),
];

/// The stages of the pipeline: the kind of each, in order.
#[derive(Debug, Clone)]
pub struct Way(pub Vec<usize>);

impl Way {
    /// A kind with several stages shares its wait and its losses among them.
    fn share(&self, stage: usize) -> f64 {
        let kind = self.0[stage];
        self.0.iter().filter(|other| **other == kind).count() as f64
    }

    /// The stage where offers are made: the last of its kind before closing.
    fn makes_offers(&self, stage: usize) -> bool {
        self.0[stage] == PRESENT && self.0.get(stage + 1) != Some(&PRESENT)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    Created,
    Moved { from: usize },
    Lost { reason: usize },
    Reopened,
}

/// Something that happened to a deal; `stage` is where it stands afterwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    pub at: Time,
    pub stage: usize,
    pub step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Open,
    Won,
    Lost,
}

#[derive(Debug, Clone)]
pub struct Life {
    pub owner: usize,
    pub source: usize,
    pub product: usize,
    /// Minor units.
    pub amount: i64,
    pub currency: &'static str,
    pub changes: Vec<Change>,
    pub end: End,
    /// Nobody has touched it for long: there is no next step.
    pub forgotten: bool,
    /// The client waited longer for a proposal than clients like.
    pub waited: bool,
}

impl Life {
    pub fn created(&self) -> Time {
        self.changes[0].at
    }

    pub fn last(&self) -> &Change {
        &self.changes[self.changes.len() - 1]
    }

    pub fn won_at(&self, way: &Way) -> Option<Time> {
        (self.end == End::Won)
            .then(|| {
                self.changes
                    .iter()
                    .find(|change| way.0[change.stage] >= PURCHASE)
            })?
            .map(|change| change.at)
    }

    /// When it came to the stage where it stands, or began there anew.
    pub fn entered(&self) -> Time {
        let entries = self.changes.iter().rev();
        let mut entries = entries.filter(|change| !matches!(change.step, Step::Lost { .. }));
        entries
            .next()
            .map_or_else(|| self.created(), |change| change.at)
    }

    pub fn furthest(&self) -> usize {
        self.changes
            .iter()
            .map(|change| change.stage)
            .max()
            .unwrap_or_default()
    }
}

/// A deal that begins at `at`. `buyer` has bought here before.
pub fn live(dice: &mut Dice, calendar: &Calendar, way: &Way, at: Time, buyer: bool) -> Life {
    let owner = dice.weighted(PEOPLE.iter().map(|person| person.load));
    let source = dice.weighted(SOURCES.iter().enumerate().map(|(index, (_, share, _))| {
        if index == REPEAT_SOURCE {
            share * if buyer { 6.0 } else { 0.0 }
        } else {
            *share
        }
    }));
    let product = dice.weighted(PRODUCTS.iter().map(|(_, _, share)| *share));
    let (amount, currency) = price(dice, product);
    let mut life = Life {
        owner,
        source,
        product,
        amount,
        currency,
        changes: vec![Change {
            at,
            stage: 0,
            step: Step::Created,
        }],
        end: End::Open,
        forgotten: false,
        waited: false,
    };
    let person = &PEOPLE[owner];
    let luck = SOURCES[source].2 * person.skill * dice.log_normal(1.0, 0.35);
    let (mut now, mut stage, mut returned, mut reopened) = (at, 0, false, false);
    loop {
        let kind = way.0[stage];
        if kind >= PURCHASE {
            life.end = End::Won;
            let next = stage + 1;
            let wait = dice.log_normal(BEHAVIOUR[kind].0 / way.share(stage), BEHAVIOUR[kind].1);
            let moves = next < way.0.len() && dice.chance(0.95);
            now = calendar.after(now, wait);
            if !moves || now > calendar.now {
                return life;
            }
            life.changes.push(Change {
                at: now,
                stage: next,
                step: Step::Moved { from: stage },
            });
            stage = next;
            continue;
        }
        let (median, spread, odds) = BEHAVIOUR[kind];
        let mut wait = dice.log_normal(median, spread) / way.share(stage);
        let mut odds = odds * luck.powf(0.55);
        if way.makes_offers(stage) {
            wait = dice.log_normal(
                if person.team == Some(Team::Regions) {
                    6.5
                } else {
                    median
                },
                spread,
            );
            if wait > PATIENCE {
                odds /= 12.0;
                life.waited = true;
            }
        }
        // A forgotten deal is found again after months, or never.
        let forgotten = dice.chance(0.025);
        if forgotten {
            wait += dice.log_normal(55.0, 0.5);
        }
        let leaves = calendar.after(now, wait);
        if leaves > calendar.now {
            life.forgotten = forgotten;
            return life;
        }
        now = leaves;
        let goes_on = dice.chance((odds / (1.0 + odds)).powf(1.0 / way.share(stage)));
        if !goes_on && stage > 0 && !returned && dice.chance(0.06) {
            returned = true;
            life.changes.push(Change {
                at: now,
                stage: stage - 1,
                step: Step::Moved { from: stage },
            });
            stage -= 1;
            continue;
        }
        if !goes_on {
            let reason = reason(dice, kind, life.waited);
            life.changes.push(Change {
                at: now,
                stage,
                step: Step::Lost { reason },
            });
            life.end = End::Lost;
            let back = calendar.after(now, dice.log_normal(35.0, 0.5));
            if reopened || back > calendar.now || !dice.chance(0.05) {
                return life;
            }
            reopened = true;
            life.end = End::Open;
            life.changes.push(Change {
                at: back,
                stage,
                step: Step::Reopened,
            });
            now = back;
            continue;
        }
        let mut next = (stage + 1).min(way.0.len() - 1);
        let may_skip = next + 1 < way.0.len() && way.0[next + 1] < PURCHASE;
        if may_skip && dice.chance(0.07) {
            next += 1;
        }
        if next == stage {
            return life;
        }
        life.changes.push(Change {
            at: now,
            stage: next,
            step: Step::Moved { from: stage },
        });
        stage = next;
    }
}

fn reason(dice: &mut Dice, kind: usize, waited: bool) -> usize {
    if kind == PRESENT && waited && dice.chance(0.5) {
        return SLOW_PROPOSAL;
    }
    let column = kind.min(3);
    dice.weighted(REASONS.iter().map(|(_, weights)| weights[column]))
}

/// Prices are log-normal and round; a few deals are in dollars and euros.
fn price(dice: &mut Dice, product: usize) -> (i64, &'static str) {
    let roubles = dice.log_normal(PRODUCTS[product].1, 0.65) * 1000.0;
    let currency = dice.weighted([0.93, 0.045, 0.025]);
    let (code, rate) = [("RUB", 1.0), ("USD", 88.0), ("EUR", 96.0)][currency];
    let units = roubles / rate;
    let step = if units > 1_000_000.0 {
        10_000.0
    } else if units > 20_000.0 {
        1_000.0
    } else {
        100.0
    };
    (((units / step).round().max(1.0) * step) as i64 * 100, code)
}

/// Eighteen months of arrivals: a little more each month, less in January, May and August.
pub fn arrivals(dice: &mut Dice, calendar: &Calendar, about: usize) -> Vec<Time> {
    use chrono::{Datelike, Days};
    const DAYS: u64 = 548;
    let today = calendar.day(calendar.now);
    let days: Vec<(chrono::NaiveDate, f64)> = (0..=DAYS)
        .filter_map(|ago| {
            today
                .checked_sub_days(Days::new(DAYS - ago))
                .map(|day| (day, ago))
        })
        .filter(|(day, _)| Calendar::works(*day))
        .map(|(day, n)| {
            let season = match day.month() {
                1 => 0.6,
                5 | 8 => 0.8,
                3 | 9..=11 => 1.15,
                _ => 1.0,
            };
            (day, season * (1.0 + 0.4 * n as f64 / DAYS as f64))
        })
        .collect();
    let total: f64 = days.iter().map(|(_, weight)| weight).sum();
    let mut times = Vec::with_capacity(about);
    let mut due = 0.0;
    for (day, weight) in days {
        due += about as f64 * weight / total * (0.6 + 0.8 * dice.unit());
        while due >= 1.0 {
            due -= 1.0;
            let at = calendar.some_time(day, dice);
            if at < calendar.now {
                times.push(at);
            }
        }
    }
    times.sort_unstable();
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        let now = Time::parse("2026-11-23T12:00:00Z").expect("a moment");
        Calendar {
            zone: chrono_tz::Europe::Moscow,
            now,
        }
    }

    fn lives() -> Vec<Life> {
        let (calendar, way) = (calendar(), Way(vec![0, 1, 2, 3, 4, 5]));
        let (mut times, mut dice) = (Dice::new(1), Dice::new(2));
        let arrivals = arrivals(&mut times, &calendar, 3000);
        arrivals
            .into_iter()
            .map(|at| live(&mut dice, &calendar, &way, at, false))
            .collect()
    }

    #[test]
    fn the_same_now_gives_the_same_lives() {
        let (once, again) = (lives(), lives());
        assert!((2900..=3100).contains(&once.len()), "{}", once.len());
        assert!(
            once.iter()
                .zip(&again)
                .all(|(a, b)| a.changes == b.changes && a.amount == b.amount)
        );
    }

    #[test]
    fn every_life_is_in_order_and_in_the_past() {
        let now = calendar().now;
        for life in lives() {
            assert!(life.changes.windows(2).all(|pair| pair[0].at <= pair[1].at));
            assert!(life.last().at <= now);
            assert_eq!(
                life.end == End::Lost,
                matches!(life.last().step, Step::Lost { .. })
            );
        }
    }

    #[test]
    fn the_weak_point_is_there_to_be_found() {
        let lives = lives();
        let going_on = |team: Team, kind: usize| {
            let of_team = lives
                .iter()
                .filter(|life| PEOPLE[life.owner].team == Some(team));
            let settled: Vec<bool> = of_team
                .filter(|life| life.furthest() >= kind)
                .filter(|life| life.furthest() > kind || life.end != End::Open)
                .map(|life| life.furthest() > kind)
                .collect();
            settled.iter().filter(|on| **on).count() as f64 / settled.len() as f64
        };
        let difference = |kind| going_on(Team::Moscow, kind) - going_on(Team::Regions, kind);
        assert!(difference(PRESENT) > 0.1, "{}", difference(PRESENT));
        assert!(difference(1).abs() < 0.08, "{}", difference(1));
        let won = lives.iter().filter(|life| life.end == End::Won).count();
        assert!((250..=600).contains(&won), "{won}");
        let open = lives.iter().filter(|life| life.end == End::Open).count();
        assert!((100..=500).contains(&open), "{open}");
        assert!(lives.iter().filter(|life| life.forgotten).count() > 5);
    }
}

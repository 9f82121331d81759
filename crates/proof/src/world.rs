//! A pipeline whose truth is known: how deals arrive, move, skip, go back, and end.

use analyze::history::model::{Facts, NO_COMPANY};
use analyze::history::{Change, Deal, History, NO_DAY, NONE, Names, StageInfo, Status, UserInfo};
use base::time::DAY_MS;
use base::{Currency, Uuid};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, LogNormal, Poisson};

/// A Monday midnight in Moscow.
pub const START: i64 = 1_735_506_000_000;
const WON: usize = 4;
const LOST: u8 = u8::MAX;

/// How a stage lets deals go: shares of one stage ahead, two ahead, back, and lost; they add up to one.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub ahead: f64,
    pub skip: f64,
    pub back: f64,
    /// Days that half of the stays take, and the spread of their logarithm.
    pub days: f64,
    pub spread: f64,
    /// Lost deals take so many times longer.
    pub slow_loss: f64,
}

/// One truth.
#[derive(Debug, Clone, Copy)]
pub struct World {
    pub name: (&'static str, &'static str),
    pub stages: [Stage; WON],
    /// Deals a week at the beginning, and the growth of that a week.
    pub inflow: f64,
    pub growth: f64,
    pub weeks: u32,
    /// The last owner and the stage where that one lets on so many times fewer.
    pub weak: Option<(usize, f64)>,
}

pub const OWNERS: usize = 6;
const SOURCES: usize = 5;

const fn stage(ahead: f64, skip: f64, back: f64, days: f64, slow_loss: f64) -> Stage {
    Stage {
        ahead,
        skip,
        back,
        days,
        spread: 0.8,
        slow_loss,
    }
}

/// Quick stages, seen after two years: few deals are still open.
pub const RIPE: World = World {
    name: ("Быстрая воронка", "A quick pipeline"),
    stages: [
        stage(0.60, 0.05, 0.00, 4.0, 1.5),
        stage(0.50, 0.10, 0.05, 9.0, 1.5),
        stage(0.60, 0.05, 0.05, 12.0, 1.5),
        stage(0.45, 0.00, 0.10, 14.0, 1.5),
    ],
    inflow: 12.0,
    growth: 0.0,
    weeks: 52,
    weak: None,
};

/// Slow stages and a growing inflow: every second deal is open.
pub const YOUNG: World = World {
    name: ("Медленная растущая воронка", "A slow, growing pipeline"),
    stages: [
        stage(0.60, 0.05, 0.00, 12.0, 2.0),
        stage(0.50, 0.10, 0.05, 25.0, 2.0),
        stage(0.60, 0.05, 0.05, 30.0, 2.0),
        stage(0.45, 0.00, 0.10, 35.0, 2.0),
    ],
    inflow: 6.0,
    growth: 0.02,
    weeks: 52,
    weak: None,
};

/// Deals skip and go back often.
pub const TANGLED: World = World {
    name: ("Запутанная воронка", "A tangled pipeline"),
    stages: [
        stage(0.45, 0.20, 0.00, 8.0, 1.5),
        stage(0.40, 0.20, 0.15, 15.0, 1.5),
        stage(0.50, 0.10, 0.20, 15.0, 2.0),
        stage(0.45, 0.00, 0.25, 20.0, 2.0),
    ],
    inflow: 10.0,
    growth: 0.01,
    weeks: 52,
    weak: None,
};

/// A deal's whole life, whatever was seen of it.
struct Life {
    created: i64,
    owner: usize,
    source: usize,
    amount: i64,
    changes: Vec<(i64, u8, Status)>,
}

impl World {
    fn live(&self, rng: &mut impl Rng, created: i64) -> Life {
        let owner = rng.random_range(0..OWNERS);
        let mut life = Life {
            created,
            owner,
            source: rng.random_range(0..SOURCES),
            amount: (LogNormal::new(12.5, 0.8).map_or(300_000.0, |law| law.sample(rng)) * 100.0)
                as i64,
            changes: vec![(created, 0, Status::Open)],
        };
        let (mut at, mut here) = (created, 0_usize);
        while here < WON {
            let stage = self.stages[here];
            let worse = match self.weak {
                Some((place, factor)) if place == here && owner == OWNERS - 1 => factor,
                _ => 1.0,
            };
            let luck: f64 = rng.random();
            let (ahead, skip) = (stage.ahead * worse, stage.skip * worse);
            let next = if luck < ahead {
                (here + 1) as u8
            } else if luck < ahead + skip {
                (here + 2).min(WON) as u8
            } else if luck < ahead + skip + stage.back {
                here.saturating_sub(1) as u8
            } else {
                LOST
            };
            let median = if next == LOST {
                stage.days * stage.slow_loss
            } else {
                stage.days
            };
            let days =
                LogNormal::new(median.ln(), stage.spread).map_or(median, |law| law.sample(rng));
            at += (days * DAY_MS as f64) as i64;
            if next == LOST {
                life.changes.push((at, here as u8, Status::Lost));
                break;
            }
            here = usize::from(next);
            let status = if here == WON {
                Status::Won
            } else {
                Status::Open
            };
            life.changes.push((at, next, status));
        }
        life
    }

    /// The history up to `until` of all deals created before it.
    pub fn history(&self, rng: &mut impl Rng, until: i64) -> History {
        let mut deals = Vec::new();
        let week = 7 * DAY_MS;
        let mut number = 0_u128;
        for index in 0.. {
            let begins = START + i64::from(index) * week;
            if begins >= until {
                break;
            }
            let rate = self.inflow * (1.0 + self.growth).powi(index);
            let count = Poisson::new(rate).map_or(0.0, |law| law.sample(rng)) as u32;
            for _ in 0..count {
                let created = begins + rng.random_range(0..week);
                let life = self.live(rng, created);
                if created < until {
                    number += 1;
                    deals.push(deal(&life, number, until));
                }
            }
        }
        History::of(deals, names())
    }

    /// The end of the weeks that are watched.
    pub fn end(&self) -> i64 {
        START + i64::from(self.weeks) * 7 * DAY_MS
    }

    /// The true share of deals that reach each step (or a later one) among those that reach the one before,
    /// from many whole lives; the last is the share of all that is won.
    pub fn truth(&self, rng: &mut impl Rng, lives: u32) -> Vec<f64> {
        let mut reached = [0.0_f64; WON + 1];
        for _ in 0..lives {
            let life = self.live(rng, START);
            let furthest = life
                .changes
                .iter()
                .map(|change| change.1)
                .max()
                .unwrap_or(0);
            for count in &mut reached[..=usize::from(furthest)] {
                *count += 1.0;
            }
        }
        let mut shares: Vec<f64> = reached.windows(2).map(|pair| pair[1] / pair[0]).collect();
        shares.push(reached[WON] / reached[0]);
        shares
    }
}

fn deal(life: &Life, number: u128, until: i64) -> Deal {
    let changes: Vec<Change> = life
        .changes
        .iter()
        .filter(|(at, _, _)| *at < until)
        .map(|(at, stage, status)| Change {
            at: *at,
            stage: u16::from(*stage),
            reason: NONE,
            by: NONE,
            status: *status,
        })
        .collect();
    let last = changes.last().map_or(life.created, |change| change.at);
    Deal {
        id: Uuid::from_u128(number),
        created: life.created,
        facts: Facts {
            amount: life.amount,
            currency: Currency::RUB,
            owner: life.owner as u16,
            source: life.source as u16,
            expected: NO_DAY,
        },
        company: NO_COMPANY,
        industry: NONE,
        employees: None,
        next_step: None,
        last_activity: last,
        changes: changes.into(),
        past: Box::default(),
        tags: Box::default(),
        marks: Box::default(),
    }
}

fn names() -> Names {
    let pipeline = Uuid::from_u128(1);
    let mut names = Names {
        pipelines: vec![(pipeline, "Продажи".to_owned())],
        ..Names::default()
    };
    for position in 0..=WON {
        let id = Uuid::from_u128(100 + position as u128);
        names.stages.of(id);
        names.stage_infos.push(Some(StageInfo {
            id,
            pipeline,
            name: format!("Этап {}", position + 1),
            kind: position,
            position: position as i64,
            color: String::new(),
            target: None,
            archived: false,
            age_limit_days: None,
        }));
    }
    for owner in 0..OWNERS {
        let id = Uuid::from_u128(200 + owner as u128);
        names.people.of(id);
        let user = UserInfo {
            id,
            name: format!("Сотрудник {}", owner + 1),
            team: None,
            active: true,
        };
        names.users.insert(id, user);
    }
    for source in 0..SOURCES {
        let id = Uuid::from_u128(300 + source as u128);
        names.sources.of(id);
        names
            .source_names
            .insert(id, format!("Источник {}", source + 1));
    }
    names
}

/// The pipeline that all deals are in.
pub fn pipeline() -> Uuid {
    Uuid::from_u128(1)
}

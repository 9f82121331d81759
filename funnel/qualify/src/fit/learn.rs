//! What past deals would give points for: logistic regression with shrinkage on the facts that rules can ask
//! about, learned on some of the settled deals and judged on the others, which it has not seen.

use std::collections::{BTreeMap, HashMap};

use base::{Currency, Problem, Result, Time, Uuid};
use serde::{Deserialize, Serialize};
use stats::accuracy::{brier, reliability};
use stats::logistic::{self, Row};
use utoipa::ToSchema;

use super::accuracy::{Area, FEWEST, LEVEL, Share, area};
use super::model::{Fact, Profile, Rule};
use super::store::KnownRow;

/// The newest settled deals that are looked at.
pub const MOST_DEALS: i64 = 60_000;
/// A fact is learned from at least so many deals.
const FEWEST_OF_FACT: u32 = 20;
/// How strongly effects are drawn to nothing: the variance of a usual effect on the logit scale is its inverse.
const SHRINKAGE: f64 = 1.0;
/// So many points double the odds of winning.
const POINTS_TO_DOUBLE: f64 = 10.0;
const BINS: usize = 10;
/// Sizes as people speak of them: from 1, 11, 51, 201, 1001 on.
const SIZES: [(i64, Option<i64>); 5] = [
    (1, Some(10)),
    (11, Some(50)),
    (51, Some(200)),
    (201, Some(1000)),
    (1001, None),
];

/// A settled deal with what is known of its client.
#[derive(Debug, Clone)]
pub struct Past {
    pub row: KnownRow,
    pub tags: Vec<Uuid>,
    pub won: bool,
}

/// What one fact does to the chance of winning, the others being equal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = FitEffect)]
pub struct Effect {
    /// The rule that would say so, with the points that it would give.
    pub rule: Rule,
    /// The deals it was learned from, and how many of them were won.
    pub deals: u32,
    pub won: u32,
    /// The interval of the points at 95 %.
    pub low: f64,
    pub high: f64,
}

/// One bin of a reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = FitBin)]
pub struct Bin {
    pub deals: i64,
    /// The mean chance that was predicted.
    pub predicted: f64,
    pub observed: f64,
    pub low: f64,
    pub high: f64,
}

/// What was learned, and how it did on deals it had not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = FitLesson)]
pub struct Lesson {
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    pub learned_from: i64,
    pub held_back: i64,
    /// Nothing was learned: there are too few settled deals of either outcome.
    pub too_few: bool,
    pub effects: Vec<Effect>,
    /// The share that was won among those held back.
    pub won_share: f64,
    pub auc: Option<Area>,
    /// The same of the points people gave, on the same deals.
    pub auc_by_hand: Option<Area>,
    /// The mean squared error of the chances; and of saying the learned share of all.
    pub brier: f64,
    pub brier_of_share: f64,
    pub bins: Vec<Bin>,
}

/// Learns from settled deals, in any order.
///
/// # Errors
/// None for rows of ours.
pub fn learn(past: &[Past], profile: &Profile, currency: Currency, at: Time) -> Result<Lesson> {
    let (back, seen): (Vec<&Past>, Vec<&Past>) = ripe(past)
        .into_iter()
        .partition(|deal| held_back(deal.row.id));
    let mut lesson = Lesson {
        at,
        learned_from: seen.len() as i64,
        held_back: back.len() as i64,
        too_few: true,
        effects: Vec::new(),
        won_share: 0.0,
        auc: None,
        auc_by_hand: None,
        brier: 0.0,
        brier_of_share: 0.0,
        bins: Vec::new(),
    };
    let enough = |deals: &[&Past]| {
        let won = deals.iter().filter(|deal| deal.won).count() as i64;
        won >= FEWEST && deals.len() as i64 - won >= FEWEST
    };
    if !enough(&seen) || !enough(&back) {
        return Ok(lesson);
    }
    lesson.too_few = false;
    let quarters = quarters(&seen, currency);
    let asked = |deal: &Past| facts(deal, currency, &quarters);
    let mut counts: BTreeMap<Asked, (u32, u32)> = BTreeMap::new();
    for deal in &seen {
        for one in asked(deal) {
            let count = counts.entry(one).or_default();
            count.0 += 1;
            count.1 += u32::from(deal.won);
        }
    }
    // What all or nearly all have tells nothing either.
    let most = u32::try_from(seen.len()).unwrap_or(u32::MAX) - FEWEST_OF_FACT;
    counts.retain(|_, (deals, _)| (FEWEST_OF_FACT..=most).contains(deals));
    let columns: HashMap<&Asked, usize> = counts.keys().zip(0..).collect();
    let features = |deal: &Past| -> Vec<(usize, f64)> {
        let known = asked(deal).into_iter();
        known
            .filter_map(|one| Some((*columns.get(&one)?, 1.0)))
            .collect()
    };
    let rows: Vec<Row> = seen
        .iter()
        .map(|deal| Row {
            features: features(deal),
            outcome: truth(deal.won),
            weight: 1.0,
            offset: 0.0,
        })
        .collect();
    let fitted = logistic::fit(&rows, columns.len(), SHRINKAGE).map_err(Problem::internal)?;

    let names = names(&seen);
    let per_logit = POINTS_TO_DOUBLE / std::f64::consts::LN_2;
    for (column, (one, (deals, won))) in counts.iter().enumerate() {
        let points = fitted.coefficients[column] * per_logit;
        let half = 1.96 * fitted.errors[column] * per_logit;
        lesson.effects.push(Effect {
            rule: one.rule(points.round() as i64, &names),
            deals: *deals,
            won: *won,
            low: points - half,
            high: points + half,
        });
    }
    lesson
        .effects
        .sort_by_key(|effect| std::cmp::Reverse(effect.rule.points.abs()));

    let chances: Vec<f64> = back
        .iter()
        .map(|deal| fitted.predict(&features(deal), 0.0))
        .collect();
    let happened: Vec<bool> = back.iter().map(|deal| deal.won).collect();
    let share = seen.iter().filter(|deal| deal.won).count() as f64 / seen.len() as f64;
    let error = |chances: &[f64]| -> Result<f64> {
        let found = brier(chances, &happened).map_err(Problem::internal)?;
        Ok(found.unwrap_or_default())
    };
    lesson.won_share = Share::new(
        happened.iter().filter(|won| **won).count() as i64,
        back.len() as i64,
    )
    .share
    .unwrap_or_default();
    lesson.brier = error(&chances)?;
    lesson.brier_of_share = error(&vec![share; back.len()])?;
    lesson.bins = reliability(&chances, &happened, BINS, LEVEL)
        .map_err(Problem::internal)?
        .into_iter()
        .map(|bin| Bin {
            deals: bin.n as i64,
            predicted: bin.mean_predicted,
            observed: bin.observed,
            low: bin.interval.low,
            high: bin.interval.high,
        })
        .collect();
    let ended = |won: bool| (truth(won), truth(!won));
    lesson.auc = area(chances.iter().zip(&happened).map(|(chance, won)| {
        let (won, lost) = ended(*won);
        (*chance, won, lost)
    }))?;
    if !profile.rules.is_empty() {
        lesson.auc_by_hand = area(back.iter().map(|deal| {
            let known = deal.row.known(deal.tags.clone());
            let (won, lost) = ended(deal.won);
            (profile.judge(&known, currency).score as f64, won, lost)
        }))?;
    }
    Ok(lesson)
}

fn truth(happened: bool) -> f64 {
    f64::from(u8::from(happened))
}

/// Without the young: of those only the quick ones are settled, and they would teach haste. Young is what was
/// created later than nine of ten deals take before the newest one.
fn ripe(past: &[Past]) -> Vec<&Past> {
    let ended = |deal: &Past| deal.row.won_at.or(deal.row.lost_at);
    let mut times: Vec<i64> = past
        .iter()
        .filter_map(|deal| Some((ended(deal)? - deal.row.created_at).max(0)))
        .collect();
    times.sort_unstable();
    let patience = times.get(times.len() * 9 / 10).copied().unwrap_or_default();
    let newest = past.iter().filter_map(ended).max().unwrap_or_default();
    past.iter()
        .filter(|deal| deal.row.created_at <= newest - patience)
        .collect()
}

/// Three of ten deals are held back, always the same ones: by the FNV-1a hash of their id.
fn held_back(id: Uuid) -> bool {
    let hash = id
        .as_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    (hash >> 32) % 10 < 3
}

/// A fact of a deal that can be learned.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Asked {
    /// Folded.
    Industry(String),
    Region(String),
    Source(Uuid),
    Tag(Uuid),
    Range(Fact, i64, Option<i64>),
}

impl Asked {
    fn rule(&self, points: i64, names: &HashMap<String, String>) -> Rule {
        let of = |fact, values: Vec<String>, from, to| Rule {
            fact,
            values,
            from,
            to,
            points,
        };
        match self {
            Self::Industry(folded) => {
                let name = names.get(folded).unwrap_or(folded);
                of(Fact::Industry, vec![name.clone()], None, None)
            }
            Self::Region(code) => of(Fact::Region, vec![code.clone()], None, None),
            Self::Source(id) => of(Fact::Source, vec![id.to_string()], None, None),
            Self::Tag(id) => of(Fact::Tag, vec![id.to_string()], None, None),
            Self::Range(fact, from, to) => of(*fact, Vec::new(), Some(*from), *to),
        }
    }
}

/// Industries as they are written, by how they are folded.
fn names(deals: &[&Past]) -> HashMap<String, String> {
    deals
        .iter()
        .filter_map(|deal| deal.row.industry.clone())
        .map(|name| (base::fold::fold(&name), name))
        .collect()
}

fn facts(deal: &Past, currency: Currency, quarters: &[i64]) -> Vec<Asked> {
    let known = deal.row.known(deal.tags.clone());
    let mut facts: Vec<Asked> = known.tags.into_iter().map(Asked::Tag).collect();
    facts.extend(known.industry.map(Asked::Industry));
    facts.extend(known.region.map(Asked::Region));
    facts.extend(known.source.map(Asked::Source));
    let size = known.employees.and_then(|number| {
        let of =
            |(from, to): &(i64, Option<i64>)| number >= *from && to.is_none_or(|to| number <= to);
        SIZES.into_iter().find(of)
    });
    facts.extend(size.map(|(from, to)| Asked::Range(Fact::Size, from, to)));
    if let Some((amount, of)) = known.amount
        && of == currency
        && !quarters.is_empty()
    {
        let place = quarters.partition_point(|limit| *limit <= amount);
        let from = place.checked_sub(1).map_or(0, |place| quarters[place]);
        let to = quarters.get(place).map(|limit| limit - 1);
        facts.push(Asked::Range(Fact::Amount, from, to));
    }
    facts
}

/// Where a quarter of the amounts ends, where they differ.
fn quarters(deals: &[&Past], currency: Currency) -> Vec<i64> {
    let mut amounts: Vec<i64> = deals
        .iter()
        .filter_map(|deal| deal.row.known(Vec::new()).amount)
        .filter(|(_, of)| *of == currency)
        .map(|(amount, _)| amount)
        .collect();
    amounts.sort_unstable();
    let mut limits: Vec<i64> = (1..4)
        .filter_map(|part| amounts.get(amounts.len() * part / 4))
        .copied()
        .collect();
    limits.dedup();
    limits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::model::Limits;

    /// Deals of two industries: one is won in `good` of ten, the other in `bad` of ten.
    fn past(deals: i64, good: u64, bad: u64) -> Vec<Past> {
        let mut chance = 88_172_645_463_325_252_u64;
        let mut dice = move || {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            chance % 10
        };
        (0..deals)
            .map(|n| {
                let it = dice() < 5;
                let won = dice() < if it { good } else { bad };
                Past {
                    row: KnownRow {
                        id: Uuid::from_u128(n as u128 * 7919 + 1),
                        amount: 0,
                        currency: "RUB".into(),
                        source_id: None,
                        industry: Some(if it { "ИТ" } else { "Розница" }.into()),
                        employees: Some(30),
                        inn: None,
                        status: if won { "won" } else { "lost" }.into(),
                        created_at: n,
                        won_at: won.then_some(n + 10),
                        lost_at: (!won).then_some(n + 10),
                    },
                    tags: Vec::new(),
                    won,
                }
            })
            .collect()
    }

    fn lesson(past: &[Past]) -> Lesson {
        let profile = Profile {
            number: 1,
            rules: vec![Rule {
                fact: Fact::Industry,
                values: vec!["ит".into()],
                from: None,
                to: None,
                points: 20,
            }],
            limits: Limits::default(),
        };
        learn(past, &profile, Currency::RUB, Time(0)).expect("our rows")
    }

    #[test]
    fn what_wins_gets_points_and_is_judged_on_deals_held_back() {
        let found = lesson(&past(4_000, 6, 2));
        assert!(!found.too_few);
        assert_eq!(found.learned_from + found.held_back, 3_991);
        assert!((found.held_back - 1_200).abs() < 150, "{}", found.held_back);
        // The size is the same of all and teaches nothing.
        assert_eq!(found.effects.len(), 2);
        let it = &found
            .effects
            .iter()
            .find(|one| one.rule.values == ["ИТ"])
            .expect("it");
        assert!(it.low > 0.0 && it.rule.points >= 8, "{it:?}");
        // 0.6 against 0.2, half each: the area is (0.75 × 0.67 + ties / 2) ≈ 0.71.
        let auc = found.auc.expect("enough");
        assert!(auc.low < 0.71 && 0.71 < auc.high, "{auc:?}");
        assert_eq!(
            found.auc_by_hand,
            Some(auc),
            "the same order, so the same area"
        );
        assert!(found.brier < found.brier_of_share);
        for bin in &found.bins {
            assert!(
                bin.low <= bin.predicted && bin.predicted <= bin.high,
                "{bin:?}"
            );
        }
    }

    #[test]
    fn where_nothing_differs_nothing_is_claimed() {
        let found = lesson(&past(4_000, 4, 4));
        let auc = found.auc.expect("enough");
        assert!(auc.low < 0.5 && 0.5 < auc.high, "{auc:?}");
        for effect in &found.effects {
            assert!(effect.low < 0.0 && 0.0 < effect.high, "{effect:?}");
        }
    }

    #[test]
    fn little_teaches_nothing() {
        let found = lesson(&past(60, 6, 2));
        assert!(found.too_few && found.effects.is_empty() && found.auc.is_none());
        assert!(lesson(&[]).too_few);
    }
}

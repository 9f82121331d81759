//! What past deals would give points for: logistic regression with shrinkage on the facts that rules can ask
//! about. It is learned on the older seven of ten settled deals and judged on the newer three, which it has not
//! seen; of all of them by what was known early ([`super::facts`]).

use std::collections::{BTreeMap, HashMap};

use base::{Currency, Problem, Result, Time};
use serde::{Deserialize, Serialize};
use stats::accuracy::{brier, reliability};
use stats::logistic::{self, Logistic, Row};
use stats::multiple::benjamini_hochberg;
use stats::normal::two_sided;
use utoipa::ToSchema;

use super::accuracy::{Area, FEWEST, LEVEL, area};
use super::asked::{Asked, facts, names, quarters};
use super::checked::MOST_POINTS;
use super::facts::Client;
use super::model::{Limits, Profile, Rule};

/// The newest settled deals that are looked at.
pub const MOST_DEALS: i64 = 60_000;
/// A fact is learned from at least so many deals.
const FEWEST_OF_FACT: u32 = 20;
/// So many facts are learned, those of the most deals.
const MOST_FACTS: usize = 150;
/// The share of effects that may be called sure and are none.
const FALSE_SHARE: f64 = 0.05;
/// How strongly effects are drawn to nothing: the variance of a usual effect on the logit scale is its inverse.
const SHRINKAGE: f64 = 1.0;
/// The 97.5th percentile of the standard normal distribution.
const Z95: f64 = 1.959_963_984_540_054;
/// So many points double the odds of winning.
const POINTS_TO_DOUBLE: f64 = 10.0;
const BINS: usize = 10;

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
    /// It hardly is chance, though so many facts were looked at (Benjamini–Hochberg).
    pub sure: bool,
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
    /// The first of the newer deals that were held back was created then.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub held_from: Option<Time>,
    /// So young that of their kind only the quick ones are settled: left out.
    pub young: i64,
    /// Nothing was learned: there are too few settled deals of either outcome.
    pub too_few: bool,
    pub effects: Vec<Effect>,
    /// What nearly every deal has one of needs one to compare with: the most frequent, at no points.
    pub compared_with: Vec<Rule>,
    /// Bands that the sure rules would part the older deals into by quarters. Null: they give too few scores for four.
    pub limits: Option<Limits>,
    /// The share that was won among those learned from and those held back.
    pub won_share_learned: f64,
    pub won_share: f64,
    /// Of all effects together.
    pub auc: Option<Area>,
    /// Of the points of the sure rules alone, which are what is proposed.
    pub auc_of_sure: Option<Area>,
    /// Of the present profile.
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
pub fn learn(past: &[Client], profile: &Profile, currency: Currency, at: Time) -> Result<Lesson> {
    let mut ripe = ripe(past);
    ripe.sort_by_key(|client| (client.deal.created_at, client.deal.id));
    let (seen, back) = ripe.split_at(ripe.len() * 7 / 10);
    let share = |deals: &[&Client]| {
        let won = deals.iter().filter(|client| client.deal.won()).count();
        won as f64 / deals.len().max(1) as f64
    };
    let mut lesson = Lesson {
        at,
        learned_from: seen.len() as i64,
        held_back: back.len() as i64,
        held_from: back.first().map(|client| Time(client.deal.created_at)),
        young: (past.len() - ripe.len()) as i64,
        too_few: true,
        effects: Vec::new(),
        compared_with: Vec::new(),
        limits: None,
        won_share_learned: share(seen),
        won_share: share(back),
        auc: None,
        auc_of_sure: None,
        auc_by_hand: None,
        brier: 0.0,
        brier_of_share: 0.0,
        bins: Vec::new(),
    };
    let enough = |deals: &[&Client]| {
        let won = deals.iter().filter(|client| client.deal.won()).count() as i64;
        won >= FEWEST && deals.len() as i64 - won >= FEWEST
    };
    if !enough(seen) || !enough(back) {
        return Ok(lesson);
    }
    lesson.too_few = false;
    let quarters = quarters(seen, currency);
    let asked = |client: &Client| facts(client, currency, &quarters);
    let mut counts = counted(seen, asked);
    let references = references(&counts, seen.len());
    counts.retain(|one, _| !references.contains(one));
    let columns: HashMap<&Asked, usize> = counts.keys().zip(0..).collect();
    let features = |client: &Client| -> Vec<(usize, f64)> {
        let known = asked(client).into_iter();
        known
            .filter_map(|one| Some((*columns.get(&one)?, 1.0)))
            .collect()
    };
    let rows: Vec<Row> = seen
        .iter()
        .map(|deal| Row {
            features: features(deal),
            outcome: truth(deal.deal.won()),
            weight: 1.0,
            offset: 0.0,
        })
        .collect();
    let fitted = logistic::fit(&rows, columns.len(), SHRINKAGE).map_err(Problem::internal)?;

    let names = names(seen);
    lesson.effects = effects(&fitted, &counts, &names);
    lesson.limits = quartered(seen, &lesson.effects, currency);
    lesson.compared_with = references.iter().map(|one| one.rule(0, &names)).collect();
    let chances: Vec<f64> = back
        .iter()
        .map(|client| fitted.predict(&features(client), 0.0))
        .collect();
    let happened: Vec<bool> = back.iter().map(|client| client.deal.won()).collect();
    let error = |chances: &[f64]| -> Result<f64> {
        let found = brier(chances, &happened).map_err(Problem::internal)?;
        Ok(found.unwrap_or_default())
    };
    lesson.brier = error(&chances)?;
    lesson.brier_of_share = error(&vec![lesson.won_share_learned; back.len()])?;
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
    let by_points = |profile: &Profile| {
        let rows = back.iter().map(|client| {
            let (won, lost) = ended(client.deal.won());
            let score = profile.judge(&client.early, currency).score;
            (score as f64, won, lost)
        });
        match profile.rules.is_empty() {
            true => Ok(None),
            false => area(rows),
        }
    };
    lesson.auc_of_sure = by_points(&sure(&lesson.effects))?;
    lesson.auc_by_hand = by_points(profile)?;
    Ok(lesson)
}

fn truth(happened: bool) -> f64 {
    f64::from(u8::from(happened))
}

/// The facts of enough deals to learn from, with how many there are and how many of them were won.
fn counted(seen: &[&Client], asked: impl Fn(&Client) -> Vec<Asked>) -> BTreeMap<Asked, (u32, u32)> {
    let mut counts: BTreeMap<Asked, (u32, u32)> = BTreeMap::new();
    for client in seen {
        for one in asked(client) {
            let count = counts.entry(one).or_default();
            count.0 += 1;
            count.1 += u32::from(client.deal.won());
        }
    }
    // What all or nearly all have tells nothing either.
    let most = u32::try_from(seen.len()).unwrap_or(u32::MAX);
    let usual = FEWEST_OF_FACT..=most.saturating_sub(FEWEST_OF_FACT);
    counts.retain(|_, (deals, _)| usual.contains(deals));
    let mut frequent: Vec<u32> = counts.values().map(|(deals, _)| *deals).collect();
    frequent.sort_unstable_by(|a, b| b.cmp(a));
    if let Some(limit) = frequent.get(MOST_FACTS) {
        counts.retain(|_, (deals, _)| *deals > *limit);
    }
    counts
}

/// Where nearly all deals have one fact of a kind, the most frequent of them: without one to compare with, no
/// effect of the kind could be told from that of all the others together.
fn references(counts: &BTreeMap<Asked, (u32, u32)>, deals: usize) -> Vec<Asked> {
    let mut kinds: BTreeMap<String, (u32, &Asked, u32)> = BTreeMap::new();
    for (one, (count, _)) in counts {
        let Some(kind) = one.kind() else { continue };
        let known = kinds.entry(kind).or_insert((0, one, 0));
        known.0 += count;
        if *count > known.2 {
            (known.1, known.2) = (one, *count);
        }
    }
    let enough = u32::try_from(deals)
        .unwrap_or(u32::MAX)
        .saturating_sub(FEWEST_OF_FACT);
    kinds
        .into_values()
        .filter(|(all, _, _)| *all > enough)
        .map(|(_, one, _)| one.clone())
        .collect()
}

/// The rules that coefficients speak for: the sure ones first, the most points first.
fn effects(
    fitted: &Logistic,
    counts: &BTreeMap<Asked, (u32, u32)>,
    names: &HashMap<String, String>,
) -> Vec<Effect> {
    let per_logit = POINTS_TO_DOUBLE / std::f64::consts::LN_2;
    let p: Vec<f64> = fitted
        .coefficients
        .iter()
        .zip(&fitted.errors)
        .map(|(coefficient, error)| two_sided(coefficient / error))
        .collect();
    let adjusted = benjamini_hochberg(&p);
    let mut effects: Vec<Effect> = counts
        .iter()
        .enumerate()
        .map(|(column, (one, (deals, won)))| {
            let points = fitted.coefficients[column] * per_logit;
            let half = Z95 * fitted.errors[column] * per_logit;
            Effect {
                rule: one.rule(
                    (points.round() as i64).clamp(-MOST_POINTS, MOST_POINTS),
                    names,
                ),
                deals: *deals,
                won: *won,
                low: points - half,
                high: points + half,
                sure: adjusted[column] <= FALSE_SHARE,
            }
        })
        .collect();
    effects.sort_by_key(|effect| std::cmp::Reverse((effect.sure, effect.rule.points.abs())));
    effects
}

/// The rules that hardly are chance.
fn sure(effects: &[Effect]) -> Profile {
    let sure = effects
        .iter()
        .filter(|effect| effect.sure && effect.rule.points != 0);
    Profile {
        rules: sure.map(|effect| effect.rule.clone()).collect(),
        ..Profile::default()
    }
}

/// The limits by which the sure rules give a quarter of these deals each band.
fn quartered(seen: &[&Client], effects: &[Effect], currency: Currency) -> Option<Limits> {
    let profile = sure(effects);
    let mut scores: Vec<i64> = seen
        .iter()
        .map(|client| profile.judge(&client.early, currency).score)
        .collect();
    scores.sort_unstable();
    let part = |quarter: usize| scores.get(scores.len() * quarter / 4).copied();
    let limits = Limits {
        a: part(3)?,
        b: part(2)?,
        c: part(1)?,
    };
    (limits.a > limits.b && limits.b > limits.c).then_some(limits)
}

/// Without the young: of those only the quick ones are settled, and they would teach haste. Young is what was
/// created later than nine of ten deals take before the newest one.
fn ripe(past: &[Client]) -> Vec<&Client> {
    let ended = |client: &Client| client.deal.settled_at();
    let mut times: Vec<i64> = past
        .iter()
        .filter_map(|client| Some((ended(client)? - client.deal.created_at).max(0)))
        .collect();
    times.sort_unstable();
    let patience = times.get(times.len() * 9 / 10).copied().unwrap_or_default();
    let newest = past.iter().filter_map(ended).max().unwrap_or_default();
    past.iter()
        .filter(|client| client.deal.created_at <= newest - patience)
        .collect()
}

#[cfg(test)]
mod tests;

//! How far the score has told those who buy from those who do not: on deals that are settled, by what was known
//! of them early.

use base::{Result, Time};
use serde::{Deserialize, Serialize};
use stats::discrimination::{Scored, auc};
use stats::proportion::{newcombe, wilson};
use utoipa::ToSchema;

use super::model::{Band, Limits};
use super::store::Ended;

/// The level of all intervals.
pub(super) const LEVEL: f64 = 0.95;
/// Below so many of either outcome nothing is said of how well they are told apart.
pub(super) const FEWEST: i64 = 20;
/// Below so many settled deals a band's share is not compared.
const FEWEST_OF_BAND: i64 = 10;

/// A share of deals with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = FitShare)]
pub struct Share {
    pub of: i64,
    pub count: i64,
    /// Null of no deals.
    pub share: Option<f64>,
    /// Wilson's interval at 95 %.
    pub low: f64,
    pub high: f64,
}

impl Share {
    pub fn new(count: i64, of: i64) -> Self {
        let interval = wilson(count as f64, of as f64, LEVEL);
        Self {
            of,
            count,
            share: (of > 0).then(|| count as f64 / of as f64),
            low: interval.low,
            high: interval.high,
        }
    }
}

/// How often the deals of a band are won, and whether that holds.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FitBandResult)]
pub struct BandResult {
    pub band: Band,
    /// Won of settled deals.
    pub won: Share,
    /// Among the older seven of ten: what the band promises.
    pub earlier: Share,
    /// Among the newest three of ten: what came of it.
    pub later: Share,
    pub holds: Holds,
}

/// Whether the newer deals of a band are won as often as the older ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FitHolds)]
pub enum Holds {
    TooFew,
    /// No difference beyond chance.
    Holds,
    MoreOften,
    LessOften,
}

impl Holds {
    /// By Newcombe's interval of the difference, of a level that allows for four bands being looked at.
    fn of(earlier: &Share, later: &Share) -> Self {
        if earlier.of.min(later.of) < FEWEST_OF_BAND {
            return Self::TooFew;
        }
        let count = |share: &Share| (share.count as f64, share.of as f64);
        let (won, of) = count(later);
        let (won_before, of_before) = count(earlier);
        let level = 1.0 - (1.0 - LEVEL) / Band::ALL.len() as f64;
        match newcombe(won, of, won_before, of_before, level).1 {
            interval if interval.low > 0.0 => Self::MoreOften,
            interval if interval.high < 0.0 => Self::LessOften,
            _ => Self::Holds,
        }
    }
}

/// What can be said of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FitVerdict)]
pub enum Verdict {
    TooFew,
    /// It tells won deals from lost ones, beyond chance.
    Tells,
    /// No better than chance, as far as can be seen.
    NoBetter,
    /// Those with more points are won less often.
    Reversed,
}

/// The area under the ROC curve: how often of two deals the won one has more points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = FitAuc)]
pub struct Area {
    pub area: f64,
    /// DeLong's interval at 95 %.
    pub low: f64,
    pub high: f64,
}

/// How well won deals are told from lost ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = FitSeparation)]
pub struct Separation {
    /// Won of settled deals.
    pub won: Share,
    pub verdict: Verdict,
    /// Null while there are too few.
    pub auc: Option<Area>,
}

impl Separation {
    fn of<'a>(rows: impl Iterator<Item = &'a Ended> + Clone) -> Result<Self> {
        let won: i64 = rows.clone().map(|row| row.won).sum();
        let lost: i64 = rows.clone().map(|row| row.lost).sum();
        let auc = area(rows.map(|row| (row.score as f64, row.won as f64, row.lost as f64)))?;
        Ok(Self {
            won: Share::new(won, won + lost),
            verdict: match auc {
                None => Verdict::TooFew,
                Some(auc) if auc.low > 0.5 => Verdict::Tells,
                Some(auc) if auc.high < 0.5 => Verdict::Reversed,
                Some(_) => Verdict::NoBetter,
            },
            auc,
        })
    }
}

/// How well the score has done.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FitAccuracy)]
pub struct Accuracy {
    /// The version of the profile.
    pub number: i64,
    /// Deals created later are left out: of those only the quick ones are settled. Null: nothing is settled.
    pub ripe_until: Option<Time>,
    /// When the newest three of ten deals begin.
    pub later_from: Option<Time>,
    /// Of all settled deals, those included that the rules were written after.
    pub all: Separation,
    /// Of deals that were settled when this version was there already.
    pub since: Separation,
    pub bands: Vec<BandResult>,
}

/// The area of rows of (score, won, lost), if there are enough of both.
pub(super) fn area(rows: impl Iterator<Item = (f64, f64, f64)>) -> Result<Option<Area>> {
    let rows: Vec<Scored> = rows
        .map(|(score, succeeded, failed)| Scored {
            score,
            succeeded,
            failed,
        })
        .collect();
    let found = auc(&rows, LEVEL).map_err(base::Problem::internal)?;
    let enough = |count: f64| count >= FEWEST as f64;
    Ok(found
        .filter(|found| enough(found.succeeded) && enough(found.failed))
        .map(|found| Area {
            area: found.area,
            low: found.interval.low,
            high: found.interval.high,
        }))
}

/// Judges a version by how its deals ended; of which days they are the caller says.
///
/// # Errors
/// None for counts, which are finite and not negative.
pub fn accuracy(number: i64, limits: Limits, rows: &[Ended]) -> Result<Accuracy> {
    let bands = Band::ALL
        .into_iter()
        .map(|band| {
            let share = |later: Option<i64>| {
                let of = rows.iter().filter(|row| {
                    limits.band(row.score) == band && later.is_none_or(|later| row.later == later)
                });
                let (won, lost) = of.fold((0, 0), |sum, row| (sum.0 + row.won, sum.1 + row.lost));
                Share::new(won, won + lost)
            };
            let (earlier, later) = (share(Some(0)), share(Some(1)));
            BandResult {
                band,
                won: share(None),
                holds: Holds::of(&earlier, &later),
                earlier,
                later,
            }
        })
        .collect();
    Ok(Accuracy {
        number,
        ripe_until: None,
        later_from: None,
        all: Separation::of(rows.iter())?,
        since: Separation::of(rows.iter().filter(|row| row.since == 1))?,
        bands,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(score: i64, won: i64, lost: i64) -> Ended {
        Ended {
            score,
            later: 0,
            since: 0,
            won,
            lost,
        }
    }

    fn later(score: i64, won: i64, lost: i64) -> Ended {
        Ended {
            later: 1,
            since: 1,
            ..ended(score, won, lost)
        }
    }

    #[test]
    fn bands_and_the_area_are_counted_of_settled_deals() {
        let rows = [ended(-5, 10, 90), ended(20, 30, 70), ended(40, 60, 40)];
        let found = accuracy(3, Limits::default(), &rows).expect("counts");
        let of = |band: Band| found.bands.iter().find(|row| row.band == band).expect("it");
        assert_eq!((of(Band::A).won.count, of(Band::A).won.of), (60, 100));
        assert_eq!(of(Band::C).won.share, None);
        // By hand: of 100 × 200 pairs 60 × 160 + 30 × 90 are in order and 10 × 90 + 30 × 70 + 60 × 40 tied.
        let auc = found.all.auc.expect("enough").area;
        assert!(
            (auc - (9600.0 + 2700.0 + 2700.0) / 20_000.0).abs() < 1e-12,
            "{auc}"
        );
        assert_eq!(found.all.verdict, Verdict::Tells);
        assert_eq!(found.since.verdict, Verdict::TooFew);
    }

    #[test]
    fn a_band_keeps_its_promise_or_not() {
        let rows = [
            ended(40, 60, 40),
            later(40, 29, 21),
            ended(20, 60, 40),
            later(20, 10, 40),
            ended(0, 60, 40),
            later(0, 9, 0),
        ];
        let found = accuracy(1, Limits::default(), &rows).expect("counts");
        let holds: Vec<Holds> = found.bands.iter().map(|row| row.holds).collect();
        let expected = [Holds::Holds, Holds::LessOften, Holds::TooFew, Holds::TooFew];
        assert_eq!(holds, expected);
        assert_eq!(found.bands[0].later.of, 50);
        assert_eq!(found.since.won.of, 109);
    }

    #[test]
    fn little_is_not_judged_and_a_bad_score_is_called_bad() {
        let few = accuracy(1, Limits::default(), &[ended(1, 19, 300)]).expect("counts");
        assert_eq!((few.all.verdict, few.all.auc), (Verdict::TooFew, None));
        let turned = [ended(40, 10, 90), ended(-5, 60, 40)];
        let turned = accuracy(1, Limits::default(), &turned).expect("counts");
        assert_eq!(turned.all.verdict, Verdict::Reversed);
        let blind = accuracy(1, Limits::default(), &[ended(1, 50, 50)]).expect("counts");
        assert_eq!(blind.all.verdict, Verdict::NoBetter);
    }
}

//! How far the score has told those who buy from those who do not, on deals that are settled.

use base::Result;
use serde::{Deserialize, Serialize};
use stats::discrimination::{Scored, auc};
use stats::proportion::wilson;
use utoipa::ToSchema;

use super::model::{Band, Limits};
use super::store::Ended;

/// The level of all intervals.
pub(super) const LEVEL: f64 = 0.95;
/// Below so many of either outcome nothing is said of how well they are told apart.
pub(super) const FEWEST: i64 = 20;

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

/// How the deals of a band have ended.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FitBandResult)]
pub struct BandResult {
    pub band: Band,
    pub deals: i64,
    /// Of settled deals.
    pub won: Share,
    /// Of those that came behind qualification or were lost before.
    pub qualified: Share,
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

/// How well the score has done.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FitAccuracy)]
pub struct Accuracy {
    /// The version of the profile.
    pub number: i64,
    pub won: Share,
    pub bands: Vec<BandResult>,
    pub verdict: Verdict,
    pub auc: Option<Area>,
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

/// # Errors
/// None for counts, which are finite and not negative.
pub fn accuracy(number: i64, limits: Limits, rows: &[Ended]) -> Result<Accuracy> {
    let bands = Band::ALL
        .into_iter()
        .map(|band| {
            let of = |count: fn(&Ended) -> i64| -> i64 {
                let rows = rows.iter().filter(|row| limits.band(row.score) == band);
                rows.map(count).sum()
            };
            BandResult {
                band,
                deals: of(|row| row.deals),
                won: Share::new(of(|row| row.won), of(|row| row.won + row.lost)),
                qualified: Share::new(of(|row| row.passed), of(|row| row.passed + row.stopped)),
            }
        })
        .collect();
    let auc = area(
        rows.iter()
            .map(|row| (row.score as f64, row.won as f64, row.lost as f64)),
    )?;
    let won: i64 = rows.iter().map(|row| row.won).sum();
    let lost: i64 = rows.iter().map(|row| row.lost).sum();
    Ok(Accuracy {
        number,
        won: Share::new(won, won + lost),
        bands,
        verdict: match auc {
            None => Verdict::TooFew,
            Some(auc) if auc.low > 0.5 => Verdict::Tells,
            Some(auc) if auc.high < 0.5 => Verdict::Reversed,
            Some(_) => Verdict::NoBetter,
        },
        auc,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(score: i64, won: i64, lost: i64) -> Ended {
        Ended {
            score,
            deals: won + lost + 5,
            won,
            lost,
            passed: won + 1,
            stopped: lost / 2,
        }
    }

    #[test]
    fn bands_and_the_area_are_counted_of_settled_deals() {
        let rows = [ended(-5, 10, 90), ended(20, 30, 70), ended(40, 60, 40)];
        let found = accuracy(3, Limits::default(), &rows).expect("counts");
        let of = |band: Band| found.bands.iter().find(|row| row.band == band).expect("it");
        assert_eq!((of(Band::A).won.count, of(Band::A).won.of), (60, 100));
        assert_eq!((of(Band::A).deals, of(Band::C).deals), (105, 0));
        assert_eq!(of(Band::C).won.share, None);
        assert_eq!(
            (of(Band::D).qualified.count, of(Band::D).qualified.of),
            (11, 56)
        );
        // By hand: of 100 × 200 pairs 60 × 160 + 30 × 90 are in order and 10 × 90 + 30 × 70 + 60 × 40 tied.
        let auc = found.auc.expect("enough").area;
        assert!(
            (auc - (9600.0 + 2700.0 + 2700.0) / 20_000.0).abs() < 1e-12,
            "{auc}"
        );
        assert_eq!(found.verdict, Verdict::Tells);
    }

    #[test]
    fn little_is_not_judged_and_a_bad_score_is_called_bad() {
        let few = accuracy(1, Limits::default(), &[ended(1, 19, 300)]).expect("counts");
        assert_eq!((few.verdict, few.auc), (Verdict::TooFew, None));
        let turned = [ended(40, 10, 90), ended(-5, 60, 40)];
        let turned = accuracy(1, Limits::default(), &turned).expect("counts");
        assert_eq!(turned.verdict, Verdict::Reversed);
        let blind = accuracy(1, Limits::default(), &[ended(1, 50, 50)]).expect("counts");
        assert_eq!(blind.verdict, Verdict::NoBetter);
    }
}

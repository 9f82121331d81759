//! How well a score tells those that succeed from those that do not, whatever its scale.

use crate::error::{finite, not_negative};
use crate::interval::normal_quantile;
use crate::proportion::wilson;
use crate::{Error, Interval};

/// All that have one score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    pub score: f64,
    /// How many of them succeeded, and how many did not; 0 or more.
    pub succeeded: f64,
    pub failed: f64,
}

/// The area under the ROC curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auc {
    /// The probability that one who succeeded scores higher than one who did not, ties counted half:
    /// 0.5 is as good as chance.
    pub area: f64,
    pub error: f64,
    pub interval: Interval,
    pub succeeded: f64,
    pub failed: f64,
}

/// The area under the ROC curve (Hanley & McNeil 1982) with the variance of DeLong, DeLong &
/// Clarke-Pearson (1988) and a normal interval, cut to [0, 1]. `None` unless there are two of either
/// outcome.
///
/// Where the sample is told apart without a fault, either way, that variance is 0, though nothing is
/// certain: there the interval is Wilson's, of as many trials as the rarer outcome has.
///
/// The rows may come in any order and repeat a score. Errors: a value that is not finite, a negative
/// count.
pub fn auc(rows: &[Scored], level: f64) -> Result<Option<Auc>, Error> {
    for row in rows {
        finite("score", row.score)?;
        not_negative("succeeded", row.succeeded)?;
        not_negative("failed", row.failed)?;
    }
    let mut rows = rows.to_vec();
    rows.sort_unstable_by(|a, b| a.score.total_cmp(&b.score));
    // Equal scores have to stand in one row for their ties; 0 and -0 are equal too.
    rows.dedup_by(|next, kept| {
        let same = next.score.partial_cmp(&kept.score) == Some(std::cmp::Ordering::Equal);
        if same {
            kept.succeeded += next.succeeded;
            kept.failed += next.failed;
        }
        same
    });
    let succeeded: f64 = rows.iter().map(|row| row.succeeded).sum();
    let failed: f64 = rows.iter().map(|row| row.failed).sum();
    if succeeded < 2.0 || failed < 2.0 {
        return Ok(None);
    }
    // For each score: the share of the other outcome that one with this score is in order with.
    let (mut won_below, mut lost_below) = (0.0, 0.0);
    let placed: Vec<(f64, f64)> = rows
        .iter()
        .map(|row| {
            let over = (lost_below + row.failed / 2.0) / failed;
            let under = 1.0 - (won_below + row.succeeded / 2.0) / succeeded;
            won_below += row.succeeded;
            lost_below += row.failed;
            (over, under)
        })
        .collect();
    let pairs = || rows.iter().zip(&placed);
    let area = pairs()
        .map(|(row, (over, _))| row.succeeded * over)
        .sum::<f64>()
        / succeeded;
    let of_succeeded = pairs().map(|(row, (over, _))| row.succeeded * (over - area).powi(2));
    let of_failed = pairs().map(|(row, (_, under))| row.failed * (under - area).powi(2));
    let variance = of_succeeded.sum::<f64>() / (succeeded - 1.0) / succeeded
        + of_failed.sum::<f64>() / (failed - 1.0) / failed;
    let error = variance.max(0.0).sqrt();
    let area = area.clamp(0.0, 1.0);
    let rarer = succeeded.min(failed);
    let interval = if error < 1e-12 {
        wilson(area * rarer, rarer, level)
    } else {
        let half = normal_quantile(level) * error;
        Interval {
            low: (area - half).max(0.0),
            high: (area + half).min(1.0),
        }
    };
    Ok(Some(Auc {
        area,
        error,
        interval,
        succeeded,
        failed,
    }))
}

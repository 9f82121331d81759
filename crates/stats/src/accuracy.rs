//! How good predictions were, once it is known what happened.
//!
//! Where there is nothing to divide by, the answer is `None`. All functions refuse slices of
//! different lengths and values that are not finite.

use crate::error::{finite, same_length};
use crate::proportion::wilson;
use crate::{Error, Interval};

/// The weighted mean absolute percentage error: Σ |actual - predicted| / Σ |actual| (Kolassa &
/// Schütz 2007). 0 is perfect, 0.2 means that the errors add up to a fifth of what happened.
pub fn wmape(actual: &[f64], predicted: &[f64]) -> Result<Option<f64>, Error> {
    let pairs = pairs(actual, predicted)?;
    Ok(ratio(
        pairs
            .iter()
            .map(|(actual, predicted)| (actual - predicted).abs())
            .sum(),
        pairs.iter().map(|(actual, _)| actual.abs()).sum(),
    ))
}

/// The relative bias: Σ (predicted - actual) / Σ |actual|. Above 0 the predictions promise too
/// much.
pub fn bias(actual: &[f64], predicted: &[f64]) -> Result<Option<f64>, Error> {
    let pairs = pairs(actual, predicted)?;
    Ok(ratio(
        pairs
            .iter()
            .map(|(actual, predicted)| predicted - actual)
            .sum(),
        pairs.iter().map(|(actual, _)| actual.abs()).sum(),
    ))
}

/// How many actual values lay inside of their interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    pub inside: usize,
    pub n: usize,
    /// Wilson's interval of the share inside.
    pub interval: Interval,
}

impl Coverage {
    /// The share of values inside; `None` of no values.
    pub fn share(&self) -> Option<f64> {
        ratio(self.inside as f64, self.n as f64)
    }
}

/// Counts the actual values that lie inside of the intervals predicted for them, ends included.
/// `level` is that of the interval around the counted share, not of the predictions.
pub fn coverage(actual: &[f64], predicted: &[Interval], level: f64) -> Result<Coverage, Error> {
    same_length("actual beside predicted", actual.len(), predicted.len())?;
    let mut inside = 0;
    for (actual, interval) in actual.iter().zip(predicted) {
        inside += usize::from(interval.contains(finite("actual", *actual)?));
    }
    let n = actual.len();
    Ok(Coverage {
        inside,
        n,
        interval: wilson(inside as f64, n as f64, level),
    })
}

/// The Brier score (Brier 1950): the mean squared difference between the predicted probability and
/// what happened (1 or 0).
pub fn brier(predicted: &[f64], happened: &[bool]) -> Result<Option<f64>, Error> {
    check_probabilities(predicted, happened.len())?;
    let squares = predicted
        .iter()
        .zip(happened)
        .map(|(p, happened)| (p - truth(*happened)).powi(2));
    Ok(ratio(squares.sum(), predicted.len() as f64))
}

/// One bin of a reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// The probabilities that fall into it: from `from`, and below `to` (the last bin includes 1).
    pub from: f64,
    pub to: f64,
    pub n: usize,
    pub mean_predicted: f64,
    pub observed: f64,
    /// Wilson's interval of the observed share.
    pub interval: Interval,
}

/// Compares predicted probabilities with observed shares in `bins` equal bins of [0, 1] (Murphy &
/// Winkler 1977). Bins without predictions are left out.
pub fn reliability(
    predicted: &[f64],
    happened: &[bool],
    bins: usize,
    level: f64,
) -> Result<Vec<Bin>, Error> {
    check_probabilities(predicted, happened.len())?;
    let mut sums = vec![(0_usize, 0.0, 0_usize); bins];
    for (p, happened) in predicted.iter().zip(happened) {
        let bin = ((p * bins as f64) as usize).min(bins.saturating_sub(1));
        if let Some((n, sum, observed)) = sums.get_mut(bin) {
            *n += 1;
            *sum += p;
            *observed += usize::from(*happened);
        }
    }
    let edge = |bin: usize| bin as f64 / bins as f64;
    let filled = sums.into_iter().enumerate().filter(|(_, (n, _, _))| *n > 0);
    Ok(filled
        .map(|(bin, (n, sum, observed))| Bin {
            from: edge(bin),
            to: edge(bin + 1),
            n,
            mean_predicted: sum / n as f64,
            observed: observed as f64 / n as f64,
            interval: wilson(observed as f64, n as f64, level),
        })
        .collect())
}

/// The mean pinball loss of predictions of the `p`-quantile (Koenker & Bassett 1978); the least for
/// the true quantile.
///
/// Errors besides the module's: `p` outside of [0, 1].
pub fn pinball(actual: &[f64], predicted: &[f64], p: f64) -> Result<Option<f64>, Error> {
    probability(p)?;
    let pairs = pairs(actual, predicted)?;
    let losses = pairs.iter().map(|(actual, predicted)| {
        let above = actual - predicted;
        if above >= 0.0 {
            p * above
        } else {
            (p - 1.0) * above
        }
    });
    Ok(ratio(losses.sum(), pairs.len() as f64))
}

fn pairs(actual: &[f64], predicted: &[f64]) -> Result<Vec<(f64, f64)>, Error> {
    same_length("actual beside predicted", actual.len(), predicted.len())?;
    actual
        .iter()
        .zip(predicted)
        .map(|(a, p)| Ok((finite("actual", *a)?, finite("predicted", *p)?)))
        .collect()
}

fn check_probabilities(predicted: &[f64], happened: usize) -> Result<(), Error> {
    same_length("predicted beside happened", predicted.len(), happened)?;
    predicted.iter().try_for_each(|p| probability(*p))
}

fn probability(p: f64) -> Result<(), Error> {
    if (0.0..=1.0).contains(&finite("probability", p)?) {
        return Ok(());
    }
    Err(Error::OutOfRange {
        what: "probability",
        range: "from 0 to 1",
        value: p,
    })
}

fn truth(happened: bool) -> f64 {
    f64::from(u8::from(happened))
}

fn ratio(above: f64, below: f64) -> Option<f64> {
    let ratio = above / below;
    ratio.is_finite().then_some(ratio)
}

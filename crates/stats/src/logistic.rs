//! Logistic regression with ridge shrinkage.

use crate::error::{finite, index, not_negative};
use crate::interval::normal_quantile;
use crate::linear::Matrix;
use crate::{Error, Interval};

/// A fitted model: the probability of success is 1 / (1 + exp(-(intercept + Σ coefficient × value +
/// offset))).
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    pub intercept: f64,
    pub intercept_error: f64,
    /// One for each feature, on the scale of log-odds per unit of the feature.
    pub coefficients: Vec<f64>,
    /// The standard errors of the coefficients.
    pub errors: Vec<f64>,
    /// The number of Newton steps.
    pub iterations: usize,
    pub converged: bool,
    /// The inverse of the penalised Hessian, the intercept in its last row and column.
    covariance: Matrix,
}

/// One trial, or `weight` alike ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The features that are not 0, as (feature, value); one-hot features have the value 1. A
    /// feature that is named twice counts as the sum.
    pub features: Vec<(usize, f64)>,
    /// 1 for success, 0 for failure, or the share of successes in between.
    pub outcome: f64,
    /// How many trials this stands for, 0 or more.
    pub weight: f64,
    /// A known part of the log-odds; 0 where there is none.
    pub offset: f64,
}

/// Fits by penalised maximum likelihood: maximises Σ weight × log-likelihood - `ridge` / 2 × Σ
/// coefficient².
///
/// The intercept is not penalised (le Cessie & van Houwelingen 1992). Newton's method, which is
/// iteratively reweighted least squares here, with halved steps where a whole one goes too far.
/// Standard errors come from the inverse of the penalised Hessian, that is the Bayesian posterior
/// with a normal prior of variance 1 / `ridge`. The penalty keeps separated data and collinear
/// features from diverging. If all trials end alike, no intercept is high enough either: then half
/// a trial of each outcome is added to the observed share.
///
/// Errors: `ridge` not positive, a value that is not finite, an outcome outside of [0, 1], a
/// negative weight, a feature that is not below `features`, no trial at all.
pub fn fit(rows: &[Row], features: usize, ridge: f64) -> Result<Logistic, Error> {
    const MOST_STEPS: usize = 100;
    if !(ridge > 0.0 && ridge.is_finite()) {
        return Err(Error::OutOfRange {
            what: "ridge",
            range: "positive and finite",
            value: ridge,
        });
    }
    let design = Design::new(rows, features, ridge)?;
    let size = features + 1;
    let mut point = vec![0.0; size];
    point[features] = design.start();
    let mut here = design.evaluate(&point);
    let (mut iterations, mut converged) = (0, false);
    let mut covariance = None;
    while iterations < MOST_STEPS && !converged {
        let Some(factor) = here.hessian.cholesky() else {
            break;
        };
        let step = factor.solve(&here.gradient);
        covariance = Some(factor);
        let slope: f64 = step
            .iter()
            .zip(&here.gradient)
            .map(|(step, gradient)| step * gradient)
            .sum();
        converged = slope <= 1e-18 * (1.0 + here.objective.abs());
        let mut length = 1.0;
        // The objective is convex, so that a short enough step goes down, until rounding hides it.
        let next = loop {
            let moved: Vec<f64> = point
                .iter()
                .zip(&step)
                .map(|(at, step)| at - length * step)
                .collect();
            let there = design.evaluate(&moved);
            if there.objective <= here.objective {
                break Some((moved, there));
            }
            length /= 2.0;
            if length < 1e-8 {
                break None;
            }
        };
        iterations += 1;
        match next {
            Some((moved, there)) => (point, here) = (moved, there),
            // No way down from here: as good as the arithmetic gets, if the slope says so too.
            None => {
                converged = slope <= 1e-10 * (1.0 + here.objective.abs());
                break;
            }
        }
    }
    let covariance = here
        .hessian
        .cholesky()
        .or(covariance)
        .map_or_else(|| Matrix::zeros(size), |f| f.inverse());
    let mut errors: Vec<f64> = (0..size)
        .map(|place| covariance.row(place)[place].max(0.0).sqrt())
        .collect();
    let intercept_error = errors.pop().unwrap_or(0.0);
    let intercept = point.pop().unwrap_or(0.0);
    Ok(Logistic {
        intercept,
        intercept_error,
        coefficients: point,
        errors,
        iterations,
        converged,
        covariance,
    })
}

impl Logistic {
    /// The probability of success of a trial with these features; features that the model does not
    /// have say nothing.
    pub fn predict(&self, features: &[(usize, f64)], offset: f64) -> f64 {
        sigmoid(self.log_odds(features, offset))
    }

    /// The interval of [`Logistic::predict`], normal on the log-odds scale.
    pub fn predict_interval(&self, features: &[(usize, f64)], offset: f64, level: f64) -> Interval {
        let last = self.coefficients.len();
        let known: Vec<(usize, f64)> = features
            .iter()
            .copied()
            .filter(|(feature, _)| *feature < last)
            .chain([(last, 1.0)])
            .collect();
        let variance: f64 = known
            .iter()
            .flat_map(|(row, left)| {
                known
                    .iter()
                    .map(move |(column, right)| left * right * self.covariance.row(*row)[*column])
            })
            .sum();
        let half = normal_quantile(level) * variance.max(0.0).sqrt();
        let middle = self.log_odds(features, offset);
        Interval {
            low: sigmoid(middle - half),
            high: sigmoid(middle + half),
        }
    }

    fn log_odds(&self, features: &[(usize, f64)], offset: f64) -> f64 {
        let known = |(feature, value): &(usize, f64)| {
            self.coefficients.get(*feature).map(|beta| beta * value)
        };
        self.intercept + offset + features.iter().filter_map(known).sum::<f64>()
    }
}

/// The rows one after the other, features rising within each, the intercept as the last feature.
struct Design {
    size: usize,
    ridge: f64,
    ends: Vec<usize>,
    features: Vec<u32>,
    values: Vec<f64>,
    trials: Vec<Trial>,
}

struct Trial {
    outcome: f64,
    weight: f64,
    offset: f64,
}

struct Evaluation {
    objective: f64,
    gradient: Vec<f64>,
    /// Only its lower half is filled.
    hessian: Matrix,
}

impl Design {
    fn new(rows: &[Row], count: usize, ridge: f64) -> Result<Design, Error> {
        let (ends, features, values, trials) = (vec![], vec![], vec![], vec![]);
        let mut design = Design {
            size: count + 1,
            ridge,
            ends,
            features,
            values,
            trials,
        };
        for row in rows {
            let outcome = finite("outcome", row.outcome)?;
            if !(0.0..=1.0).contains(&outcome) {
                return Err(Error::OutOfRange {
                    what: "outcome",
                    range: "from 0 to 1",
                    value: outcome,
                });
            }
            let weight = not_negative("weight", row.weight)?;
            let offset = finite("offset", row.offset)?;
            let mut pairs = row.features.clone();
            pairs.sort_by_key(|pair| pair.0);
            pairs.dedup_by(|later, kept| {
                let alike = later.0 == kept.0;
                if alike {
                    kept.1 += later.1;
                }
                alike
            });
            for (feature, value) in pairs {
                index("feature", feature, count)?;
                finite("value", value)?;
                design.features.push(feature as u32);
                design.values.push(value);
            }
            design.features.push(count as u32);
            design.values.push(1.0);
            design.ends.push(design.features.len());
            design.trials.push(Trial {
                outcome,
                weight,
                offset,
            });
        }
        let n: f64 = design.trials.iter().map(|trial| trial.weight).sum();
        let successes: f64 = design
            .trials
            .iter()
            .map(|trial| trial.weight * trial.outcome)
            .sum();
        if not_negative("sum of weights", n)? == 0.0 {
            return Err(Error::Nothing {
                what: "logistic regression",
            });
        }
        if successes <= 0.0 || successes >= n {
            for trial in &mut design.trials {
                trial.outcome = (trial.outcome * n + 0.5) / (n + 1.0);
            }
        }
        Ok(design)
    }

    /// The log-odds of the observed share, less the mean offset: a good first intercept.
    fn start(&self) -> f64 {
        let sum = |value: fn(&Trial) -> f64| self.trials.iter().map(value).sum::<f64>();
        let n = sum(|trial| trial.weight);
        let share = (sum(|trial| trial.weight * trial.outcome) / n).clamp(1e-9, 1.0 - 1e-9);
        (share / (1.0 - share)).ln() - sum(|trial| trial.weight * trial.offset) / n
    }

    fn evaluate(&self, point: &[f64]) -> Evaluation {
        let mut gradient = vec![0.0; self.size];
        let mut hessian = Matrix::zeros(self.size);
        let mut objective = 0.0;
        let mut start = 0;
        for (trial, &end) in self.trials.iter().zip(&self.ends) {
            let (features, values) = (&self.features[start..end], &self.values[start..end]);
            start = end;
            let odds = trial.offset
                + features
                    .iter()
                    .zip(values)
                    .map(|(feature, value)| point[*feature as usize] * value)
                    .sum::<f64>();
            let p = sigmoid(odds);
            objective += trial.weight * (soft_plus(odds) - trial.outcome * odds);
            let residual = trial.weight * (p - trial.outcome);
            // Kept off zero, so that saturated rows leave the Hessian positive definite.
            let curvature = trial.weight * (p * (1.0 - p)).max(1e-12);
            for (place, (feature, value)) in features.iter().zip(values).enumerate() {
                gradient[*feature as usize] += residual * value;
                let factor = curvature * value;
                let row = hessian.row_mut(*feature as usize);
                if features.len() == self.size {
                    // A full row lies in order, which the compiler turns into vector instructions.
                    row.iter_mut()
                        .zip(&values[..=place])
                        .for_each(|(sum, value)| *sum += factor * value);
                } else {
                    for (other, value) in features[..=place].iter().zip(values) {
                        row[*other as usize] += factor * value;
                    }
                }
            }
        }
        for (feature, beta) in point[..self.size - 1].iter().enumerate() {
            objective += self.ridge / 2.0 * beta * beta;
            gradient[feature] += self.ridge * beta;
            hessian.row_mut(feature)[feature] += self.ridge;
        }
        Evaluation {
            objective,
            gradient,
            hessian,
        }
    }
}

fn sigmoid(odds: f64) -> f64 {
    if odds >= 0.0 {
        1.0 / (1.0 + (-odds).exp())
    } else {
        let exp = odds.exp();
        exp / (1.0 + exp)
    }
}

/// log(1 + exp(x)) without overflow.
fn soft_plus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

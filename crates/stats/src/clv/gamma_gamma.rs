use statrs::function::gamma::{digamma, ln_gamma};

use crate::Error;
use crate::error::not_negative;
use crate::minimise::minimise;

/// The Gamma-Gamma model of monetary value (Fader & Hardie 2013): a customer's purchases are
/// Gamma(`p`, rate ν), and ν differs between customers as Gamma(`q`, rate `v`). Value must not
/// depend on how often somebody buys.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    pub p: f64,
    pub q: f64,
    /// In the unit of the values.
    pub v: f64,
    pub log_likelihood: f64,
    pub iterations: usize,
    /// False when the likelihood has no maximum, as when all customers are alike; the predictions
    /// are still of use.
    pub converged: bool,
}

/// What the repeat purchases of one customer were worth, or of `weight` alike ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spending {
    /// The number of purchases that the mean is of.
    pub frequency: f64,
    /// The mean value of those purchases.
    pub mean: f64,
    pub weight: f64,
}

/// Logarithms of parameters stay within this; beyond it the likelihood is flat.
const BOUND: f64 = 20.0;

impl GammaGamma {
    /// Fits by maximum likelihood (equation 1a of the note), without a penalty.
    ///
    /// Customers without purchases, or whose purchases were worth nothing, are left out: a gamma
    /// distribution has no zeros.
    ///
    /// Errors: a value that is negative or not finite, no customer left.
    pub fn fit(rows: &[Spending]) -> Result<GammaGamma, Error> {
        let mut used = Vec::new();
        for row in rows {
            let frequency = not_negative("frequency", row.frequency)?;
            let mean = not_negative("mean", row.mean)?;
            let weight = not_negative("weight", row.weight)?;
            if frequency > 0.0 && mean > 0.0 && weight > 0.0 {
                used.push(Spending {
                    frequency,
                    mean,
                    weight,
                });
            }
        }
        let total: f64 = used.iter().map(|row| row.weight).sum();
        let unit = used.iter().map(|row| row.weight * row.mean).sum::<f64>() / total;
        if !(total > 0.0 && total.is_finite() && unit > 0.0 && unit.is_finite()) {
            return Err(Error::Nothing {
                what: "Gamma-Gamma",
            });
        }
        for row in &mut used {
            row.mean /= unit;
            row.weight /= total;
        }
        let start = [3.0_f64, 3.0, 1.0].map(f64::ln);
        let best = minimise(&start, |logs| negative_log_likelihood(&used, logs));
        Ok(GammaGamma {
            p: best.point[0].exp(),
            q: best.point[1].exp(),
            v: best.point[2].exp() * unit,
            log_likelihood: -total * (best.value + unit.ln()),
            iterations: best.iterations,
            converged: best.converged && best.point.iter().all(|log| log.abs() < BOUND - 1.0),
        })
    }

    /// The expected mean value of future purchases of a customer (equation 5): p (v + x m) / (p x +
    /// q - 1), the customer's own mean m, shrunk towards everybody's. Without purchases it is
    /// everybody's.
    ///
    /// `None` where the estimated distribution has no mean (p x + q <= 1).
    pub fn expected_value(&self, frequency: f64, mean: f64) -> Option<f64> {
        let (x, m) = if frequency > 0.0 {
            (frequency, mean)
        } else {
            (0.0, 0.0)
        };
        let value = self.p * (self.v + x * m) / (self.p * x + self.q - 1.0);
        (value >= 0.0 && value.is_finite()).then_some(value)
    }
}

/// The mean negative log-likelihood at the logarithms of (p, q, v), and its gradient by them.
fn negative_log_likelihood(rows: &[Spending], logs: &[f64]) -> (f64, Vec<f64>) {
    if logs.iter().any(|log| log.abs() > BOUND) {
        return (f64::INFINITY, vec![0.0; 3]);
    }
    let [p, q, v] = [logs[0].exp(), logs[1].exp(), logs[2].exp()];
    let mut sum = 0.0;
    let mut by = [0.0; 3];
    for Spending {
        frequency: x,
        mean,
        weight,
    } in rows
    {
        let (px, spent) = (p * x, x * mean);
        let all = (spent + v).ln();
        let log = ln_gamma(px + q) - ln_gamma(px) - ln_gamma(q)
            + q * v.ln()
            + (px - 1.0) * mean.ln()
            + px * x.ln()
            - (px + q) * all;
        let slope = [
            x * (digamma(px + q) - digamma(px) + mean.ln() + x.ln() - all),
            digamma(px + q) - digamma(q) + v.ln() - all,
            q / v - (px + q) / (spent + v),
        ];
        sum -= weight * log;
        for (by, (slope, value)) in by.iter_mut().zip(slope.iter().zip([p, q, v])) {
            *by -= weight * slope * value;
        }
    }
    (sum, by.to_vec())
}

use statrs::function::gamma::{digamma, ln_gamma};

use crate::Error;
use crate::error::not_negative;
use crate::minimise::{Minimum, minimise};

/// The BG/NBD model of Fader, Hardie & Lee (2005), "Counting your customers the easy way": while
/// active a customer buys at a rate from Gamma(`r`, rate `alpha`), and after each purchase leaves
/// for good with a probability from Beta(`a`, `b`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgNbd {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
    pub log_likelihood: f64,
    pub iterations: usize,
    /// False when the likelihood has no maximum, as when nobody seems ever to leave; the
    /// predictions are still of use.
    pub converged: bool,
}

/// The purchases of one customer, or of `weight` alike ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History {
    /// The number of repeat purchases (x): all but the first, those on one day counting as one.
    pub frequency: f64,
    /// The time from the first purchase to the last (t_x); 0 without repeat purchases.
    pub recency: f64,
    /// The time from the first purchase until now (T).
    pub age: f64,
    pub weight: f64,
}

/// Logarithms of parameters stay within this; beyond it the likelihood is flat.
const BOUND: f64 = 20.0;

impl BgNbd {
    /// Fits by maximum likelihood (equation 6 of the paper), without a penalty, from two starting
    /// points.
    ///
    /// Errors: a value that is negative or not finite, a recency past the age, nobody who bought a
    /// second time.
    pub fn fit(rows: &[History]) -> Result<BgNbd, Error> {
        let mut total = 0.0;
        let mut repeats = 0.0;
        let mut ages = 0.0;
        for row in rows {
            let weight = not_negative("weight", row.weight)?;
            repeats += weight * not_negative("frequency", row.frequency)?;
            ages += weight * not_negative("age", row.age)?;
            total += weight;
            if not_negative("recency", row.recency)? > row.age {
                return Err(Error::OutOfRange {
                    what: "recency",
                    range: "at most the age",
                    value: row.recency,
                });
            }
        }
        not_negative("sum of weights", total + repeats + ages)?;
        if !(repeats > 0.0 && ages > 0.0) {
            return Err(Error::Nothing { what: "BG/NBD" });
        }
        // Time in units of the mean age, so that all parameters are of about the same size.
        let unit = ages / total;
        let rows: Vec<History> = rows
            .iter()
            .filter(|row| row.weight > 0.0)
            .map(|row| History {
                recency: row.recency / unit,
                age: row.age / unit,
                weight: row.weight / total,
                ..*row
            })
            .collect();
        let rate = repeats / total;
        let starts = [[1.0, 1.0 / rate, 0.5, 2.0], [0.3, 0.3 / rate, 1.0, 5.0]];
        let best: Option<Minimum> = starts
            .iter()
            .map(|start| {
                minimise(&start.map(f64::ln), |logs| {
                    negative_log_likelihood(&rows, logs)
                })
            })
            .filter(|minimum| minimum.value.is_finite())
            .min_by(|left, right| left.value.total_cmp(&right.value));
        let Some(best) = best else {
            return Err(Error::Nothing { what: "BG/NBD" });
        };
        Ok(BgNbd {
            r: best.point[0].exp(),
            alpha: best.point[1].exp() * unit,
            a: best.point[2].exp(),
            b: best.point[3].exp(),
            log_likelihood: -best.value * total - repeats * unit.ln(),
            iterations: best.iterations,
            converged: best.converged && best.point.iter().all(|log| log.abs() < BOUND - 1.0),
        })
    }

    /// The probability that a customer with this history is still active (Fader, Hardie & Lee 2008,
    /// "Computing P(alive) using the BG/NBD model"). 1 without repeat purchases: the model lets
    /// customers leave only after one.
    pub fn alive(&self, history: &History) -> f64 {
        1.0 / (1.0 + self.odds_of_having_left(history))
    }

    /// How many purchases a customer with this history is expected to make in the next `t`
    /// (equation 10).
    ///
    /// 0 for a `t` that is not positive.
    pub fn expected_purchases(&self, t: f64, history: &History) -> f64 {
        self.future(t, history.frequency, history.age) / (1.0 + self.odds_of_having_left(history))
    }

    /// How many repeat purchases a new customer is expected to make in the first `t` (equation 9).
    pub fn expected_of_new(&self, t: f64) -> f64 {
        self.future(t, 0.0, 0.0)
    }

    fn odds_of_having_left(&self, history: &History) -> f64 {
        let x = history.frequency;
        if x.is_nan() || x <= 0.0 {
            return 0.0;
        }
        let logs =
            ((self.alpha + history.age) / (self.alpha + history.recency.min(history.age))).ln();
        self.a / (self.b + x - 1.0) * ((self.r + x) * logs).exp()
    }

    /// The expected purchases of one who is certainly active: (a + b + x - 1) / (a - 1) × [1 -
    /// ((α+T) / (α+T+t))^(r+x) ₂F₁(r+x, b+x; a+b+x-1; t / (α+T+t))], after Euler's transformation
    /// of ₂F₁, which makes the series short and leaves the powers out of it.
    fn future(&self, t: f64, x: f64, age: f64) -> f64 {
        if !(t > 0.0 && t.is_finite()) {
            return 0.0;
        }
        // At a = 1 and at a + b + x = 1 both factors vanish together; the limit is continuous.
        let nudge = |value: f64| {
            if (value - 1.0).abs() < 1e-6 {
                1.0 + 1e-6
            } else {
                value
            }
        };
        let a = nudge(self.a);
        let c = nudge(a + self.b + x) - 1.0;
        let all = self.alpha + age + t;
        let kept = ((self.alpha + age) / all).powf(a - 1.0);
        let series = hypergeometric(a + self.b - 1.0 - self.r, a - 1.0, c, t / all);
        (c / (a - 1.0) * (1.0 - kept * series)).max(0.0)
    }
}

/// ₂F₁(a, b; c; z) for 0 <= z < 1 by its series.
fn hypergeometric(a: f64, b: f64, c: f64, z: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for step in 0..1_000_000 {
        let step = f64::from(step);
        term *= (a + step) * (b + step) / ((c + step) * (step + 1.0)) * z;
        sum += term;
        if term.abs() <= 1e-16 * sum.abs() {
            break;
        }
    }
    sum
}

/// The mean negative log-likelihood at the logarithms of (r, α, a, b), and its gradient by them.
fn negative_log_likelihood(rows: &[History], logs: &[f64]) -> (f64, Vec<f64>) {
    if logs.iter().any(|log| log.abs() > BOUND) {
        return (f64::INFINITY, vec![0.0; 4]);
    }
    let [r, alpha, a, b] = [logs[0].exp(), logs[1].exp(), logs[2].exp(), logs[3].exp()];
    let mut sum = 0.0;
    let mut by = [0.0; 4];
    for row in rows {
        let History {
            frequency: x,
            recency,
            age,
            weight,
        } = *row;
        let active = -(r + x) * (alpha + age).ln();
        let mut log = ln_gamma(r + x) - ln_gamma(r) + r * alpha.ln();
        let mut slope = [
            digamma(r + x) - digamma(r) + alpha.ln(),
            r / alpha,
            0.0,
            0.0,
        ];
        // How likely it is that the customer is still active, rather than left at the last
        // purchase.
        let mut share = 1.0;
        if x > 0.0 {
            log += ln_gamma(a + b) - ln_gamma(a + b + x) + ln_gamma(b + x) - ln_gamma(b);
            let both = digamma(a + b) - digamma(a + b + x);
            slope[2] += both;
            slope[3] += both + digamma(b + x) - digamma(b);
            let left = a.ln() - (b + x - 1.0).ln() - (r + x) * (alpha + recency).ln();
            let most = active.max(left);
            let log_sum = most + ((active - most).exp() + (left - most).exp()).ln();
            share = (active - log_sum).exp();
            log += log_sum;
            let gone = 1.0 - share;
            slope[0] -= gone * (alpha + recency).ln();
            slope[1] -= gone * (r + x) / (alpha + recency);
            slope[2] += gone / a;
            slope[3] -= gone / (b + x - 1.0);
        } else {
            log += active;
        }
        slope[0] -= share * (alpha + age).ln();
        slope[1] -= share * (r + x) / (alpha + age);
        sum -= weight * log;
        for (by, (slope, value)) in by.iter_mut().zip(slope.iter().zip([r, alpha, a, b])) {
            *by -= weight * slope * value;
        }
    }
    (sum, by.to_vec())
}

//! Deals that are not created yet: how many come, where they begin, and what they are worth. No I/O.

use base::time::DAY_MS;
use rand::Rng;
use rand_distr::{Distribution, Normal};

use crate::chances::Process;
use crate::history::Seen;
use crate::question::Sample;

/// Weeks that the rate of arrival is learned from.
const WEEKS: usize = 26;
const WEEK_MS: i64 = 7 * DAY_MS;
/// Fewer weeks than this show no trend.
const FEWEST_WEEKS: usize = 8;

/// How deals arrive.
#[derive(Debug, Clone, Default)]
pub struct Arrivals {
    /// The logarithm of the deals a week, now.
    level: f64,
    level_error: f64,
    /// Its change a week, already drawn to nothing as far as it is not sure.
    trend: f64,
    trend_error: f64,
    /// By how much weeks vary more than chance alone makes them: variance / mean.
    pub dispersion: f64,
    /// By state: the share of deals that begin there.
    pub firsts: Vec<(usize, f64)>,
    /// By group: the share of deals that are its.
    pub groups: Vec<f64>,
}

/// What one draw takes for true.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    level: f64,
    trend: f64,
}

impl Rate {
    /// Deals a day, so many days from now.
    pub fn daily(self, day: u32) -> f64 {
        // A trend does not go on for ever: it fades within a quarter.
        let weeks = f64::from(day) / 7.0;
        let faded = FADES_WEEKS * (1.0 - (-weeks / FADES_WEEKS).exp());
        (self.level + self.trend * faded).exp() / 7.0
    }
}

const FADES_WEEKS: f64 = 13.0;

impl Arrivals {
    /// Learns from the deals of the last half year. `group` tells whose a deal is.
    pub fn learn(
        sample: &Sample<'_>,
        process: &Process,
        groups: usize,
        group: impl Fn(&Seen<'_>) -> Option<usize>,
    ) -> Self {
        let now = sample.view.now;
        let names = sample.names();
        let mut oldest = now;
        let mut weeks = [0.0_f64; WEEKS];
        let mut firsts = vec![0.0_f64; process.states.len()];
        let mut shares = vec![0.0_f64; groups];
        for seen in sample.deals() {
            oldest = oldest.min(seen.created());
            let week = (now - seen.created()).max(0) / WEEK_MS;
            let Some(count) = weeks.get_mut(week as usize) else {
                continue;
            };
            *count += 1.0;
            if let Some(state) = process.first_state(names, &seen) {
                firsts[state] += 1.0;
            }
            if let Some(group) = group(&seen) {
                shares[group] += 1.0;
            }
        }
        // Whole weeks that the pipeline has lived through.
        let lived = ((now - oldest) / WEEK_MS) as usize;
        let known = lived.min(WEEKS);
        let mut counts: Vec<f64> = weeks[..known].to_vec();
        counts.reverse();
        let total: f64 = weeks.iter().sum();
        if total <= 0.0 {
            return Self::default();
        }
        let mut arrivals = Self::of_weeks(&counts, total);
        let normal = |parts: Vec<f64>| {
            let sum: f64 = parts.iter().sum();
            parts.into_iter().map(move |part| part / sum.max(1.0))
        };
        arrivals.firsts = normal(firsts)
            .enumerate()
            .filter(|(_, share)| *share > 0.0)
            .collect();
        arrivals.groups = normal(shares).collect();
        arrivals
    }

    /// From the counts of whole weeks, the oldest first: a straight line through their logarithms by
    /// quasi-Poisson regression (McCullagh & Nelder 1989, chapter 6), the trend shrunk by its own
    /// uncertainty (positive-part James–Stein).
    fn of_weeks(counts: &[f64], total: f64) -> Self {
        let n = counts.len();
        let mean = if n == 0 {
            total
        } else {
            (counts.iter().sum::<f64>() / n as f64).max(0.5 / n as f64)
        };
        if n < FEWEST_WEEKS {
            return Self {
                level: mean.ln(),
                level_error: (1.0 / (mean * n.max(1) as f64)).sqrt(),
                dispersion: 1.0,
                ..Self::default()
            };
        }
        // Weeks from the end of the known ones to the middle of each.
        let times: Vec<f64> = (0..n).map(|week| week as f64 - n as f64 + 0.5).collect();
        let middle = times.iter().sum::<f64>() / n as f64;
        let (mut a, mut b) = (mean.ln(), 0.0);
        let mut information = (0.0, 0.0, 0.0);
        for _ in 0..50 {
            let (mut score_a, mut score_b) = (0.0, 0.0);
            information = (0.0, 0.0, 0.0);
            for (time, count) in times.iter().zip(counts) {
                let x = time - middle;
                let fitted = (a + b * x).clamp(-20.0, 20.0).exp();
                score_a += count - fitted;
                score_b += (count - fitted) * x;
                information.0 += fitted;
                information.1 += fitted * x;
                information.2 += fitted * x * x;
            }
            let determinant = information.0 * information.2 - information.1 * information.1;
            if determinant <= 1e-12 {
                break;
            }
            let step_a = (information.2 * score_a - information.1 * score_b) / determinant;
            let step_b = (information.0 * score_b - information.1 * score_a) / determinant;
            a += step_a.clamp(-1.0, 1.0);
            b += step_b.clamp(-0.5, 0.5);
            if step_a.abs() + step_b.abs() < 1e-10 {
                break;
            }
        }
        let pearson: f64 = times
            .iter()
            .zip(counts)
            .map(|(time, count)| {
                let fitted = (a + b * (time - middle)).exp().max(1e-9);
                (count - fitted).powi(2) / fitted
            })
            .sum();
        let dispersion = (pearson / (n as f64 - 2.0)).max(1.0);
        let determinant = information.0 * information.2 - information.1 * information.1;
        let (error_a, error_b) = if determinant > 1e-12 {
            (
                (dispersion * information.2 / determinant).sqrt(),
                (dispersion * information.0 / determinant).sqrt(),
            )
        } else {
            ((dispersion / mean / n as f64).sqrt(), 0.0)
        };
        let sure = if error_b > 0.0 {
            (1.0 - (error_b / b).powi(2)).max(0.0)
        } else {
            0.0
        };
        let sure = if sure.is_finite() { sure } else { 0.0 };
        Self {
            level: a + sure * b * -middle,
            level_error: error_a.hypot(sure * error_b * middle),
            trend: sure * b,
            trend_error: sure * error_b,
            dispersion,
            ..Self::default()
        }
    }

    /// Whether any deals come at all.
    pub fn come(&self) -> bool {
        !self.firsts.is_empty()
    }

    /// One possible truth.
    pub fn draw(&self, rng: &mut impl Rng) -> Rate {
        let mut normal = |mean: f64, error: f64| match Normal::new(mean, error) {
            Ok(law) => law.sample(rng),
            Err(_) => mean,
        };
        Rate {
            level: normal(self.level, self.level_error),
            trend: normal(self.trend, self.trend_error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_flow_has_no_trend_and_a_growing_one_has() {
        let steady = Arrivals::of_weeks(&[10.0, 11.0, 9.0, 10.0, 10.0, 9.0, 11.0, 10.0], 80.0);
        assert!(steady.trend.abs() < 0.01, "{}", steady.trend);
        let rate = Rate {
            level: steady.level,
            trend: steady.trend,
        };
        assert!((rate.daily(0) * 7.0 - 10.0).abs() < 0.5);
        let growing: Vec<f64> = (0..26)
            .map(|week| (100.0 * 1.03_f64.powi(week)).round())
            .collect();
        let growing = Arrivals::of_weeks(&growing, 1.0);
        assert!(
            (growing.trend - 1.03_f64.ln()).abs() < 0.005,
            "{}",
            growing.trend
        );
        assert!((growing.level.exp() - 100.0 * 1.03_f64.powf(25.5)).abs() < 5.0);
    }

    #[test]
    fn few_or_empty_weeks_give_numbers() {
        for counts in [
            &[][..],
            &[0.0],
            &[0.0; 26],
            &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0],
        ] {
            let arrivals = Arrivals::of_weeks(counts, 1.0);
            assert!(
                arrivals.level.is_finite() && arrivals.level_error.is_finite(),
                "{counts:?}"
            );
            assert!(
                arrivals.trend.is_finite() && arrivals.dispersion.is_finite(),
                "{counts:?}"
            );
        }
    }
}

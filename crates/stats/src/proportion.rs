//! Shares of successes: intervals of one share, and comparisons of two. Counts are `f64`, because
//! they may be weighted sums.

use statrs::function::factorial::ln_binomial;

use crate::interval::normal_quantile;
use crate::{Interval, Test};

/// Wilson's score interval of a share (Wilson 1927; Newcombe 1998a, method 3), without continuity
/// correction.
///
/// `successes` is moved into [0, `n`]. Without observations (`n` is 0, negative or not a number)
/// the share may be anything: [0, 1].
pub fn wilson(successes: f64, n: f64, level: f64) -> Interval {
    if !(n > 0.0 && n.is_finite()) || successes.is_nan() {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let z = normal_quantile(level);
    let share = (successes / n).clamp(0.0, 1.0);
    let scale = z * z / n;
    let middle = share + scale / 2.0;
    let half = (scale * (share * (1.0 - share) + scale / 4.0)).sqrt();
    let bound = |value: f64| (value / (1.0 + scale)).clamp(0.0, 1.0);
    // At the ends of the range the formula is exact, but its floating-point result is not.
    Interval {
        low: if share <= 0.0 {
            0.0
        } else {
            bound(middle - half).min(share)
        },
        high: if share >= 1.0 {
            1.0
        } else {
            bound(middle + half).max(share)
        },
    }
}

/// The difference of two shares, first minus second, with its interval by Newcombe (1998b, method
/// 10): the Wilson limits of both shares, squared and added, without continuity correction.
///
/// Where one of the two has no observations, its share counts as 0.5 and its interval as [0, 1].
pub fn newcombe(s1: f64, n1: f64, s2: f64, n2: f64, level: f64) -> (f64, Interval) {
    let (first, second) = (share(s1, n1), share(s2, n2));
    let (of_first, of_second) = (wilson(s1, n1, level), wilson(s2, n2, level));
    let difference = first - second;
    let down = (first - of_first.low).hypot(of_second.high - second);
    let up = (of_first.high - first).hypot(second - of_second.low);
    (
        difference,
        Interval {
            low: (difference - down).max(-1.0),
            high: (difference + up).min(1.0),
        },
    )
}

/// The test of equal shares with the pooled variance: the square of the pooled z, which is
/// Pearson's chi-squared of the 2x2 table without continuity correction (Agresti 2013, section
/// 3.2). One degree of freedom.
///
/// Good from about five expected in every cell; below that [`fisher`] is exact. [`Test::NOTHING`]
/// where a group is empty, or where all or none succeeded.
pub fn two_proportions(s1: f64, n1: f64, s2: f64, n2: f64) -> Test {
    let usable = |n: f64| n > 0.0 && n.is_finite();
    if !usable(n1) || !usable(n2) || s1.is_nan() || s2.is_nan() {
        return Test::NOTHING;
    }
    let (first, second) = (share(s1, n1), share(s2, n2));
    let pooled = (first * n1 + second * n2) / (n1 + n2);
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    if variance.is_nan() || variance <= 0.0 {
        return Test::NOTHING;
    }
    Test::chi_squared((first - second).powi(2) / variance, 1)
}

/// The p value of Fisher's exact test of equal shares, two-sided: the probability of all tables
/// with the same margins that are no more probable than the observed one (Agresti 2013, section
/// 3.5; as R and SciPy do).
///
/// Successes above their number are moved down to it. The work grows with the smaller margin.
pub fn fisher(s1: u64, n1: u64, s2: u64, n2: u64) -> f64 {
    // Tables that are equally probable differ by rounding; R allows the same margin.
    const TIE: f64 = 1e-7;
    let (s1, s2) = (s1.min(n1), s2.min(n2));
    let total = s1 + s2;
    let log_probability =
        |k: u64| ln_binomial(n1, k) + ln_binomial(n2, total - k) - ln_binomial(n1 + n2, total);
    let limit = log_probability(s1) + TIE;
    let p: f64 = (total.saturating_sub(n2)..=total.min(n1))
        .map(log_probability)
        .filter(|log| *log <= limit)
        .map(f64::exp)
        .sum();
    p.clamp(0.0, 1.0)
}

fn share(successes: f64, n: f64) -> f64 {
    let share = successes / n;
    if n > 0.0 && share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.5
    }
}

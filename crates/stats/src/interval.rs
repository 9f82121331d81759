use statrs::distribution::{ContinuousCDF, Normal};

/// A confidence interval: `low <= high`, both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    pub fn width(&self) -> f64 {
        self.high - self.low
    }
}

/// The standard normal quantile that leaves `(1 - level) / 2` on either side; 1.96 for 0.95.
///
/// A level outside of (0, 1) is moved to its nearest end, so that an interval is never NaN; a level
/// that is not a number gives the widest interval.
pub(crate) fn normal_quantile(level: f64) -> f64 {
    const WIDEST: f64 = 1.0 - 1e-15;
    let level = if level.is_nan() {
        WIDEST
    } else {
        level.clamp(0.0, WIDEST)
    };
    // The lower tail keeps its digits where the upper one rounds to 1.
    -Normal::standard().inverse_cdf(0.5 * (1.0 - level))
}

/// The interval of a share on the log(-log) scale, from its estimate and variance (the delta
/// method; Kalbfleisch & Prentice 2002, section 1.4). The estimate must lie strictly inside of (0,
/// 1).
pub(crate) fn log_log(estimate: f64, variance: f64, level: f64) -> Interval {
    let log = estimate.ln();
    let spread = normal_quantile(level) * variance.max(0.0).sqrt() / (estimate * log).abs();
    let bound = |shift: f64| (log * shift.exp()).exp();
    Interval {
        low: bound(spread),
        high: bound(-spread),
    }
}

/// Like [`log_log`], but also for an estimate of exactly 0 or 1, where that scale has no value:
/// there it is Wilson's interval on the effective number of observations.
pub(crate) fn share_interval(estimate: f64, variance: f64, effective: f64, level: f64) -> Interval {
    if estimate > 0.0 && estimate < 1.0 {
        let interval = log_log(estimate, variance, level);
        // A share that rounding brought next to 0 or 1 has no digits left for the scale.
        if interval.low.is_finite() && interval.high.is_finite() {
            return interval;
        }
    }
    crate::proportion::wilson(estimate * effective, effective, level)
}

use super::curve::{Curve, Step};
use super::risk_table::RiskTable;
use crate::Interval;
use crate::interval::log_log;

/// The estimated share of those that have not ended yet, by time.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    curve: Curve,
    /// The Greenwood term of each step, `events / (at risk (at risk - events))`; 0 where nobody is
    /// left.
    greenwood: Vec<f64>,
}

/// Estimates the survival function by the product-limit estimator (Kaplan & Meier 1958); ends by
/// any cause are events.
///
/// The variance is Greenwood's (Kalbfleisch & Prentice 2002, section 1.4). An empty table gives a
/// curve that is 1 everywhere and knows nothing: its intervals are [0, 1].
pub fn kaplan_meier(table: &RiskTable) -> Survival {
    let mut curve = Curve {
        start: 1.0,
        steps: vec![],
        effective: vec![],
    };
    let mut greenwood = Vec::new();
    let (mut survival, mut sum) = (1.0, 0.0);
    for row in table.rows() {
        curve.effective.push(if survival > 0.0 {
            row.at_risk / survival
        } else {
            0.0
        });
        let ended = row.ended();
        let left = row.at_risk - ended;
        let term = if left > 0.0 {
            ended / row.at_risk / left
        } else {
            0.0
        };
        survival *= (left / row.at_risk).max(0.0);
        sum += term;
        greenwood.push(term);
        curve.steps.push(Step {
            time: row.time,
            estimate: survival,
            variance: survival * survival * sum,
        });
    }
    Survival { curve, greenwood }
}

impl Survival {
    /// The share that has not ended by `t`: S(t) = P(T > t). Past the last time the curve stays
    /// what it was there.
    pub fn at(&self, t: f64) -> f64 {
        self.curve.at(t)
    }

    /// Greenwood's variance of the estimate at `t`.
    pub fn variance_at(&self, t: f64) -> f64 {
        self.curve.variance_at(t)
    }

    /// The pointwise interval at `t`, on the log(-log) scale (Kalbfleisch & Prentice 2002, section
    /// 1.4).
    ///
    /// That scale has no value where the estimate is exactly 0 or 1. There it is Wilson's interval
    /// on the effective number of observations, (at risk at `t`) / S just before `t` (Peto et al.
    /// 1977), so that "nothing has ended yet" of three observations does not pretend to be certain.
    pub fn interval_at(&self, t: f64, level: f64) -> Interval {
        self.curve.interval_at(t, level)
    }

    /// The time by which a share `p` has ended: the first at which S(t) <= 1 - p. The median is
    /// `quantile(0.5)`. `None` when the curve does not come down that far, or when `p` is not in
    /// [0, 1].
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.first_below(p, |step| step.estimate)
    }

    /// The interval of [`Survival::quantile`]: the times at which the lower and the upper end of
    /// the pointwise log(-log) band come down to 1 - p (Brookmeyer & Crowley 1982; as R's
    /// `survfit(conf.type = "log-log")`). An end is `None` when the band does not come down that
    /// far.
    pub fn quantile_interval(&self, p: f64, level: f64) -> (Option<f64>, Option<f64>) {
        // As in R, the band here is a point while nothing has ended, and has no upper end once
        // everything has.
        let band = |step: &Step| match step.estimate {
            estimate if estimate >= 1.0 => Interval {
                low: 1.0,
                high: 1.0,
            },
            estimate if estimate <= 0.0 => Interval {
                low: 0.0,
                high: 1.0,
            },
            estimate => log_log(estimate, step.variance, level),
        };
        (
            self.first_below(p, |step| band(step).low),
            self.first_below(p, |step| band(step).high),
        )
    }

    /// The mean time up to `tau`, `E[min(T, tau)]` (the area under the curve from 0 to `tau`), and
    /// the variance of that estimate (Klein & Moeschberger 2003, equations 4.5.1 and 4.5.2; without
    /// the n / (n - 1) factor).
    ///
    /// Where `tau` lies past the last time, the curve counts as staying what it was there. A `tau`
    /// that is negative or not finite gives (0, 0).
    pub fn restricted_mean(&self, tau: f64) -> (f64, f64) {
        if !(tau > 0.0 && tau.is_finite()) {
            return (0.0, 0.0);
        }
        let within = self.curve.steps.partition_point(|step| step.time <= tau);
        // From the end, because the variance needs the area to the right of every event.
        let (mut area, mut variance, mut until) = (0.0, 0.0, tau);
        for (step, term) in self.curve.steps[..within].iter().zip(&self.greenwood).rev() {
            area += step.estimate * (until - step.time);
            variance += area * area * term;
            until = step.time;
        }
        (area + until, variance)
    }

    /// The curve's steps, by rising time; times without an event among them.
    pub fn steps(&self) -> &[Step] {
        &self.curve.steps
    }

    fn first_below(&self, p: f64, value: impl Fn(&Step) -> f64) -> Option<f64> {
        // A product of shares that should be exactly one half may miss it by rounding.
        const TIE: f64 = 1e-10;
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        if p == 0.0 {
            return Some(0.0);
        }
        self.curve
            .steps
            .iter()
            .find(|step| value(step) <= 1.0 - p + TIE)
            .map(|step| step.time)
    }
}

use crate::Interval;
use crate::interval::share_interval;

/// A step function of time with the variance of its estimate, right-continuous.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    /// The value before the first step.
    pub start: f64,
    pub steps: Vec<Step>,
    /// For each step, Peto's effective number of observations just before it: at risk / still
    /// there.
    pub effective: Vec<f64>,
}

/// A step of an estimated curve: its values from `time` on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub time: f64,
    pub estimate: f64,
    /// The variance of the estimate.
    pub variance: f64,
}

impl Curve {
    pub(super) fn step_at(&self, t: f64) -> Option<&Step> {
        self.steps[..self.steps.partition_point(|step| step.time <= t)].last()
    }

    pub(super) fn at(&self, t: f64) -> f64 {
        self.step_at(t).map_or(self.start, |step| step.estimate)
    }

    pub(super) fn variance_at(&self, t: f64) -> f64 {
        self.step_at(t).map_or(0.0, |step| step.variance)
    }

    pub(super) fn interval_at(&self, t: f64, level: f64) -> Interval {
        share_interval(self.at(t), self.variance_at(t), self.effective_at(t), level)
    }

    /// The effective number of observations at `t`: Peto et al. (1977) take the estimate at `t` for
    /// a share of `at risk / still there` observations, which is all of them without censoring, and
    /// fewer the more were censored before `t`. Past the last time it stays what it was there.
    fn effective_at(&self, t: f64) -> f64 {
        let next = self.steps.partition_point(|step| step.time < t);
        self.effective
            .get(next)
            .or(self.effective.last())
            .copied()
            .unwrap_or(0.0)
    }
}

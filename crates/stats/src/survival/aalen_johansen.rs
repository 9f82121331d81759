use super::curve::{Curve, Step};
use super::risk_table::RiskTable;
use crate::error::index;
use crate::{Error, Interval};

/// The estimated share of those that have ended by one cause, by time, where other causes compete.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    curve: Curve,
}

/// Estimates the cumulative incidence of a cause by Aalen & Johansen (1978): F(t) = Σ S(tᵢ⁻) dᵢ /
/// nᵢ.
///
/// The variance is the delta method's (Marubini & Valsecchi 1995, chapter 10; Collett 2015, p. 411;
/// what `lifelines.AalenJohansenFitter` and SAS compute). It is computed as the recursion of the
/// covariance of (S, F) from one time to the next, which is the same sum, but neither cancels nor
/// divides by zero where everybody ends. An empty table gives 0 everywhere, with the interval [0,
/// 1].
///
/// Errors: a cause that the table does not know.
pub fn aalen_johansen(table: &RiskTable, cause: usize) -> Result<Incidence, Error> {
    index("cause", cause, table.causes())?;
    let mut curve = Curve {
        start: 0.0,
        steps: vec![],
        effective: vec![],
    };
    let (mut survival, mut incidence, mut alone) = (1.0_f64, 0.0_f64, true);
    let (mut of_survival, mut of_both, mut of_incidence) = (0.0_f64, 0.0_f64, 0.0_f64);
    for row in table.rows() {
        let n = row.at_risk;
        curve
            .effective
            .push(if survival > 0.0 { n / survival } else { 0.0 });
        let by_cause = row.events[cause] / n;
        let ended = (row.ended() / n).min(1.0);
        let stayed = 1.0 - ended;
        let square = survival * survival / n;
        of_incidence += by_cause * by_cause * of_survival
            + 2.0 * by_cause * of_both
            + square * by_cause * (1.0 - by_cause);
        of_both = stayed * (of_both + by_cause * of_survival - square * by_cause);
        of_survival = stayed * (stayed * of_survival + square * ended);
        incidence += survival * by_cause;
        survival *= ((n - row.ended()) / n).max(0.0);
        // As long as no other cause ended anything, the complement, which is exactly 1 when nobody
        // is left.
        alone &= row.ended() <= row.events[cause];
        incidence = if alone {
            1.0 - survival
        } else {
            incidence.min(1.0)
        };
        curve.steps.push(Step {
            time: row.time,
            estimate: incidence,
            variance: of_incidence.max(0.0),
        });
    }
    Ok(Incidence { curve })
}

impl Incidence {
    /// The share that has ended by the cause up to and including `t`. Past the last time it stays
    /// what it was there.
    pub fn at(&self, t: f64) -> f64 {
        self.curve.at(t)
    }

    /// The delta-method variance of the estimate at `t`.
    pub fn variance_at(&self, t: f64) -> f64 {
        self.curve.variance_at(t)
    }

    /// The pointwise interval at `t` on the log(-log) scale; where the estimate is exactly 0 or 1,
    /// Wilson's on the effective number of observations, as
    /// [`Survival::interval_at`](super::Survival::interval_at) explains.
    pub fn interval_at(&self, t: f64, level: f64) -> Interval {
        self.curve.interval_at(t, level)
    }

    /// The last step, at the longest time that was watched: the most that the data say. `None` of
    /// an empty table.
    pub fn last(&self) -> Option<Step> {
        self.curve.steps.last().copied()
    }

    /// The curve's steps, by rising time; times without an event among them.
    pub fn steps(&self) -> &[Step] {
        &self.curve.steps
    }
}

//! From counted deals to a number with its interval: the estimators of `stats` in the words of the product.

use stats::proportion::{fisher, newcombe, two_proportions, wilson};
use stats::survival::{
    Incidence, RiskTable, Survival, aalen_johansen, gray, kaplan_meier, log_rank,
};

use crate::tally::{DayCounts, Outcome};

/// The level of intervals everywhere but in forecasts.
pub const LEVEL: f64 = 0.95;
/// Fewer deals than this tell nothing.
pub const FEWEST: i64 = 10;
/// Groups smaller than this are compared by an exact test.
const FEW_FOR_NORMAL: i64 = 200;
/// The tail of a curve that rests on fewer deals than this is taken from the longer history.
const FEWEST_AT_RISK: f64 = 10.0;

/// A number, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// None: it cannot be told.
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// The level of the interval.
    pub level: Option<f64>,
    /// How many deals it rests on.
    pub n: i64,
    pub too_few: bool,
}

impl Estimate {
    /// A count or a sum, which is exact.
    pub fn exact(value: f64, n: i64) -> Self {
        Self {
            value: Some(value),
            n,
            ..Self::default()
        }
    }

    pub fn unknown(n: i64) -> Self {
        Self {
            n,
            too_few: true,
            ..Self::default()
        }
    }

    /// The standard error that the interval speaks of, on the plain scale.
    pub fn error(&self) -> Option<f64> {
        let (low, high) = (self.low?, self.high?);
        Some((high - low) / (2.0 * Z95))
    }
}

/// The 97.5th percentile of the standard normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// A share of settled things, with Wilson's interval.
pub fn share(part: i64, whole: i64) -> Estimate {
    if whole <= 0 {
        return Estimate::unknown(0);
    }
    let interval = wilson(part as f64, whole as f64, LEVEL);
    Estimate {
        value: Some(part as f64 / whole as f64),
        low: Some(interval.low),
        high: Some(interval.high),
        level: Some(LEVEL),
        n: whole,
        too_few: whole < FEWEST,
    }
}

/// The cumulative incidence of an event by Aalen–Johansen, and its table of risk.
#[derive(Debug, Clone)]
pub struct Curve {
    pub table: RiskTable,
    pub incidence: Incidence,
}

impl Curve {
    /// None when there is nobody to look at.
    pub fn new(counts: &DayCounts) -> Option<Self> {
        if counts.total() == 0 {
            return None;
        }
        let table = RiskTable::new(counts.observations(), 2).ok()?;
        Some(Self {
            incidence: aalen_johansen(&table, 0).ok()?,
            table,
        })
    }
}

/// The share that will go on in the end, open deals taken into account.
///
/// The cumulative incidence by Aalen–Johansen of these deals, as far as enough of them have been
/// watched. What is undecided then is split as the longer history says of deals that nothing had
/// happened to until then, or, where there is no longer one, like the ends that came late. Without
/// that a young cohort would be told to end where its watching ends. The variance is that of
/// F(τ) + S(τ) q by the delta method, the covariance of F and S being that of multinomial shares.
pub fn expected(counts: &DayCounts, longer: Option<&DayCounts>) -> Estimate {
    let n = counts.total();
    let Some(curve) = Curve::new(counts) else {
        return Estimate::unknown(0);
    };
    let too_few = n < FEWEST;
    let longer = longer.filter(|longer| !counts.settled() && longer.total() > n);
    let rest = match longer {
        Some(longer) => Rest::of_longer(&curve, longer),
        None => Rest::of_late_ends(&curve),
    };
    let split = rest.and_then(|rest| split(&curve, counts, rest));
    let Some((value, variance)) = split else {
        let interval = curve.incidence.interval_at(f64::MAX, LEVEL);
        return Estimate {
            value: Some(curve.incidence.at(f64::MAX)),
            low: Some(interval.low),
            high: Some(interval.high),
            level: Some(LEVEL),
            n,
            too_few,
        };
    };
    let (low, high) = log_log(value, variance, n);
    Estimate {
        value: Some(value),
        low: Some(low),
        high: Some(high),
        level: Some(LEVEL),
        n,
        too_few,
    }
}

/// The share of ends that count as early.
const EARLY: f64 = 2.0 / 3.0;

/// What becomes of deals that are undecided after a time.
#[derive(Debug, Clone, Copy)]
struct Rest {
    /// The time.
    after: f64,
    /// The share of them that goes on.
    goes_on: f64,
    variance: f64,
}

impl Rest {
    /// As the longer history says of those that were undecided after the same time.
    fn of_longer(curve: &Curve, longer: &DayCounts) -> Option<Self> {
        let after = last_well_watched(&curve.table)?;
        let all = Curve::new(longer)?;
        let undecided = survival(&longer.any_end())?;
        let ended = ended_after(&all.table, after);
        if undecided.at(after) <= 0.0 || ended < FEWEST_AT_RISK {
            return Self::of_late_ends(curve);
        }
        let end = Self::of_late_ends(&all).map_or(0.0, |rest| rest.goes_on);
        let in_the_end = all.incidence.at(f64::MAX) + undecided.at(f64::MAX) * end;
        let later = (in_the_end - all.incidence.at(after)) / undecided.at(after);
        Some(Self::new(after, later, ended))
    }

    /// Like the ends that came late: after two thirds of all had come.
    fn of_late_ends(curve: &Curve) -> Option<Self> {
        let table = &curve.table;
        let after = table.times().last().copied()?;
        let all: f64 = table.rows().map(|row| row.ended()).sum();
        let (mut before, mut ended, mut went_on) = (0.0, 0.0, 0.0);
        for row in table.rows() {
            if before >= all * EARLY {
                ended += row.ended();
                went_on += row.events[0];
            }
            before += row.ended();
        }
        (ended > 0.0).then(|| Self::new(after, went_on / ended, ended))
    }

    fn new(after: f64, share: f64, ends: f64) -> Self {
        let goes_on = share.clamp(0.0, 1.0);
        // A share of none or all of a few is not as sure as its variance would say.
        let safe = (goes_on * ends + 0.5) / (ends + 1.0);
        Self {
            after,
            goes_on,
            variance: safe * (1.0 - safe) / ends,
        }
    }
}

/// The share in the end and its variance; none when nothing is undecided by then.
fn split(curve: &Curve, counts: &DayCounts, rest: Rest) -> Option<(f64, f64)> {
    let undecided = survival(&counts.any_end())?;
    let (so_far, left) = (curve.incidence.at(rest.after), undecided.at(rest.after));
    if left <= 0.0 {
        return None;
    }
    let left_variance = undecided.variance_at(rest.after);
    // As many deals as would give the undecided share this variance.
    let covariance = if left < 1.0 {
        -so_far * left_variance / (1.0 - left)
    } else {
        0.0
    };
    let q = rest.goes_on;
    let variance = curve.incidence.variance_at(rest.after)
        + q * q * left_variance
        + 2.0 * q * covariance
        + left * left * rest.variance;
    Some(((so_far + left * q).clamp(0.0, 1.0), variance.max(0.0)))
}

/// The last day that enough deals have been watched up to.
fn last_well_watched(table: &RiskTable) -> Option<f64> {
    let last = table.rows().rev().find(|row| row.at_risk >= FEWEST_AT_RISK);
    last.or(table.rows().next()).map(|row| row.time)
}

fn ended_after(table: &RiskTable, time: f64) -> f64 {
    table
        .rows()
        .filter(|row| row.time > time)
        .map(|row| row.ended())
        .sum()
}

/// An interval on the log(−log) scale, Wilson's where the estimate is 0 or 1.
fn log_log(value: f64, variance: f64, n: i64) -> (f64, f64) {
    if value <= 0.0 || value >= 1.0 || variance <= 0.0 {
        let interval = wilson(value * n as f64, n as f64, LEVEL);
        return (interval.low, interval.high);
    }
    let spread = Z95 * variance.sqrt() / (value * value.ln()).abs();
    let (a, b) = (value.powf(spread.exp()), value.powf((-spread).exp()));
    (a.min(b), a.max(b))
}

/// The time in which a share of all have left: Kaplan–Meier, with its interval.
pub fn quantile(counts: &DayCounts, share: f64) -> Estimate {
    let Some(survival) = survival(counts) else {
        return Estimate::unknown(0);
    };
    let (low, high) = survival.quantile_interval(share, LEVEL);
    Estimate {
        value: survival.quantile(share),
        low,
        high,
        level: Some(LEVEL),
        n: counts.total(),
        too_few: counts.total() < FEWEST,
    }
}

/// The Kaplan–Meier curve of the event, everything else being seen no further.
pub fn survival(counts: &DayCounts) -> Option<Survival> {
    let table = RiskTable::new(counts.one_cause().observations(), 1).ok()?;
    (counts.total() > 0).then(|| kaplan_meier(&table))
}

/// How sure a difference is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    pub difference: f64,
    pub low: f64,
    pub high: f64,
    pub p: f64,
    pub too_few: bool,
}

/// The difference between two groups in the share that goes on: of settled shares by the
/// two-proportion test (Fisher's exact one for small groups) with Newcombe's interval, else by Gray's
/// test.
pub fn difference(now: (&DayCounts, Estimate), then: (&DayCounts, Estimate)) -> Option<Difference> {
    let ((a, estimate_a), (b, estimate_b)) = (now, then);
    let (n_a, n_b) = (a.total(), b.total());
    if n_a == 0 || n_b == 0 {
        return None;
    }
    let too_few = n_a < FEWEST || n_b < FEWEST;
    if a.settled() && b.settled() {
        let (x, y) = (
            (a.of(Outcome::Event) as f64, n_a as f64),
            (b.of(Outcome::Event) as f64, n_b as f64),
        );
        let (difference, interval) = newcombe(x.0, x.1, y.0, y.1, LEVEL);
        return Some(Difference {
            difference,
            low: interval.low,
            high: interval.high,
            p: if n_a.min(n_b) < FEW_FOR_NORMAL {
                fisher(x.0 as u64, n_a as u64, y.0 as u64, n_b as u64)
            } else {
                two_proportions(x.0, x.1, y.0, y.1).p
            },
            too_few,
        });
    }
    let groups = [
        RiskTable::new(a.observations(), 2).ok()?,
        RiskTable::new(b.observations(), 2).ok()?,
    ];
    let difference = estimate_a.value? - estimate_b.value?;
    let error = estimate_a.error()?.hypot(estimate_b.error()?);
    // Gray's test leans to claims when a group is small: the difference itself has to bear it out.
    let by_itself = if error > 0.0 {
        stats::normal::two_sided(difference / error)
    } else {
        1.0
    };
    Some(Difference {
        difference,
        low: difference - Z95 * error,
        high: difference + Z95 * error,
        p: gray(&groups, 0).ok()?.p.max(by_itself),
        too_few,
    })
}

/// How likely a difference in times as large as this one comes by chance: the log-rank test.
pub fn times_differ(a: &DayCounts, b: &DayCounts) -> Option<f64> {
    let groups = [
        RiskTable::new(a.one_cause().observations(), 1).ok()?,
        RiskTable::new(b.one_cause().observations(), 1).ok()?,
    ];
    Some(log_rank(&groups).p)
}

/// The two-sided probability of an estimate this far from a fixed value, were that the truth.
pub fn off_target(estimate: Estimate, target: f64) -> Option<f64> {
    let (value, error) = (estimate.value?, estimate.error()?);
    (error > 0.0).then(|| stats::normal::two_sided((value - target) / error))
}

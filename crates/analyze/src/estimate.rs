//! From counted deals to a number with its interval: the estimators of `stats` in the words of the product.

use stats::proportion::{fisher, newcombe, two_proportions, wilson};
use stats::survival::{
    Incidence, RiskTable, Row, Survival, aalen_johansen, gray, kaplan_meier, log_rank,
};

use crate::tally::{DayCounts, Outcome};

/// The level of intervals everywhere but in forecasts.
pub const LEVEL: f64 = 0.95;
/// Fewer deals than this tell nothing.
pub const FEWEST: i64 = 10;
/// The share of false differences that is borne where many are judged together.
pub const FALSE_SHARE: f64 = 0.05;
/// Groups smaller than this are compared by an exact test.
pub const FEW_FOR_NORMAL: i64 = 200;
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
/// Up to a time it is the cumulative incidence by Aalen–Johansen, F(t). What is undecided then, S(t), is
/// split as deals that were undecided at that time turned out later: F(t) + S(t) q. A cohort whose ends
/// have come learns q from its own late ends; a young one from the longer history, or it would be told to end
/// where its watching ends. The variance is the delta method's; the ends behind q came after `t`, so q
/// is independent of F(t) and S(t), and the covariance of those two is that of multinomial shares.
pub fn expected(counts: &DayCounts, longer: Option<&DayCounts>) -> Estimate {
    let n = counts.total();
    if counts.settled() {
        return share(counts.of(Outcome::Event), n);
    }
    let Some(curve) = Curve::new(counts) else {
        return Estimate::unknown(0);
    };
    let rest = longer
        .filter(|longer| longer.total() > n)
        .and_then(|longer| Rest::of_longer(&curve, longer))
        .or_else(|| Rest::of_late_ends(&curve.table));
    let (value, (low, high)) = match rest.and_then(|rest| split(&curve, counts, rest)) {
        Some((value, variance)) => (value, logit_interval(value, variance, n)),
        None => {
            let interval = curve.incidence.interval_at(f64::MAX, LEVEL);
            let value = curve.incidence.at(f64::MAX);
            (value, (interval.low, interval.high))
        }
    };
    Estimate {
        value: Some(value),
        low: Some(low),
        high: Some(high),
        level: Some(LEVEL),
        n,
        too_few: n < FEWEST,
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
    /// As the longer history says of those that were undecided after the same time; none when too few ended
    /// after it.
    fn of_longer(curve: &Curve, longer: &DayCounts) -> Option<Self> {
        let after = last_well_watched(&curve.table)?;
        let all = Curve::new(longer)?;
        let undecided = survival(&longer.any_end())?;
        let ends = Ends::after(&all.table, after);
        if undecided.at(after) <= 0.0 || ends.effective() < FEWEST_AT_RISK {
            return None;
        }
        let late = Self::of_late_ends(&all.table)?;
        let goes_on = if late.after > after {
            let in_the_end = all.incidence.at(late.after) + undecided.at(late.after) * late.goes_on;
            (in_the_end - all.incidence.at(after)) / undecided.at(after)
        } else {
            ends.goes_on()
        };
        Some(Self::new(after, goes_on, ends.effective()))
    }

    /// Like the ends that came late: after two thirds of all had come.
    fn of_late_ends(table: &RiskTable) -> Option<Self> {
        let all = Ends::after(table, -1.0).all;
        let mut before = 0.0;
        let after = standing_for(table)
            .take_while(|(row, each)| {
                let early = before < all * EARLY;
                before += each * row.ended();
                early
            })
            .map(|(row, _)| row.time)
            .last()?;
        // All may have ended on one day.
        let late = Some(Ends::after(table, after)).filter(|late| late.all > 0.0);
        let ends = late.unwrap_or_else(|| Ends::after(table, -1.0));
        (ends.all > 0.0).then(|| Self::new(after, ends.goes_on(), ends.effective()))
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

/// The ends after a time, each for as many as it stands for.
#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    all: f64,
    went_on: f64,
    squares: f64,
}

impl Ends {
    fn after(table: &RiskTable, time: f64) -> Self {
        let mut ends = Self::default();
        for (row, each) in standing_for(table).filter(|(row, _)| row.time > time) {
            ends.all += each * row.ended();
            ends.went_on += each * row.events[0];
            ends.squares += each * each * row.ended();
        }
        ends
    }

    fn goes_on(self) -> f64 {
        self.went_on / self.all
    }

    /// As many ends of equal weight would be as sure (Kish 1965).
    fn effective(self) -> f64 {
        if self.squares > 0.0 {
            self.all * self.all / self.squares
        } else {
            0.0
        }
    }
}

/// The rows, and the share of all deals that each end in it stands for: the later, the more were no longer
/// watched by then, the more.
fn standing_for(table: &RiskTable) -> impl Iterator<Item = (Row<'_>, f64)> {
    table.rows().scan(1.0, |left, row| {
        let each = *left / row.at_risk;
        *left *= 1.0 - row.ended() / row.at_risk;
        Some((row, each))
    })
}

/// The share in the end and its variance.
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

/// An interval on the scale of log odds, Wilson's where the estimate is 0 or 1.
fn logit_interval(value: f64, variance: f64, n: i64) -> (f64, f64) {
    if value <= 0.0 || value >= 1.0 || variance <= 0.0 {
        let interval = wilson(value * n as f64, n as f64, LEVEL);
        return (interval.low, interval.high);
    }
    let odds = value / (1.0 - value);
    let factor = (Z95 * variance.sqrt() / (value * (1.0 - value))).exp();
    let share = |odds: f64| odds / (1.0 + odds);
    (share(odds / factor), share(odds * factor))
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
        let (x, y) = (a.of(Outcome::Event), b.of(Outcome::Event));
        let (difference, interval) = newcombe(x as f64, n_a as f64, y as f64, n_b as f64, LEVEL);
        return Some(Difference {
            difference,
            low: interval.low,
            high: interval.high,
            p: shares_differ((x, n_a), (y, n_b)),
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

/// How likely two shares, each given as (part, whole), differ this much by chance: the two-proportion test, for small
/// groups Fisher's exact one.
pub fn shares_differ((x, n): (i64, i64), (y, m): (i64, i64)) -> f64 {
    if n.min(m) < FEW_FOR_NORMAL {
        let whole = i64::unsigned_abs;
        return fisher(whole(x), whole(n), whole(y), whole(m));
    }
    two_proportions(x as f64, n as f64, y as f64, m as f64).p
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

use super::risk_table::{RiskTable, Row};
use crate::error::index;
use crate::linear::Matrix;
use crate::{Error, Test};

/// The log-rank test of equal times until any end, for two or more groups (Mantel 1966; Kalbfleisch
/// & Prentice 2002, section 1.5; ties by the hypergeometric variance, as R's `survdiff`).
///
/// Degrees of freedom: the number of groups that could be compared, less one. Where no two groups
/// were ever at risk together when something ended, [`Test::NOTHING`].
pub fn log_rank(groups: &[RiskTable]) -> Test {
    let mut score = vec![0.0; groups.len()];
    let mut variance = Matrix::zeros(groups.len());
    for moment in moments(groups) {
        let n: f64 = moment.at_risk.iter().sum();
        let ended: f64 = moment.rows.iter().flatten().map(Row::ended).sum();
        if ended <= 0.0 {
            continue;
        }
        let shares: Vec<f64> = moment.at_risk.iter().map(|at_risk| at_risk / n).collect();
        let spread = if n > 1.0 {
            ended * (n - ended).max(0.0) / (n - 1.0)
        } else {
            0.0
        };
        for group in 0..groups.len() {
            score[group] +=
                moment.rows[group].map_or(0.0, |row| row.ended()) - ended * shares[group];
            for other in 0..groups.len() {
                let change = if group == other {
                    all_others(&shares, group)
                } else {
                    -shares[other]
                };
                variance.row_mut(group)[other] += spread * shares[group] * change;
            }
        }
    }
    let (statistic, degrees) = variance.quadratic_form(score);
    Test::chi_squared(statistic, degrees)
}

/// Gray's test of equal cumulative incidence of one cause, for two or more groups (Gray 1988, with
/// rho = 0), with the correction of the variance for ties of his own program (`cuminc` of the R
/// package cmprsk).
///
/// The score compares the subdistribution hazards; its variance allows for the estimated survival
/// of each group from the competing causes. Degrees of freedom and degenerate input as with
/// [`log_rank`].
///
/// Errors: a cause that one of the tables does not know.
pub fn gray(groups: &[RiskTable], cause: usize) -> Result<Test, Error> {
    for table in groups {
        index("cause", cause, table.causes())?;
    }
    let k = groups.len();
    let mut score = vec![0.0; k];
    let mut weights: Vec<GrayMoment> = Vec::new();
    let mut before = vec![(1.0, 0.0); k]; // Of each group: survival and incidence of the cause.
    let mut pooled = 0.0;
    let mut drift = Matrix::zeros(k);
    for moment in moments(groups) {
        let mut ended = vec![(0.0, 0.0); k]; // By the cause, by another one.
        for (ended, row) in ended.iter_mut().zip(&moment.rows) {
            if let Some(row) = row {
                *ended = (row.events[cause], row.ended() - row.events[cause]);
            }
        }
        let by_cause: f64 = ended.iter().map(|ended| ended.0).sum();
        if ended.iter().all(|ended| ended.0 + ended.1 <= 0.0) {
            continue;
        }
        // Those at risk, as many as there would be without the competing causes and censoring (R in
        // the paper): once under the hypothesis, once with each group's own incidence.
        let scaled: Vec<f64> = (0..k)
            .map(|g| {
                if moment.at_risk[g] > 0.0 {
                    moment.at_risk[g] / before[g].0
                } else {
                    0.0
                }
            })
            .collect();
        let own: Vec<f64> = (0..k).map(|g| scaled[g] * (1.0 - before[g].1)).collect();
        let (all, all_own): (f64, f64) = (scaled.iter().sum(), own.iter().sum());
        let hazard = by_cause / (all * (1.0 - pooled));
        let mut after = before.clone();
        let mut project = Matrix::zeros(k);
        for g in (0..k).filter(|g| moment.at_risk[*g] > 0.0) {
            let (survival, incidence) = before[g];
            let n = moment.at_risk[g];
            after[g] = (
                survival * ((n - ended[g].0 - ended[g].1) / n).max(0.0),
                incidence + survival * ended[g].0 / n,
            );
            if all_own > 0.0 {
                score[g] += ended[g].0 - by_cause * own[g] / all_own;
            }
            for other in 0..k {
                let change = if g == other {
                    all_others(&scaled, g)
                } else {
                    -scaled[other]
                };
                project.row_mut(g)[other] = scaled[g] * change / all;
                if hazard.is_finite() {
                    drift.row_mut(g)[other] += project.row(g)[other] * hazard;
                }
            }
        }
        pooled += by_cause / all;
        let noise = (0..k).map(|g| {
            noise(
                moment.at_risk[g],
                before[g].0,
                after[g].0,
                ended[g],
                by_cause,
                all,
                pooled,
            )
        });
        weights.push(GrayMoment {
            project,
            drift: drift.clone(),
            noise: noise.collect(),
        });
        before = after;
    }
    // The influence of each moment, with what the drift adds from there to the end.
    let mut variance = Matrix::zeros(k);
    for moment in &weights {
        for (g, noise) in moment.noise.iter().enumerate() {
            let influence = |group: usize| {
                let later = drift.row(group)[g] - moment.drift.row(group)[g];
                (
                    moment.project.row(group)[g] + noise.of_cause * later,
                    noise.of_others * later,
                )
            };
            for group in 0..k {
                let (one, two) = influence(group);
                for other in 0..k {
                    let (other_one, other_two) = influence(other);
                    variance.row_mut(group)[other] +=
                        one * other_one * noise.by_cause + two * other_two * noise.by_others;
                }
            }
        }
    }
    let (statistic, degrees) = variance.quadratic_form(score);
    Ok(Test::chi_squared(statistic, degrees))
}

/// What one moment contributes to the variance of Gray's score.
struct GrayMoment {
    /// How the ends in each group enter each group's score.
    project: Matrix,
    /// The sum of `project` times the hazard so far.
    drift: Matrix,
    noise: Vec<Noise>,
}

/// The variance of the counting processes of one group at one moment, and how they enter later
/// moments through the estimated survival.
struct Noise {
    by_cause: f64,
    by_others: f64,
    of_cause: f64,
    of_others: f64,
}

fn noise(
    n: f64,
    before: f64,
    after: f64,
    ended: (f64, f64),
    by_cause: f64,
    all: f64,
    pooled: f64,
) -> Noise {
    if n <= 0.0 {
        return Noise {
            by_cause: 0.0,
            by_others: 0.0,
            of_cause: 0.0,
            of_others: 0.0,
        };
    }
    // Without replacement: the variance of d tied ends among n is smaller by this factor.
    let ties = |d: f64, n: f64| {
        if d > 1.0 && n > 1.0 {
            (1.0 - (d - 1.0) / (n - 1.0)).max(0.0)
        } else {
            1.0
        }
    };
    let left = if after > 0.0 {
        (1.0 - pooled) / after
    } else {
        0.0
    };
    let others = if after > 0.0 { ended.1 } else { 0.0 };
    Noise {
        by_cause: ties(by_cause, all * before) * before * by_cause / (all * n),
        by_others: ties(others, n) * (before / n).powi(2) * others,
        of_cause: 1.0 - left,
        of_others: left,
    }
}

/// What all but one add up to: not 1 less its share, which has no digits where one group is nearly
/// all.
fn all_others(values: &[f64], without: usize) -> f64 {
    values
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != without)
        .map(|(_, value)| value)
        .sum()
}

/// A time at which something happened in one of several groups: who was at risk in each, and the
/// rows of those in which it happened.
struct Moment<'tables> {
    at_risk: Vec<f64>,
    rows: Vec<Option<Row<'tables>>>,
}

fn moments(groups: &[RiskTable]) -> impl Iterator<Item = Moment<'_>> {
    let mut times: Vec<f64> = groups
        .iter()
        .flat_map(|table| table.times().iter().copied())
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    times.dedup();
    let mut next = vec![0; groups.len()];
    times.into_iter().map(move |time| {
        let mut moment = Moment {
            at_risk: vec![0.0; groups.len()],
            rows: vec![None; groups.len()],
        };
        for (group, table) in groups.iter().enumerate() {
            if next[group] < table.times().len() {
                let row = table.row(next[group]);
                moment.at_risk[group] = row.at_risk;
                if row.time <= time {
                    moment.rows[group] = Some(row);
                    next[group] += 1;
                }
            }
        }
        moment
    })
}

//! Kaplan–Meier, Aalen–Johansen and the tests of equal times against lifelines, statsmodels,
//! scikit-survival, the Fortran of R's cmprsk, and published tables.
#![allow(
    clippy::float_cmp,
    reason = "exact values are meant where they are compared"
)]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{close, json, list, numbers, observations, table, tables_by_group};
use stats::survival::{Observation, RiskTable, aalen_johansen, gray, kaplan_meier, log_rank};

const LEVEL: f64 = 0.95;

#[test]
fn kaplan_meier_agrees_with_lifelines_and_statsmodels() {
    let reference = json(include_str!("reference/survival.json"));
    for set in list(&reference["sets"]) {
        let name = set["name"].as_str().unwrap();
        let survival = kaplan_meier(&table(&observations(set)));
        for point in list(&set["points"]) {
            let point = numbers(point);
            let (t, estimate) = (point[0], point[1]);
            close(survival.at(t), estimate, 1e-12, name);
            close(survival.variance_at(t), point[2], 1e-12, name);
            if estimate > 0.0 && estimate < 1.0 {
                let interval = survival.interval_at(t, LEVEL);
                close(interval.low, point[3], 1e-9, name);
                close(interval.high, point[4], 1e-9, name);
            }
        }
        for row in list(&set["quantiles"]) {
            let row = numbers(row);
            let limits = survival.quantile_interval(row[0], LEVEL);
            let or_none = |value: f64| value.is_finite().then_some(value);
            assert_eq!(survival.quantile(row[0]), or_none(row[1]), "{name}");
            assert_eq!(
                limits,
                (or_none(row[2]), or_none(row[3])),
                "{name}, quantile {}",
                row[0]
            );
        }
        let restricted = numbers(&set["restricted"]);
        let (mean, variance) = survival.restricted_mean(restricted[0]);
        close(mean, restricted[1], 1e-9, name);
        close(variance, restricted[2], 1e-9, name);
    }
}

#[test]
fn log_rank_agrees_with_lifelines() {
    let reference = json(include_str!("reference/survival.json"));
    for set in list(&reference["sets"]) {
        let name = set["name"].as_str().unwrap();
        let expected = numbers(&set["log_rank"]);
        let test = log_rank(&tables_by_group(&observations(set)));
        close(test.statistic, expected[0], 1e-9, name);
        assert_eq!(test.degrees, expected[1] as usize, "{name}");
        close(test.p, expected[2], 1e-10, name);
    }
}

#[test]
fn aalen_johansen_agrees_with_scikit_survival_and_lifelines() {
    let reference = json(include_str!("reference/competing.json"));
    let mut compared_with_lifelines = 0;
    for set in list(&reference["sets"]) {
        let name = set["name"].as_str().unwrap();
        let table = table(&observations(set));
        for point in list(&set["sksurv"]) {
            let point = numbers(point);
            let incidence = aalen_johansen(&table, point[0] as usize).unwrap();
            close(incidence.at(point[1]), point[2], 1e-12, name);
            close(incidence.variance_at(point[1]), point[5], 1e-12, name);
            // Where everybody has ended its variance is 0 / 0.
            if point[2] > 0.0 && point[3].is_finite() {
                let interval = incidence.interval_at(point[1], LEVEL);
                close(interval.low, point[3], 1e-9, name);
                close(interval.high, point[4], 1e-9, name);
            }
        }
        for point in list(&set["lifelines"]) {
            let point = numbers(point);
            let incidence = aalen_johansen(&table, point[0] as usize).unwrap();
            close(incidence.at(point[1]), point[2], 1e-12, name);
            if point.iter().all(|value| value.is_finite()) && point[2] > 0.0 {
                let interval = incidence.interval_at(point[1], LEVEL);
                close(interval.low, point[3], 1e-9, name);
                close(interval.high, point[4], 1e-9, name);
                close(incidence.variance_at(point[1]), point[5], 1e-12, name);
                compared_with_lifelines += 1;
            }
        }
    }
    assert!(compared_with_lifelines > 10, "{compared_with_lifelines}");
}

#[test]
fn gray_agrees_with_the_program_of_its_author() {
    let reference = json(include_str!("reference/competing.json"));
    for set in list(&reference["sets"]) {
        let name = set["name"].as_str().unwrap();
        let groups = tables_by_group(&observations(set));
        for row in list(&set["gray"]) {
            let row = numbers(row);
            let test = gray(&groups, row[0] as usize).unwrap();
            close(test.statistic, row[1], 1e-9, name);
            assert_eq!(test.degrees, row[2] as usize, "{name}");
            close(test.p, row[3], 1e-9, name);
        }
    }
}

/// Freireich et al. (1963), remission under 6-MP: table 4.1 of Klein & Moeschberger, with
/// Greenwood's errors.
#[test]
fn kaplan_meier_on_the_published_6_mp_trial() {
    let ended = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0];
    let censored = [
        6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0,
    ];
    let drug = two_outcomes(&ended, &censored);
    let survival = kaplan_meier(&drug);
    let published = [
        (6.0, 0.857, 0.0764),
        (7.0, 0.807, 0.0869),
        (10.0, 0.753, 0.0963),
        (13.0, 0.690, 0.1068),
        (16.0, 0.627, 0.1141),
        (22.0, 0.538, 0.1282),
        (23.0, 0.448, 0.1346),
    ];
    for (t, estimate, error) in published {
        assert!((survival.at(t) - estimate).abs() < 6e-4, "{t}");
        assert!((survival.variance_at(t).sqrt() - error).abs() < 6e-5, "{t}");
    }
    assert_eq!(survival.quantile(0.5), Some(23.0));
    let placebo = [
        1., 1., 2., 2., 3., 4., 4., 5., 5., 8., 8., 8., 8., 11., 11., 12., 12., 15., 17., 22., 23.,
    ];
    let placebo = two_outcomes(&placebo, &[]);
    assert_eq!(kaplan_meier(&placebo).quantile(0.5), Some(8.0));
    // R prints 16.8 for survdiff.
    assert!((log_rank(&[drug, placebo]).statistic - 16.79).abs() < 5e-3);
}

/// R's survfit(Surv(time, status) ~ 1, lung) and survdiff(... ~ sex), as the survival package's
/// vignette prints them.
#[test]
fn kaplan_meier_on_the_lung_data_as_r_prints_it() {
    let reference = json(include_str!("reference/survival.json"));
    let set = list(&reference["sets"])
        .iter()
        .find(|set| set["name"] == "lung")
        .unwrap();
    let observations = observations(set);
    assert_eq!(
        kaplan_meier(&table(&observations)).quantile(0.5),
        Some(310.0)
    );
    let groups = tables_by_group(&observations);
    let medians: Vec<_> = groups
        .iter()
        .map(|table| kaplan_meier(table).quantile(0.5))
        .collect();
    assert_eq!(medians, [Some(270.0), Some(426.0)]);
    let test = log_rank(&groups);
    assert!(
        (test.statistic - 10.3).abs() < 0.05 && (test.p - 0.001).abs() < 5e-4,
        "{test:?}"
    );
}

#[test]
fn extremes_have_honest_intervals() {
    let nothing = kaplan_meier(&RiskTable::new([], 2).unwrap());
    assert_eq!(
        (
            nothing.interval_at(5.0, LEVEL).low,
            nothing.interval_at(5.0, LEVEL).high
        ),
        (0.0, 1.0)
    );
    assert_eq!(nothing.quantile(0.5), None);

    // Ten, of which nobody has gone on: the same as Wilson's for none of ten.
    let lost = |time| Observation {
        time,
        cause: Some(1),
        weight: 1.0,
    };
    let table = RiskTable::new((1..=10).map(|day| lost(f64::from(day))), 2).unwrap();
    let incidence = aalen_johansen(&table, 0).unwrap();
    let wilson = stats::proportion::wilson(0.0, 10.0, LEVEL);
    let interval = incidence.interval_at(10.0, LEVEL);
    close(interval.low, wilson.low, 1e-12, "low");
    close(interval.high, wilson.high, 1e-12, "high");
    let everybody = aalen_johansen(&table, 1).unwrap();
    assert_eq!(everybody.last().unwrap().estimate, 1.0);
    let wilson = stats::proportion::wilson(10.0, 10.0, LEVEL);
    close(
        everybody.interval_at(10.0, LEVEL).low,
        wilson.low,
        1e-12,
        "low",
    );
}

#[test]
fn wrong_input_is_refused() {
    let one = Observation {
        time: 1.0,
        cause: Some(0),
        weight: 1.0,
    };
    for wrong in [
        Observation {
            time: f64::NAN,
            ..one
        },
        Observation { time: -1.0, ..one },
        Observation {
            time: f64::INFINITY,
            ..one
        },
        Observation {
            weight: -1.0,
            ..one
        },
        Observation {
            weight: f64::NAN,
            ..one
        },
        Observation {
            cause: Some(2),
            ..one
        },
    ] {
        assert!(RiskTable::new([wrong], 2).is_err(), "{wrong:?}");
    }
    let table = RiskTable::new([one], 2).unwrap();
    assert!(aalen_johansen(&table, 2).is_err());
    assert!(gray(&[table], 2).is_err());
}

fn two_outcomes(ended: &[f64], censored: &[f64]) -> RiskTable {
    let ended = ended.iter().map(|time| Observation {
        time: *time,
        cause: Some(0),
        weight: 1.0,
    });
    let censored = censored.iter().map(|time| Observation {
        time: *time,
        cause: None,
        weight: 1.0,
    });
    RiskTable::new(ended.chain(censored), 1).unwrap()
}

//! Wilson, Newcombe, the tests of two shares, Benjamini–Hochberg and quantiles against statsmodels,
//! SciPy, NumPy and Newcombe's own tables.
#![allow(
    clippy::float_cmp,
    reason = "exact values are meant where they are compared"
)]

mod common;

use common::{close, json, list, number, numbers};
use stats::multiple::benjamini_hochberg;
use stats::proportion::{fisher, newcombe, two_proportions, wilson};
use stats::{Test, quantile};

#[test]
fn shares_agree_with_statsmodels_and_scipy() {
    let reference = json(include_str!("reference/shares.json"));
    for pair in list(&reference["pairs"]) {
        let counts = numbers(&pair["counts"]);
        let what = format!("{counts:?}");
        let [s1, n1, s2, n2] = [counts[0], counts[1], counts[2], counts[3]];
        for (level, key) in [(0.95, "wilson"), (0.8, "wilson_80")] {
            let interval = wilson(s1, n1, level);
            let expected = numbers(&pair[key]);
            close(interval.low, expected[0], 1e-12, &what);
            close(interval.high, expected[1], 1e-12, &what);
        }
        let (difference, interval) = newcombe(s1, n1, s2, n2, 0.95);
        let expected = numbers(&pair["newcombe"]);
        close(difference, expected[0], 1e-12, &what);
        close(interval.low, expected[1], 1e-12, &what);
        close(interval.high, expected[2], 1e-12, &what);
        let test = two_proportions(s1, n1, s2, n2);
        let expected = numbers(&pair["test"]);
        close(test.statistic, expected[0], 1e-10, &what);
        close(test.p, expected[1], 1e-10, &what);
        close(
            fisher(s1 as u64, n1 as u64, s2 as u64, n2 as u64),
            number(&pair["fisher"]),
            1e-10,
            &what,
        );
    }
}

/// Newcombe (1998b), table II, method 10.
#[test]
fn newcombe_agrees_with_his_table() {
    let published = [
        ([56.0, 70.0, 48.0, 80.0], (0.0524, 0.3339)),
        ([9.0, 10.0, 3.0, 10.0], (0.1705, 0.8090)),
        ([6.0, 7.0, 2.0, 7.0], (0.0582, 0.8062)),
        ([5.0, 56.0, 0.0, 29.0], (-0.0381, 0.1926)),
        ([0.0, 10.0, 0.0, 20.0], (-0.1611, 0.2775)),
        ([0.0, 10.0, 0.0, 10.0], (-0.2775, 0.2775)),
        ([10.0, 10.0, 0.0, 20.0], (0.6791, 1.0)),
        ([10.0, 10.0, 0.0, 10.0], (0.6075, 1.0)),
    ];
    for ([s1, n1, s2, n2], (low, high)) in published {
        let (_, interval) = newcombe(s1, n1, s2, n2, 0.95);
        assert!(
            (interval.low - low).abs() < 6e-5 && (interval.high - high).abs() < 6e-5,
            "{interval:?}"
        );
    }
}

#[test]
fn adjusted_p_values_agree_with_statsmodels() {
    let reference = json(include_str!("reference/shares.json"));
    for set in list(&reference["lists"]) {
        let found = benjamini_hochberg(&numbers(&set["p"]));
        for (found, expected) in found.iter().zip(numbers(&set["adjusted"])) {
            close(*found, expected, 1e-14, "adjusted p");
        }
    }
    assert!(benjamini_hochberg(&[]).is_empty());
}

#[test]
fn quantiles_agree_with_numpy() {
    let reference = json(include_str!("reference/shares.json"));
    let values = numbers(&reference["values"]);
    for row in list(&reference["quantiles"]) {
        close(
            quantile(&values, number(&row[0])).unwrap(),
            number(&row[1]),
            1e-14,
            "quantile",
        );
    }
    assert_eq!(quantile(&[], 0.5), None);
    assert_eq!(quantile(&[3.0], 0.9), Some(3.0));
    assert_eq!(
        quantile(&[1.0, f64::INFINITY, f64::INFINITY], 0.9),
        Some(f64::INFINITY)
    );
}

#[test]
fn nothing_to_compare_shows_nothing() {
    assert_eq!(two_proportions(0.0, 0.0, 3.0, 9.0), Test::NOTHING);
    assert_eq!(two_proportions(5.0, 5.0, 7.0, 7.0), Test::NOTHING);
    assert_eq!(
        wilson(0.0, 0.0, 0.95),
        stats::Interval {
            low: 0.0,
            high: 1.0
        }
    );
    let (difference, interval) = newcombe(0.0, 0.0, 0.0, 0.0, 0.95);
    assert_eq!(
        (difference, interval.low, interval.high),
        (0.0, -2_f64.sqrt() / 2.0, 2_f64.sqrt() / 2.0)
    );
    assert_eq!(fisher(0, 0, 0, 0), 1.0);
    for (s, n, level) in [
        (f64::NAN, 5.0, 0.9),
        (1.0, f64::NAN, 0.9),
        (1.0, 2.0, f64::NAN),
        (9.0, 2.0, 1.5),
    ] {
        let interval = wilson(s, n, level);
        assert!(0.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0);
    }
}

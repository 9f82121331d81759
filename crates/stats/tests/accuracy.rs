//! The measures of accuracy against scikit-learn.
#![allow(
    clippy::float_cmp,
    reason = "exact values are meant where they are compared"
)]

mod common;

use common::{close, json, list, number, numbers};
use stats::Interval;
use stats::accuracy::{bias, brier, coverage, pinball, reliability, wmape};

#[test]
fn agrees_with_scikit_learn() {
    let reference = json(include_str!("reference/accuracy.json"));
    for set in list(&reference["sets"]) {
        let (actual, predicted) = (numbers(&set["actual"]), numbers(&set["predicted"]));
        let p = numbers(&set["p"]);
        let happened: Vec<bool> = numbers(&set["happened"])
            .iter()
            .map(|value| *value > 0.5)
            .collect();
        close(
            wmape(&actual, &predicted).unwrap().unwrap(),
            number(&set["wmape"]),
            1e-12,
            "wmape",
        );
        close(
            brier(&p, &happened).unwrap().unwrap(),
            number(&set["brier"]),
            1e-12,
            "brier",
        );
        for row in list(&set["pinball"]) {
            let loss = pinball(&actual, &predicted, number(&row[0]))
                .unwrap()
                .unwrap();
            close(loss, number(&row[1]), 1e-12, "pinball");
        }
        let bins = reliability(&p, &happened, 5, 0.95).unwrap();
        assert_eq!(bins.len(), list(&set["reliability"]).len());
        for (bin, row) in bins.iter().zip(list(&set["reliability"])) {
            close(bin.mean_predicted, number(&row[0]), 1e-12, "mean");
            close(bin.observed, number(&row[1]), 1e-12, "observed");
            assert!(bin.interval.contains(bin.observed));
        }
        assert_eq!(bins.iter().map(|bin| bin.n).sum::<usize>(), p.len());
    }
}

#[test]
fn too_little_is_none_and_wrong_is_refused() {
    assert_eq!(wmape(&[], &[]).unwrap(), None);
    assert_eq!(wmape(&[0.0], &[1.0]).unwrap(), None);
    assert_eq!(bias(&[10.0, 10.0], &[15.0, 11.0]).unwrap(), Some(0.3));
    assert_eq!(brier(&[], &[]).unwrap(), None);
    assert!(
        reliability(&[0.3, 1.0], &[true, false], 0, 0.95)
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        reliability(&[0.3, 1.0], &[true, false], 2, 0.95)
            .unwrap()
            .len(),
        2
    );
    let band = [
        Interval {
            low: 0.0,
            high: 1.0,
        },
        Interval {
            low: 0.0,
            high: 1.0,
        },
    ];
    let covered = coverage(&[1.0, 2.0], &band, 0.95).unwrap();
    assert_eq!(
        (covered.inside, covered.n, covered.share()),
        (1, 2, Some(0.5))
    );
    assert_eq!(coverage(&[], &[], 0.95).unwrap().share(), None);
    assert!(wmape(&[1.0], &[]).is_err());
    assert!(bias(&[f64::NAN], &[1.0]).is_err());
    assert!(brier(&[1.2], &[true]).is_err());
}

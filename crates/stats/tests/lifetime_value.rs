//! BG/NBD and Gamma-Gamma against lifetimes, and against the published fits to the CDNOW sample.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{close, json, list, number, numbers};
use serde_json::Value;
use stats::clv::{BgNbd, GammaGamma, History, Spending};

/// The CDNOW sample: repeat purchases, recency, age, mean value, customers.
fn cdnow() -> Vec<[f64; 5]> {
    include_str!("reference/cdnow.txt")
        .lines()
        .skip(1)
        .map(|line| {
            let values: Vec<f64> = line
                .split(' ')
                .map(|value| value.parse().unwrap())
                .collect();
            values.try_into().unwrap()
        })
        .collect()
}

fn histories(rows: &Value) -> Vec<History> {
    if rows.is_null() {
        let row = |row: &[f64; 5]| History {
            frequency: row[0],
            recency: row[1],
            age: row[2],
            weight: row[4],
        };
        return cdnow().iter().map(row).collect();
    }
    let rows = list(rows).iter().map(numbers);
    rows.map(|row| History {
        frequency: row[0],
        recency: row[1],
        age: row[2],
        weight: row[3],
    })
    .collect()
}

/// Fader, Hardie & Lee (2005), table 2: r = 0.243, α = 4.414, a = 0.793, b = 2.426, log-likelihood
/// -9582.4.
#[test]
fn bg_nbd_on_the_published_cdnow_sample() {
    let model = BgNbd::fit(&histories(&Value::Null)).unwrap();
    assert!(model.converged);
    for (found, published) in [
        (model.r, 0.243),
        (model.alpha, 4.414),
        (model.a, 0.793),
        (model.b, 2.426),
    ] {
        assert!((found - published).abs() < 5e-4, "{model:?}");
    }
    assert!((model.log_likelihood + 9582.4).abs() < 0.05, "{model:?}");
    // The paper's worked example: x = 2, t_x = 30.43, T = 38.86 is expected to buy 1.226 times in
    // 39 weeks.
    let example = History {
        frequency: 2.0,
        recency: 30.43,
        age: 38.86,
        weight: 1.0,
    };
    assert!((model.expected_purchases(39.0, &example) - 1.226).abs() < 1e-3);
}

/// Fader & Hardie (2013): p = 6.25, q = 3.74, v = 15.44.
#[test]
fn gamma_gamma_on_the_published_cdnow_sample() {
    let model = GammaGamma::fit(&spending(&Value::Null)).unwrap();
    assert!(model.converged);
    for (found, published) in [(model.p, 6.25), (model.q, 3.74), (model.v, 15.44)] {
        assert!((found - published).abs() < 0.01, "{model:?}");
    }
}

#[test]
fn bg_nbd_agrees_with_lifetimes() {
    let reference = json(include_str!("reference/lifetime_value.json"));
    for set in list(&reference["bg_nbd"]) {
        let name = set["name"].as_str().unwrap();
        let rows = histories(&set["rows"]);
        let customers: f64 = rows.iter().map(|row| row.weight).sum();
        let model = BgNbd::fit(&rows).unwrap();
        let theirs = numbers(&set["parameters"]);
        // Both stand at the maximum: the likelihood agrees, and ours is no lower.
        let mean = -model.log_likelihood / customers;
        let their_mean = number(&set["mean_negative_log_likelihood"]);
        close(mean, their_mean, 1e-8, name);
        // The donors never seem to leave: a / (a + b) tends to 0, and there is no maximum.
        assert_eq!(model.converged, name != "donations", "{name}: {model:?}");
        if model.converged {
            assert!(
                mean <= their_mean + 1e-12,
                "{name}: {mean} instead of {their_mean}"
            );
            for (found, expected) in [model.r, model.alpha, model.a, model.b].iter().zip(&theirs) {
                assert!(
                    (found / expected - 1.0).abs() < 1e-4,
                    "{name}: {model:?} instead of {theirs:?}"
                );
            }
        }
        // With the same parameters the predictions are the same. Theirs for the donors have 8
        // digits, as evaluating equation 10 with 50 digits shows: their hypergeometric function
        // loses the rest at b = 10,850.
        let tolerance = if model.converged { 1e-12 } else { 1e-8 };
        let same = BgNbd {
            r: theirs[0],
            alpha: theirs[1],
            a: theirs[2],
            b: theirs[3],
            ..model
        };
        for row in list(&set["predictions"]) {
            let row = numbers(row);
            let history = History {
                frequency: row[0],
                recency: row[1],
                age: row[2],
                weight: 1.0,
            };
            close(
                same.expected_purchases(row[3], &history),
                row[4],
                tolerance,
                name,
            );
            close(same.alive(&history), row[5], tolerance, name);
        }
        for row in list(&set["of_new"]) {
            close(
                same.expected_of_new(number(&row[0])),
                number(&row[1]),
                tolerance,
                name,
            );
        }
    }
}

#[test]
fn gamma_gamma_agrees_with_lifetimes() {
    let reference = json(include_str!("reference/lifetime_value.json"));
    for set in list(&reference["gamma_gamma"]) {
        let name = set["name"].as_str().unwrap();
        let rows = spending(&set["rows"]);
        let customers: f64 = rows.iter().map(|row| row.weight).sum();
        let model = GammaGamma::fit(&rows).unwrap();
        let theirs = numbers(&set["parameters"]);
        let mean = -model.log_likelihood / customers;
        close(
            mean,
            number(&set["mean_negative_log_likelihood"]),
            1e-9,
            name,
        );
        for (found, expected) in [model.p, model.q, model.v].iter().zip(&theirs) {
            assert!(
                (found / expected - 1.0).abs() < 1e-4,
                "{name}: {model:?} instead of {theirs:?}"
            );
        }
        let same = GammaGamma {
            p: theirs[0],
            q: theirs[1],
            v: theirs[2],
            ..model
        };
        for row in list(&set["expected"]) {
            let row = numbers(row);
            close(
                same.expected_value(row[0], row[1]).unwrap(),
                row[2],
                1e-9,
                name,
            );
        }
    }
}

#[test]
fn strange_customers_give_no_nan() {
    let one = History {
        frequency: 3.0,
        recency: 10.0,
        age: 12.0,
        weight: 1.0,
    };
    for rows in [
        vec![one],
        vec![History {
            weight: 1e12,
            ..one
        }],
        vec![
            History {
                recency: 0.0,
                ..one
            },
            History {
                frequency: 0.0,
                recency: 0.0,
                ..one
            },
        ],
        vec![
            History {
                frequency: 1e5,
                ..one
            };
            3
        ],
    ] {
        let model = BgNbd::fit(&rows).unwrap();
        let values = [model.r, model.alpha, model.a, model.b, model.log_likelihood];
        assert!(values.iter().all(|value| value.is_finite()), "{model:?}");
        for history in [
            one,
            History {
                frequency: 0.0,
                recency: 0.0,
                age: 0.0,
                weight: 1.0,
            },
        ] {
            for t in [0.0, 1.0, 1e6] {
                let expected = model.expected_purchases(t, &history);
                assert!(expected.is_finite() && expected >= 0.0, "{model:?} {t}");
            }
            assert!((0.0..=1.0).contains(&model.alive(&history)));
        }
    }
    let alike = GammaGamma::fit(&[Spending {
        frequency: 2.0,
        mean: 50.0,
        weight: 9.0,
    }])
    .unwrap();
    assert!(
        (alike.expected_value(2.0, 50.0).unwrap() - 50.0).abs() < 1.0,
        "{alike:?}"
    );
    assert!(BgNbd::fit(&[]).is_err() && GammaGamma::fit(&[]).is_err());
    assert!(
        BgNbd::fit(&[History {
            frequency: 0.0,
            ..one
        }])
        .is_err()
    );
    assert!(
        BgNbd::fit(&[History {
            recency: 13.0,
            ..one
        }])
        .is_err()
    );
    assert!(
        BgNbd::fit(&[History {
            age: f64::NAN,
            ..one
        }])
        .is_err()
    );
}

fn spending(rows: &Value) -> Vec<Spending> {
    if rows.is_null() {
        let row = |row: &[f64; 5]| Spending {
            frequency: row[0],
            mean: row[3],
            weight: row[4],
        };
        return cdnow().iter().filter(|row| row[0] > 0.0).map(row).collect();
    }
    let rows = list(rows).iter().map(numbers);
    rows.map(|row| Spending {
        frequency: row[0],
        mean: row[1],
        weight: 1.0,
    })
    .collect()
}

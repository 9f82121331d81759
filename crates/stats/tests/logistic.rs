//! Ridge logistic regression against scikit-learn (penalised) and statsmodels (weights, offset,
//! standard errors).
#![allow(
    clippy::float_cmp,
    reason = "exact values are meant where they are compared"
)]

mod common;

use common::{close, json, list, number, numbers};
use serde_json::Value;
use stats::logistic::{Row, fit};

fn rows(x: &Value, y: &Value, weight: &Value, offset: Option<&Value>) -> Vec<Row> {
    let offset = offset.map_or(vec![0.0; list(y).len()], numbers);
    list(x)
        .iter()
        .zip(numbers(y))
        .zip(numbers(weight).into_iter().zip(offset))
        .map(|((x, outcome), (weight, offset))| {
            let features = numbers(x)
                .into_iter()
                .enumerate()
                .filter(|(_, value)| *value != 0.0)
                .collect();
            Row {
                features,
                outcome,
                weight,
                offset,
            }
        })
        .collect()
}

#[test]
fn agrees_with_scikit_learn() {
    let reference = json(include_str!("reference/logistic.json"));
    let mut x = &Value::Null;
    for set in list(&reference["fits"]) {
        let name = set["name"].as_str().unwrap();
        if set["x"].is_array() {
            x = &set["x"];
        }
        let coefficients = numbers(&set["coefficients"]);
        let rows = rows(x, &set["y"], &set["weight"], None);
        let model = fit(&rows, coefficients.len(), number(&set["ridge"])).unwrap();
        assert!(model.converged, "{name}: {model:?}");
        let errors = numbers(&set["errors"]);
        for place in 0..coefficients.len() {
            close(model.coefficients[place], coefficients[place], 1e-7, name);
            close(model.errors[place], errors[place], 1e-7, name);
        }
        close(model.intercept, number(&set["intercept"]), 1e-7, name);
        close(
            model.intercept_error,
            errors[coefficients.len()],
            1e-7,
            name,
        );
    }
}

#[test]
fn agrees_with_statsmodels_when_there_is_next_to_no_penalty() {
    let reference = json(include_str!("reference/logistic.json"));
    let rossi = &reference["fits"][0];
    let expected = &reference["unpenalised"];
    let rows = rows(
        &rossi["x"],
        &rossi["y"],
        &expected["weight"],
        Some(&expected["offset"]),
    );
    let (parameters, errors) = (
        numbers(&expected["parameters"]),
        numbers(&expected["errors"]),
    );
    let model = fit(&rows, parameters.len() - 1, 1e-10).unwrap();
    close(model.intercept, parameters[0], 1e-8, "intercept");
    close(model.intercept_error, errors[0], 1e-8, "its error");
    for place in 1..parameters.len() {
        close(
            model.coefficients[place - 1],
            parameters[place],
            1e-8,
            "coefficient",
        );
        close(model.errors[place - 1], errors[place], 1e-8, "its error");
    }
}

#[test]
fn outcomes_that_are_all_alike_or_separated_or_absurd_do_not_diverge() {
    let row = |feature: usize, outcome: f64| Row {
        features: vec![(feature, 1.0)],
        outcome,
        weight: 10.0,
        offset: 0.0,
    };
    let alike = fit(&[row(0, 1.0), row(1, 1.0)], 2, 1.0).unwrap();
    assert!(
        alike.converged && alike.predict(&[], 0.0) > 0.95 && alike.predict(&[], 0.0) < 1.0,
        "{alike:?}"
    );
    let separated = fit(&[row(0, 1.0), row(1, 0.0)], 2, 1e-3).unwrap();
    assert!(
        separated.converged && separated.coefficients[0] > 2.0 && separated.coefficients[0] < 20.0
    );
    let far = Row {
        offset: 800.0,
        ..row(0, 0.0)
    };
    let far = fit(
        &[
            far.clone(),
            Row {
                offset: -800.0,
                outcome: 1.0,
                ..far
            },
        ],
        1,
        1.0,
    )
    .unwrap();
    assert!(
        far.intercept.is_finite() && far.errors[0].is_finite(),
        "{far:?}"
    );
    // The same feature in two columns shares the effect.
    let twice = Row {
        features: vec![(0, 1.0), (1, 1.0)],
        ..row(0, 1.0)
    };
    let collinear = fit(
        &[
            twice,
            Row {
                features: vec![],
                ..row(0, 0.0)
            },
        ],
        2,
        0.1,
    )
    .unwrap();
    close(
        collinear.coefficients[0],
        collinear.coefficients[1],
        1e-9,
        "collinear",
    );
}

#[test]
fn grouped_rows_are_the_same_as_single_ones() {
    let row = |feature: usize, outcome: f64, weight: f64| Row {
        features: vec![(feature, 1.0)],
        outcome,
        weight,
        offset: 0.0,
    };
    let grouped = fit(
        &[row(0, 0.25, 8.0), row(1, 0.5, 4.0), row(2, 1.0, 3.0)],
        3,
        0.7,
    )
    .unwrap();
    let mut single = vec![
        row(0, 1.0, 2.0),
        row(1, 1.0, 1.0),
        row(1, 1.0, 1.0),
        row(1, 0.0, 2.0),
        row(2, 1.0, 3.0),
    ];
    single.extend(vec![row(0, 0.0, 1.0); 6]);
    let single = fit(&single, 3, 0.7).unwrap();
    for place in 0..3 {
        close(
            grouped.coefficients[place],
            single.coefficients[place],
            1e-9,
            "coefficient",
        );
        close(grouped.errors[place], single.errors[place], 1e-9, "error");
    }
    let interval = grouped.predict_interval(&[(0, 1.0)], 0.0, 0.95);
    assert!(interval.contains(grouped.predict(&[(0, 1.0)], 0.0)) && interval.width() > 0.1);
}

#[test]
fn wrong_input_is_refused() {
    let good = Row {
        features: vec![(0, 1.0)],
        outcome: 1.0,
        weight: 1.0,
        offset: 0.0,
    };
    assert!(fit(&[], 1, 1.0).is_err());
    assert!(fit(std::slice::from_ref(&good), 1, 0.0).is_err());
    for wrong in [
        Row {
            features: vec![(1, 1.0)],
            ..good.clone()
        },
        Row {
            features: vec![(0, f64::NAN)],
            ..good.clone()
        },
        Row {
            outcome: 1.5,
            ..good.clone()
        },
        Row {
            weight: -1.0,
            ..good.clone()
        },
        Row {
            weight: 0.0,
            ..good.clone()
        },
        Row {
            offset: f64::INFINITY,
            ..good
        },
    ] {
        assert!(
            fit(std::slice::from_ref(&wrong), 1, 1.0).is_err(),
            "{wrong:?}"
        );
    }
}

//! Reading of the numbers that `reference/make.py` computed with other people's programs.
#![allow(dead_code, reason = "every test file uses its own part of this")]
#![allow(clippy::unwrap_used, reason = "only tests use this")]

use serde_json::Value;
use stats::survival::{Observation, RiskTable};

pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// A number; what is not finite in the reference stands there as null, and is NaN here.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

pub fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

#[track_caller]
pub fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let scale = expected.abs().max(1.0);
    assert!(
        (found - expected).abs() <= tolerance * scale,
        "{what}: {found} instead of {expected}"
    );
}

/// The observations of one set, and the number of the group each belongs to.
pub fn observations(set: &Value) -> Vec<(usize, Observation)> {
    list(&set["rows"])
        .iter()
        .map(|row| {
            let row = numbers(row);
            let cause = (row[1] >= 0.0).then_some(row[1] as usize);
            (
                row[2] as usize,
                Observation {
                    time: row[0],
                    cause,
                    weight: row[3],
                },
            )
        })
        .collect()
}

pub fn table(observations: &[(usize, Observation)]) -> RiskTable {
    RiskTable::new(
        observations.iter().map(|(_, observation)| *observation),
        causes(observations),
    )
    .unwrap()
}

pub fn tables_by_group(observations: &[(usize, Observation)]) -> Vec<RiskTable> {
    let groups = observations
        .iter()
        .map(|(group, _)| group + 1)
        .max()
        .unwrap_or(0);
    (0..groups)
        .map(|group| {
            let own = observations
                .iter()
                .filter(|(of, _)| *of == group)
                .map(|(_, observation)| *observation);
            RiskTable::new(own, causes(observations)).unwrap()
        })
        .collect()
}

fn causes(observations: &[(usize, Observation)]) -> usize {
    observations
        .iter()
        .filter_map(|(_, observation)| observation.cause)
        .max()
        .map_or(1, |cause| cause + 1)
}

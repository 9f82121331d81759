//! The area under the ROC curve against a published table and against other people's programs.

mod common;

use common::{close, json, list, number, numbers};
use proptest::prelude::*;
use stats::discrimination::{Auc, Scored, auc};

fn scored(score: f64, succeeded: f64, failed: f64) -> Scored {
    Scored {
        score,
        succeeded,
        failed,
    }
}

#[track_caller]
fn area(rows: &[Scored]) -> Auc {
    let found = auc(rows, 0.95).expect("finite rows");
    found.expect("both outcomes")
}

/// Hanley & McNeil (1982), table 1: 109 CT images rated from 1 to 5; the area is 0.893, its error 0.032.
#[test]
fn agrees_with_the_published_images() {
    let normal = [33.0, 6.0, 6.0, 11.0, 2.0];
    let abnormal = [3.0, 2.0, 2.0, 11.0, 33.0];
    let rows: Vec<Scored> = (0..5)
        .map(|rating| scored(rating as f64, abnormal[rating], normal[rating]))
        .collect();
    let found = area(&rows);
    assert!((found.area - 0.893).abs() < 5e-4, "{found:?}");
    assert!((found.error - 0.032).abs() < 2e-3, "{found:?}");
}

#[test]
fn agrees_with_scikit_learn_and_with_delong_of_others() {
    let reference = json(include_str!("reference/discrimination.json"));
    for set in list(&reference["sets"]) {
        let rows: Vec<Scored> = numbers(&set["score"])
            .iter()
            .zip(numbers(&set["happened"]))
            .map(|(score, happened)| scored(*score, happened, 1.0 - happened))
            .collect();
        let found = area(&rows);
        close(found.area, number(&set["auc"]), 1e-12, "the area");
        let interval = numbers(&set["delong"]);
        close(found.interval.low, interval[0], 1e-6, "its low end");
        // Theirs goes on past 1 where the set is small.
        close(
            found.interval.high,
            interval[1].min(1.0),
            1e-6,
            "its high end",
        );
    }
}

#[test]
fn a_faultless_sample_is_not_certain() {
    let found = area(&[scored(0.0, 0.0, 5.0), scored(1.0, 5.0, 0.0)]);
    close(found.area, 1.0, 1e-12, "the area");
    assert!(found.interval.low < 0.6, "five of each: {found:?}");
    let turned = area(&[scored(1.0, 0.0, 5.0), scored(0.0, 5.0, 0.0)]);
    assert!(turned.interval.high > 0.4, "{turned:?}");
}

#[test]
fn nothing_is_said_of_one_outcome_alone() {
    assert_eq!(auc(&[scored(1.0, 9.0, 0.0)], 0.95), Ok(None));
    assert_eq!(auc(&[], 0.95), Ok(None));
    assert!(auc(&[scored(f64::NAN, 1.0, 1.0)], 0.95).is_err());
    assert!(auc(&[scored(1.0, -1.0, 1.0)], 0.95).is_err());
}

proptest! {
    /// By the definition: all pairs are compared.
    #[test]
    fn is_the_share_of_pairs_in_order(rows in prop::collection::vec((0_i32..8, any::<bool>()), 1..60)) {
        let single: Vec<Scored> = rows
            .iter()
            .map(|(score, won)| {
                let won = f64::from(u8::from(*won));
                scored(f64::from(*score), won, 1.0 - won)
            })
            .collect();
        if let Some(found) = auc(&single, 0.95).unwrap() {
            let (mut ordered, mut pairs) = (0.0, 0.0);
            for (won, _) in rows.iter().filter(|row| row.1) {
                for (lost, _) in rows.iter().filter(|row| !row.1) {
                    pairs += 1.0;
                    ordered += match won.cmp(lost) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
                }
            }
            prop_assert!((found.area - ordered / pairs).abs() < 1e-12);
            prop_assert!(found.interval.contains(found.area));
        }
    }
}

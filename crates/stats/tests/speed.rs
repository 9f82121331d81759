//! How long the heavy parts take. Only of meaning when optimised:
//! `cargo test --release -p stats --test speed -- --ignored --nocapture`

use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use stats::logistic::{Row, fit};
use stats::semi_markov::{SemiMarkov, Stay};

fn timed<T>(what: &str, most: Duration, mut work: impl FnMut() -> T) {
    let start = Instant::now();
    let rounds = 5;
    for _ in 0..rounds {
        std::hint::black_box(work());
    }
    let each = start.elapsed() / rounds;
    println!("{what}: {each:?}");
    assert!(each < most, "{what} takes {each:?}, more than {most:?}");
}

#[test]
#[ignore = "measures time, of meaning only when optimised and alone"]
fn ten_states_over_four_hundred_days() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let stays: Vec<Stay> = (0..200_000)
        .map(|_| {
            let state = rng.random_range(0..8);
            let days = (-60.0 * rng.random::<f64>().ln()) as u32;
            let next = [
                Some((state + 1) % 8),
                Some(8),
                Some(9),
                Some(state / 2),
                None,
            ][rng.random_range(0..5)];
            Stay {
                state,
                days,
                next,
                weight: 1.0,
            }
        })
        .collect();
    let process = SemiMarkov::estimate(stays.clone(), 10, &[8, 9]).unwrap();
    timed(
        "estimate of 200,000 stays",
        Duration::from_millis(200),
        || SemiMarkov::estimate(stays.iter().copied(), 10, &[8, 9]).unwrap(),
    );
    timed("reach", Duration::from_millis(20), || {
        process.reach(8, 400).unwrap()
    });
    timed("resample", Duration::from_millis(10), || {
        process.resample(&mut rng)
    });
    let reach = process.reach(8, 400).unwrap();
    timed("1,000 of reach_given", Duration::from_millis(20), || {
        (0..1000)
            .map(|age| process.reach_given(&reach, 2, age % 300, 90))
            .sum::<f64>()
    });
    timed("100,000 of draw", Duration::from_millis(200), || {
        (0..100_000)
            .filter_map(|age| process.draw(&mut rng, 2, age % 300, 8, 400))
            .count()
    });
}

#[test]
#[ignore = "measures time, of meaning only when optimised and alone"]
fn two_hundred_thousand_rows_of_fifty_features() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut rows = |full: bool| -> Vec<Row> {
        (0..200_000)
            .map(|_| {
                let features: Vec<(usize, f64)> = if full {
                    (0..50)
                        .map(|feature| (feature, rng.random::<f64>()))
                        .collect()
                } else {
                    (0..8)
                        .map(|group| (group * 6 + rng.random_range(0..6), 1.0))
                        .collect()
                };
                let outcome = f64::from(u8::from(rng.random::<f64>() < 0.2 + 0.2 * features[0].1));
                Row {
                    features,
                    outcome,
                    weight: 1.0,
                    offset: 0.0,
                }
            })
            .collect()
    };
    let one_hot = rows(false);
    timed("one-hot", Duration::from_secs(1), || {
        fit(&one_hot, 50, 1.0).unwrap()
    });
    let full = rows(true);
    timed("full", Duration::from_secs(2), || {
        fit(&full, 50, 1.0).unwrap()
    });
}

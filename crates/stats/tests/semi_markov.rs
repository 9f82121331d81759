//! Semi-Markov processes against closed forms, against a plain recursion, and against their own
//! simulation.
#![allow(
    clippy::float_cmp,
    reason = "exact values are meant where they are compared"
)]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![allow(
    clippy::needless_range_loop,
    reason = "the indices are those of the equations"
)]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use stats::semi_markov::{Rest, SemiMarkov, Stay};

const OPEN: usize = 0;
const TALKS: usize = 1;
const WON: usize = 2;
const LOST: usize = 3;

fn stay(state: usize, days: u32, next: Option<usize>, weight: f64) -> Stay {
    Stay {
        state,
        days,
        next,
        weight,
    }
}

/// Stays as a discrete-time Markov chain would have them in the limit: on each day from the first
/// on, a share of those still there leaves for each next state.
fn geometric(state: usize, daily: &[(usize, f64)], days: u32) -> Vec<Stay> {
    let leaving: f64 = daily.iter().map(|(_, share)| share).sum();
    let mut left = 1e6;
    let mut stays = Vec::new();
    for day in 1..=days {
        stays.extend(
            daily
                .iter()
                .map(|(next, share)| stay(state, day, Some(*next), left * share)),
        );
        left *= 1.0 - leaving;
    }
    stays.push(stay(state, days, None, left));
    stays
}

/// A process with moves back, skips, stays of no days, and censoring.
fn busy() -> SemiMarkov {
    let mut stays = Vec::new();
    for days in 0..60 {
        let weight = 60.0 - f64::from(days);
        stays.push(stay(OPEN, days, Some(TALKS), weight));
        stays.push(stay(OPEN, 2 * days, Some(LOST), weight * 0.7));
        stays.push(stay(OPEN, days / 3, Some(WON), 2.0));
        stays.push(stay(OPEN, days, None, 9.0));
        stays.push(stay(TALKS, days / 2, Some(WON), weight * 0.5));
        stays.push(stay(TALKS, days, Some(OPEN), weight * 0.4));
        stays.push(stay(TALKS, days + 10, Some(LOST), 5.0));
        stays.push(stay(TALKS, days, None, 4.0));
    }
    SemiMarkov::estimate(stays, 4, &[WON, LOST]).unwrap()
}

#[test]
fn a_markov_chain_is_reached_as_its_powers_say() {
    let mut stays = geometric(OPEN, &[(TALKS, 0.1), (LOST, 0.05)], 300);
    stays.extend(geometric(
        TALKS,
        &[(OPEN, 0.02), (WON, 0.07), (LOST, 0.03)],
        300,
    ));
    let process = SemiMarkov::estimate(stays, 4, &[]).unwrap();
    let reach = process.reach(WON, 200).unwrap();
    let (mut open, mut talks) = (0.0, 0.0);
    for t in 0..=200 {
        assert!((reach.at(OPEN, t) - open).abs() < 1e-12, "{t}");
        assert!((reach.at(TALKS, t) - talks).abs() < 1e-12, "{t}");
        // The process has no memory, so that its age says nothing, but that today's exit is still
        // to come.
        let aged = process.reach_given(&reach, OPEN, 41, t);
        let fresh = process.reach_given(&reach, OPEN, 1, t);
        assert!((aged - fresh).abs() < 1e-10, "{t}");
        (open, talks) = (0.1 * talks + 0.85 * open, 0.02 * open + 0.07 + 0.88 * talks);
    }
    let total = process.total(WON, Rest::AsObserved).unwrap();
    // Solved by hand: o = (2/3) t, t = (2 o + 7) / 12.
    assert!((total[TALKS] - 21.0 / 32.0).abs() < 1e-10, "{total:?}");
    assert!((total[OPEN] - 14.0 / 32.0).abs() < 1e-10, "{total:?}");
    assert_eq!((total[WON], total[LOST]), (1.0, 0.0));
}

/// The renewal equations as they are written, the circle within a day by repetition.
fn plainly(process: &SemiMarkov, horizon: usize) -> Vec<Vec<f64>> {
    let density = |s: usize, j: usize, d: usize| {
        let before = if d == 0 {
            0.0
        } else {
            process.incidence(s, j, d as u32 - 1)
        };
        process.incidence(s, j, d as u32) - before
    };
    let densities: Vec<Vec<Vec<f64>>> = (0..4)
        .map(|s| {
            (0..4)
                .map(|j| (0..=horizon).map(|d| density(s, j, d)).collect())
                .collect()
        })
        .collect();
    let mut w = vec![vec![0.0; horizon + 1]; 4];
    w[WON] = vec![1.0; horizon + 1];
    for t in 0..=horizon {
        for _ in 0..500 {
            for s in [OPEN, TALKS] {
                w[s][t] = (0..4)
                    .map(|j| {
                        (0..=t)
                            .map(|d| densities[s][j][d] * w[j][t - d])
                            .sum::<f64>()
                    })
                    .sum();
            }
        }
    }
    w
}

#[test]
fn reach_solves_the_renewal_equations() {
    let process = busy();
    let reach = process.reach(WON, 60).unwrap();
    let plain = plainly(&process, 60);
    for state in 0..4 {
        for t in 0..=60_u32 {
            assert!(
                (reach.at(state, t) - plain[state][t as usize]).abs() < 1e-10,
                "{state} {t}"
            );
        }
    }
}

#[test]
fn an_aged_stay_follows_from_the_fresh_one() {
    let process = busy();
    let reach = process.reach(WON, 100).unwrap();
    for state in [OPEN, TALKS] {
        for t in 0..=100 {
            let fresh = process.reach_given(&reach, state, 0, t);
            assert!((fresh - reach.at(state, t)).abs() < 1e-12, "{state} {t}");
        }
        for age in [0, 1, 7, 30, 58, 90, 1000, u32::MAX] {
            let curve = process.reach_given_curve(&reach, state, age, 100);
            assert_eq!(curve.len(), 101);
            for (t, value) in curve.iter().enumerate() {
                let single = process.reach_given(&reach, state, age, t as u32);
                assert!((single - value).abs() < 1e-12, "{state} {age} {t}");
            }
            assert!(curve.windows(2).all(|pair| pair[0] <= pair[1]) && curve[100] <= 1.0);
        }
    }
    assert_eq!(process.reach_given(&reach, WON, 50, 0), 1.0);
    assert_eq!(process.reach_given(&reach, LOST, 50, 100), 0.0);
}

#[test]
fn a_stay_longer_than_any_is_read_at_the_last_age_with_a_few() {
    let mut stays: Vec<Stay> = (1..=20)
        .map(|days| stay(OPEN, days, Some(WON), 1.0))
        .collect();
    stays.push(stay(OPEN, 500, None, 3.0));
    let process = SemiMarkov::estimate(stays, 4, &[WON, LOST]).unwrap();
    // 23 stays: at age 19 four or more are at risk (19, 20 and the three open ones), at 20 only
    // four.
    assert_eq!(process.known_age(OPEN, 10), 10);
    assert_eq!(process.known_age(OPEN, 19), 19);
    assert_eq!(process.known_age(OPEN, 20), 19);
    assert_eq!(process.known_age(OPEN, 900), 19);
    let reach = process.reach(WON, 30).unwrap();
    assert!((process.reach_given(&reach, OPEN, 900, 30) - 0.4).abs() < 1e-12);
    assert!((process.unsettled(OPEN) - 3.0 / 23.0).abs() < 1e-12);
}

#[test]
fn simulated_paths_reach_as_often_as_the_equations_say() {
    let process = busy();
    let reach = process.reach(WON, 365).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for (state, age) in [(OPEN, 0), (OPEN, 25), (TALKS, 0), (TALKS, 300)] {
        let n = 40_000;
        let drawn: Vec<u32> = (0..n)
            .filter_map(|_| process.draw(&mut rng, state, age, WON, 365))
            .collect();
        for horizon in [0, 5, 20, 60, 365] {
            let expected = process.reach_given(&reach, state, age, horizon);
            let found = drawn.iter().filter(|days| **days <= horizon).count() as f64 / f64::from(n);
            let error = (expected * (1.0 - expected) / f64::from(n)).sqrt();
            assert!(
                (found - expected).abs() <= 4.5 * error + 1e-9,
                "{state} {age} {horizon}: {found} {expected}"
            );
        }
    }
    assert_eq!(process.draw(&mut rng, WON, 0, WON, 0), Some(0));
    assert_eq!(process.draw(&mut rng, LOST, 0, WON, 1000), None);
    assert_eq!(process.draw(&mut rng, 77, 0, WON, 1000), None);
}

/// The bootstrap's spread of a share is that of its posterior, Beta(k, n - k), under a flat prior
/// of weight 0.
#[test]
fn resampling_spreads_as_the_posterior() {
    let stays = [
        stay(OPEN, 3, Some(WON), 30.0),
        stay(OPEN, 3, Some(LOST), 70.0),
    ];
    let process = SemiMarkov::estimate(stays, 4, &[WON, LOST]).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let draws: Vec<f64> = (0..4000)
        .map(|_| process.resample(&mut rng).incidence(OPEN, WON, 3))
        .collect();
    let mean = draws.iter().sum::<f64>() / 4000.0;
    let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 3999.0;
    assert!((mean - 0.3).abs() < 0.003, "{mean}");
    assert!(
        (variance / (0.3 * 0.7 / 101.0) - 1.0).abs() < 0.1,
        "{variance}"
    );
    // Randomness is the caller's: the same seed gives the same process.
    let again = |seed| process.resample(&mut ChaCha8Rng::seed_from_u64(seed));
    assert_eq!(again(1), again(1));
    assert_ne!(again(1), again(2));
}

/// A simulated truth: intervals from resampling cover it about as often as they say.
#[test]
fn resampled_intervals_cover_the_truth() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut covered = 0;
    for _ in 0..200 {
        // Wins at 4 % a day, losses at 6 %, and a censoring time: the truth within 30 days is 0.4
        // (1 - 0.9^30).
        let stays = (0..150).map(|_| {
            let until = rng.random_range(5..60);
            let days = (1..200).find(|_| rng.random::<f64>() < 0.1).unwrap_or(200);
            let next = if rng.random::<f64>() < 0.4 { WON } else { LOST };
            if days <= until {
                stay(OPEN, days, Some(next), 1.0)
            } else {
                stay(OPEN, until, None, 1.0)
            }
        });
        let process = SemiMarkov::estimate(stays.collect::<Vec<_>>(), 4, &[WON, LOST]).unwrap();
        let mut values: Vec<f64> = (0..200)
            .map(|_| {
                process
                    .resample(&mut rng)
                    .reach(WON, 30)
                    .unwrap()
                    .at(OPEN, 30)
            })
            .collect();
        values.sort_by(f64::total_cmp);
        let truth = 0.4 * (1.0 - 0.9_f64.powi(30));
        let bound = |p| stats::quantile(&values, p).unwrap();
        covered += i32::from(bound(0.1) <= truth && truth <= bound(0.9));
    }
    assert!((140..=178).contains(&covered), "{covered} of 200 at 80 %");
}

#[test]
fn circles_and_empty_processes_give_no_nan() {
    // Two states that pass each other on within the day for ever, and one that leads into them.
    let stays = [
        stay(OPEN, 0, Some(TALKS), 1.0),
        stay(TALKS, 0, Some(OPEN), 1.0),
        stay(LOST, 0, Some(OPEN), 1.0),
        stay(LOST, 0, Some(WON), 1.0),
    ];
    let circle = SemiMarkov::estimate(stays, 4, &[WON]).unwrap();
    let reach = circle.reach(WON, 5).unwrap();
    assert_eq!(reach.curve(OPEN), [0.0; 6]);
    assert_eq!(reach.curve(LOST), [0.5; 6]);
    assert_eq!(
        circle.total(WON, Rest::AsObserved).unwrap(),
        [0.0, 0.0, 1.0, 0.5]
    );
    assert_eq!(
        circle.draw(&mut ChaCha8Rng::seed_from_u64(0), OPEN, 0, WON, 5),
        None
    );

    // The same with a way out: all that enter come out on the same day.
    let stays = [
        stay(OPEN, 0, Some(TALKS), 1.0),
        stay(TALKS, 0, Some(OPEN), 9.0),
        stay(TALKS, 0, Some(WON), 1.0),
        stay(OPEN, 0, Some(OPEN), 3.0),
    ];
    let circle = SemiMarkov::estimate(stays, 4, &[WON]).unwrap();
    assert!((circle.reach(WON, 0).unwrap().at(OPEN, 0) - 1.0).abs() < 1e-12);

    let nothing = SemiMarkov::estimate([], 4, &[]).unwrap();
    assert!(nothing.is_absorbing(OPEN));
    let reach = nothing.reach(WON, 3).unwrap();
    assert_eq!(
        (reach.at(OPEN, 3), reach.at(WON, 0), reach.at(99, 0)),
        (0.0, 1.0, 0.0)
    );
    assert_eq!(nothing.reach_given(&reach, OPEN, 9, 3), 0.0);
    assert_eq!(nothing.unsettled(OPEN), 1.0);

    let open = SemiMarkov::estimate([stay(OPEN, 5, None, 4.0)], 4, &[]).unwrap();
    assert!(open.is_absorbing(OPEN) && open.reach(WON, 9).unwrap().at(OPEN, 9) == 0.0);
}

#[test]
fn wrong_input_is_refused() {
    assert!(SemiMarkov::estimate([stay(4, 1, None, 1.0)], 4, &[]).is_err());
    assert!(SemiMarkov::estimate([stay(0, 1, Some(4), 1.0)], 4, &[]).is_err());
    assert!(SemiMarkov::estimate([stay(0, 1, None, f64::NAN)], 4, &[]).is_err());
    assert!(SemiMarkov::estimate([stay(0, 1, None, -1.0)], 4, &[]).is_err());
    assert!(SemiMarkov::estimate([], 4, &[4]).is_err());
    assert!(busy().reach(4, 10).is_err());
    assert!(busy().reach(WON, u32::MAX).is_err());
    assert!(busy().total(4, Rest::Never).is_err());
}

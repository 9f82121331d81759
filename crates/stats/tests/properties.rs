//! What holds for every input.
#![allow(
    clippy::float_cmp,
    reason = "exact values are meant where they are compared"
)]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use stats::Interval;
use stats::multiple::benjamini_hochberg;
use stats::proportion::{fisher, newcombe, two_proportions, wilson};
use stats::semi_markov::{Rest, SemiMarkov, Stay};
use stats::survival::{Observation, RiskTable, aalen_johansen, gray, kaplan_meier, log_rank};

const CAUSES: usize = 3;

fn observation() -> impl Strategy<Value = Observation> {
    let time = prop_oneof![Just(0.0), (0_u32..12).prop_map(f64::from), 0.0..20.0_f64];
    let weight = prop_oneof![4 => (1_u32..5).prop_map(f64::from), 1 => Just(1e12), 1 => Just(1e-9)];
    (time, proptest::option::of(0..CAUSES), weight).prop_map(|(time, cause, weight)| Observation {
        time,
        cause,
        weight,
    })
}

fn counted() -> impl Strategy<Value = Vec<Observation>> {
    let one = (
        (0_u32..12).prop_map(f64::from),
        proptest::option::of(0..CAUSES),
        (1_u32..5).prop_map(f64::from),
    );
    proptest::collection::vec(one, 0..25).prop_map(|all| {
        all.into_iter()
            .map(|(time, cause, weight)| Observation {
                time,
                cause,
                weight,
            })
            .collect()
    })
}

fn single(observations: &[Observation]) -> Vec<Observation> {
    observations
        .iter()
        .flat_map(|one| {
            std::iter::repeat_n(
                Observation {
                    weight: 1.0,
                    ..*one
                },
                one.weight as usize,
            )
        })
        .collect()
}

fn table(observations: &[Observation]) -> RiskTable {
    RiskTable::new(observations.iter().copied(), CAUSES).unwrap()
}

fn is_share_interval(interval: Interval, estimate: f64) -> bool {
    // Rounding of the estimate itself is allowed for.
    0.0 <= interval.low
        && interval.low <= estimate + 1e-9
        && estimate - 1e-9 <= interval.high
        && interval.high <= 1.0
}

proptest! {
    #[test]
    fn grouped_is_the_same_as_single(groups in proptest::collection::vec(counted(), 1..4)) {
        let grouped: Vec<RiskTable> = groups.iter().map(|group| table(group)).collect();
        let expanded: Vec<RiskTable> = groups.iter().map(|group| table(&single(group))).collect();
        prop_assert_eq!(&grouped, &expanded);
        prop_assert_eq!(log_rank(&grouped), log_rank(&expanded));
        prop_assert_eq!(gray(&grouped, 0).unwrap(), gray(&expanded, 0).unwrap());
    }

    #[test]
    fn survival_falls_and_is_what_the_incidences_leave(
        observations in proptest::collection::vec(observation(), 0..40),
        level in 0.01..0.999_f64,
    ) {
        let table = table(&observations);
        let survival = kaplan_meier(&table);
        let incidences: Vec<_> = (0..CAUSES).map(|cause| aalen_johansen(&table, cause).unwrap()).collect();
        let mut before = (1.0, vec![0.0; CAUSES]);
        for t in (0..44).map(|half| f64::from(half) / 2.0).chain([1e9]) {
            let now = survival.at(t);
            prop_assert!((0.0..=before.0).contains(&now));
            prop_assert!(is_share_interval(survival.interval_at(t, level), now), "{:?}", survival.interval_at(t, level));
            prop_assert!(survival.variance_at(t) >= 0.0);
            let each: Vec<f64> = incidences.iter().map(|incidence| incidence.at(t)).collect();
            prop_assert!((now + each.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for cause in 0..CAUSES {
                prop_assert!((before.1[cause]..=1.0).contains(&each[cause]));
                let interval = incidences[cause].interval_at(t, level);
                prop_assert!(is_share_interval(interval, each[cause]), "{interval:?} {}", each[cause]);
                prop_assert!(incidences[cause].variance_at(t) >= 0.0);
            }
            before = (now, each);
        }
        for p in [0.0, 0.1, 0.5, 0.9, 1.0] {
            let (low, high) = survival.quantile_interval(p, level);
            if let Some(middle) = survival.quantile(p) {
                prop_assert!(low.is_some_and(|low| low <= middle) && high.is_none_or(|high| high >= middle));
            }
        }
        let (mean, variance) = survival.restricted_mean(15.0);
        prop_assert!((0.0..=15.0 + 1e-9).contains(&mean) && variance >= 0.0);
        let half = observations.len() / 2;
        let groups = [self::table(&observations[..half]), self::table(&observations[half..])];
        for test in [log_rank(&groups), gray(&groups, 1).unwrap()] {
            prop_assert!(test.statistic >= 0.0 && (0.0..=1.0).contains(&test.p) && test.degrees <= 1);
        }
    }

    #[test]
    fn adjusted_p_values_keep_order_and_never_fall_below(p in proptest::collection::vec(0.0..=1.0_f64, 0..40)) {
        let adjusted = benjamini_hochberg(&p);
        prop_assert_eq!(adjusted.len(), p.len());
        for i in 0..p.len() {
            prop_assert!(p[i] <= adjusted[i] && adjusted[i] <= 1.0);
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || adjusted[i] <= adjusted[j]);
            }
        }
    }

    #[test]
    fn intervals_of_shares_stay_inside(
        s1 in 0.0..1e6_f64, n1 in 0.0..1e6_f64, s2 in 0.0..1e3_f64, n2 in 0.0..1e3_f64, level in 0.0..1.0_f64,
    ) {
        let (s1, s2) = (s1.min(n1), s2.min(n2));
        let interval = wilson(s1, n1, level);
        prop_assert!(0.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0);
        prop_assert!(n1 == 0.0 || interval.contains(s1 / n1));
        let (difference, interval) = newcombe(s1, n1, s2, n2, level);
        prop_assert!(-1.0 <= interval.low && interval.contains(difference) && interval.high <= 1.0);
        prop_assert!((0.0..=1.0).contains(&two_proportions(s1, n1, s2, n2).p));
        prop_assert!((0.0..=1.0).contains(&fisher(s2 as u64, n2 as u64, (s1 / 1e3) as u64, (n1 / 1e3) as u64)));
    }

    #[test]
    fn reaching_is_a_probability_that_never_falls(
        stays in proptest::collection::vec(
            (0_usize..5, 0_u32..15, proptest::option::of(0_usize..5), prop_oneof![Just(1.0), Just(7.0), Just(1e12), Just(1e-9)]),
            0..60,
        ),
        absorbing in proptest::collection::vec(0_usize..5, 0..3),
        age in 0_u32..30,
        seed in any::<u64>(),
    ) {
        let stays = stays.into_iter().map(|(state, days, next, weight)| Stay { state, days, next, weight });
        let estimated = SemiMarkov::estimate(stays, 5, &absorbing).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for process in [&estimated, &estimated.resample(&mut rng)] {
            let reach = process.reach(4, 40).unwrap();
            let total = process.total(4, Rest::Never).unwrap();
            let more = process.total(4, Rest::AsObserved).unwrap();
            for state in 0..5 {
                let curve = reach.curve(state);
                prop_assert!(curve.iter().all(|value| (0.0..=1.0).contains(value)));
                prop_assert!(curve.windows(2).all(|pair| pair[0] <= pair[1]));
                prop_assert!(curve[40] <= total[state] + 1e-6, "{} {}", curve[40], total[state]);
                prop_assert!(total[state] <= more[state] + 1e-6);
                let aged = process.reach_given_curve(&reach, state, age, 40);
                prop_assert!(aged.iter().all(|value| (0.0..=1.0).contains(value)));
                prop_assert!(aged.windows(2).all(|pair| pair[0] <= pair[1]));
                let leaving: f64 = (0..5).map(|next| process.incidence(state, next, 40)).sum();
                prop_assert!((leaving + process.unsettled(state) - 1.0).abs() < 1e-9);
            }
            let drawn = process.draw(&mut rng, 0, age, 4, 40);
            prop_assert!(drawn.is_none_or(|days| days <= 40));
        }
    }
}

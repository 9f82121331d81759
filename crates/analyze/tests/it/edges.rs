//! Whatever deals have lived through, every number gives an answer: never a panic, never a NaN.

use analyze::forecast::forecast;
use analyze::forecast::model::{Period, Targets};
use analyze::funnel::{Basis, By, report};
use analyze::history::model::{Facts, NO_COMPANY, Past};
use analyze::history::{Change, Deal, History, NO_DAY, NONE, Names, StageInfo, Status};
use analyze::numbers::series::{Every, series};
use analyze::numbers::slices::{Slice, breakdown};
use analyze::numbers::{Ask, Metric, Worked, explain, work};
use analyze::question::{Ground, Question, Sample};
use analyze::rates::Rates;
use analyze::steps::Steps;
use analyze::weak::weak_points;
use base::time::DAY_MS;
use base::{Currency, Lang, Scope, Time, Uuid};
use proptest::prelude::*;

const NOW: i64 = 1_795_000_000_000;
const STAGES: u128 = 5;

fn pipeline() -> Uuid {
    Uuid::from_u128(1)
}

/// Five stages, the last one archived when asked; the fourth wins.
fn names(archived: bool, stages: u128) -> Names {
    let mut names = Names {
        pipelines: vec![(pipeline(), "Продажи".to_owned())],
        ..Names::default()
    };
    for number in 0..stages {
        let id = Uuid::from_u128(100 + number);
        names.stages.of(id);
        names.stage_infos.push(Some(StageInfo {
            id,
            pipeline: pipeline(),
            name: format!("Этап {number}"),
            kind: number as usize,
            position: number as i64,
            color: "blue".to_owned(),
            target: Some(5_000),
            archived: archived && number == 2,
            age_limit_days: Some(10),
        }));
    }
    names.people.of(Uuid::from_u128(200));
    names
}

fn deal(number: u128, created: i64, amount: i64, usd: bool, changes: Vec<(i64, u16, u8)>) -> Deal {
    let mut at = created;
    let changes = changes.into_iter().map(|(after, stage, status)| {
        at += after;
        Change {
            at,
            stage,
            reason: NONE,
            by: NONE,
            status: [Status::Open, Status::Won, Status::Lost][usize::from(status)],
        }
    });
    let code = if usd { "USD" } else { "RUB" };
    let facts = Facts {
        amount,
        currency: Currency::parse(code).expect("a currency"),
        owner: if number.is_multiple_of(3) { NONE } else { 0 },
        source: NONE,
        expected: NO_DAY,
    };
    Deal {
        id: Uuid::from_u128(1_000 + number),
        created,
        facts,
        company: if number.is_multiple_of(2) {
            7
        } else {
            NO_COMPANY
        },
        industry: NONE,
        employees: None,
        next_step: Some(created),
        last_activity: created,
        changes: changes.collect(),
        past: Box::new([Past {
            until: created + DAY_MS,
            facts: Facts { amount: 1, ..facts },
        }]),
        tags: Box::default(),
        marks: Box::default(),
    }
}

fn finite(worked: &Worked, metric: Metric) {
    let estimate = worked.estimate;
    for value in [estimate.value, estimate.low, estimate.high]
        .into_iter()
        .flatten()
    {
        assert!(value.is_finite(), "{metric:?}: {estimate:?}");
    }
    if let (Some(value), Some(low), Some(high)) = (estimate.value, estimate.low, estimate.high) {
        assert!(
            low <= value + 1e-9 && value <= high + 1e-9,
            "{metric:?}: {estimate:?}"
        );
    }
}

/// Asks everything of a history.
fn everything(history: &History, as_of: Option<i64>) {
    let ground = Ground {
        zone: chrono_tz::America::Sao_Paulo,
        currency: Currency::RUB,
        rates: Rates::none(Currency::RUB),
        scope: Scope::All,
        now: Time(NOW),
        lang: Lang::En,
        spent: std::sync::Arc::default(),
        patience: std::sync::Arc::default(),
    };
    let question = Question {
        pipeline: Some(pipeline()),
        as_of: as_of.map(|at| (Time(at), Time(at).to_string())),
        ..Question::default()
    };
    let sample = Sample::new(history, &ground, &question);
    let steps = Steps::new(&history.names, question.pipeline, By::Stage, ground.lang);
    for metric in Metric::ALL {
        let mut asks = vec![Ask::new(*metric)];
        if metric.info().needs_step {
            let at = |plan: &analyze::funnel::model::StepPlan, basis| {
                Ask::at(*metric, &plan.key, By::Stage, basis)
            };
            asks = steps.plans[1.min(steps.len())..]
                .iter()
                .flat_map(|plan| [at(plan, Basis::Created), at(plan, Basis::Entered)])
                .collect();
        }
        for ask in asks {
            let worked = work(&sample, &ask).expect("an answer");
            finite(&worked, *metric);
            explain::explain(&sample, &ask).expect("an explanation");
            breakdown(&sample, &ask, Slice::Owner).expect("a breakdown");
        }
    }
    let year = question.during(
        "2025-12-01".parse().expect("a day"),
        "2026-11-30".parse().expect("a day"),
    );
    let of_year = Sample::new(history, &ground, &year);
    series(&of_year, &Ask::new(Metric::WinRate), Every::Month).expect("a series");
    weak_points(&of_year, &steps).expect("weak points");
    if !steps.is_empty() {
        report(
            history,
            &ground,
            &question,
            (By::Stage, Basis::Created),
            Some(&year),
        )
        .expect("a funnel");
    }
    let period = Period {
        from: "2026-11-01".parse().expect("a day"),
        to: "2026-12-31".parse().expect("a day"),
    };
    let told =
        forecast(&sample, &period, Some(Slice::Owner), &Targets::default()).expect("a forecast");
    for band in [told.revenue, told.sales] {
        assert!(band.p10.is_finite() && band.p10 <= band.p50 && band.p50 <= band.p90);
        assert!(band.mean.is_finite() && (0.8..=1.0).contains(&band.inside));
    }
}

#[test]
fn nothing_one_deal_and_no_stages() {
    everything(&History::empty(names(false, STAGES)), None);
    everything(&History::empty(names(false, 0)), None);
    everything(
        &History::of(Vec::new(), names(false, 1)),
        Some(NOW - DAY_MS),
    );
    for changes in [
        vec![(0, 0, 0)],
        vec![(0, 4, 1)],
        vec![(0, 0, 0), (0, 0, 2)],
        vec![
            (0, 3, 0),
            (DAY_MS, 0, 0),
            (DAY_MS, 3, 0),
            (0, 4, 1),
            (0, 1, 0),
        ],
    ] {
        let one = deal(1, NOW - 40 * DAY_MS, 100, false, changes);
        everything(&History::of(vec![one], names(false, STAGES)), None);
    }
}

#[test]
fn a_clock_that_ran_ahead_and_amounts_beyond_measure() {
    let ahead = deal(
        1,
        NOW + 9 * DAY_MS,
        i64::MAX / 4,
        false,
        vec![(0, 0, 0), (DAY_MS, 4, 1)],
    );
    let zero = deal(
        2,
        NOW - 9 * DAY_MS,
        0,
        true,
        vec![(0, 0, 0), (DAY_MS, 4, 1)],
    );
    let before = deal(3, 0, i64::MAX / 4, false, vec![(0, 1, 0), (DAY_MS, 4, 1)]);
    everything(
        &History::of(vec![ahead, zero, before], names(true, STAGES)),
        None,
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_lives_give_answers(
        lives in prop::collection::vec(
            (0..700_i64, 0..1_000_000_i64, any::<bool>(),
             prop::collection::vec((0..60_i64, 0..5_u16, 0..3_u8), 1..7)),
            0..40,
        ),
        archived in any::<bool>(),
        past in prop::option::of(0..400_i64),
    ) {
        let deals = lives.into_iter().zip(1..).map(|((age, amount, usd, changes), number)| {
            let changes = changes.into_iter().map(|(days, stage, status)| (days * DAY_MS, stage, status));
            deal(number, NOW - age * DAY_MS, amount, usd, changes.collect())
        });
        let history = History::of(deals.collect(), names(archived, STAGES));
        everything(&history, past.map(|days| NOW - days * DAY_MS));
    }
}

use proptest::prelude::*;

use base::Money;

use super::super::model::{kind_steps, stage_steps};
use super::*;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn stage(n: u128, kind: usize, position: i64, archived: bool) -> StageRow {
    StageRow {
        id: id(n),
        pipeline_id: id(1000),
        name: format!("Этап {n}"),
        kind,
        position,
        color: "blue".to_owned(),
        target: Some(i64::try_from(n).unwrap() * 1000),
        archived,
    }
}

fn group(reached: u128, kind: usize, stage: u128, status: Status, deals: i64) -> Group {
    Group {
        reached_stage: id(reached),
        reached_kind: kind,
        stage: id(stage),
        status,
        reason: (status == Status::Lost).then(|| id(77)),
        deals,
        sum: Money::rub(deals * 100),
    }
}

fn by_stage(stages: &[StageRow], groups: &[Group]) -> Funnel {
    let cohort = Cohort {
        pipeline: Some(id(1000)),
        ..Cohort::default()
    };
    let names = HashMap::from([(id(77), "Дорого".to_owned())]);
    count(
        &cohort,
        By::Stage,
        stages,
        stage_steps(stages),
        groups,
        &names,
        Lang::Ru,
    )
}

#[test]
fn a_skipped_stage_is_no_loss_and_a_step_back_takes_nothing_away() {
    let stages = [
        stage(1, 0, 0, false),
        stage(2, 1, 1, false),
        stage(3, 2, 2, false),
    ];
    let groups = [
        // Jumped over the second stage.
        group(3, 2, 3, Status::Open, 5),
        // Came to the third stage and went back to the first.
        group(3, 2, 1, Status::Open, 2),
        group(1, 0, 1, Status::Lost, 3),
    ];
    let funnel = by_stage(&stages, &groups);
    let reached: Vec<i64> = funnel.steps.iter().map(|step| step.reached.deals).collect();
    assert_eq!(reached, [10, 7, 7]);
    let standing: Vec<i64> = funnel
        .steps
        .iter()
        .map(|step| step.standing.deals)
        .collect();
    assert_eq!(standing, [2, 0, 5]);
    assert_eq!(funnel.steps[0].lost.deals, 3);
    assert_eq!(funnel.steps[0].reasons[0].name, "Дорого");
    assert_eq!(funnel.steps[1].conversion, Some(0.7));
    assert_eq!(
        (funnel.steps[0].target, funnel.steps[1].target),
        (None, Some(1000))
    );
    assert_eq!(
        (funnel.cohort.deals, funnel.open.deals, funnel.lost.deals),
        (10, 7, 3)
    );
}

#[test]
fn what_ended_on_an_archived_stage_belongs_to_the_step_whose_place_it_had() {
    let stages = [
        stage(1, 0, 0, false),
        stage(2, 1, 1, true),
        stage(3, 2, 2, false),
    ];
    let groups = [
        group(2, 1, 2, Status::Lost, 4),
        group(3, 2, 3, Status::Won, 1),
    ];
    let funnel = by_stage(&stages, &groups);
    assert_eq!(funnel.steps.len(), 2);
    assert_eq!(funnel.steps[0].lost.deals, 4);
    assert_eq!(
        funnel.steps[0].lost.link["filter[lost_stage]"],
        format!("{},{}", id(1), id(2))
    );
    assert_eq!(funnel.steps[1].reached.deals, 1);
    assert_eq!(
        funnel.steps[1].reached.link["filter[reached_stage]"],
        id(3).to_string()
    );
}

#[test]
fn links_carry_the_cohort() {
    let cohort = Cohort {
        from: "2026-01-01".parse().ok(),
        to: "2026-03-31".parse().ok(),
        asked: vec![("source".to_owned(), "none".to_owned())],
        ..Cohort::default()
    };
    let stages = [stage(1, 0, 0, false), stage(5, 4, 1, false)];
    let groups = [
        group(5, 4, 5, Status::Won, 1),
        group(1, 0, 1, Status::Lost, 1),
    ];
    let steps = kind_steps(&stages, Lang::En);
    let funnel = count(
        &cohort,
        By::Kind,
        &stages,
        steps,
        &groups,
        &HashMap::new(),
        Lang::En,
    );
    assert_eq!(funnel.steps[1].name, "Purchase");
    let link = serde_json::to_value(&funnel.steps[1].reached.link).unwrap();
    let expected = serde_json::json!({
        "filter[created_from]": "2026-01-01",
        "filter[created_to]": "2026-03-31",
        "filter[source]": "none",
        "filter[reached_kind]": "purchase",
    });
    assert_eq!(link, expected);
    // Kinds without a stage of their own are listed with the step before.
    assert_eq!(
        funnel.steps[0].lost.link["filter[stage_kind]"],
        "attract,qualify,present,close"
    );
    assert_eq!(funnel.steps[0].lost.link["filter[status]"], "lost");
}

#[test]
fn a_pipeline_without_stages_is_an_empty_funnel() {
    let funnel = by_stage(&[], &[]);
    assert!(funnel.steps.is_empty());
    assert_eq!(funnel.cohort.deals, 0);
}

prop_compose! {
    fn any_stages()(rows in prop::collection::vec((0..6_usize, 0..12_i64, prop::bool::weighted(0.3)), 1..9))
        -> Vec<StageRow> {
        let mut stages: Vec<StageRow> = rows
            .into_iter()
            .zip(1..)
            .map(|((kind, position, archived), n)| stage(n, kind, position, archived))
            .collect();
        stages.sort_by_key(|stage| stage.position);
        stages
    }
}

prop_compose! {
    fn any_groups()(rows in prop::collection::vec((1..12_u128, 0..6_usize, 1..12_u128, 0..3_usize, 1..50_i64), 0..40))
        -> Vec<Group> {
        rows.into_iter()
            .map(|(reached, kind, stage, status, deals)| {
                let status = [Status::Open, Status::Won, Status::Lost][status];
                group(reached, kind, stage, status, deals)
            })
            .collect()
    }
}

proptest! {
    /// Whatever the stages and deals are, nothing is lost and nothing is counted twice.
    #[test]
    fn the_numbers_of_a_funnel_agree(stages in any_stages(), groups in any_groups(), kinds in any::<bool>()) {
        let (by, plans) = if kinds {
            (By::Kind, kind_steps(&stages, Lang::Ru))
        } else {
            (By::Stage, stage_steps(&stages))
        };
        let funnel = count(&Cohort::default(), by, &stages, plans, &groups, &HashMap::new(), Lang::Ru);
        let deals: i64 = groups.iter().map(|group| group.deals).sum();
        prop_assert_eq!(funnel.cohort.deals, deals);
        prop_assert_eq!(funnel.won.deals + funnel.lost.deals + funnel.open.deals, deals);
        prop_assert_eq!(funnel.steps[0].reached.deals, deals);
        for pair in funnel.steps.windows(2) {
            prop_assert!(pair[0].reached.deals >= pair[1].reached.deals);
            prop_assert!(pair[1].conversion.is_none_or(|share| (0.0..=1.0).contains(&share)));
        }
        let lost: i64 = funnel.steps.iter().map(|step| step.lost.deals).sum();
        prop_assert_eq!(lost, funnel.lost.deals);
        let standing: i64 = funnel.steps.iter().map(|step| step.standing.deals).sum();
        prop_assert_eq!(standing, funnel.open.deals + funnel.won.deals);
        for step in &funnel.steps {
            let by_reason: i64 = step.reasons.iter().map(|reason| reason.lost.deals).sum();
            prop_assert_eq!(by_reason, step.lost.deals);
        }
    }
}

use crm::pipelines::StageKind;
use proptest::prelude::*;

use super::*;

const NOW: Time = Time(1_000_000);
const KINDS: [StageKind; 5] = [
    StageKind::Attract,
    StageKind::Qualify,
    StageKind::Present,
    StageKind::Purchase,
    StageKind::Retain,
];

fn stage(number: usize) -> Spot {
    Spot {
        stage: Uuid::from_u128(number as u128 + 1),
        pipeline: Uuid::from_u128(99),
        position: number as i64,
        kind: KINDS[number],
    }
}

fn entered(number: usize, at: i64) -> Mark {
    Mark {
        at: Time(at),
        what: What::Entered(stage(number)),
        by: None,
        recorded_at: NOW,
    }
}

fn created(number: usize, at: i64) -> Past {
    Past::new(stage(number), Time(at), None, NOW)
}

/// The stage, status and moment of each change.
fn told(past: &Past) -> Vec<(i64, &'static str, i64)> {
    past.changes()
        .iter()
        .map(|change| (change.to.position, change.status.as_str(), change.at.0))
        .collect()
}

#[test]
fn stages_come_in_the_order_of_time_whatever_the_order_of_the_columns() {
    let mut past = created(0, 100);
    for mark in [entered(2, 300), entered(1, 200), entered(3, 400)] {
        assert!(past.add(mark));
    }
    assert_eq!(
        told(&past),
        [
            (0, "open", 100),
            (1, "open", 200),
            (2, "open", 300),
            (3, "won", 400)
        ]
    );
    let summary = past.summary();
    assert_eq!(
        (summary.won_at, summary.stage_entered_at),
        (Some(Time(400)), Time(400))
    );
    assert_eq!((summary.reached.position, summary.status), (3, Status::Won));
}

#[test]
fn a_step_back_does_not_take_back_what_was_reached() {
    let mut past = created(0, 100);
    past.add(entered(2, 200));
    past.add(entered(1, 300));
    let summary = past.summary();
    assert_eq!(
        (
            summary.stage.position,
            summary.reached.position,
            summary.reached.rank
        ),
        (1, 2, KINDS[2].rank())
    );
}

#[test]
fn adding_the_same_again_changes_nothing() {
    let mut past = created(0, 100);
    past.add(entered(1, 200));
    past.win(Some(Time(300)), Some(stage(3)), None, NOW);
    let was = past.clone();
    assert!(!past.add(entered(1, 200)));
    assert!(!past.win(Some(Time(300)), Some(stage(3)), None, NOW));
    assert!(!past.win(None, Some(stage(3)), None, NOW));
    assert!(!past.set_created(Time(100), NOW));
    assert!(!past.stand(stage(3), NOW, None, NOW));
    assert_eq!(past, was);
}

#[test]
fn what_happened_before_the_creation_pulls_it_back_and_stays_so() {
    let mut past = created(0, 500);
    assert!(past.win(Some(Time(300)), Some(stage(3)), None, NOW));
    assert_eq!(told(&past), [(0, "open", 300), (3, "won", 300)]);
    // The file of leads comes again with its later date, and the file of sales too.
    assert!(!past.set_created(Time(500), NOW));
    assert!(!past.win(Some(Time(300)), Some(stage(3)), None, NOW));
}

#[test]
fn a_log_replaces_a_creation_that_nobody_dated() {
    let mut past = Past::new(stage(2), NOW, None, NOW);
    past.add(entered(1, 200));
    past.add(entered(0, 100));
    past.add(entered(2, 300));
    assert_eq!(
        told(&past),
        [(0, "open", 100), (1, "open", 200), (2, "open", 300)]
    );
}

#[test]
fn a_loss_stays_on_its_stage() {
    let mut past = created(1, 100);
    let reason = Uuid::from_u128(7);
    assert!(past.lose(Some(Time(200)), Some(reason), None, NOW));
    assert_eq!(told(&past), [(1, "open", 100), (1, "lost", 200)]);
    let summary = past.summary();
    assert_eq!(
        (summary.lost_at, summary.lost_reason),
        (Some(Time(200)), Some(reason))
    );
    assert_eq!(summary.stage_entered_at, Time(100));
    assert!(!past.lose(Some(Time(200)), Some(reason), None, NOW));
    assert!(past.lose(Some(Time(250)), Some(Uuid::from_u128(8)), None, NOW));
    assert_eq!(past.summary().lost_at, Some(Time(250)));
    // Entering a stage again takes it back into work.
    assert!(past.add(entered(1, 300)));
    assert_eq!(past.summary().status, Status::Open);
    assert_eq!(past.summary().lost_at, None);
}

#[test]
fn a_won_deal_that_is_lost_after_all_goes_back_first() {
    let mut past = created(0, 100);
    past.add(entered(2, 200));
    past.add(entered(3, 300));
    past.lose(Some(Time(400)), None, None, NOW);
    assert_eq!(
        told(&past),
        [
            (0, "open", 100),
            (2, "open", 200),
            (3, "won", 300),
            (2, "open", 400),
            (2, "lost", 400)
        ]
    );
}

#[test]
fn an_end_never_comes_before_what_people_have_done_here() {
    let mut past = created(0, 100);
    past.add(entered(2, 900));
    past.win(Some(Time(300)), Some(stage(3)), None, NOW);
    assert_eq!(told(&past).last(), Some(&(3, "won", 900)));
    assert!(!past.win(Some(Time(300)), Some(stage(3)), None, NOW));
}

#[test]
fn a_corrected_end_moves_between_its_neighbours() {
    let mut past = created(0, 100);
    past.win(Some(Time(300)), Some(stage(3)), None, NOW);
    past.add(entered(4, 500));
    assert!(past.win(Some(Time(400)), Some(stage(3)), None, NOW));
    assert_eq!(
        told(&past),
        [(0, "open", 100), (3, "won", 400), (4, "won", 500)]
    );
    assert!(past.win(Some(Time(900)), Some(stage(3)), None, NOW));
    assert_eq!(past.summary().won_at, Some(Time(500)));
}

#[test]
fn a_pipeline_without_a_winning_stage_is_won_in_place() {
    let mut past = created(1, 100);
    past.win(Some(Time(200)), None, None, NOW);
    assert_eq!(told(&past), [(1, "open", 100), (1, "won", 200)]);
    assert_eq!(Past::of_changes(&past.changes()), Some(past));
}

#[derive(Debug, Clone)]
enum Fact {
    Entered(usize, i64),
    Won(i64),
    Lost(i64),
    Created(i64),
    Stands(usize),
}

fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let fact = prop_oneof![
        (0_usize..5, 0_i64..50).prop_map(|(stage, at)| Fact::Entered(stage, at)),
        (0_i64..50).prop_map(Fact::Won),
        (0_i64..50).prop_map(Fact::Lost),
        (0_i64..50).prop_map(Fact::Created),
        (0_usize..5).prop_map(Fact::Stands),
    ];
    prop::collection::vec(fact, 0..8)
}

fn put(past: &mut Past, fact: &Fact) -> bool {
    match *fact {
        Fact::Entered(number, at) => past.add(entered(number, at)),
        Fact::Won(at) => past.win(Some(Time(at)), Some(stage(3)), None, NOW),
        Fact::Lost(at) => past.lose(Some(Time(at)), None, None, NOW),
        Fact::Created(at) => past.set_created(Time(at), NOW),
        Fact::Stands(number) => past.stand(stage(number), Time(60), None, NOW),
    }
}

proptest! {
    #[test]
    fn every_past_obeys_the_rules_of_a_lived_one(facts in facts()) {
        let mut past = created(0, 25);
        for fact in &facts {
            put(&mut past, fact);
        }
        let changes = past.changes();
        prop_assert_eq!(changes[0].at, past.created_at());
        for pair in changes.windows(2) {
            prop_assert!(pair[0].at <= pair[1].at);
            prop_assert!(pair[0].to.stage != pair[1].to.stage || pair[0].status != pair[1].status);
            // A loss stays on its stage, and only an open deal is lost.
            if pair[1].status == Status::Lost {
                prop_assert_eq!(pair[0].to.stage, pair[1].to.stage);
                prop_assert!(pair[0].status == Status::Open || !pair[0].to.kind.wins() || pair[0].status == Status::Won);
            }
        }
        for change in &changes {
            if change.status == Status::Open {
                prop_assert!(!change.to.kind.wins());
            }
        }
        let summary = past.summary();
        let furthest = changes.iter().map(|change| change.to.position).max();
        prop_assert_eq!(Some(summary.reached.position), furthest);
        prop_assert_eq!(summary.won_at.is_some(), summary.status == Status::Won);
        prop_assert_eq!(summary.lost_at.is_some(), summary.status == Status::Lost);
    }

    #[test]
    fn a_stored_past_comes_back_with_the_same_meaning(facts in facts()) {
        let mut past = created(0, 25);
        for fact in &facts {
            put(&mut past, fact);
        }
        let again = Past::of_changes(&past.changes()).expect("a past");
        prop_assert_eq!(again.changes(), past.changes());
        prop_assert_eq!(again.summary(), past.summary());
    }

    #[test]
    fn the_same_log_twice_is_the_log_once(entries in prop::collection::vec((0_usize..5, 0_i64..50), 1..8)) {
        let mut past = Past::new(stage(0), NOW, None, NOW);
        for (number, at) in &entries {
            past.add(entered(*number, *at));
        }
        let mut again = Past::of_changes(&past.changes()).expect("a past");
        let was = again.summary();
        for (number, at) in &entries {
            again.add(entered(*number, *at));
        }
        prop_assert_eq!(again.summary().stage, was.stage);
        prop_assert_eq!(again.summary().created_at, was.created_at);
    }
}

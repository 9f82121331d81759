//! The rules of moving: single cases, and what holds after any sequence of steps.

use base::Uuid;
use proptest::prelude::*;

use super::model::{Reached, Refusal, Spot, Standing, Status, Step, status_on, step};
use crate::pipelines::StageKind;

fn spot(n: usize) -> Spot {
    Spot {
        stage: Uuid::from_u128(n as u128 + 1),
        pipeline: Uuid::nil(),
        position: n as i64,
        kind: StageKind::ALL[n],
    }
}

fn at(n: usize, status: Status) -> Standing {
    Standing {
        spot: spot(n),
        status,
    }
}

#[test]
fn entering_purchase_wins_and_going_back_reopens() {
    let open = at(1, Status::Open);
    let won = step(open, Step::Move(spot(4))).expect("a step");
    assert_eq!(won, Some(at(4, Status::Won)));
    let retained = step(at(4, Status::Won), Step::Move(spot(5))).expect("a step");
    assert_eq!(retained, Some(at(5, Status::Won)));
    let back = step(at(5, Status::Won), Step::Move(spot(2))).expect("a step");
    assert_eq!(back, Some(at(2, Status::Open)));
    // A skipped stage is no hindrance, and standing still is no step.
    assert_eq!(step(open, Step::Move(spot(1))), Ok(None));
}

#[test]
fn a_lost_deal_stays_where_it_was_lost_until_it_is_reopened() {
    let lost = step(at(2, Status::Open), Step::Lose).expect("a step");
    assert_eq!(lost, Some(at(2, Status::Lost)));
    let lost = at(2, Status::Lost);
    assert_eq!(step(lost, Step::Move(spot(3))), Err(Refusal::Lost));
    assert_eq!(step(lost, Step::Win(Some(spot(4)))), Err(Refusal::Lost));
    assert_eq!(step(lost, Step::Lose), Err(Refusal::NotOpen));
    assert_eq!(
        step(lost, Step::Reopen(spot(2))),
        Ok(Some(at(2, Status::Open)))
    );
    assert_eq!(
        step(lost, Step::Reopen(spot(4))),
        Ok(Some(at(4, Status::Won)))
    );
}

#[test]
fn a_won_deal_is_not_lost_and_is_reopened_before_purchase() {
    let won = at(4, Status::Won);
    assert_eq!(step(won, Step::Lose), Err(Refusal::NotOpen));
    assert_eq!(step(won, Step::Win(Some(spot(4)))), Ok(None));
    assert_eq!(step(won, Step::Reopen(spot(5))), Err(Refusal::StillWon));
    assert_eq!(
        step(won, Step::Reopen(spot(3))),
        Ok(Some(at(3, Status::Open)))
    );
    assert_eq!(
        step(at(3, Status::Open), Step::Reopen(spot(3))),
        Err(Refusal::IsOpen)
    );
}

#[test]
fn a_pipeline_without_a_winning_stage_wins_in_place() {
    let won = step(at(3, Status::Open), Step::Win(None)).expect("a step");
    assert_eq!(won, Some(at(3, Status::Won)));
    let moved = step(at(3, Status::Won), Step::Move(spot(2))).expect("a step");
    assert_eq!(moved, Some(at(2, Status::Open)));
}

fn any_step() -> impl Strategy<Value = Step> {
    let any_spot = (0..6_usize).prop_map(spot);
    prop_oneof![
        4 => any_spot.clone().prop_map(Step::Move),
        1 => Just(Step::Win(Some(spot(4)))),
        2 => Just(Step::Lose),
        2 => any_spot.prop_map(Step::Reopen),
    ]
}

proptest! {
    #[test]
    fn any_sequence_of_steps_leaves_a_sound_deal(
        start in 0..6_usize,
        steps in prop::collection::vec(any_step(), 0..60),
    ) {
        let first = Standing { spot: spot(start), status: status_on(spot(start).kind) };
        let mut now = first;
        let mut reached = Reached::from(first.spot);
        let mut history = vec![first];
        let mut accepted = 0;
        for wanted in steps {
            let Ok(Some(next)) = step(now, wanted) else { continue };
            prop_assert_ne!(next, now, "an accepted step changes something");
            accepted += 1;
            let further = reached.and(next.spot);
            prop_assert!(further.position >= reached.position && further.rank >= reached.rank);
            reached = further;
            history.push(next);
            now = next;
            // A loss stays on its stage; everything else is what the kind of the stage says.
            match now.status {
                Status::Lost => prop_assert_eq!(now.spot, history[history.len() - 2].spot),
                status => prop_assert_eq!(status, status_on(now.spot.kind)),
            }
        }
        prop_assert_eq!(history.len(), accepted + 1);
        let furthest = history.iter().map(|standing| standing.spot.position).max();
        prop_assert_eq!(Some(reached.position), furthest);
        let rank = history.iter().map(|standing| standing.spot.kind.rank()).max();
        prop_assert_eq!(Some(reached.rank), rank);
    }
}

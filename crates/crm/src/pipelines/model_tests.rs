//! Order and checks of stages.

use base::Uuid;

use super::model::*;

fn stage(n: u128, kind: StageKind, archived: bool) -> Stage {
    Stage {
        id: Uuid::from_u128(n),
        pipeline_id: Uuid::nil(),
        name: format!("Этап {n}"),
        kind,
        position: n as i64,
        color: "#2563eb".to_owned(),
        goal: String::new(),
        checklist: Vec::new(),
        age_limit_days: None,
        target_conversion: None,
        required_fields: Vec::new(),
        archived,
        version: 1,
    }
}

fn ids(numbers: &[u128]) -> Vec<Uuid> {
    numbers.iter().copied().map(Uuid::from_u128).collect()
}

#[test]
fn archived_stages_keep_their_place_behind_the_stage_before() {
    use StageKind::{Attract, Close};
    let stages = [
        stage(0, Attract, true),
        stage(1, Attract, false),
        stage(2, Attract, true),
        stage(3, Close, false),
    ];
    let order = ordered(&stages, &ids(&[3, 1])).expect("an order");
    assert_eq!(order, ids(&[0, 3, 1, 2]));
    assert!(ordered(&stages, &ids(&[3])).is_err());
    assert!(ordered(&stages, &ids(&[3, 3])).is_err());
    assert!(ordered(&stages, &ids(&[1, 2, 3])).is_err());
}

#[test]
fn a_new_stage_goes_behind_those_of_its_kind() {
    let stages = [
        stage(0, StageKind::Attract, false),
        stage(1, StageKind::Qualify, false),
        stage(2, StageKind::Purchase, false),
    ];
    assert_eq!(place_of_new(&stages, StageKind::Qualify, None), 2);
    assert_eq!(place_of_new(&stages, StageKind::Close, None), 2);
    assert_eq!(place_of_new(&stages, StageKind::Retain, None), 3);
    assert_eq!(place_of_new(&stages, StageKind::Retain, Some(0)), 0);
    assert_eq!(place_of_new(&stages, StageKind::Retain, Some(99)), 3);
}

#[test]
fn checklist_items_keep_their_ids_and_new_ones_get_theirs() {
    let item = |id: &str| ChecklistItem {
        id: id.to_owned(),
        text: " Позвонить ".to_owned(),
    };
    let raw = Stage {
        checklist: vec![item("a"), item(""), item("a")],
        ..stage(1, StageKind::Attract, false)
    };
    let kept = raw.checked(|| Uuid::from_u128(9)).expect("a stage");
    assert_eq!(kept.checklist[0].id, "a");
    assert_eq!(kept.checklist[1].id, Uuid::from_u128(9).to_string());
    assert_ne!(kept.checklist[2].id, "a");
    assert_eq!(kept.checklist[0].text, "Позвонить");
}

#[test]
fn wrong_facts_are_named() {
    let raw = Stage {
        name: String::new(),
        color: "red".to_owned(),
        age_limit_days: Some(0),
        target_conversion: Some(10_001),
        ..stage(1, StageKind::Attract, false)
    };
    let problem = raw.checked(Uuid::nil).expect_err("wrong");
    assert_eq!(problem.0.errors.len(), 4);
}

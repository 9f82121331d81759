//! Rules of learning only.

use super::*;
use base::Uuid;

use crate::fit::model::{Fact, Known};
use crate::fit::store::DealRow;

/// Deals of two industries: one is won in `good` of ten, the other in `bad` of ten.
fn past(deals: i64, good: u64, bad: u64) -> Vec<Client> {
    let mut chance = 88_172_645_463_325_252_u64;
    let mut dice = move || {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        chance % 10
    };
    (0..deals)
        .map(|n| {
            let it = dice() < 5;
            let won = dice() < if it { good } else { bad };
            let industry = if it { "ИТ" } else { "Розница" };
            let early = Known {
                industry: Some(base::fold::fold(industry)),
                employees: Some(30),
                ..Known::default()
            };
            Client {
                industry: Some(industry.into()),
                deal: DealRow {
                    id: Uuid::from_u128(n as u128 * 7919 + 1),
                    company_id: None,
                    amount: 0,
                    currency: "RUB".into(),
                    source_id: None,
                    status: if won { "won" } else { "lost" }.into(),
                    created_at: n,
                    won_at: won.then_some(n + 10),
                    lost_at: (!won).then_some(n + 10),
                },
                now: early.clone(),
                early,
            }
        })
        .collect()
}

fn lesson(past: &[Client]) -> Lesson {
    let profile = Profile {
        number: 1,
        rules: vec![Rule {
            fact: Fact::Industry,
            values: vec!["ит".into()],
            from: None,
            to: None,
            points: 20,
        }],
        limits: Limits::default(),
    };
    learn(past, &profile, Currency::RUB, Time(0)).expect("our rows")
}

#[test]
fn what_wins_gets_points_and_is_judged_on_deals_held_back() {
    let found = lesson(&past(4_000, 6, 2));
    assert!(!found.too_few);
    assert_eq!((found.learned_from, found.held_back), (2_800, 1_200));
    assert_eq!(
        found.held_from,
        Some(Time(2_800)),
        "the newest are held back"
    );
    assert_eq!(found.young, 0);
    // The size is the same of all and teaches nothing.
    assert_eq!(found.effects.len(), 1);
    let (effect, usual) = (&found.effects[0], &found.compared_with[0]);
    let retail = effect.rule.values == ["Розница"];
    assert_eq!(usual.values, [if retail { "ИТ" } else { "Розница" }]);
    // Odds of 6 to 4 against 2 to 8 are 6 times as good: 10 points double them.
    let (good, low) = if retail {
        (-1, -effect.high)
    } else {
        (1, effect.low)
    };
    assert!(effect.sure && low > 20.0, "{effect:?}");
    assert!((effect.rule.points * good - 26).abs() <= 3, "{effect:?}");
    // 0.6 against 0.2, half each: the area is (0.75 × 0.67 + ties / 2) ≈ 0.71.
    let auc = found.auc.expect("enough");
    assert!(auc.low < 0.71 && 0.71 < auc.high, "{auc:?}");
    assert_eq!(
        found.auc_by_hand,
        Some(auc),
        "the same order, so the same area"
    );
    assert_eq!(
        found.auc_of_sure, found.auc_by_hand,
        "one rule, and that is sure"
    );
    assert!(found.brier < found.brier_of_share);
    for bin in &found.bins {
        assert!(
            bin.low <= bin.predicted && bin.predicted <= bin.high,
            "{bin:?}"
        );
    }
}

#[test]
fn where_nothing_differs_nothing_is_claimed() {
    let found = lesson(&past(4_000, 4, 4));
    let auc = found.auc.expect("enough");
    assert!(auc.low < 0.5 && 0.5 < auc.high, "{auc:?}");
    for effect in &found.effects {
        assert!(
            !effect.sure && effect.low < 0.0 && 0.0 < effect.high,
            "{effect:?}"
        );
    }
}

#[test]
fn the_young_are_left_out() {
    let mut past = past(10, 5, 5);
    for (n, client) in past.iter_mut().enumerate() {
        let deal = &mut client.deal;
        deal.created_at = 10 * n as i64;
        // The first two took long; the others may yet have slow ones among them.
        let settled = deal.created_at + if n < 2 { 100 } else { 10 };
        deal.status = "lost".into();
        (deal.won_at, deal.lost_at) = (None, Some(settled));
    }
    let ripe: Vec<i64> = ripe(&past).iter().map(|one| one.deal.created_at).collect();
    assert_eq!(ripe, [0, 10]);
}

#[test]
fn little_teaches_nothing() {
    let found = lesson(&past(60, 6, 2));
    assert!(found.too_few && found.effects.is_empty() && found.auc.is_none());
    assert!(lesson(&[]).too_few);
}

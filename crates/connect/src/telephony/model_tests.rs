use super::*;
use proptest::prelude::*;

fn event(leg: &str, seq: i64, happened: Happened, second: i64) -> CallEvent {
    CallEvent {
        call: "c1".into(),
        leg: leg.into(),
        seq,
        happened,
        at: Time(1_000_000 + second * 1000),
        direction: Some(Direction::In),
        phone: Some("+79123456789".into()),
        our_number: Some("74950000000".into()),
        extension: Some(leg.into()),
        answered_at: None,
        ended_at: None,
        talk_seconds: None,
        wait_seconds: None,
        outcome: None,
        recording_url: None,
        whole: false,
    }
}

/// Two telephones ring, the second one answers.
fn talk() -> Vec<CallEvent> {
    vec![
        event("101", 1, Happened::Ringing, 0),
        event("102", 1, Happened::Ringing, 1),
        event("102", 2, Happened::Answered, 8),
        event("101", 2, Happened::Ended, 8),
        event("102", 3, Happened::Held, 20),
        event("102", 4, Happened::Ended, 38),
    ]
}

#[test]
fn the_one_who_answered_owns_the_call() {
    let call = fold(&talk()).expect("a call");
    assert_eq!(call.extension.as_deref(), Some("102"));
    assert_eq!(
        (call.state, call.outcome),
        (State::Ended, Some(Outcome::Answered))
    );
    assert_eq!((call.talk_seconds, call.wait_seconds), (30, 8));
    assert!(!call.surely_over, "a third telephone may still ring");
    let begun = fold(&talk()[..3]).expect("a call");
    assert_eq!((begun.state, begun.outcome), (State::Answered, None));
    assert_eq!(fold(&[]), None);
}

#[test]
fn nobody_answered() {
    let mut rang = talk();
    rang.retain(|e| e.happened == Happened::Ringing || e.leg == "101");
    assert_eq!(fold(&rang).expect("a call").state, State::Ringing);
    let mut end = event("102", 2, Happened::Ended, 30);
    end.outcome = Some(Outcome::Busy);
    rang.push(end);
    let call = fold(&rang).expect("a call");
    assert_eq!(call.outcome, Some(Outcome::Busy));
    assert_eq!((call.talk_seconds, call.extension), (0, None));
}

#[test]
fn a_summary_is_believed_over_its_parts() {
    // The voice menu picked up, nobody else did.
    let menu = CallEvent {
        extension: None,
        ..event("ivr", 1, Happened::Answered, 0)
    };
    let end = CallEvent {
        whole: true,
        talk_seconds: Some(0),
        outcome: Some(Outcome::Missed),
        ..event("", 9, Happened::Ended, 25)
    };
    let call = fold(&[end, menu]).expect("a call");
    assert_eq!(
        (call.state, call.outcome, call.surely_over),
        (State::Ended, Some(Outcome::Missed), true)
    );
    let long = CallEvent {
        whole: true,
        talk_seconds: Some(60),
        ..event("", 9, Happened::Ended, 100)
    };
    let call = fold(&[long]).expect("a call");
    assert_eq!(call.answered_at, Some(Time(1_000_000 + 40_000)));
    assert_eq!(call.talk_seconds, 60);
}

#[test]
fn a_telephone_may_ring_again() {
    let events = [
        event("101", 1, Happened::Ringing, 0),
        event("101", 2, Happened::Ended, 10),
        event("101", 3, Happened::Ringing, 11),
    ];
    assert_eq!(fold(&events).expect("a call").state, State::Ringing);
}

#[test]
fn a_recording_alone_ends_nothing() {
    let record = CallEvent {
        recording_url: Some("https://pbx.ru/1.mp3".into()),
        ..event("102", 0, Happened::Recording, 90)
    };
    let alone = fold(std::slice::from_ref(&record)).expect("a call");
    assert_eq!(alone.state, State::Ringing);
    let mut all = talk();
    all.push(record);
    let call = fold(&all).expect("a call");
    assert_eq!(call.recording_url.as_deref(), Some("https://pbx.ru/1.mp3"));
    assert_eq!(call.talk_seconds, 30);
}

proptest! {
    #[test]
    fn order_and_repetition_do_not_matter(order in Just(talk()).prop_shuffle(), again in 0_usize..6) {
        let mut told = order.clone();
        told.push(order[again].clone());
        prop_assert_eq!(fold(&told), fold(&talk()));
    }

    #[test]
    fn numbers_stay_within_bounds(seconds in proptest::collection::vec(-5_000_000_i64..5_000_000, 1..6), talk in any::<i64>()) {
        let events: Vec<CallEvent> = seconds
            .iter()
            .enumerate()
            .map(|(n, second)| CallEvent {
                talk_seconds: Some(talk.clamp(-10, 9_000_000)),
                ..event("1", n as i64, Happened::ALL[n % Happened::ALL.len()], *second)
            })
            .collect();
        let call = fold(&events).expect("a call");
        prop_assert!((0..=7 * DAY_SECONDS).contains(&call.talk_seconds));
        prop_assert!((0..=7 * DAY_SECONDS).contains(&call.wait_seconds));
    }
}

#[test]
fn what_an_exchange_says_of_the_end_is_believed() {
    let whole = |outcome: Option<Outcome>, talk: Option<i64>| {
        let mut end = event("", 9, Happened::Ended, 60);
        (end.whole, end.outcome, end.talk_seconds) = (true, outcome, talk);
        fold(&[event("101", 1, Happened::Ringing, 0), end]).expect("a call")
    };
    let told = whole(Some(Outcome::Answered), None);
    assert_eq!(told.outcome, Some(Outcome::Answered), "nobody told when");
    assert_eq!((told.talk_seconds, told.surely_over), (0, true));
    let short = whole(Some(Outcome::Answered), Some(0));
    assert_eq!(short.outcome, Some(Outcome::Answered));
    let none = whole(None, Some(0));
    assert_eq!(
        (none.outcome, none.surely_over),
        (Some(Outcome::Missed), true)
    );
    let vague = whole(None, None);
    assert_eq!(vague.outcome, Some(Outcome::Missed));
    assert!(!vague.surely_over, "who answered may be told after the end");
    let mut end = event("101", 2, Happened::Ended, 60);
    end.outcome = Some(Outcome::Answered);
    let leg = fold(&[event("101", 1, Happened::Ringing, 0), end]).expect("a call");
    assert_eq!(
        (leg.outcome, leg.extension.as_deref()),
        (Some(Outcome::Answered), Some("101"))
    );
}

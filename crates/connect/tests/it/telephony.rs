//! Calls through the webhook: their clients, cards, tasks and inquiries.

use base::Uuid;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::exchange::{
    PHONE, contact, deal, event, generic, get, items, missed, moment, seller, talk,
};

#[tokio::test]
async fn a_call_is_put_on_the_timeline_of_its_client_in_whatever_order_it_is_told() {
    for shuffled in [false, true] {
        let app = TestApp::new().await;
        let exchange = generic(&app).await;
        let (anna, _) = seller(&app, "anna").await;
        let (boris, _) = seller(&app, "boris").await;
        exchange
            .telephones(&app, &[("101", anna), ("102", boris)])
            .await;
        let client = contact(&app, "Петров", anna).await;
        let deal = deal(&app, &client, anna).await;
        let mut told = talk(&app, "c1");
        if shuffled {
            told.reverse();
            told.extend(talk(&app, "c1"));
        }
        exchange.all(&app, &told).await;
        moment(&app).await;
        let calls = items(app.owner(), "/calls?total=true").await;
        assert_eq!(calls.len(), 1, "one call, however many telephones");
        let call = &calls[0];
        assert_eq!(
            (&call["state"], &call["outcome"], &call["user"]["name"]),
            (&json!("ended"), &json!("answered"), &json!("boris")),
        );
        assert_eq!(call["talk_seconds"], 30);
        assert_eq!(call["deal"]["id"], deal["id"]);
        let id = deal["id"].as_str().expect("an id");
        let activities = items(app.owner(), &format!("/activities?filter[deal]={id}")).await;
        assert_eq!(activities.len(), 1, "written down once");
        let activity = &activities[0];
        assert_eq!(
            (
                &activity["kind"],
                &activity["direction"],
                &activity["outcome"],
                &activity["seconds"]
            ),
            (&json!("call"), &json!("in"), &json!("answered"), &json!(30)),
        );
        assert_eq!(activity["by"]["name"], "boris");
        assert_eq!(
            items(app.owner(), "/inquiries").await.len(),
            0,
            "a known client is no inquiry"
        );
        assert_eq!(items(app.owner(), "/tasks").await.len(), 0);
        let kinds: Vec<Value> = items(app.owner(), &format!("/deals/{id}/timeline")).await;
        assert!(kinds.iter().all(|one| {
            !one["kind"]
                .as_str()
                .unwrap_or_default()
                .starts_with("call.")
        }));
    }
}

#[tokio::test]
async fn the_card_comes_up_for_those_whose_telephone_rings_and_stays_with_who_answers() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna_id, anna) = seller(&app, "anna").await;
    let (boris_id, boris) = seller(&app, "boris").await;
    let (_, vera) = seller(&app, "vera").await;
    exchange
        .telephones(&app, &[("101", anna_id), ("102", boris_id)])
        .await;
    let client = contact(&app, "Петров", anna_id).await;
    deal(&app, &client, anna_id).await;
    let told = talk(&app, "c1");
    exchange.all(&app, &told[..2]).await;
    let cards = get(&anna, "/calls/mine").await;
    assert_eq!(cards[0]["call"]["state"], "ringing");
    assert_eq!(cards[0]["people"][0]["name"], "Петров");
    assert_eq!(cards[0]["deals"][0]["deal"]["title"], "Насосы");
    let cards = get(&boris, "/calls/mine").await;
    assert_eq!(
        cards[0]["people"],
        json!([]),
        "another's client is not shown"
    );
    assert_eq!(cards[0]["clients_of"][0]["name"], "anna");
    assert!(!cards.to_string().contains("Петров") && !cards.to_string().contains("Насосы"));
    assert_eq!(get(&vera, "/calls/mine").await, json!([]));
    exchange.all(&app, &told[2..4]).await;
    assert_eq!(
        get(&anna, "/calls/mine").await,
        json!([]),
        "somebody else answered"
    );
    assert_eq!(
        get(&boris, "/calls/mine").await[0]["call"]["state"],
        "answered"
    );
    exchange.all(&app, &told[4..]).await;
    moment(&app).await;
    assert_eq!(
        get(&boris, "/calls/mine").await[0]["call"]["state"],
        "ended",
        "the note is still to be written"
    );
    app.pass(11 * 60_000);
    assert_eq!(get(&boris, "/calls/mine").await, json!([]));
    assert_eq!(items(&vera, "/calls").await.len(), 0);
    assert_eq!(items(&boris, "/calls").await.len(), 1);
}

#[tokio::test]
async fn a_missed_client_is_to_be_called_back_once_and_is_an_inquiry_once() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna, _) = seller(&app, "anna").await;
    exchange.telephones(&app, &[("101", anna)]).await;
    let client = contact(&app, "Петров", anna).await;
    let deal = deal(&app, &client, anna).await;
    for call in ["c1", "c2"] {
        exchange.all(&app, &missed(&app, call)).await;
        moment(&app).await;
    }
    let tasks = items(app.owner(), "/tasks?filter[state]=open").await;
    assert_eq!(tasks.len(), 1, "who calls twice is called back once");
    assert_eq!(tasks[0]["assignee"]["name"], "anna");
    assert_eq!(tasks[0]["title"], format!("Перезвонить: Петров, {PHONE}"));
    let inquiries = items(app.owner(), "/inquiries").await;
    assert_eq!(inquiries.len(), 1);
    assert_eq!(
        (
            &inquiries[0]["channel"],
            &inquiries[0]["owner"]["name"],
            &inquiries[0]["deal"]["id"]
        ),
        (&json!("call"), &json!("anna"), &deal["id"]),
    );
    let id = deal["id"].as_str().expect("an id");
    let activities = items(app.owner(), &format!("/activities?filter[deal]={id}")).await;
    assert_eq!(activities.len(), 2);
    assert!(activities.iter().all(|one| one["outcome"] == "missed"));

    let mut back = talk(&app, "c3");
    for event in &mut back {
        event["direction"] = json!("out");
    }
    exchange.all(&app, &back).await;
    moment(&app).await;
    assert_eq!(
        items(app.owner(), "/tasks?filter[state]=open").await.len(),
        0,
        "called back"
    );
}

#[tokio::test]
async fn a_stranger_who_was_missed_becomes_a_client_and_the_call_is_theirs() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    exchange.all(&app, &missed(&app, "c1")).await;
    assert_eq!(
        items(app.owner(), "/inquiries").await.len(),
        0,
        "another telephone may ring yet"
    );
    moment(&app).await;
    let inquiries = items(app.owner(), "/inquiries").await;
    assert_eq!(inquiries.len(), 1);
    assert_eq!(inquiries[0]["phones"], json!([PHONE]));
    assert_eq!(inquiries[0]["text"], "Пропущенный звонок: перезвоните");
    let call = &items(app.owner(), "/calls").await[0];
    assert_eq!(call["contact"], inquiries[0]["contact"]);
    assert_eq!(call["deal"], inquiries[0]["deal"]);
    let id = inquiries[0]["deal"]["id"].as_str().expect("a deal");
    let activities = items(app.owner(), &format!("/activities?filter[deal]={id}")).await;
    assert_eq!(activities.len(), 1);
}

#[tokio::test]
async fn a_stranger_who_was_talked_to_is_the_inquiry_of_who_answered_unless_it_is_switched_off() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna, _) = seller(&app, "anna").await;
    exchange.telephones(&app, &[("102", anna)]).await;
    let off = json!({ "take_minutes": 30, "unknown_calls": false });
    Client::ok(app.owner().put("/inquiry-settings", &off).await);
    exchange.all(&app, &talk(&app, "c1")).await;
    moment(&app).await;
    assert_eq!(items(app.owner(), "/inquiries").await.len(), 0);
    let on = json!({ "take_minutes": 30 });
    Client::ok(app.owner().put("/inquiry-settings", &on).await);
    exchange.all(&app, &talk(&app, "c2")).await;
    moment(&app).await;
    let inquiries = items(app.owner(), "/inquiries").await;
    assert_eq!(inquiries.len(), 1);
    assert_eq!(inquiries[0]["owner"]["name"], "anna");
}

#[tokio::test]
async fn a_shared_number_waits_for_a_person_to_say_whose_call_it_is() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna_id, anna) = seller(&app, "anna").await;
    exchange.telephones(&app, &[("102", anna_id)]).await;
    let first = contact(&app, "Петров", anna_id).await;
    let second = contact(&app, "Сидоров", anna_id).await;
    let off = json!({ "take_minutes": 30, "unknown_calls": false });
    Client::ok(app.owner().put("/inquiry-settings", &off).await);
    exchange.all(&app, &talk(&app, "c1")).await;
    let cards = get(&anna, "/calls/mine").await;
    assert_eq!(cards[0]["people"].as_array().expect("people").len(), 2);
    assert_eq!(cards[0]["call"]["contact"], Value::Null);
    moment(&app).await;
    let call = items(&anna, "/calls").await.remove(0);
    let path = format!("/calls/{}/client", call["id"].as_str().expect("an id"));
    let (status, problem) = anna
        .post(
            &path,
            &json!({ "version": call["version"], "contact_id": Uuid::from_u128(5) }),
        )
        .await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (422, &json!("contact_id"))
    );
    let said = json!({ "version": call["version"], "contact_id": second["id"] });
    let linked = Client::ok(anna.post(&path, &said).await);
    assert_eq!(linked["contact"]["id"], second["id"]);
    assert_eq!(anna.post(&path, &said).await.1["code"], "stale");
    let again = json!({ "version": linked["version"], "contact_id": first["id"] });
    assert_eq!(anna.post(&path, &again).await.0, 409);
    let id = second["id"].as_str().expect("an id");
    assert_eq!(
        items(&anna, &format!("/activities?filter[contact]={id}"))
            .await
            .len(),
        1
    );
    let (_, vera) = seller(&app, "vera").await;
    assert_eq!(vera.post(&path, &again).await.0, 404, "another's call");
}

#[tokio::test]
async fn a_call_whose_end_was_never_told_is_ended_by_itself() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    exchange.all(&app, &missed(&app, "c1")[..1]).await;
    app.pass(8 * 3_600_000);
    app.run_jobs().await;
    let call = items(app.owner(), "/calls").await.remove(0);
    assert_eq!(
        (&call["state"], &call["outcome"]),
        (&json!("ended"), &json!("missed"))
    );
    assert_eq!(items(app.owner(), "/inquiries").await.len(), 1);
    // What was told is forgotten in time; the call is not.
    app.pass(36 * 86_400_000);
    app.run_jobs().await;
    let heard = get(
        app.owner(),
        &format!("/telephony-accounts/{}/events", exchange.id),
    )
    .await;
    assert_eq!(heard, json!([]));
    assert_eq!(items(app.owner(), "/calls").await.len(), 1);
}

#[tokio::test]
async fn another_telephone_that_rings_in_time_keeps_a_call_open() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    exchange.all(&app, &missed(&app, "c1")).await;
    app.pass(10_000);
    let second = [
        event(&app, "c1", "102", 1, "ringing", 50),
        event(&app, "c1", "102", 2, "ended", 60),
    ];
    exchange.all(&app, &second).await;
    app.pass(6_000);
    app.run_jobs().await;
    assert_eq!(items(app.owner(), "/inquiries").await.len(), 0);
    moment(&app).await;
    assert_eq!(items(app.owner(), "/inquiries").await.len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_told_late_takes_the_task_back() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna, _) = seller(&app, "anna").await;
    exchange.telephones(&app, &[("101", anna)]).await;
    let client = contact(&app, "Петров", anna).await;
    exchange.all(&app, &missed(&app, "c1")).await;
    moment(&app).await;
    let open = "/tasks?filter[state]=open";
    assert_eq!(items(app.owner(), open).await.len(), 1);
    let late = [
        event(&app, "c1", "102", 1, "answered", 5),
        event(&app, "c1", "102", 2, "ended", 45),
    ];
    exchange.all(&app, &late).await;
    moment(&app).await;
    let call = items(app.owner(), "/calls").await.remove(0);
    assert_eq!(
        (&call["outcome"], &call["talk_seconds"]),
        (&json!("answered"), &json!(40))
    );
    assert_eq!(items(app.owner(), open).await.len(), 0);
    let id = client["id"].as_str().expect("an id");
    let told = items(app.owner(), &format!("/activities?filter[contact]={id}")).await;
    assert_eq!((told.len(), &told[0]["outcome"]), (1, &json!("answered")));
}

#[tokio::test]
async fn many_events_of_one_call_at_once_make_one_call() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let told = talk(&app, "c1");
    let many = told
        .iter()
        .chain(&told)
        .map(|event| exchange.tell(&app, event));
    let answers = futures::future::join_all(many).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let work = (0..4).map(|_| app.run_jobs());
    futures::future::join_all(work).await;
    moment(&app).await;
    let calls = items(app.owner(), "/calls").await;
    assert_eq!((calls.len(), &calls[0]["talk_seconds"]), (1, &json!(30)));
}

//! First contacts through HTTP: who waits, who was answered, and what the numbers say of it.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::{deal, get, reason, version};

const MINUTE: i64 = 60_000;

async fn titled(app: &TestApp, title: &str) -> String {
    let made = Client::ok(app.owner().post("/deals", &json!({ "title": title })).await);
    app.run_jobs().await;
    made["id"].as_str().expect("an id").to_owned()
}

async fn log(app: &TestApp, deal: &str, mut activity: Value) -> Value {
    activity["deal_id"] = json!(deal);
    let logged = Client::ok(app.owner().post("/activities", &activity).await);
    app.run_jobs().await;
    logged
}

async fn waiting(app: &TestApp, query: &str) -> Vec<Value> {
    let page = get(app, &format!("/first-contacts?{query}")).await;
    page["items"].as_array().expect("items").clone()
}

/// The key of the deal's mark of speed.
async fn speed(app: &TestApp, deal: &str) -> Vec<String> {
    let marks = get(app, &format!("/deals/{deal}/marks")).await;
    let marks = marks.as_array().expect("marks");
    marks
        .iter()
        .filter(|mark| mark["kind"] == "first_response")
        .map(|mark| mark["key"].as_str().expect("a key").to_owned())
        .collect()
}

#[tokio::test]
async fn a_client_waits_until_somebody_reaches_them() {
    let app = TestApp::new().await;
    let deal = titled(&app, "Насосы").await;
    let list = waiting(&app, "total=true").await;
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["deal"]["id"], deal);
    assert_eq!(list[0]["due_at"], "2026-11-23T10:00:00.000Z");
    assert_eq!(
        (&list[0]["minutes_left"], &list[0]["urgency"]),
        (&json!(60), &json!("later"))
    );
    assert_eq!(speed(&app, &deal).await, ["unanswered"]);

    // What does not reach the client is no answer: a missed call, a mail of theirs, a plan.
    let missed = json!({ "kind": "call", "direction": "out", "outcome": "missed" });
    log(&app, &deal, missed).await;
    let theirs = json!({ "kind": "mail", "direction": "in", "outcome": "received" });
    log(&app, &deal, theirs).await;
    let planned = log(&app, &deal, json!({ "kind": "meeting" })).await;
    app.pass(50 * MINUTE);
    assert_eq!(waiting(&app, "filter[urgency]=soon").await.len(), 1);
    app.pass(11 * MINUTE);
    assert_eq!(waiting(&app, "filter[urgency]=soon").await.len(), 0);
    let late = waiting(&app, "filter[urgency]=late").await;
    assert_eq!(late[0]["minutes_left"], -1);

    let path = format!("/activities/{}", planned["id"].as_str().expect("an id"));
    let held = json!({ "version": 1, "outcome": "held", "at": app.now().to_string() });
    Client::ok(app.owner().patch(&path, &held).await);
    app.run_jobs().await;
    assert!(waiting(&app, "").await.is_empty());
    assert_eq!(speed(&app, &deal).await, ["4h"]);
    let number = get(&app, "/analyze/numbers/first_response").await;
    let value = number["figure"]["value"].as_f64().expect("a value");
    assert!((value - 61.0 / 60.0).abs() < 1e-9, "{value}");
    assert_eq!(number["figure"]["unit"], "hours");
    assert_eq!(number["parts"][0]["deals"], 1);
    let in_time = get(&app, "/analyze/numbers/answered_in_time").await;
    assert_eq!(in_time["figure"]["value"], 0.0);
    assert_eq!(in_time["parts"][1]["deals"], 1);

    // An earlier call that is written down later is the answer; deleting it brings the other back.
    let call = json!({
        "kind": "call", "direction": "out", "outcome": "answered", "at": "2026-11-23T09:10:00Z",
    });
    let call = log(&app, &deal, call).await;
    assert_eq!(speed(&app, &deal).await, ["15m"]);
    let in_time = get(&app, "/analyze/numbers/answered_in_time").await;
    assert_eq!(in_time["figure"]["value"], 1.0);
    let path = format!("/activities/{}", call["id"].as_str().expect("an id"));
    assert_eq!(app.owner().delete(&path).await.0, 204);
    app.run_jobs().await;
    assert_eq!(speed(&app, &deal).await, ["4h"]);
}

#[tokio::test]
async fn limits_run_in_working_time_and_by_source() {
    let app = TestApp::new().await;
    let named = |name: &str| json!({ "name": name });
    let site = Client::ok(app.owner().post("/sources", &named("Форма на сайте")).await);
    let cold = Client::ok(app.owner().post("/sources", &named("Обзвон базы")).await);
    let mut limits = json!({
        "usual_minutes": 120, "soon_minutes": 10,
        "sources": [
            { "source_id": site["id"], "minutes": 15 },
            { "source_id": cold["id"], "minutes": null },
        ],
    });
    Client::ok(app.owner().put("/first-contact-settings", &limits).await);
    assert_eq!(get(&app, "/first-contact-settings").await, limits);
    limits["usual_minutes"] = json!(0);
    let (status, problem) = app.owner().put("/first-contact-settings", &limits).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (422, &json!("usual_minutes"))
    );

    // Monday 17:00 in Moscow.
    app.pass(5 * 60 * MINUTE);
    for (title, source) in [
        ("С сайта", &site["id"]),
        ("Обзвон", &cold["id"]),
        ("Иное", &Value::Null),
    ] {
        let new = json!({ "title": title, "source_id": source });
        Client::ok(app.owner().post("/deals", &new).await);
    }
    app.run_jobs().await;
    let list = waiting(&app, "").await;
    let told: Vec<(&str, &str)> = list
        .iter()
        .map(|row| {
            let title = row["deal"]["title"].as_str().expect("a title");
            (title, row["due_at"].as_str().expect("a time"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("С сайта", "2026-11-23T14:15:00.000Z"),
            ("Иное", "2026-11-24T07:00:00.000Z")
        ]
    );
    assert_eq!(list[1]["minutes_left"], 120);
    let source = site["id"].as_str().expect("an id");
    let of_site = waiting(&app, &format!("filter[source]={source}")).await;
    assert_eq!(of_site.len(), 1);
    let page = get(&app, "/first-contacts?limit=1&total=true").await;
    assert_eq!(page["total"], 2);
    let cursor = page["next_cursor"].as_str().expect("a next page");
    let next = waiting(&app, &format!("limit=1&cursor={cursor}")).await;
    assert_eq!(next[0]["deal"]["title"], "Иное");
}

#[tokio::test]
async fn a_deal_that_ends_or_goes_on_is_no_work_but_stays_unanswered() {
    let app = TestApp::new().await;
    let lost = titled(&app, "Потеряна").await;
    let won = titled(&app, "Выиграна").await;
    let body = json!({ "version": version(&app, &lost).await, "reason_id": reason(&app).await });
    Client::ok(
        app.owner()
            .post(&format!("/deals/{lost}/lose"), &body)
            .await,
    );
    let body = json!({ "version": version(&app, &won).await });
    Client::ok(app.owner().post(&format!("/deals/{won}/win"), &body).await);
    app.run_jobs().await;
    assert!(waiting(&app, "").await.is_empty());
    assert_eq!(speed(&app, &lost).await, ["unanswered"]);
    let number = get(&app, "/analyze/numbers/first_response").await;
    assert_eq!(number["parts"][1]["deals"], 2);

    app.pass(3 * 60 * MINUTE);
    let body = json!({ "version": version(&app, &lost).await });
    Client::ok(
        app.owner()
            .post(&format!("/deals/{lost}/reopen"), &body)
            .await,
    );
    app.run_jobs().await;
    let back = waiting(&app, "").await;
    assert_eq!(back[0]["due_at"], "2026-11-23T13:00:00.000Z");
    let deleted = app.owner().delete(&format!("/deals/{lost}")).await;
    assert_eq!(deleted.0, 204);
    app.run_jobs().await;
    assert!(waiting(&app, "").await.is_empty());
}

#[tokio::test]
async fn people_see_whom_they_may_see() {
    let app = TestApp::new().await;
    titled(&app, "Чужая").await;
    let (_, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let page = Client::ok(seller.get("/first-contacts?total=true").await);
    assert_eq!((&page["items"], &page["total"]), (&json!([]), &json!(0)));
    assert_eq!(Client::ok(seller.get("/unanswered-deals").await), json!([]));
    let limits = json!({ "usual_minutes": 5, "soon_minutes": 1 });
    let refused = seller.put("/first-contact-settings", &limits).await;
    assert_eq!(refused.0, 403);
}

#[tokio::test]
async fn the_report_of_qualification_tells_sources_speeds_and_answers_apart() {
    let app = TestApp::new().await;
    let mut deals = Vec::new();
    for index in 0..12 {
        deals.push(titled(&app, &format!("Лид {index}")).await);
    }
    let call = json!({ "kind": "call", "direction": "out", "outcome": "answered" });
    for deal in &deals[..6] {
        log(&app, deal, call.clone()).await;
        let path = format!("/deals/{deal}/qualification/need");
        Client::ok(app.owner().put(&path, &json!({ "value": "yes" })).await);
        let body = json!({ "version": version(&app, deal).await });
        Client::ok(
            app.owner()
                .post(&format!("/deals/{deal}/qualify"), &body)
                .await,
        );
    }
    app.pass(100 * MINUTE);
    for deal in &deals[6..9] {
        log(&app, deal, call.clone()).await;
    }
    let body = json!({ "version": version(&app, &deals[0]).await });
    let won = format!("/deals/{}/win", deals[0]);
    Client::ok(app.owner().post(&won, &body).await);

    let report = get(&app, "/analyze/qualifying?by=owner").await;
    assert_eq!(report["all"]["leads"]["value"], 12.0);
    assert_eq!(report["rows"][0]["name"], "owner");
    assert_eq!(report["rows"][0]["observed"]["value"], 0.5);
    let speeds: Vec<(&str, &Value)> = report["speeds"]
        .as_array()
        .expect("speeds")
        .iter()
        .map(|row| {
            let key = row["key"].as_str().expect("a key");
            (key, &row["observed"]["value"])
        })
        .collect();
    let (all, none) = (json!(1.0), json!(0.0));
    assert_eq!(
        speeds,
        [("15m", &all), ("4h", &none), ("unanswered", &none)]
    );
    assert_eq!(report["speeds"][1]["difference"]["too_few"], true);
    assert_eq!(report["speeds"][2]["difference"], Value::Null);
    let contrast = get(&app, "/analyze/contrast?by=answer").await;
    let need = &contrast["rows"][0];
    assert_eq!(
        (&need["key"], &need["of_won"]["share"]),
        (&json!("need.yes"), &json!(1.0))
    );
    // Every number opens the same number, and its deals.
    for row in [&report["all"], &report["rows"][0], &report["speeds"][0]] {
        for name in ["leads", "observed", "expected"] {
            let address = row[name]["address"].as_str().expect("an address");
            let opened = get(&app, address).await;
            assert_eq!(opened["figure"]["value"], row[name]["value"], "{address}");
        }
    }
    let wrong = app.owner().get("/analyze/qualifying?by=nothing").await;
    assert_eq!(wrong.0, 400);
}

#[tokio::test]
async fn deals_whose_gates_are_shut_are_listed_until_they_are_answered() {
    let app = TestApp::new().await;
    let pipelines = get(&app, "/pipelines").await;
    let stages = pipelines["items"][0]["stages"].as_array().expect("stages");
    let stage = stages.iter().find(|stage| stage["kind"] == "qualify");
    let stage = stage.expect("a stage of qualification")["id"].clone();
    let early = deal(&app).await;
    let new = json!({ "title": "На квалификации", "stage_id": stage });
    let asked = Client::ok(app.owner().post("/deals", &new).await);
    let asked = asked["id"].as_str().expect("an id");
    let list = get(&app, "/unanswered-deals").await;
    assert_eq!(list.as_array().expect("a list").len(), 1, "not {early}");
    assert_eq!(list[0]["deal_id"], asked);
    assert_eq!(list[0]["missing"], json!(["Потребность есть?"]));
    let path = format!("/deals/{asked}/qualification/need");
    Client::ok(app.owner().put(&path, &json!({ "value": "no" })).await);
    assert_eq!(get(&app, "/unanswered-deals").await[0]["deal_id"], asked);
    Client::ok(app.owner().put(&path, &json!({ "value": "yes" })).await);
    assert_eq!(get(&app, "/unanswered-deals").await, json!([]));
}

#[tokio::test]
async fn the_usual_questions_are_made_by_a_call() {
    let app = TestApp::new().await;
    let made = Client::ok(app.owner().post("/question-sets/usual", &json!({})).await);
    assert_eq!(made["name"], "BANT");
    assert_eq!(made["questions"].as_array().expect("questions").len(), 4);
    assert_eq!(
        get(&app, "/question-sets").await["items"]
            .as_array()
            .expect("sets")
            .len(),
        2
    );
}

//! One client's way through all six stages, as the people on each stage live it.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

const DAY: i64 = 86_400_000;

fn stage_of<'a>(pipeline: &'a Value, kind: &str) -> &'a str {
    pipeline["stages"]
        .as_array()
        .expect("stages")
        .iter()
        .find(|stage| stage["kind"] == kind)
        .unwrap_or_else(|| panic!("a stage of kind {kind}"))["id"]
        .as_str()
        .expect("an id")
}

async fn go(client: &Client, deal: &Value, stage: &str) -> Value {
    let id = deal["id"].as_str().expect("an id");
    let body = json!({ "stage_id": stage, "version": deal["version"] });
    Client::ok(client.post(&format!("/deals/{id}/move"), &body).await)
}

#[tokio::test]
async fn a_client_goes_from_the_first_touch_to_support() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (_, seller) = app
        .user(
            "seller@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    let (_, other) = app
        .user(
            "other@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    let pipeline = Client::ok(owner.get("/pipelines").await)["items"][0].clone();

    // Attract: a lead comes by phone and is typed in at once.
    let sources = Client::ok(owner.get("/sources").await);
    let lead = json!({ "title": "Насосная станция", "company_name": "ООО «Водоканал Плюс»",
        "source_id": sources["items"][0]["id"], "value": { "amount": 150_000_000, "currency": "RUB" } });
    let deal = Client::ok(seller.post("/deals", &lead).await);
    let path = format!("/deals/{}", deal["id"].as_str().expect("an id"));
    assert_eq!(deal["stage_id"], stage_of(&pipeline, "attract"));
    assert_eq!(deal["status"], "open");
    assert_eq!(deal["attention"], "no_next_step");
    assert_eq!(other.get(&path).await.0, 404, "a colleague does not see it");

    // Qualify: a task is done, a note is left, the next step is planned.
    app.pass(2 * DAY);
    let task = json!({ "title": "Позвонить главному инженеру", "deal_id": deal["id"], "due_at": "2026-11-26T09:00:00Z" });
    let task = Client::ok(seller.post("/tasks", &task).await);
    Client::ok(
        seller
            .post(
                &format!("/tasks/{}/done", task["id"].as_str().expect("an id")),
                &json!({}),
            )
            .await,
    );
    Client::ok(
        seller
            .post(
                "/notes",
                &json!({ "text": "Бюджет есть, решает директор", "deal_id": deal["id"] }),
            )
            .await,
    );
    let plan = json!({ "next_step": "Выезд на объект", "next_step_at": "2026-11-30T08:00:00Z", "version": deal["version"] });
    let deal = Client::ok(seller.patch(&path, &plan).await);
    assert_eq!(deal["attention"], "none");
    let deal = go(&seller, &deal, stage_of(&pipeline, "qualify")).await;

    // Present and close: each stage takes its time; the plan falls behind.
    app.pass(7 * DAY);
    let deal = go(&seller, &deal, stage_of(&pipeline, "present")).await;
    assert_eq!(deal["attention"], "overdue");
    app.pass(7 * DAY);
    let deal = go(&seller, &deal, stage_of(&pipeline, "close")).await;

    // Lost, analysed, won back.
    let reasons = Client::ok(owner.get("/lost-reasons").await);
    let lose = json!({ "reason_id": reasons["items"][0]["id"], "note": "Дорого", "version": deal["version"] });
    let deal = Client::ok(seller.post(&format!("{path}/lose"), &lose).await);
    assert_eq!(
        (deal["status"].as_str(), deal["stage_id"].as_str()),
        (Some("lost"), Some(stage_of(&pipeline, "close")))
    );
    app.pass(14 * DAY);
    let deal = Client::ok(
        seller
            .post(
                &format!("{path}/reopen"),
                &json!({ "version": deal["version"] }),
            )
            .await,
    );
    assert_eq!(deal["status"], "open");

    // Purchase: won by entering the stage. Retain: still won.
    app.pass(3 * DAY);
    let deal = go(&seller, &deal, stage_of(&pipeline, "purchase")).await;
    assert_eq!(
        (deal["status"].as_str(), deal["won_at"].as_str().is_some()),
        (Some("won"), true)
    );
    app.pass(30 * DAY);
    let deal = go(&seller, &deal, stage_of(&pipeline, "retain")).await;
    assert_eq!(deal["status"], "won");

    // The history tells all of it, in order.
    let history = Client::ok(seller.get(&format!("{path}/history")).await);
    let statuses: Vec<&str> = history["items"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|c| c["to_status"].as_str().expect("a status"))
        .collect();
    assert_eq!(
        statuses,
        ["open", "open", "open", "open", "lost", "open", "won", "won"]
    );
    let timeline = Client::ok(seller.get(&format!("{path}/timeline?limit=100")).await);
    let kinds: Vec<&str> = timeline["items"]
        .as_array()
        .expect("events")
        .iter()
        .map(|e| e["kind"].as_str().expect("a kind"))
        .collect();
    for kind in [
        "deal.created",
        "task.done",
        "note.added",
        "deal.changed",
        "deal.moved",
        "deal.lost",
        "deal.reopened",
        "deal.won",
    ] {
        assert!(kinds.contains(&kind), "{kind} is missing in {kinds:?}");
    }

    // The head of sales sees it in the funnel: one deal, all the way, and the list behind the number.
    let pipeline_id = pipeline["id"].as_str().expect("an id");
    let funnel = Client::ok(
        owner
            .get(&format!("/analyze/funnel?pipeline={pipeline_id}&by=kind"))
            .await,
    );
    for step in funnel["steps"].as_array().expect("steps") {
        assert_eq!(step["reached"]["deals"], 1, "{step}");
    }
    assert_eq!(
        (
            funnel["won"]["deals"].as_i64(),
            funnel["lost"]["deals"].as_i64()
        ),
        (Some(1), Some(0))
    );
    let board = Client::ok(owner.get(&format!("/board?pipeline={pipeline_id}")).await);
    let standing: Vec<i64> = board["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .map(|c| c["deals"].as_i64().expect("a count"))
        .collect();
    assert_eq!(standing.iter().sum::<i64>(), 1);
    assert_eq!(standing.last(), Some(&1));

    // And anybody with the right finds it by a part of the client's name.
    let found = Client::ok(owner.get("/search?q=ДОКАНАЛ").await);
    let kinds: Vec<&str> = found["items"]
        .as_array()
        .expect("hits")
        .iter()
        .map(|hit| hit["kind"].as_str().expect("a kind"))
        .collect();
    assert!(
        kinds.contains(&"company") && kinds.contains(&"deal"),
        "{found}"
    );
    assert_eq!(
        Client::ok(other.get("/search?q=доканал").await)["items"],
        json!([])
    );
}

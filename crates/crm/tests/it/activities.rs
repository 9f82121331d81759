use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{contact, deal, each, id, wrong};

#[tokio::test]
async fn a_call_is_logged_and_seen_on_the_deal() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let sale = deal(owner, "Поставка").await;
    let person = contact(owner, "Петров").await;
    app.pass(60_000);
    let call = json!({
        "kind": "call", "direction": "out", "outcome": "answered", "seconds": 125,
        "subject": " Первый звонок ", "deal_id": sale["id"], "contact_id": person["id"],
    });
    let made = Client::ok(owner.post("/activities", &call).await);
    assert_eq!(made["subject"], "Первый звонок");
    assert_eq!(made["by"]["id"], json!(app.owner_id()));
    assert_eq!(made["contact"]["name"], "Петров");
    assert_eq!(made["done_at"], made["at"]);

    for (filter, of) in [("deal", &sale), ("contact", &person)] {
        let page = Client::ok(
            owner
                .get(&format!("/activities?filter[{filter}]={}", id(of)))
                .await,
        );
        assert_eq!(each(&page, "id"), [id(&made)]);
    }
    let timeline = Client::ok(owner.get(&format!("/deals/{}/timeline", id(&sale))).await);
    assert_eq!(each(&timeline, "kind"), ["activity.logged", "deal.created"]);
    assert_eq!(timeline["items"][0]["data"]["outcome"], "answered");
    let after = Client::ok(owner.get(&format!("/deals/{}", id(&sale))).await);
    assert_eq!(after["last_activity_at"], made["at"], "it counts as work");
}

#[tokio::test]
async fn a_planned_meeting_becomes_done_by_its_outcome() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let sale = deal(owner, "Поставка").await;
    let plan = json!({ "kind": "meeting", "at": "2026-12-01T10:00:00Z", "deal_id": sale["id"] });
    let planned = Client::ok(owner.post("/activities", &plan).await);
    assert_eq!(
        (&planned["outcome"], &planned["done_at"]),
        (&Value::Null, &Value::Null)
    );
    app.pass(1000);
    let before = Client::ok(owner.get(&format!("/deals/{}", id(&sale))).await);
    assert_eq!(
        before["last_activity_at"], sale["last_activity_at"],
        "a plan is no work"
    );

    let path = format!("/activities/{}", id(&planned));
    let held = json!({ "version": 1, "outcome": "held", "text": "Показали склад" });
    let done = Client::ok(owner.patch(&path, &held).await);
    assert_eq!(
        (&done["outcome"], &done["version"]),
        (&json!("held"), &json!(2))
    );
    assert_ne!(done["done_at"], Value::Null);
    assert_eq!(owner.patch(&path, &held).await.1["code"], "stale");
    assert_eq!(owner.delete(&path).await.0, 204);
    assert_eq!(owner.get(&path).await.0, 404);
}

#[tokio::test]
async fn what_comes_twice_is_written_once_and_nonsense_never() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let sale = deal(owner, "Поставка").await;
    let call = json!({
        "kind": "call", "outcome": "missed", "deal_id": sale["id"], "external_key": "ats:1:2",
    });
    let first = Client::ok(owner.post("/activities", &call).await);
    let second = Client::ok(owner.post("/activities", &call).await);
    assert_eq!(first["id"], second["id"]);

    let nonsense = json!({ "kind": "call", "outcome": "held", "seconds": -5 });
    let (status, problem) = owner.post("/activities", &nonsense).await;
    assert_eq!(status, 422);
    assert_eq!(
        wrong(&problem),
        [
            ("deal_id", "required"),
            ("outcome", "does_not_fit"),
            ("seconds", "out_of_range")
        ]
    );
    let (_, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let (status, problem) = anna.post("/activities", &call).await;
    assert_eq!(status, 422, "{problem}");
    assert_eq!(wrong(&problem), [("deal_id", "not_found")]);
    assert_eq!(
        anna.get(&format!("/activities/{}", id(&first))).await.0,
        404
    );
}

//! What people set for the numbers: plans, dashboards, rates of currencies.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

fn plan(metric: &str, target: Value) -> Value {
    json!({ "metric": metric, "period": "month", "starts_on": "2026-11-01", "target": target })
}

#[tokio::test]
async fn a_plan_is_set_again_taken_away_and_seen_against_the_fact() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let put = async |items: Value| owner.put("/plans", &json!({ "items": items })).await;
    Client::ok(
        put(json!([
            plan("revenue", json!(500_000)),
            plan("deals_won", json!(10))
        ]))
        .await,
    );
    // The same plan is there once, however often it is set.
    Client::ok(put(json!([plan("revenue", json!(700_000))])).await);
    let all = Client::ok(owner.get("/plans").await);
    assert_eq!(all["items"].as_array().map(Vec::len), Some(2), "{all}");
    let page = Client::ok(owner.get("/analyze/plan-fact?starts_on=2026-11-10").await);
    let cells = page["rows"][0]["cells"].as_array().expect("cells");
    let of = |metric: &str| {
        cells
            .iter()
            .find(|cell| cell["metric"] == metric)
            .expect("a cell")
            .clone()
    };
    assert_eq!(of("revenue")["plan"], 700_000);
    assert_eq!(of("revenue")["status"], "behind");
    assert_eq!(of("leads")["status"], "none");
    let forecast = Client::ok(owner.get("/analyze/forecast").await);
    assert_eq!(forecast["plan"]["revenue"], 700_000);
    Client::ok(put(json!([plan("revenue", Value::Null)])).await);
    let all = Client::ok(owner.get("/plans").await);
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "{all}");
}

#[tokio::test]
async fn wrong_plans_change_nothing_and_only_those_who_may_set_them() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let mut late = plan("leads", json!(5));
    late["starts_on"] = json!("2026-11-02");
    for wrong in [plan("leads", json!(-1)), plan("happiness", json!(5)), late] {
        let items = json!({ "items": [plan("leads", json!(20)), wrong] });
        let (status, problem) = owner.put("/plans", &items).await;
        assert!(status == 400 || status == 422, "{status} {problem}");
    }
    let none = Client::ok(owner.get("/plans").await);
    assert_eq!(none["items"].as_array().map(Vec::len), Some(0));
    let (_, seller) = app
        .user(
            "seller@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    let (status, _) = seller
        .put("/plans", &json!({ "items": [plan("leads", json!(5))] }))
        .await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn a_dashboard_belongs_to_its_owner_and_is_shared_by_them() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (_, head) = app
        .user("head@example.com", Role::HeadOfSales, Visibility::All, None)
        .await;
    let tile =
        json!({ "id": "a", "view": "number", "metric": "revenue", "x": 0, "y": 0, "w": 4, "h": 2 });
    let made = Client::ok(
        head.post(
            "/dashboards",
            &json!({ "name": "Главное", "shared": false, "tiles": [tile] }),
        )
        .await,
    );
    let path = format!("/dashboards/{}", made["id"].as_str().expect("an id"));
    let (_, other) = app
        .user(
            "other@example.com",
            Role::HeadOfSales,
            Visibility::All,
            None,
        )
        .await;
    assert_eq!(other.get(&path).await.0, 404, "not shared yet");
    let shared = Client::ok(
        head.patch(
            &path,
            &json!({ "shared": true, "version": made["version"] }),
        )
        .await,
    );
    assert_eq!(Client::ok(other.get(&path).await)["may_change"], false);
    let (status, _) = other
        .patch(
            &path,
            &json!({ "name": "Моё", "version": shared["version"] }),
        )
        .await;
    assert_eq!(status, 403);
    let (status, _) = head
        .patch(
            &path,
            &json!({ "name": "Старое", "version": made["version"] }),
        )
        .await;
    assert_eq!(status, 409, "somebody has changed it since");
    let copy = Client::ok(other.post(&format!("{path}/copy"), &json!({})).await);
    assert_eq!(copy["tiles"], made["tiles"]);
    assert_eq!(copy["may_change"], true);
    let mut wide = tile.clone();
    wide["x"] = json!(10);
    let (status, problem) = head
        .patch(
            &path,
            &json!({ "tiles": [wide], "version": shared["version"] }),
        )
        .await;
    assert_eq!(status, 422, "{problem}");
    assert_eq!(head.delete(&path).await.0, 204);
    assert_eq!(owner.get(&path).await.0, 404);
}

#[tokio::test]
async fn other_currencies_are_added_by_the_table_of_rates() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for (amount, currency) in [(100_000, "RUB"), (1_000, "USD")] {
        let deal =
            json!({ "title": currency, "value": { "amount": amount, "currency": currency } });
        Client::ok(owner.post("/deals", &deal).await);
    }
    let sum = async || Client::ok(owner.get("/analyze/numbers/open_sum").await);
    let before = sum().await;
    assert_eq!(before["figure"]["value"], 100_000.0);
    assert_eq!(before["parts"][0]["deals"], 2, "counted all the same");
    assert!(before["notes"][0].as_str().expect("a note").contains("USD"));
    let rates = json!({ "rates": [{ "currency": "USD", "rate": "92.50", "on": "2026-11-23" }] });
    Client::ok(owner.put("/rates", &rates).await);
    let after = sum().await;
    assert_eq!(after["figure"]["value"], 192_500.0);
    let wrong = json!({ "rates": [{ "currency": "RUB", "rate": "1", "on": "2026-11-23" }] });
    let (status, problem) = owner.put("/rates", &wrong).await;
    assert_eq!(status, 422, "{problem}");
    let (_, seller) = app
        .user(
            "seller@example.com",
            Role::Salesperson,
            Visibility::All,
            None,
        )
        .await;
    assert_eq!(seller.put("/rates", &rates).await.0, 403);
    Client::ok(seller.get("/rates").await);
}

//! What the tests of pipelines, deals and the board need.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::id;

/// A day of the test's clock.
pub const DAY: i64 = 86_400_000;

/// The first pipeline as it is now.
pub async fn pipeline(client: &Client) -> Value {
    let all = Client::ok(client.get("/pipelines").await);
    all["items"][0].clone()
}

/// The ids of the stages in use, in their order.
pub async fn stages(client: &Client) -> Vec<String> {
    let pipeline = pipeline(client).await;
    pipeline["stages"]
        .as_array()
        .expect("stages")
        .iter()
        .filter(|stage| stage["archived"] == false)
        .map(|stage| id(stage).to_owned())
        .collect()
}

/// Creates a deal of this title with these fields besides.
pub async fn deal(client: &Client, title: &str, fields: Value) -> Value {
    let mut body = json!({ "title": title });
    for (key, value) in fields.as_object().expect("fields") {
        body[key] = value.clone();
    }
    Client::ok(client.post("/deals", &body).await)
}

/// Takes a step with a deal from the version it has now.
pub async fn try_step(client: &Client, deal: &Value, step: &str, mut body: Value) -> (u16, Value) {
    let now = Client::ok(client.get(&format!("/deals/{}", id(deal))).await);
    body["version"] = now["version"].clone();
    client
        .post(&format!("/deals/{}/{step}", id(deal)), &body)
        .await
}

pub async fn step(client: &Client, deal: &Value, step: &str, body: Value) -> Value {
    Client::ok(try_step(client, deal, step, body).await)
}

pub async fn move_to(client: &Client, deal: &Value, stage: &str) -> Value {
    step(client, deal, "move", json!({ "stage_id": stage })).await
}

/// The id of some reason of loss.
pub async fn reason(client: &Client) -> String {
    let all = Client::ok(client.get("/lost-reasons").await);
    if let Some(first) = all["items"].get(0) {
        return id(first).to_owned();
    }
    let made = client
        .post("/lost-reasons", &json!({ "name": "Дорого" }))
        .await;
    id(&Client::ok(made)).to_owned()
}

pub async fn lose(client: &Client, deal: &Value) -> Value {
    let reason = reason(client).await;
    step(client, deal, "lose", json!({ "reason_id": reason })).await
}

/// The way of a deal as `from>to status`, stages by their place.
pub async fn way(client: &Client, deal: &Value) -> Vec<String> {
    let pipeline = pipeline(client).await;
    let place = |stage: &Value| {
        let all = pipeline["stages"].as_array().expect("stages");
        let found = all.iter().position(|one| one["id"] == *stage);
        found.map_or_else(|| "-".to_owned(), |index| index.to_string())
    };
    let history = Client::ok(client.get(&format!("/deals/{}/history", id(deal))).await);
    history["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| {
            format!(
                "{}>{} {}",
                place(&item["from_stage_id"]),
                place(&item["to_stage_id"]),
                item["to_status"].as_str().expect("a status")
            )
        })
        .collect()
}

/// The kinds and payloads of the events about a deal, the oldest first.
pub async fn events(app: &TestApp, deal: &Value) -> Vec<(String, Value)> {
    let deal: base::Uuid = id(deal).parse().expect("an id");
    let rows: Vec<(String, String)> = app
        .db
        .reader()
        .tuples(db::sql!(
            "select kind, payload from events where deal_id = $1 order by seq",
            deal
        ))
        .await
        .expect("events");
    rows.into_iter()
        .map(|(kind, payload)| (kind, serde_json::from_str(&payload).expect("json")))
        .collect()
}

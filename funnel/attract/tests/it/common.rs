//! What the tests of several entities need.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

pub fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

/// The values of one field of every item.
pub fn each<'a>(page: &'a Value, field: &str) -> Vec<&'a str> {
    let items = page["items"].as_array().expect("items");
    let text = |item: &'a Value| item[field].as_str().unwrap_or_default();
    items.iter().map(text).collect()
}

/// The codes of the wrong fields of a refusal.
pub fn wrong(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().expect("errors");
    errors
        .iter()
        .map(|error| {
            (
                error["field"].as_str().unwrap_or_default(),
                error["code"].as_str().unwrap_or_default(),
            )
        })
        .collect()
}

/// The id of the channel of a kind, as a new company has it.
pub async fn channel(app: &TestApp, kind: &str) -> String {
    let all = Client::ok(app.owner().get("/channels").await);
    let items = all["items"].as_array().expect("channels");
    let found = items.iter().find(|channel| channel["kind"] == kind);
    id(found.expect("a channel of this kind")).to_owned()
}

/// Adds a campaign of contextual ads with one rule.
pub async fn campaign(app: &TestApp, name: &str, source: &str, tag: &str) -> Value {
    let rule = json!({ "source": source, "medium": "cpc", "campaign": tag });
    let new = json!({ "name": name, "channel_id": channel(app, "context").await, "rules": [rule] });
    Client::ok(app.owner().post("/campaigns", &new).await)
}

pub async fn receive(app: &TestApp, told: Value) -> Value {
    Client::ok(app.owner().post("/inquiries", &told).await)
}

pub async fn get(app: &TestApp, path: &str) -> Value {
    Client::ok(app.owner().get(path).await)
}

pub async fn count(app: &TestApp, list: &str) -> i64 {
    get(app, &format!("/{list}?total=true&limit=1")).await["total"]
        .as_i64()
        .expect("a total")
}

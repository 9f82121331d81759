//! Personal data on request: what is given out, what is erased, and what stays.

mod erasure;
mod export;
mod life;
mod links;
mod others;
mod requests;

use serde_json::{Value, json};
use testkit::{Client, TestApp};

fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

async fn post(app: &TestApp, path: &str, body: Value) -> Value {
    Client::ok(app.owner().post(path, &body).await)
}

async fn get(app: &TestApp, path: &str) -> Value {
    Client::ok(app.owner().get(path).await)
}

/// Asks for an erasure of a contact and does it.
async fn erase(app: &TestApp, contact: &Value) {
    let path = format!("/contacts/{}/personal-data/erase", id(contact));
    let asked = json!({ "reason": "demand", "confirm": contact["name"] });
    post(app, &path, asked).await;
    app.run_jobs().await;
    let request = get(app, "/privacy-requests").await["items"][0].clone();
    assert_eq!(request["state"], "done", "{request}");
}

/// All texts of a column.
async fn texts(app: &TestApp, query: &str) -> Vec<String> {
    let found = app.db.reader().scalars(db::Query::new(query)).await;
    found.expect("texts")
}

//! What the tests of several entities need.

use serde_json::{Value, json};
use testkit::Client;

/// Adds a company of this name and gives it whole.
pub async fn company(client: &Client, name: &str) -> Value {
    Client::ok(client.post("/companies", &json!({ "name": name })).await)
}

/// Adds a contact of this last name and gives it whole.
pub async fn contact(client: &Client, last_name: &str) -> Value {
    Client::ok(
        client
            .post("/contacts", &json!({ "last_name": last_name }))
            .await,
    )
}

pub fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

/// The values of one field of every item.
pub fn each<'a>(page: &'a Value, field: &str) -> Vec<&'a str> {
    page["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item[field].as_str().unwrap_or_default())
        .collect()
}

/// The codes of the wrong fields of a refusal.
pub fn wrong(problem: &Value) -> Vec<(&str, &str)> {
    problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| {
            (
                error["field"].as_str().unwrap_or_default(),
                error["code"].as_str().unwrap_or_default(),
            )
        })
        .collect()
}

/// Reads a list page by page and gives one field of all its items.
pub async fn read_through(client: &Client, path: &str, field: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let more = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        let page = Client::ok(client.get(&format!("{path}{more}")).await);
        all.extend(each(&page, field).into_iter().map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return all,
        }
    }
}

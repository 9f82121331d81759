//! What the tests of imports need.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

/// Uploads a file and gives the import, or the problem, with its status.
pub async fn upload(client: &Client, entity: &str, name: &str, bytes: &[u8]) -> (u16, Value) {
    let mut body = Vec::new();
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"entity\"\r\n\r\n{entity}\r\n--edge\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    body.extend(head.as_bytes());
    body.extend(bytes);
    body.extend(b"\r\n--edge--\r\n");
    let answer = client
        .send(
            Method::POST,
            "/imports",
            "multipart/form-data; boundary=edge",
            body,
        )
        .await;
    (answer.status, answer.json())
}

/// Does one of the works on an import and gives it when the work is done.
pub async fn work(app: &TestApp, client: &Client, import: &Value, deed: &str) -> Value {
    let path = format!("/imports/{}", import["id"].as_str().expect("an id"));
    Client::ok(client.post(&format!("{path}/{deed}"), &json!({})).await);
    app.run_jobs().await;
    Client::ok(client.get(&path).await)
}

/// Uploads, checks and runs, and expects the check to have told exactly what the run did.
pub async fn import(app: &TestApp, client: &Client, entity: &str, csv: &str) -> Value {
    import_with(app, client, entity, csv, &json!({})).await
}

/// The same with options or a mapping.
pub async fn import_with(
    app: &TestApp,
    client: &Client,
    entity: &str,
    csv: &str,
    change: &Value,
) -> Value {
    let mut made = Client::ok(upload(client, entity, "файл.csv", csv.as_bytes()).await);
    let path = format!("/imports/{}", made["id"].as_str().expect("an id"));
    if change.as_object().is_some_and(|change| !change.is_empty()) {
        let mut change = change.clone();
        change["version"] = made["version"].clone();
        made = Client::ok(client.patch(&path, &change).await);
    }
    let checked = work(app, client, &made, "check").await;
    assert_eq!(checked["state"], "checked", "{checked}");
    let done = work(app, client, &made, "run").await;
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(
        checked["counts"], done["counts"],
        "the check told something else"
    );
    assert_eq!(checked["related"], done["related"]);
    assert_eq!(checked["warnings"], done["warnings"]);
    done
}

/// Created, updated, unchanged, refused.
pub fn counts(import: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "refused"]
        .map(|key| import["counts"][key].as_i64().expect("a count"))
}

/// All items of a list.
pub async fn all(client: &Client, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = Client::ok(client.get(&format!("{path}{mark}limit=200{cursor}")).await);
        items.extend(page["items"].as_array().expect("items").iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// The only record of a list whose field has this value.
pub async fn one(client: &Client, path: &str, field: &str, value: &str) -> Value {
    let found: Vec<Value> = all(client, path)
        .await
        .into_iter()
        .filter(|item| item[field] == value)
        .collect();
    assert_eq!(found.len(), 1, "{value}: {found:?}");
    found[0].clone()
}

/// The reasons of the refused rows, by row.
pub async fn refused(client: &Client, import: &Value) -> Vec<(i64, String)> {
    let path = format!("/imports/{}/refused", import["id"].as_str().expect("an id"));
    let rows = all(client, &path).await;
    rows.iter()
        .map(|row| {
            (
                row["row"].as_i64().expect("a row"),
                row["reason"].as_str().expect("a reason").to_owned(),
            )
        })
        .collect()
}

pub fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

//! The content library through HTTP.

mod abuse;
mod library;
mod opening;
mod sending;

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

/// A browser of a person.
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0";

pub const PDF: &[u8] = b"%PDF-1.7 a case";

pub fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

pub async fn get(app: &TestApp, path: &str) -> Value {
    Client::ok(app.owner().get(path).await)
}

pub async fn material(app: &TestApp, title: &str) -> Value {
    let new = json!({
        "kind": "article", "title": title, "summary": "Коротко о главном", "link": "https://example.com/a",
    });
    Client::ok(app.owner().post("/materials", &new).await)
}

/// Uploads a file as the next version of a material.
pub async fn upload(client: &Client, material: &Value, name: &str, bytes: &[u8]) -> Answer {
    let name = name.replace('"', "%22");
    let mut body = format!(
        "--border\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/html\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--border--\r\n");
    let path = format!(
        "/materials/{}/file?version={}",
        id(material),
        material["version"]
    );
    let kind = "multipart/form-data; boundary=border";
    client.send(Method::POST, &path, kind, body).await
}

pub async fn with_file(app: &TestApp, title: &str, name: &str, bytes: &[u8]) -> Value {
    let new = json!({ "kind": "case", "title": title });
    let made = Client::ok(app.owner().post("/materials", &new).await);
    let answer = upload(app.owner(), &made, name, bytes).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

pub async fn deal(app: &TestApp) -> Value {
    let new = json!({ "title": "Насосы", "company_name": "Молзавод" });
    Client::ok(app.owner().post("/deals", &new).await)
}

pub async fn send(app: &TestApp, deal: &Value, materials: &[&Value]) -> Value {
    let ids: Vec<&str> = materials.iter().map(|one| id(one)).collect();
    let new = json!({ "deal_id": id(deal), "materials": ids });
    Client::ok(app.owner().post("/content-sends", &new).await)
}

/// The link of a page that was just sent, as a test's client asks for it.
pub fn link(send: &Value) -> String {
    format!("/{}", send["path"].as_str().expect("a path"))
}

/// A person who is no user.
pub fn reader(app: &TestApp) -> Client {
    app.stranger().with("user-agent", BROWSER)
}

pub async fn open(client: &Client, path: &str) -> Answer {
    client.send(Method::GET, path, "", Vec::new()).await
}

/// What the page's script says.
pub async fn beat(client: &Client, link: &str, seconds: i64, opened: Option<i64>) {
    let body = json!({ "seconds": seconds, "opened": opened }).to_string();
    let path = format!("{link}/seen");
    let answer = client
        .send(Method::POST, &path, "text/plain", body.into_bytes())
        .await;
    assert_eq!(answer.status, 204);
}

pub async fn sends(app: &TestApp, deal: &Value) -> Value {
    get(app, &format!("/content-sends?filter[deal]={}", id(deal))).await["items"].clone()
}

/// The kinds of what happened to a deal, the newest first.
pub async fn told(app: &TestApp, deal: &Value) -> Vec<String> {
    let page = get(app, &format!("/deals/{}/timeline", id(deal))).await;
    let items = page["items"].as_array().expect("items");
    let kinds = items
        .iter()
        .map(|item| item["kind"].as_str().expect("a kind"));
    kinds
        .filter(|kind| kind.starts_with("content."))
        .map(str::to_owned)
        .collect()
}

pub async fn marks(app: &TestApp, deal: &Value, kind: &str) -> Vec<String> {
    let marks = get(app, &format!("/deals/{}/marks", id(deal))).await;
    let marks = marks.as_array().expect("marks").iter();
    let of_kind = marks.filter(|mark| mark["kind"] == kind);
    of_kind
        .map(|mark| mark["name"].as_str().expect("a name").to_owned())
        .collect()
}

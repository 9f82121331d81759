//! What the tests of mail need.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::smtp_server::Server;

pub fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

/// A server and the company's account on it.
pub async fn server(app: &TestApp) -> (Server, Value) {
    server_with(app, json!({})).await
}

pub async fn server_with(app: &TestApp, more: Value) -> (Server, Value) {
    let server = Server::start().await;
    let mut account = json!({ "kind": "smtp", "name": "Отдел продаж", "address": "sales@firm.ru",
        "from_name": "ООО «Фирма»", "host": "127.0.0.1", "port": server.port, "security": "none",
        "login": "sales", "password": "тайна-42" });
    for (key, value) in more.as_object().expect("an object") {
        account[key] = value.clone();
    }
    let account = Client::ok(app.owner().post("/mail/accounts", &account).await);
    (server, account)
}

/// A person with a mail address.
pub async fn person(app: &TestApp, name: &str, address: &str) -> Value {
    let new = json!({ "last_name": "Иванов", "first_name": name,
        "points": [{ "kind": "email", "value": address }] });
    Client::ok(app.owner().post("/contacts", &new).await)
}

/// Writes a mail to a person.
pub async fn write(app: &TestApp, contact: &Value, more: Value) -> Value {
    let mut mail =
        json!({ "contact_id": id(contact), "subject": "Предложение", "body": "Добрый день!" });
    for (key, value) in more.as_object().expect("an object") {
        mail[key] = value.clone();
    }
    Client::ok(app.owner().post("/mails", &mail).await)
}

pub async fn mail(app: &TestApp, mail: &Value) -> Value {
    Client::ok(app.owner().get(&format!("/mails/{}", id(mail))).await)
}

pub async fn site_url(app: &TestApp) {
    let patch = json!({ "site_url": "https://crm.firm.ru/" });
    Client::ok(app.owner().patch("/workspace", &patch).await);
}

pub async fn consent(app: &TestApp, contact: &Value, purpose: &str) -> Value {
    let consent = json!({ "contact_id": id(contact), "purpose": purpose, "channel": "mail" });
    Client::ok(app.owner().post("/consents", &consent).await)
}

//! Forms, as people see and send them.

mod files;
mod flood;
mod proof;
mod rules;
mod sending;

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::site::{self, Seen};

fn design() -> Value {
    json!({
        "title": "Получить расчёт", "intro": "Ответим за час", "thanks": "Спасибо, ждите звонка",
        "fields": [
            { "key": "name", "label": "Имя", "kind": "text", "to": "name", "required": true },
            { "key": "phone", "label": "Телефон", "kind": "phone", "to": "phone", "required": true },
            { "key": "task", "label": "Задача", "kind": "textarea", "to": "message" },
            { "key": "size", "label": "Размер", "kind": "choice", "options": ["до 50", "больше"] },
            { "key": "pd", "label": "Согласен на обработку персональных данных", "kind": "consent",
              "purpose": "personal_data", "required": true },
            { "key": "ads", "label": "Согласен получать рассылку", "kind": "consent", "purpose": "advertising" },
        ],
    })
}

async fn form(app: &TestApp) -> Value {
    let new = json!({ "name": "Расчёт", "slug": "Raschet", "design": design() });
    Client::ok(app.owner().post("/forms", &new).await)
}

/// The stamp of a page that was just shown.
async fn stamp(app: &TestApp) -> String {
    let page = site::get(app, "/f/raschet").await;
    let part = page
        .text
        .split("name=\"_t\" value=\"")
        .nth(1)
        .expect("a stamp");
    part.split('"').next().expect("an end").to_owned()
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    body.finish()
}

async fn send(app: &TestApp, fields: &[(&str, &str)]) -> Seen {
    let kind = "application/x-www-form-urlencoded";
    site::post(
        app,
        "/f/raschet",
        kind,
        encoded(fields),
        ("accept", "text/html"),
    )
    .await
}

const FINE: [(&str, &str); 4] = [
    ("name", "Пётр"),
    ("phone", "8 912 345-67-89"),
    ("task", "Насосы"),
    ("pd", "yes"),
];

async fn sent(app: &TestApp, stamp: &str) -> Seen {
    let mut fields = FINE.to_vec();
    fields.push(("_t", stamp));
    send(app, &fields).await
}

async fn submissions(app: &TestApp, filter: &str) -> Value {
    Client::ok(
        app.owner()
            .get(&format!("/form-submissions?{filter}"))
            .await,
    )
}

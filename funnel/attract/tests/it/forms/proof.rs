//! What a suspected sender can do to be believed.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::{Client, TestApp};

use super::*;
use crate::common::{each, id};
use crate::site;

const FORM: &str = "application/x-www-form-urlencoded";

async fn post(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Seen {
    site::post(app, path, FORM, encoded(fields), ("accept", "*/*")).await
}

/// The question that an embedded form is asked.
async fn asked(app: &TestApp, fields: &[(&str, &str)]) -> String {
    let seen = post(app, "/f/raschet?json=1", fields).await;
    let told: Value = serde_json::from_str(&seen.text).expect("json");
    assert_eq!(told["prove"]["bits"], 14, "{told}");
    told["prove"]["token"].as_str().expect("a token").to_owned()
}

/// What a browser finds in a second.
fn number(token: &str) -> String {
    (0..1_000_000_u32)
        .map(|number| number.to_string())
        .find(|number| {
            let hash = Sha256::digest(format!("{token}:{number}"));
            hash[0] == 0 && hash[1] < 4
        })
        .expect("a number")
}

async fn inquiries(app: &TestApp) -> usize {
    app.run_jobs().await;
    let inquiries = Client::ok(app.owner().get("/inquiries").await);
    inquiries["items"].as_array().expect("items").len()
}

#[tokio::test]
async fn a_quick_person_is_kept_asked_and_let_through_once() {
    let app = TestApp::new().await;
    form(&app).await;
    let stamp = stamp(&app).await;
    let mut quick = FINE.to_vec();
    quick.push(("_t", stamp.as_str()));
    let token = asked(&app, &quick).await;
    let spam = submissions(&app, "filter[state]=spam").await;
    assert_eq!(each(&spam, "reason"), ["too_quick"], "it is kept first");

    let early = post(&app, "/f/raschet/proof", &[("p", &token), ("n", "")]).await;
    assert!(early.text.contains("Заявка сохранена"));
    let forged = token.replacen('.', ".1", 1);
    post(
        &app,
        "/f/raschet/proof",
        &[("p", &forged), ("n", &number(&forged))],
    )
    .await;
    assert_eq!(inquiries(&app).await, 0);

    let number = number(&token);
    for _ in 0..2 {
        let proven = post(&app, "/f/raschet/proof", &[("p", &token), ("n", &number)]).await;
        assert!(proven.text.contains("Спасибо, ждите звонка"));
        assert_eq!(inquiries(&app).await, 1, "never twice");
    }
}

#[tokio::test]
async fn who_has_no_script_waits_and_confirms() {
    let app = TestApp::new().await;
    form(&app).await;
    let stamp = stamp(&app).await;
    let page = sent(&app, &stamp).await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.headers["content-security-policy"].to_str();
    assert!(policy.expect("a policy").contains("script-src 'sha256-"));
    let token = page.text.split("name=\"p\" value=\"").nth(1);
    let token = token
        .and_then(|part| part.split('"').next())
        .expect("a token");
    app.pass(5_000);
    let confirmed = post(&app, "/f/raschet/proof", &[("p", token), ("n", "")]).await;
    assert!(confirmed.text.contains("Спасибо, ждите звонка"));
    assert_eq!(inquiries(&app).await, 1);
}

#[tokio::test]
async fn a_crowd_without_stamps_has_to_work_and_those_who_saw_the_form_do_not() {
    let app = TestApp::new().await;
    form(&app).await;
    let stamp = stamp(&app).await;
    app.pass(30_000);
    // Each from an address of its own.
    for n in 1..=40 {
        let address = format!("203.0.113.{n}");
        site::from(&app, "/f/raschet", FORM, encoded(&FINE), &address).await;
    }
    assert_eq!(inquiries(&app).await, 30);
    let spam = submissions(&app, "filter[state]=spam").await;
    assert_eq!(each(&spam, "reason"), ["crowd"; 10]);
    let token = asked(&app, &FINE).await;
    app.pass(10_000);
    post(&app, "/f/raschet/proof", &[("p", &token), ("n", "")]).await;
    assert_eq!(inquiries(&app).await, 30, "waiting is not enough");
    post(
        &app,
        "/f/raschet/proof",
        &[("p", &token), ("n", &number(&token))],
    )
    .await;
    assert_eq!(inquiries(&app).await, 31);
    sent(&app, &stamp).await;
    assert_eq!(inquiries(&app).await, 32, "who saw the form is not asked");
}

#[tokio::test]
async fn hidden_fields_come_from_the_address() {
    let app = TestApp::new().await;
    let made = form(&app).await;
    let mut with = design();
    let fields = with["fields"].as_array_mut().expect("fields");
    fields.push(json!({ "key": "partner", "label": "Партнёр", "kind": "hidden", "options": ["нет"], "required": true }));
    let path = format!("/forms/{}", id(&made));
    Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 1, "design": with }))
            .await,
    );
    let page = site::get(&app, "/f/raschet?partner=%3Cb%3E7&name=evil").await;
    assert!(
        page.text
            .contains("name=\"partner\" data-from-address=\"\" value=\"&lt;b&gt;7\"")
    );
    assert!(
        !page.text.contains("evil"),
        "only hidden fields are filled in"
    );
    let plain = site::get(&app, "/f/raschet").await;
    assert!(plain.text.contains("data-from-address=\"\" value=\"нет\""));
}

//! First start, logging in, users, teams, tokens.

use base::{Role, Visibility};
use serde_json::json;
use testkit::{Client, PASSWORD, TestApp};

fn cookie_of(answer: &testkit::Answer) -> String {
    let header = answer
        .headers
        .get("set-cookie")
        .expect("a cookie")
        .to_str()
        .expect("text");
    assert!(
        header.contains("HttpOnly") && header.contains("SameSite=Lax"),
        "{header}"
    );
    header.split(';').next().expect("a pair").to_owned()
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> testkit::Answer {
    let body = json!({ "email": email, "password": password }).to_string();
    app.stranger()
        .send(
            "POST".parse().expect("a method"),
            "/session",
            "application/json",
            body.into(),
        )
        .await
}

#[tokio::test]
async fn the_first_start_makes_the_owner_and_happens_once() {
    let app = TestApp::empty().await;
    assert_eq!(app.stranger().get("/setup").await.1["needed"], true);
    let form = json!({ "workspace_name": "Ромашка", "name": "Анна", "email": "Anna@Example.com",
        "password": "длинный пароль", "lang": "ru" });
    let (status, me) = app.stranger().post("/setup", &form).await;
    assert_eq!(status, 201, "{me}");
    assert_eq!(me["user"]["role"], "owner");
    assert_eq!(me["user"]["email"], "anna@example.com");
    assert_eq!(app.stranger().get("/setup").await.1["needed"], false);
    let (status, again) = app.stranger().post("/setup", &form).await;
    assert_eq!((status, again["code"].as_str()), (409, Some("conflict")));
    assert_eq!(
        log_in(&app, "anna@example.com", "длинный пароль")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_session_lives_in_its_cookie_until_logging_out() {
    let app = TestApp::new().await;
    let answer = log_in(&app, "OWNER@example.com", PASSWORD).await;
    let browser = app.stranger().with("cookie", &cookie_of(&answer));
    assert_eq!(
        browser.get("/session").await.1["user"]["email"],
        "owner@example.com"
    );
    let foreign = browser.with("sec-fetch-site", "cross-site");
    let (status, refused) = foreign.delete("/session").await;
    assert_eq!((status, refused["code"].as_str()), (403, Some("csrf")));
    assert_eq!(
        browser
            .with("sec-fetch-site", "same-origin")
            .delete("/session")
            .await
            .0,
        204
    );
    assert_eq!(browser.get("/session").await.0, 401);
}

#[tokio::test]
async fn guessing_has_to_wait() {
    let app = TestApp::new().await;
    let mut last = log_in(&app, "owner@example.com", "wrong").await;
    for _ in 0..10 {
        last = log_in(&app, "owner@example.com", "wrong").await;
    }
    assert_eq!(last.status, 429, "{}", last.text());
    assert!(last.headers.contains_key("retry-after"));
    assert_eq!(
        log_in(&app, "owner@example.com", PASSWORD).await.status,
        429
    );
    app.pass(11 * 60 * 1000);
    assert_eq!(
        log_in(&app, "owner@example.com", PASSWORD).await.status,
        200
    );
}

#[tokio::test]
async fn a_switched_off_user_is_out_at_once_and_the_last_owner_stays() {
    let app = TestApp::new().await;
    let (id, client) = app
        .user("ivan@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    assert_eq!(client.get("/session").await.0, 200);
    let off = json!({ "active": false, "version": 1 });
    Client::ok(app.owner().patch(&format!("/users/{id}"), &off).await);
    assert_eq!(client.get("/session").await.0, 401);
    let (status, refused) = app
        .owner()
        .patch(&format!("/users/{}", app.owner_id()), &off)
        .await;
    assert_eq!((status, refused["code"].as_str()), (409, Some("conflict")));
    let (status, stale) = app
        .owner()
        .patch(
            &format!("/users/{id}"),
            &json!({ "name": "И", "version": 1 }),
        )
        .await;
    assert_eq!((status, stale["current_version"].as_i64()), (409, Some(2)));
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let app = TestApp::new().await;
    let one = app.stranger().with(
        "cookie",
        &cookie_of(&log_in(&app, "owner@example.com", PASSWORD).await),
    );
    let two = app.stranger().with(
        "cookie",
        &cookie_of(&log_in(&app, "owner@example.com", PASSWORD).await),
    );
    let wrong = json!({ "current_password": "мимо", "new_password": "новый пароль" });
    assert_eq!(
        one.post("/session/password", &wrong).await.1["errors"][0]["field"],
        "current_password"
    );
    let right = json!({ "current_password": PASSWORD, "new_password": "новый пароль" });
    assert_eq!(one.post("/session/password", &right).await.0, 204);
    assert_eq!(one.get("/session").await.0, 200);
    assert_eq!(two.get("/session").await.0, 401);
    assert_eq!(
        log_in(&app, "owner@example.com", PASSWORD).await.status,
        401
    );
}

#[tokio::test]
async fn a_token_is_shown_once_and_dies_when_revoked_or_late() {
    let app = TestApp::new().await;
    let new =
        json!({ "name": "отчёт", "scopes": ["users.read"], "expires_at": "2026-11-24T00:00:00Z" });
    let made = Client::ok(app.owner().post("/tokens", &new).await);
    let secret = made["token"].as_str().expect("a secret").to_owned();
    let list = Client::ok(app.owner().get("/tokens").await);
    assert!(!list.to_string().contains(&secret));
    let program = app
        .stranger()
        .with("authorization", &format!("Bearer {secret}"));
    assert_eq!(program.get("/users").await.0, 200);
    assert_eq!(program.post("/teams", &json!({ "name": "x" })).await.0, 403);
    app.pass(2 * 86_400_000);
    assert_eq!(program.get("/users").await.0, 401);
    let second = Client::ok(
        app.owner()
            .post("/tokens", &json!({ "name": "b", "scopes": ["users.read"] }))
            .await,
    );
    let program = app.stranger().with(
        "authorization",
        &format!("Bearer {}", second["token"].as_str().expect("text")),
    );
    assert_eq!(program.get("/users").await.0, 200);
    let id = second["id"].as_str().expect("an id");
    assert_eq!(app.owner().delete(&format!("/tokens/{id}")).await.0, 204);
    assert_eq!(program.get("/users").await.0, 401);
}

#[tokio::test]
async fn asking_again_with_the_same_key_repeats_the_answer_and_not_the_change() {
    let app = TestApp::new().await;
    let client = app.owner().with("idempotency-key", "k1");
    let first = client.post("/teams", &json!({ "name": "Север" })).await;
    let again = client.post("/teams", &json!({ "name": "Север" })).await;
    assert_eq!(first, again);
    assert_eq!(first.0, 201);
    assert_eq!(Client::ok(app.owner().get("/teams").await)["total"], 1);
    let (status, other) = client.post("/teams", &json!({ "name": "Юг" })).await;
    assert_eq!(
        (status, other["code"].as_str()),
        (409, Some("idempotency_key_reused"))
    );
}

#[tokio::test]
async fn problems_speak_the_callers_language_and_name_the_field() {
    let app = TestApp::new().await;
    let (status, problem) = app.owner().post("/teams", &json!({})).await;
    assert_eq!(
        (status, problem["errors"][0]["field"].as_str()),
        (422, Some("name"))
    );
    assert_eq!(problem["errors"][0]["message"], "Заполните это поле");
    let english = app.stranger().with("accept-language", "en-GB");
    assert_eq!(english.get("/users").await.1["title"], "Log in first");
    let (status, unknown) = app.owner().get("/users?filter[nonsense]=1").await;
    assert_eq!(
        (status, unknown["code"].as_str()),
        (400, Some("unknown_filter"))
    );
    assert_eq!(app.owner().get("/nonsense").await.1["code"], "not_found");
}

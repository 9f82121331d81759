//! What a form may be, and what becomes of it.

use axum::http::StatusCode;
use serde_json::json;
use testkit::{Client, TestApp};

use super::*;
use crate::common::{id, wrong};
use crate::site;

#[tokio::test]
async fn a_form_leads_on_only_to_the_company_s_own_sites() {
    let app = TestApp::new().await;
    let made = form(&app).await;
    let path = format!("/forms/{}", id(&made));
    let with = |url: &str, version: i64| {
        let mut design = design();
        design["redirect"] = json!(url);
        json!({ "version": version, "design": design })
    };
    for foreign in [
        "https://evil.ru/",
        "javascript:alert(1)",
        "//evil.ru",
        "https://site.ru@evil.ru/",
    ] {
        let (status, problem) = app.owner().patch(&path, &with(foreign, 1)).await;
        assert_eq!(
            (status, wrong(&problem)),
            (422, vec![("design.redirect", "foreign")]),
            "{foreign}"
        );
    }
    let site = json!({ "name": "Сайт", "domains": ["site.ru"] });
    Client::ok(app.owner().post("/sites", &site).await);
    Client::ok(
        app.owner()
            .patch(&path, &with("https://site.ru/thanks", 1))
            .await,
    );
    let stamp = stamp(&app).await;
    app.pass(10_000);
    let seen = sent(&app, &stamp).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    assert_eq!(seen.headers["location"], "https://site.ru/thanks");
}

#[tokio::test]
async fn an_archived_form_is_not_found_and_what_fails_can_be_tried_again() {
    let app = TestApp::new().await;
    let made = form(&app).await;
    let path = format!("/forms/{}", id(&made));
    // A pipeline that is gone makes the deal impossible.
    let mut broken = design();
    broken["pipeline_id"] = json!("01a207a2-3280-7000-8000-0000000000ff");
    Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 1, "design": broken }))
            .await,
    );
    let stamp = stamp(&app).await;
    app.pass(10_000);
    sent(&app, &stamp).await;
    app.run_jobs().await;
    let failed = submissions(&app, "filter[state]=failed").await;
    assert!(failed["items"][0]["error"].is_string(), "{failed}");
    Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 2, "design": design() }))
            .await,
    );
    let again = format!("/form-submissions/{}/replay", id(&failed["items"][0]));
    let version = json!({ "version": failed["items"][0]["version"] });
    Client::ok(app.owner().post(&again, &version).await);
    app.run_jobs().await;
    assert_eq!(
        submissions(&app, "").await["items"][0]["state"],
        "processed"
    );

    Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 3, "archived": true }))
            .await,
    );
    for gone in ["/f/raschet", "/f/raschet/part", "/f/nothing"] {
        assert_eq!(
            site::get(&app, gone).await.status,
            StatusCode::NOT_FOUND,
            "{gone}"
        );
    }
    let script = site::get(&app, "/f/raschet/embed.js").await;
    assert!(script.text.contains("/f/raschet"));
    assert_eq!(
        site::get(&app, "/f/a';alert(1)/embed.js").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_address_that_only_looks_like_ours_is_foreign() {
    let app = TestApp::new().await;
    let site = json!({ "name": "Сайт", "domains": ["site.ru"] });
    Client::ok(app.owner().post("/sites", &site).await);
    for url in [
        "https://evil.example?@site.ru/",
        "https://evil.example#@site.ru/",
        "https://evil.example?.site.ru",
        "https://evil.example#.site.ru",
        "https://site.ru@evil.example/",
        "https://site.ru:x@evil.example/",
        "https://evil.example\\@site.ru/",
        "https://site.ru;script-src:/",
    ] {
        let mut design = design();
        design["redirect"] = json!(url);
        let new = json!({ "name": "Ф", "slug": "f", "design": design });
        let answer = app.owner().post("/forms", &new).await;
        assert_eq!(
            (answer.0, wrong(&answer.1)),
            (422, vec![("design.redirect", "foreign")]),
            "{url}"
        );
    }
}

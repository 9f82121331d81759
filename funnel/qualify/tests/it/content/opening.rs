//! What is counted of opened pages, and what is not.

use axum::http::Method;
use serde_json::json;
use testkit::TestApp;

use super::{
    PDF, beat, deal, get, id, link, marks, material, open, reader, send, sends, told, with_file,
};

#[tokio::test]
async fn a_visit_is_told_once_with_its_time_and_what_was_opened() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let (article, case) = (
        material(&app, "Статья").await,
        with_file(&app, "Кейс", "a.pdf", PDF).await,
    );
    let sent = send(&app, &deal, &[&article, &case]).await;
    let (reader, link) = (reader(&app), link(&sent));
    open(&reader, &link).await;
    assert_eq!(
        sends(&app, &deal).await[0]["visits"],
        0,
        "the page alone was seen by nobody yet"
    );

    beat(&reader, &link, 2, None).await;
    app.pass(15_000);
    beat(&reader, &link, 15, None).await;
    app.pass(3_000);
    beat(&reader, &link, 3, Some(2)).await;
    let given = open(&reader, &format!("{link}/2")).await;
    assert_eq!((given.status, &given.bytes[..]), (200, PDF));
    let now = &sends(&app, &deal).await[0];
    assert_eq!((&now["visits"], &now["seconds"]), (&json!(1), &json!(20)));
    assert_eq!(now["opened"][0]["materials"], json!([2]));
    assert_eq!(now["opened"][0]["seconds"], 20);
    assert_eq!(
        (&now["materials"][0]["opens"], &now["materials"][1]["opens"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(told(&app, &deal).await, ["content.opened", "content.sent"]);
    assert_eq!(marks(&app, &deal, "content_opened").await, ["Кейс"]);
    assert_eq!(
        get(&app, &format!("/materials/{}", id(&case))).await["opened"],
        1
    );

    // After a pause it is another visit.
    app.pass(31 * 60_000);
    beat(&reader, &link, 4, Some(2)).await;
    let now = &sends(&app, &deal).await[0];
    assert_eq!(
        (&now["visits"], &now["materials"][1]["opens"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        told(&app, &deal).await,
        ["content.opened", "content.opened", "content.sent"]
    );
}

#[tokio::test]
async fn a_browser_without_scripts_counts_by_its_picture() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let article = material(&app, "Статья").await;
    let sent = send(&app, &deal, &[&article]).await;
    let (reader, link) = (reader(&app), link(&sent));
    // A program that follows every link without looking at the page.
    let onward = open(&reader, &format!("{link}/1")).await;
    assert_eq!(onward.status, 303);
    assert_eq!(onward.headers["location"], "https://example.com/a");
    assert_eq!(sends(&app, &deal).await[0]["visits"], 0);
    let point = open(&reader, &format!("{link}/seen.gif")).await;
    assert_eq!(point.headers["content-type"], "image/gif");
    open(&reader, &format!("{link}/1")).await;
    let now = &sends(&app, &deal).await[0];
    assert_eq!((&now["visits"], &now["seconds"]), (&json!(1), &json!(0)));
    assert_eq!(now["opened"][0]["materials"], json!([1]));
    assert_eq!(marks(&app, &deal, "content_opened").await, ["Статья"]);
}

#[tokio::test]
async fn programs_colleagues_and_those_who_ask_not_to_be_are_not_counted() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let article = material(&app, "Статья").await;
    let sent = send(&app, &deal, &[&article]).await;
    let link = link(&sent);
    let person = reader(&app);
    let nobody = [
        app.stranger(),
        app.stranger()
            .with("user-agent", "TelegramBot (like TwitterBot)"),
        app.stranger()
            .with("user-agent", "Mozilla/5.0 HeadlessChrome/140.0"),
        person.with("dnt", "1"),
        person.with("sec-gpc", "1"),
        app.owner().with("user-agent", super::BROWSER),
    ];
    for client in &nobody {
        assert_eq!(open(client, &link).await.status, 200);
        beat(client, &link, 5, Some(1)).await;
        open(client, &format!("{link}/seen.gif")).await;
        open(client, &format!("{link}/1")).await;
    }
    let head = person
        .send(Method::HEAD, &format!("{link}/seen.gif"), "", Vec::new())
        .await;
    assert_eq!(head.status, 200);
    assert_eq!(sends(&app, &deal).await[0]["visits"], 0);
    assert_eq!(told(&app, &deal).await, ["content.sent"]);
    let preview = open(&nobody[5], &link).await.text();
    assert!(preview.contains("ваш просмотр не считается"));
    assert!(!open(&person, &link).await.text().contains("ваш просмотр"));
}

#[tokio::test]
async fn nobody_looks_longer_than_time_passes() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let article = material(&app, "Статья").await;
    let sent = send(&app, &deal, &[&article]).await;
    let (reader, link) = (reader(&app), link(&sent));
    for _ in 0..5 {
        beat(&reader, &link, 1_000_000, Some(99)).await;
    }
    app.pass(10_000);
    beat(&reader, &link, -1_000_000, None).await;
    beat(&reader, &link, i64::MAX, None).await;
    let now = &sends(&app, &deal).await[0];
    assert_eq!(now["visits"], 1);
    let seconds = now["seconds"].as_i64().expect("seconds");
    assert!((5..=20).contains(&seconds), "{seconds}");
    assert_eq!(now["opened"][0]["materials"], json!([]));
}

//! What happens when the world fails: a full disk, garbage, a panic of time.

use db::{Dialect, Query};
use serde_json::json;
use testkit::{Client, TestApp};

/// A SQLite file that may not grow says what a full disk says.
#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing() {
    let app = TestApp::new().await;
    if app.db.dialect != Dialect::Sqlite {
        return;
    }
    let kept = Client::ok(app.owner().post("/deals", &json!({ "title": "До" })).await);
    let tx = app
        .db
        .begin(base::Actor::system())
        .await
        .expect("a transaction");
    let pages: i64 = tx
        .conn()
        .scalar(Query::new("pragma page_count"))
        .await
        .expect("pages")
        .expect("a number");
    let limit = Query::new(&format!("pragma max_page_count = {}", pages + 2));
    let _: Option<i64> = tx.conn().scalar(limit).await.expect("a limit");
    tx.commit().await.expect("a commit");
    let note = json!({ "text": "очень длинная заметка ".repeat(800), "deal_id": kept["id"] });
    let (mut status, mut body) = (200, json!(null));
    for _ in 0..20 {
        (status, body) = app.owner().post("/notes", &note).await;
        if status != 201 {
            break;
        }
    }
    assert_eq!(
        (status, body["code"].as_str()),
        (507, Some("storage_full")),
        "{body}"
    );
    assert!(body["title"].as_str().expect("a title").contains("место"));
    // Reading goes on, and when there is room again, so does writing.
    let path = format!("/deals/{}", kept["id"].as_str().expect("an id"));
    assert_eq!(Client::ok(app.owner().get(&path).await)["title"], "До");
    let tx = app
        .db
        .begin(base::Actor::system())
        .await
        .expect("a transaction");
    let _: Option<i64> = tx
        .conn()
        .scalar(Query::new("pragma max_page_count = 1000000"))
        .await
        .expect("a limit");
    tx.commit().await.expect("a commit");
    assert_eq!(
        app.owner()
            .post("/notes", &json!({ "text": "после", "deal_id": kept["id"] }))
            .await
            .0,
        201
    );
}

#[tokio::test]
async fn garbage_gets_a_clear_answer() {
    let app = TestApp::new().await;
    let send = async |path: &str, bytes: &[u8]| {
        let method = "POST".parse().expect("a method");
        app.owner()
            .send(method, path, "application/json", bytes.to_vec())
            .await
    };
    let answer = send("/deals", b"{\"title\": \"\xff\xfe\"}").await;
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (400, Some("bad_request"))
    );
    let answer = send("/deals", b"{\"title\": 5}").await;
    assert_eq!(
        (answer.status, answer.json()["errors"][0]["field"].as_str()),
        (422, Some("title"))
    );
    // Deep nesting is cut before it can exhaust the stack.
    let answer = send("/deals", &vec![b'['; 100_000]).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let answer = send("/deals", &vec![b' '; 3 * 1024 * 1024]).await;
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (413, Some("too_large"))
    );
    let long = json!({ "title": "я".repeat(100_000) }).to_string();
    let answer = send("/deals", long.as_bytes()).await;
    assert_eq!(
        (answer.status, answer.json()["errors"][0]["code"].as_str()),
        (422, Some("too_long"))
    );
    for path in [
        "/deals?cursor=%00",
        "/deals?limit=-1",
        "/deals?filter[owner]=x'--",
        "/deals?sort=amount;drop",
    ] {
        let (status, body) = app.owner().get(path).await;
        assert_eq!(status, 400, "{path}: {body}");
    }
    let (status, body) = app.owner().get("/search?q=%27%22%25%5F%5C*(").await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn two_writers_of_one_deal_cannot_overwrite_each_other() {
    let app = TestApp::new().await;
    let deal = Client::ok(
        app.owner()
            .post("/deals", &json!({ "title": "Одна" }))
            .await,
    );
    let path = format!("/deals/{}", deal["id"].as_str().expect("an id"));
    let tries = (0..8).map(|n| {
        let (client, path) = (app.owner().clone(), path.clone());
        async move {
            client
                .patch(
                    &path,
                    &json!({ "title": format!("Правка {n}"), "version": 1 }),
                )
                .await
                .0
        }
    });
    let mut statuses = futures::future::join_all(tries).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!(Client::ok(app.owner().get(&path).await)["version"], 2);
}

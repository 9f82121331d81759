//! Live updates reach those who may see the record, and nobody else.

use std::sync::Arc;
use std::time::Duration;

use base::{Role, Visibility};
use db::LiveEvent;
use serde_json::json;
use testkit::{Client, TestApp};
use tokio::sync::broadcast::Receiver;

async fn next_of(receiver: &mut Receiver<Arc<LiveEvent>>, kind: &str) -> Arc<LiveEvent> {
    loop {
        let event = tokio::time::timeout(Duration::from_secs(10), receiver.recv())
            .await
            .unwrap_or_else(|_| panic!("no {kind} came"))
            .expect("an event");
        if event.kind == kind {
            return event;
        }
    }
}

#[tokio::test]
async fn a_commit_reaches_the_watchers_of_this_process_and_of_another() {
    let app = TestApp::new().await;
    let other = db::Db::open(
        &app.home().location(),
        base::Clock::System,
        base::Ids::Random,
    )
    .await
    .expect("a database");
    let tasks = [app.db.clone(), other.clone()]
        .map(|db| tokio::spawn(async move { db.carry_events().await }));
    let (mut here, mut there) = (app.db.watch(), other.watch());
    tokio::time::sleep(Duration::from_millis(500)).await;
    let deal = Client::ok(
        app.owner()
            .post("/deals", &json!({ "title": "Насосы" }))
            .await,
    );
    let seen = next_of(&mut here, "deal.created").await;
    assert_eq!(
        seen.deal_id.map(|id| id.to_string()).as_deref(),
        deal["id"].as_str()
    );
    assert_eq!(
        next_of(&mut there, "deal.created").await.deal_id,
        seen.deal_id
    );
    for task in tasks {
        task.abort();
    }
}

#[tokio::test]
async fn the_stream_hides_what_the_caller_may_not_see() {
    use axum::body::Body;
    use axum::http::Request;
    use futures::StreamExt as _;
    use tower::ServiceExt as _;

    let app = TestApp::new().await;
    let carrying = tokio::spawn({
        let db = app.db.clone();
        async move { db.carry_events().await }
    });
    let (_, seller) = app
        .user(
            "seller@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    let request = Request::get("/api/v1/live")
        .header(
            "authorization",
            format!("Bearer {}", seller.token().expect("a token")),
        )
        .body(Body::empty())
        .expect("a request");
    let answer = app
        .voronka
        .router
        .clone()
        .oneshot(request)
        .await
        .expect("an answer");
    let mut stream = answer.into_body().into_data_stream();
    tokio::time::sleep(Duration::from_millis(500)).await;
    Client::ok(
        app.owner()
            .post("/deals", &json!({ "title": "Чужая" }))
            .await,
    );
    let mine = Client::ok(seller.post("/deals", &json!({ "title": "Моя" })).await);
    let first = tokio::time::timeout(Duration::from_secs(10), async {
        loop {
            let part = stream
                .next()
                .await
                .expect("the stream goes on")
                .expect("a part");
            let text = String::from_utf8_lossy(&part).into_owned();
            if text.contains("deal.created") {
                return text;
            }
        }
    })
    .await
    .expect("an event in time");
    assert!(
        first.contains(mine["id"].as_str().expect("an id")),
        "{first}"
    );
    carrying.abort();
}

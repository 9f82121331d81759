//! The log of requests: what became of them, and who sees whose they were.

use std::sync::{Arc, OnceLock};

use api::personal::{Doing, Item};
use api::{Person, Personal, Redactor};
use axum::http::Method;
use base::{Role, Text, Visibility};
use db::jobs::Jobs;
use db::{Conn, Db, Tx};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::{get, id, post, texts};

async fn contact(app: &TestApp) -> Value {
    let person = json!({ "last_name": "Зяблёв", "first_name": "Пётр" });
    post(app, "/contacts", person).await
}

async fn ask(app: &TestApp, contact: &Value, what: &str) -> Value {
    let path = format!("/contacts/{}/personal-data/{what}", id(contact));
    let asked = json!({ "reason": "demand", "confirm": "Зяблёв Пётр" });
    post(app, &path, asked).await
}

async fn log(client: &Client) -> Value {
    Client::ok(client.get("/privacy-requests").await)["items"].clone()
}

#[tokio::test]
async fn a_request_whose_job_was_cancelled_has_failed_and_may_be_made_again() {
    let app = TestApp::new().await;
    let contact = contact(&app).await;
    for kind in ["export", "erase"] {
        let asked = ask(&app, &contact, kind).await;
        assert_eq!(asked["state"], "queued");
        let job = asked["job_id"].as_str().expect("a job");
        post(&app, &format!("/jobs/{job}/cancel"), json!({})).await;
        let request = log(app.owner()).await[0].clone();
        assert_eq!(request["state"], "failed", "{request}");
        assert!(request["finished_at"].is_string(), "{request}");
    }
    ask(&app, &contact, "erase").await;
    app.run_jobs().await;
    assert_eq!(log(app.owner()).await[0]["state"], "done");
}

#[tokio::test]
async fn who_may_not_see_a_contact_does_not_see_their_name_in_the_log() {
    let app = TestApp::new().await;
    let contact = contact(&app).await;
    ask(&app, &contact, "export").await;
    let (_, head) = app
        .user("h@example.com", Role::HeadOfSales, Visibility::Own, None)
        .await;
    assert_eq!(log(app.owner()).await[0]["contact"]["name"], "Зяблёв Пётр");
    let seen = log(&head).await;
    assert_eq!(seen[0]["contact"]["id"], contact["id"]);
    assert_eq!(seen[0]["contact"]["name"], "Контакт вам не виден");
    let theirs = format!("/privacy-requests?filter[contact]={}", id(&contact));
    let theirs = Client::ok(head.get(&theirs).await);
    assert_eq!(theirs["items"], seen);
}

/// A keeper that is asked about the person and does not answer before an erasure is done.
#[derive(Debug)]
struct Slow {
    db: Db,
    jobs: Arc<OnceLock<Jobs>>,
}

impl Personal for Slow {
    fn name(&self) -> &'static str {
        "slow"
    }

    fn title(&self) -> Text {
        Text::fixed("Долго", "Slow")
    }

    fn tell<'a>(&'a self, _: Conn<'a>, _: &'a Person) -> Doing<'a, Vec<Item>> {
        Box::pin(async {
            let jobs = self.jobs.get().expect("jobs");
            assert!(jobs.run_one(&self.db).await?, "the erasure waited");
            Ok(vec![Item::new().with("name", self.title(), "Зяблёв")])
        })
    }

    fn forget<'a>(&'a self, _: &'a Tx, _: &'a Person, _: &'a Redactor) -> Doing<'a, u64> {
        Box::pin(async { Ok(0) })
    }
}

#[tokio::test]
async fn an_export_that_ends_after_the_erasure_leaves_no_file() {
    let app = TestApp::new().await;
    let contact = contact(&app).await;
    let export = ask(&app, &contact, "export").await;
    ask(&app, &contact, "erase").await;
    let jobs = Arc::new(OnceLock::new());
    let slow = Slow {
        db: app.db.clone(),
        jobs: jobs.clone(),
    };
    let mut keepers = crm::privacy::keepers();
    keepers.push(Arc::new(slow));
    let module = crm::privacy::module(&keepers);
    assert!(jobs.set(module.jobs).is_ok());
    let jobs = jobs.get().expect("jobs");
    assert!(jobs.run_one(&app.db).await.expect("a queue"));
    let requests = get(&app, "/privacy-requests").await["items"].clone();
    let state = |at: usize| (&requests[at]["kind"], &requests[at]["state"]);
    assert_eq!(state(0), (&json!("erasure"), &json!("done")));
    assert_eq!(state(1), (&json!("export"), &json!("failed")));
    let path = format!("/privacy-requests/{}/file", id(&export));
    let file = app.owner().send(Method::GET, &path, "", vec![]).await;
    assert_eq!(file.status, 404);
    let kept = texts(&app, "select cast(request_id as text) from privacy_files").await;
    assert!(kept.is_empty());
}

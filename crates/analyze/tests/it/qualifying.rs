//! How leads become qualified leads: the report adds up, and waits are counted in working time.

use base::{Actor, Text, Time};
use crm::marks::{Kind, Mark, actions};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::demo::{Demo, number};
use super::reconcile;

const PERIOD: &str = "from=2026-05-01&to=2026-11-23";

#[tokio::test]
async fn every_number_of_the_report_is_explained_and_adds_up() {
    let demo = Demo::new().await;
    let contrast = format!("/analyze/contrast?{PERIOD}&by=answer");
    let contrast = demo.get(&contrast).await;
    let compared = reconcile::page(&demo.director, &contrast).await;
    assert_eq!(
        (contrast["rows"].as_array().map(Vec::len), compared),
        (Some(4), 10)
    );
    for by in ["source", "owner", "team"] {
        let report = demo
            .get(&format!("/analyze/qualifying?{PERIOD}&by={by}"))
            .await;
        let opened = reconcile::page(&demo.director, &report).await;
        assert!(opened + compared > 40, "{by}: {opened}");
        let leads = |row: &Value| number(&row["leads"]["value"]);
        let rows = report["rows"].as_array().expect("rows");
        let sum: f64 = rows.iter().map(leads).sum();
        assert!((sum - leads(&report["all"])).abs() < 1e-9, "{by}");
    }
    let report = demo
        .get(&format!("/analyze/qualifying?{PERIOD}&by=owner"))
        .await;
    let findings = report["findings"].as_array().expect("findings");
    let told = |kind: &str| {
        let found = findings.iter().find(|finding| finding["kind"] == kind);
        found.map_or("", |finding| finding["text"].as_str().unwrap_or_default())
    };
    assert!(told("in_time").contains("Артём Полянский"), "{findings:?}");
    assert!(told("speed").contains("не доказывает"), "{findings:?}");
    let speeds = report["speeds"].as_array().expect("speeds");
    let keys: Vec<&str> = speeds
        .iter()
        .filter_map(|row| row["key"].as_str())
        .collect();
    assert_eq!(keys.first(), Some(&"15m"));
    assert_eq!(keys.last(), Some(&"unanswered"));
}

async fn answered(app: &TestApp, deal: &Value, key: &str, minutes: i64) {
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    let mark = Mark {
        kind: Kind::FirstResponse,
        key: key.to_owned(),
        name: Text::new(key.to_owned(), key.to_owned()),
    };
    let start = Time::parse(testkit::START).expect("a time");
    let at = Time(start.0 + minutes * 60_000);
    let id = deal["id"].as_str().expect("an id").parse().expect("an id");
    actions::put(&tx, id, &mark, at).await.expect("a mark");
    tx.commit().await.expect("a commit");
}

#[tokio::test]
async fn whoever_is_not_answered_counts_as_waiting() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let mut deals = Vec::new();
    for title in ["Быстро", "Медленно", "Потеряна"] {
        deals.push(Client::ok(
            owner.post("/deals", &json!({ "title": title })).await,
        ));
    }
    answered(&app, &deals[0], "15m", 10).await;
    answered(&app, &deals[1], "1h", 30).await;
    answered(&app, &deals[2], "unanswered", 0).await;
    app.pass(20 * 60_000);
    let reasons = Client::ok(owner.get("/lost-reasons").await);
    let lost = json!({ "version": 1, "reason_id": reasons["items"][0]["id"] });
    let path = format!("/deals/{}/lose", deals[2]["id"].as_str().expect("an id"));
    Client::ok(owner.post(&path, &lost).await);
    // Weeks later: the lost one has waited for twenty minutes, not for weeks.
    app.pass(20 * 86_400_000);
    let hours = async |more: &str| {
        let told = Client::ok(
            owner
                .get(&format!("/analyze/numbers/first_response{more}"))
                .await,
        );
        told["figure"]["value"].clone()
    };
    // After ten minutes a third is answered; of those still watched at thirty, all.
    assert_eq!(hours("").await, json!(0.5));
    assert_eq!(hours("?quantile=25").await, json!(10.0 / 60.0));
    let then = "?as_of=2026-11-23T09:15:00Z";
    assert_eq!(hours(then).await, Value::Null);
    assert_eq!(
        hours(&format!("{then}&quantile=25")).await,
        json!(10.0 / 60.0)
    );
}

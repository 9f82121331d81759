//! Groups that stages make of deals are segments of every number, from the moment they were made.

use base::{Actor, Text, Time, Uuid};
use crm::marks::{Kind, Mark, actions};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::reconcile;

async fn deal(app: &TestApp, amount: i64) -> Uuid {
    let amount = json!({ "amount": amount, "currency": "RUB" });
    let new = json!({ "title": "Поставка", "value": amount });
    let made = Client::ok(app.owner().post("/deals", &new).await);
    made["id"].as_str().expect("an id").parse().expect("an id")
}

async fn put(app: &TestApp, deal: Uuid, key: &str, name: &str) {
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    let mark = Mark {
        kind: Kind::CampaignFirst,
        key: key.to_owned(),
        name: Text::new(name.to_owned(), name.to_owned()),
    };
    let now: Time = tx.now();
    actions::put(&tx, deal, &mark, now).await.expect("a mark");
    tx.commit().await.expect("a commit");
}

async fn rows(app: &TestApp, path: &str) -> Vec<(String, Value)> {
    let page = Client::ok(app.owner().get(path).await);
    reconcile::page(app.owner(), &page).await;
    page["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            let name = row["name"].as_str().expect("a name").to_owned();
            (name, row["figure"]["value"].clone())
        })
        .collect()
}

#[tokio::test]
async fn a_number_is_told_apart_by_marks_and_narrowed_to_them() {
    let app = TestApp::new().await;
    let deals = [
        deal(&app, 10_000).await,
        deal(&app, 20_000).await,
        deal(&app, 40_000).await,
    ];
    // Numbers are asked for before, so that marks reach a history that is kept already.
    let by = "/analyze/breakdown/open_sum?by=campaign_first";
    let named = |name: &str, value: i64| (name.to_owned(), json!(value as f64));
    assert_eq!(rows(&app, by).await, [named("Не указано", 70_000)]);
    app.pass(86_400_000);
    put(&app, deals[0], "autumn", "Осень").await;
    put(&app, deals[1], "winter", "Зима").await;
    assert_eq!(
        rows(&app, by).await,
        [
            named("Не указано", 40_000),
            named("Зима", 20_000),
            named("Осень", 10_000)
        ]
    );

    let narrowed = "/analyze/breakdown/open_sum?by=owner&filter[mark]=campaign_first:winter";
    assert_eq!(rows(&app, narrowed).await, [named("owner", 20_000)]);
    let none = "/analyze/breakdown/open_sum?by=owner&filter[mark]=none";
    assert_eq!(rows(&app, none).await, [named("owner", 40_000)]);
    let before = format!("{by}&as_of=2026-11-23");
    assert_eq!(rows(&app, &before).await, [named("Не указано", 70_000)]);

    put(&app, deals[1], "autumn", "Осень 2026").await;
    assert_eq!(
        rows(&app, by).await,
        [named("Не указано", 40_000), named("Осень 2026", 30_000)]
    );
    let (status, _) = app
        .owner()
        .get("/analyze/breakdown/open_sum?by=owner&filter[mark]=winter")
        .await;
    assert_eq!(status, 400);
}

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

async fn answered(app: &TestApp, deal: Uuid, key: &str) {
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    let mark = Mark {
        kind: Kind::Answer,
        key: key.to_owned(),
        name: Text::new(key.to_owned(), key.to_owned()),
    };
    let now: Time = tx.now();
    actions::put(&tx, deal, &mark, now).await.expect("a mark");
    tx.commit().await.expect("a commit");
}

/// Of 24 deals 12 are won. All of those have a budget; of the 12 lost ones 10 were asked, and 3 have one.
#[tokio::test]
async fn what_tells_won_deals_from_lost_ones() {
    let app = TestApp::new().await;
    let pipelines = Client::ok(app.owner().get("/pipelines").await);
    let stages = pipelines["items"][0]["stages"].as_array().expect("stages");
    let win = stages.iter().find(|stage| stage["kind"] == "purchase");
    let win = win.expect("a stage")["id"].clone();
    let reasons = Client::ok(app.owner().get("/lost-reasons").await);
    let reason = reasons["items"][0]["id"].clone();
    for n in 0..24 {
        let deal = deal(&app, 10_000).await;
        match n {
            0..15 => answered(&app, deal, "budget.yes").await,
            15..22 => answered(&app, deal, "budget.no").await,
            _ => {}
        }
        if n == 0 {
            answered(&app, deal, "need.yes").await;
        }
        let (verb, body) = match n {
            0..12 => ("move", json!({ "version": 1, "stage_id": win })),
            _ => ("lose", json!({ "version": 1, "reason_id": reason })),
        };
        Client::ok(
            app.owner()
                .post(&format!("/deals/{deal}/{verb}"), &body)
                .await,
        );
    }
    let page = Client::ok(app.owner().get("/analyze/contrast?by=answer").await);
    assert_eq!(reconcile::page(app.owner(), &page).await, 6);
    assert_eq!(
        (&page["won"]["value"], &page["lost"]["value"]),
        (&json!(12.0), &json!(12.0))
    );
    let budget = &page["rows"][0];
    assert_eq!(budget["key"], "budget.yes");
    assert_eq!(budget["verdict"], "more_of_won");
    let (won, lost) = (&budget["of_won"], &budget["of_lost"]);
    assert_eq!((&won["share"], &won["known"]), (&json!(1.0), &json!(12)));
    assert_eq!((&lost["share"], &lost["known"]), (&json!(0.3), &json!(10)));
    assert_eq!(lost["of_all"], json!(0.25), "of all, asked or not");
    assert_eq!(lost["had"]["value"], json!(3.0));
    assert_eq!(budget["difference"]["value"], json!(0.7));
    assert!(budget["difference"]["low"].as_f64().expect("a bound") > 0.0);
    let need = &page["rows"][1];
    assert_eq!(
        (&need["key"], &need["verdict"]),
        (&json!("need.yes"), &json!("too_few"))
    );
    assert_eq!(need["difference"], Value::Null, "no lost deal was asked");

    // Any groups can be compared; deals out of the period are not.
    let sources = Client::ok(app.owner().get("/analyze/contrast?by=source").await);
    assert_eq!(sources["rows"], json!([]), "nobody has a source");
    let past = "/analyze/contrast?by=answer&to=2020-01-01";
    let past = Client::ok(app.owner().get(past).await);
    assert_eq!(past["rows"][0]["of_won"]["known"], 0);
    assert_eq!(app.owner().get("/analyze/contrast?by=colour").await.0, 400);
}

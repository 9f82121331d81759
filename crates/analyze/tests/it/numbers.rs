//! Every number of the catalogue can be asked for, over time and by kind of deals, now and as of a past day.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::demo::{Demo, number};
use super::reconcile;

#[tokio::test]
async fn every_number_is_explained_and_adds_up_by_owner() {
    let demo = Demo::new().await;
    let stage = demo.stage("Презентация").await;
    let pipeline = &demo.pipeline;
    let catalog = demo.get("/analyze/numbers").await;
    let infos = catalog["items"].as_array().expect("numbers");
    assert!(infos.len() > 30);
    for info in infos {
        let key = info["key"].as_str().expect("a key");
        let step = if info["needs_step"] == true {
            format!("&step={stage}")
        } else {
            String::new()
        };
        let address = format!("/analyze/numbers/{key}?pipeline={pipeline}&from=2026-03-01{step}");
        let explanation = demo.get(&address).await;
        let page = json!({ "figure": explanation["figure"] });
        assert_eq!(reconcile::page(&demo.director, &page).await, 1, "{key}");
        let query = address.split_once('?').expect("a query").1;
        let series = demo
            .get(&format!("/analyze/series/{key}?{query}&every=quarter"))
            .await;
        assert!(
            !series["points"].as_array().expect("points").is_empty(),
            "{key}"
        );
        let by_owner = demo
            .get(&format!("/analyze/breakdown/{key}?{query}&by=owner"))
            .await;
        let rows = by_owner["rows"].as_array().expect("rows");
        // Clients may buy from two people; everything else that counts deals adds up.
        let adds_up = ["count", "money"].contains(&info["unit"].as_str().expect("a unit"))
            && ![
                "clients",
                "repeat_purchases",
                "average_cheque",
                "median_cheque",
                "ltv",
                "ltv_predicted",
                // What they cost is not known by owner.
                "visitors",
                "spend",
                "cost_per_lead",
                "cost_per_qualified",
                "acquisition_cost",
            ]
            .contains(&key);
        if adds_up {
            let sum: f64 = rows.iter().map(|row| number(&row["figure"]["value"])).sum();
            let whole = number(&explanation["figure"]["value"]);
            assert!(
                (sum - whole).abs() <= 1.0 + whole.abs() * 1e-9,
                "{key}: {sum} of {whole}"
            );
        }
    }
}

#[tokio::test]
async fn breakdowns_of_all_kinds_open_their_deals() {
    let demo = Demo::new().await;
    for by in [
        "owner",
        "team",
        "source",
        "tag",
        "stage",
        "reason",
        "industry",
        "company_size",
        "pipeline",
    ] {
        let page = demo
            .get(&format!(
                "/analyze/breakdown/deals_lost?by={by}&from=2026-08-01"
            ))
            .await;
        assert!(reconcile::page(&demo.director, &page).await > 0, "{by}");
    }
}

#[tokio::test]
async fn the_past_is_seen_as_it_was() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let deal = Client::ok(
        owner
            .post(
                "/deals",
                &json!({ "title": "Насосы", "value": { "amount": 10_000, "currency": "RUB" } }),
            )
            .await,
    );
    let id = deal["id"].as_str().expect("an id");
    let value = async |query: &str| -> Value {
        let explanation = Client::ok(
            owner
                .get(&format!("/analyze/numbers/open_sum?{query}"))
                .await,
        );
        explanation["figure"]["value"].clone()
    };
    assert_eq!(value("").await, 10_000.0);
    app.pass(3 * base::time::DAY_MS);
    let change =
        json!({ "value": { "amount": 25_000, "currency": "RUB" }, "version": deal["version"] });
    let changed = Client::ok(owner.patch(&format!("/deals/{id}"), &change).await);
    assert_eq!(value("").await, 25_000.0);
    assert_eq!(value("as_of=2026-11-24").await, 10_000.0);
    assert_eq!(value("as_of=2026-11-26").await, 25_000.0);
    assert_eq!(value("as_of=2026-11-01").await, 0.0);
    app.pass(3 * base::time::DAY_MS);
    let reasons = Client::ok(owner.get("/lost-reasons").await);
    let loss = json!({ "reason_id": reasons["items"][0]["id"], "version": changed["version"] });
    Client::ok(owner.post(&format!("/deals/{id}/lose"), &loss).await);
    assert_eq!(value("").await, 0.0);
    assert_eq!(value("as_of=2026-11-28").await, 25_000.0);
    let funnel = Client::ok(owner.get("/analyze/funnel?as_of=2026-11-28").await);
    assert_eq!(funnel["lost"]["deals"], 0);
    assert_eq!(funnel["open"]["deals"], 1);
    assert_eq!(funnel["open"]["link"], Value::Null);
    // A deal that is gone is gone from the numbers too.
    let (status, _) = owner.delete(&format!("/deals/{id}")).await;
    assert_eq!(status, 204);
    assert_eq!(value("as_of=2026-11-28").await, 0.0);
}

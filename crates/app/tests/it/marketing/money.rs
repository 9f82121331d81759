//! What campaigns cost and bring, and what is said of it.

use serde_json::json;
use testkit::{Client, TestApp};

use super::*;

#[tokio::test]
async fn spend_is_laid_beside_leads_and_revenue_and_every_number_explains_itself() {
    let app = TestApp::new().await;
    campaign(&app, "autumn", 120_000).await;
    campaign(&app, "silent", 50_000).await;
    for n in 0..4 {
        let deal = inquiry(&app, "autumn", n, 300_000).await;
        if n < 2 {
            win(&app, &deal).await;
        }
    }
    let page = marketing(&app, "").await;
    let autumn = row(&page, "autumn");
    let value = |row: &Value, field: &str| row[field]["value"].clone();
    assert_eq!(value(autumn, "spend"), json!(120_000.0));
    assert_eq!(value(autumn, "leads"), json!(4.0));
    assert_eq!(value(autumn, "cost_per_lead"), json!(30_000.0));
    assert_eq!(value(autumn, "won"), json!(2.0));
    assert_eq!(value(autumn, "revenue"), json!(600_000.0));
    assert_eq!(value(autumn, "acquisition_cost"), json!(60_000.0));
    assert_eq!(value(autumn, "romi"), json!(4.0));
    assert_eq!(
        (&autumn["clicks"], &autumn["verdict"]),
        (&json!(50), &json!("too_few"))
    );
    let silent = row(&page, "silent");
    assert_eq!(
        (value(silent, "leads"), value(silent, "cost_per_lead")),
        (json!(0.0), Value::Null)
    );
    assert_eq!(value(&page["all"], "spend"), json!(170_000.0));
    assert_eq!(page["findings"], json!([]), "four deals tell nothing");

    for field in [
        "cost_per_lead",
        "romi",
        "romi_expected",
        "won",
        "revenue",
        "spend",
    ] {
        let address = autumn[field]["address"].as_str().expect("an address");
        let explained = Client::ok(app.owner().get(address).await);
        assert_eq!(
            explained["figure"]["value"], autumn[field]["value"],
            "{address}"
        );
    }
    let address = autumn["cost_per_lead"]["address"]
        .as_str()
        .expect("an address");
    let (path, query) = address.split_once('?').expect("a query");
    let deals = Client::ok(app.owner().get(&format!("{path}/deals?{query}")).await);
    assert_eq!(deals["total"], 4, "the leads behind the price");

    // More spend is seen at once, whatever was remembered.
    let days = json!({ "days": [{ "day": "2026-11-21", "cost": 80_000 }] });
    let key = autumn["key"].as_str().expect("a key");
    Client::ok(
        app.owner()
            .put(&format!("/campaigns/{key}/days"), &days)
            .await,
    );
    let page = marketing(&app, "").await;
    assert_eq!(
        value(row(&page, "autumn"), "cost_per_lead"),
        json!(50_000.0)
    );
    let channels = marketing(&app, "&by=channel").await;
    assert_eq!(
        value(row(&channels, "Контекстная реклама"), "spend"),
        json!(250_000.0)
    );
    let other = Client::ok(
        app.owner()
            .get("/analyze/marketing?from=2026-10-01&to=2026-10-31")
            .await,
    );
    assert_eq!(other["rows"], json!([]));
    assert_eq!(app.owner().get("/analyze/marketing").await.0, 400);
}

#[tokio::test]
async fn a_campaign_that_surely_loses_or_pays_is_said_so_and_a_young_one_is_not_called_bad() {
    let app = TestApp::new().await;
    campaign(&app, "good", 100_000).await;
    campaign(&app, "bad", 9_000_000).await;
    campaign(&app, "young", 300_000).await;
    for n in 0..30 {
        for name in ["good", "bad"] {
            let deal = inquiry(
                &app,
                name,
                n,
                100_000 + 1_000 * i64::try_from(n).expect("small"),
            )
            .await;
            app.pass(60_000);
            if n % 2 == 0 {
                win(&app, &deal).await;
            } else {
                let reasons = Client::ok(app.owner().get("/lost-reasons").await);
                let lost = json!({ "version": 1, "reason_id": reasons["items"][0]["id"] });
                Client::ok(
                    app.owner()
                        .post(&format!("/deals/{deal}/lose"), &lost)
                        .await,
                );
            }
        }
    }
    for n in 0..20 {
        inquiry(&app, "young", n, 100_000).await;
    }
    let page = marketing(&app, "").await;
    assert_eq!(row(&page, "good")["verdict"], "pays");
    assert_eq!(row(&page, "bad")["verdict"], "loses");
    let young = row(&page, "young");
    assert_eq!(
        young["romi"]["value"],
        json!(-1.0),
        "nothing has come back yet"
    );
    assert_ne!(
        young["verdict"], "loses",
        "and that is no reason to call it bad"
    );
    let findings = page["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 2);
    assert!(
        findings[0]["text"]
            .as_str()
            .expect("words")
            .contains("Отсюда деньги лучше забрать")
    );
}

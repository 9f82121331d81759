//! Forecasts, chances and their record, on the demo company.

use serde_json::Value;
use testkit::Client;

use super::demo::{Demo, number};
use super::reconcile;

/// What open deals bring is the sum over the deals behind it.
async fn opens_what_it_says(director: &Client, forecast: &Value) {
    let address = forecast["open"]["address"].as_str().expect("an address");
    let behind = number(&Client::ok(director.get(address).await)["figure"]["value"]);
    let said = number(&forecast["open"]["revenue"]["mean"]);
    assert!(
        behind > 0.0 && (behind - said).abs() < 1.0,
        "{behind} {said}"
    );
}

#[tokio::test]
async fn a_forecast_adds_up_and_opens_its_deals() {
    let demo = Demo::new().await;
    let director = &demo.director;
    let forecast = Client::ok(director.get("/analyze/forecast?group=owner").await);
    for band in [&forecast["revenue"], &forecast["sales"]] {
        assert!(number(&band["p10"]) <= number(&band["p50"]), "{band}");
        assert!(number(&band["p50"]) <= number(&band["p90"]), "{band}");
    }
    let means = ["open", "fresh"].map(|part| number(&forecast[part]["revenue"]["mean"]));
    let sum = number(&forecast["won_revenue"]["value"]) + means[0] + means[1];
    let whole = number(&forecast["revenue"]["mean"]);
    assert!((sum - whole).abs() < 1.0 + whole * 1e-9, "{sum} {whole}");
    let groups: f64 = forecast["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| number(&group["revenue"]["mean"]))
        .sum();
    assert!(
        (groups - whole).abs() < 1.0 + whole * 1e-6,
        "{groups} {whole}"
    );
    opens_what_it_says(director, &forecast).await;
    let next = &forecast["months"][1];
    let later = format!(
        "/analyze/forecast?period=custom&from={}&to={}",
        next["from"].as_str().expect("a day"),
        next["to"].as_str().expect("a day")
    );
    let later = Client::ok(director.get(&later).await);
    opens_what_it_says(director, &later).await;
    let month = number(&next["open"]);
    assert!((month - number(&later["open"]["revenue"]["mean"])).abs() < 1.0);
    assert_eq!(forecast["months"].as_array().map(Vec::len), Some(6));
    assert_eq!(forecast["past"].as_array().map(Vec::len), Some(12));
    assert!(reconcile::page(director, &forecast).await > 20);
    // The same data give the same forecast.
    let again = Client::ok(director.get("/analyze/forecast?group=owner").await);
    assert_eq!(again, forecast);
    // What it is told apart by does not move the whole.
    for question in ["/analyze/forecast", "/analyze/forecast?group=team"] {
        let other = Client::ok(director.get(question).await);
        assert_eq!(other["revenue"], forecast["revenue"], "{question}");
    }
}

#[tokio::test]
async fn the_record_is_counted_by_a_job_and_kept() {
    let Demo { app, director, .. } = Demo::new().await;
    let none = Client::ok(director.get("/analyze/forecast/record").await);
    assert_eq!(
        (&none["made_at"], &none["ours"]),
        (&Value::Null, &Value::Null)
    );
    let (status, job) = director
        .post("/analyze/forecast/record", &Value::Null)
        .await;
    assert_eq!(status, 201, "{job}");
    let waiting = Client::ok(director.get("/analyze/forecast/record").await);
    assert_eq!(waiting["job_id"], job["id"]);
    app.run_jobs().await;
    let record = Client::ok(director.get("/analyze/forecast/record").await);
    assert_eq!(record["job_id"], Value::Null, "{record}");
    let months = record["months"].as_array().expect("months");
    assert!(months.len() >= 9, "{}", months.len());
    let ours = number(&record["ours"]["wmape"]);
    let by_dates = number(&record["by_dates"]["wmape"]);
    assert!(ours < by_dates, "ours {ours}, by dates {by_dates}");
    // The usual ways have seen the dates of then: the comparison is fair.
    assert!(
        by_dates < 0.7 && number(&record["by_stages"]["wmape"]) < 0.7,
        "{record}"
    );
    assert!(!record["reliability"].as_array().expect("bins").is_empty());
}

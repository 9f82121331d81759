//! Plan and fact, and deals that need somebody.

use super::demo::{Demo, number};
use super::reconcile;

#[tokio::test]
async fn every_fact_opens_its_deals_and_teams_add_up() {
    let demo = Demo::new().await;
    let page = demo.get("/analyze/plan-fact?period=quarter").await;
    assert_eq!(page["starts_on"], "2026-10-01");
    let rows = page["rows"].as_array().expect("rows");
    let revenue = |row: &serde_json::Value| number(&row["cells"][0]["fact"]["value"]);
    let company = rows
        .iter()
        .find(|row| row["level"] == "company")
        .expect("the company");
    let people: f64 = rows
        .iter()
        .filter(|row| row["level"] == "person")
        .map(revenue)
        .sum();
    assert!(
        (people - revenue(company)).abs() < 1.0,
        "{people} of {company}"
    );
    assert!(number(&company["cells"][0]["outlook"]["p50"]) >= revenue(company));
    assert!(reconcile::page(&demo.director, &page).await > 50);
}

#[tokio::test]
async fn deals_that_need_somebody_are_shown_by_person() {
    let demo = Demo::new().await;
    let page = demo.get("/analyze/attention?from=2026-11-01").await;
    let of = |key: &str| {
        let figures = page["figures"].as_array().expect("figures");
        number(
            &figures
                .iter()
                .find(|figure| figure["metric"] == key)
                .expect(key)["value"],
        )
    };
    let people = page["people"].as_array().expect("people");
    for key in ["stuck", "overdue", "neglected"] {
        let sum: f64 = people
            .iter()
            .map(|person| number(&person[key]["value"]))
            .sum();
        assert!((sum - of(key)).abs() < 0.5, "{key}: {sum} of {}", of(key));
        assert!(of(key) > 0.0, "the demo company has deals that are {key}");
    }
    assert!(
        people
            .iter()
            .any(|person| number(&person["moves"]["value"]) > 0.0)
    );
    assert!(
        people
            .iter()
            .any(|person| person["tasks_done"].as_i64() > Some(0))
    );
    assert!(reconcile::page(&demo.director, &page).await > 20);
}

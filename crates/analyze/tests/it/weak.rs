//! Weak points of the demo company: there is one, and it is found.

use serde_json::Value;

use super::demo::{Demo, number};
use super::reconcile;

#[tokio::test]
async fn the_weak_point_of_the_demo_company_is_found_with_its_reason_and_cost() {
    let demo = Demo::new().await;
    let pipeline = &demo.pipeline;
    let found = demo
        .get(&format!("/analyze/weak-points?pipeline={pipeline}"))
        .await;
    let first = &found["findings"][0];
    assert_eq!(first["name"], "Коммерческое предложение", "{found}");
    assert_eq!(first["segment"]["by"], "team");
    assert_eq!(first["segment"]["name"], "Продажи: Регионы");
    assert_eq!(first["reasons"][0]["name"], "Долго готовили предложение");
    assert!(number(&first["at_stake"]["value"]) > 0.0);
    assert!(number(&first["at_stake"]["low"]) <= number(&first["at_stake"]["value"]));
    assert!(number(&first["p_adjusted"]) < 0.05);
    assert!(
        number(&first["segment"]["days"]) > number(&first["segment"]["others_days"]),
        "their proposals take longer"
    );
    let sentence = first["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("в месяц"), "{sentence}");
    let stages = found["stages"].as_array().expect("stages");
    assert!(stages.iter().any(|stage| stage["verdict"] == "fine"));
    assert!(reconcile::page(&demo.director, &found).await > 10);
}

#[tokio::test]
async fn a_better_stage_brings_more_and_a_worse_one_less() {
    let demo = Demo::new().await;
    let (pipeline, stage) = (&demo.pipeline, demo.stage("Переговоры").await);
    let ask = async |wish: &str| {
        demo.get(&format!(
            "/analyze/what-if?pipeline={pipeline}&step={stage}&{wish}"
        ))
        .await
    };
    let better = ask("conversion=0.9").await;
    let revenue = &better["revenue_month"];
    assert!(
        number(&revenue["then"]) > number(&revenue["now"]),
        "{better}"
    );
    assert!(number(&revenue["low"]) <= number(&revenue["then"]));
    assert!(number(&better["win_then"]) > number(&better["win_now"]["value"]));
    let worse = ask("conversion=0.1").await;
    let revenue = &worse["revenue_month"];
    assert!(
        number(&revenue["then"]) < number(&revenue["now"]),
        "{worse}"
    );
    let sooner = ask("days=2").await;
    assert!(number(&sooner["conversion_then"]) >= number(&sooner["conversion_now"]["value"]));
    reconcile::page(&demo.director, &better).await;
    let (status, _) = demo
        .director
        .get(&format!(
            "/analyze/what-if?pipeline={pipeline}&step={stage}"
        ))
        .await;
    assert_eq!(status, 400);
    let (status, problem) = demo
        .director
        .get(&format!(
            "/analyze/what-if?pipeline={pipeline}&step=nowhere&conversion=0.5"
        ))
        .await;
    assert_eq!((status, &problem["code"]), (404, &Value::from("not_found")));
}

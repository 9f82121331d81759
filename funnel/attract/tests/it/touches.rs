use serde_json::json;
use testkit::TestApp;

use crate::common::{campaign, get, receive};

#[tokio::test]
async fn the_last_touch_counts_also_in_a_long_story() {
    let app = TestApp::new().await;
    let first = campaign(&app, "Первая", "yandex", "first").await;
    let last = campaign(&app, "Последняя", "yandex", "last").await;
    let made = receive(
        &app,
        json!({ "name": "Петров", "emails": ["p@romashka.ru"] }),
    )
    .await;
    let deal = made["deal"]["id"].as_str().expect("a deal");
    let conn = app.db.reader();
    let recogniser = attract::campaigns::Recogniser::load(conn)
        .await
        .expect("rules");
    let trace = |tag: &str| {
        let url = format!("https://site.ru/?utm_source=yandex&utm_medium=cpc&utm_campaign={tag}");
        attract::utm::Trace::of_url(&url, None)
    };
    let (early, late) = (trace("first"), trace("last"));
    let touches = (0..1_201).map(|n| {
        let trace = if n < 1_200 { &early } else { &late };
        attract::touches::actions::NewTouch {
            deal_id: deal.parse().expect("an id"),
            key: format!("visit:{n}"),
            at: base::Time(app.now().0 + n),
            kind: "visit",
            trace,
            recognised: recogniser.recognise(trace),
        }
    });
    let tx = app.db.begin(base::Actor::system()).await.expect("a tx");
    let touches = touches.collect();
    attract::touches::actions::add(&tx, touches)
        .await
        .expect("added");
    tx.commit().await.expect("a commit");
    let marks = get(&app, &format!("/deals/{deal}/marks")).await;
    let key = |kind: &str| {
        let marks = marks.as_array().expect("marks");
        let mark = marks.iter().find(|mark| mark["kind"] == kind);
        mark.expect("a mark")["key"].clone()
    };
    assert_eq!(key("campaign_first"), first["id"]);
    assert_eq!(key("campaign_last"), last["id"]);
}

//! Visits and touches: campaigns, channels, pages and days.

use serde_json::json;
use testkit::{Client, TestApp};

use super::*;

#[tokio::test]
async fn the_whole_is_what_campaigns_brought_and_what_nothing_brought_stands_apart() {
    let app = TestApp::new().await;
    campaign(&app, "autumn", 100_000).await;
    let deal = inquiry(&app, "autumn", 1, 300_000).await;
    win(&app, &deal).await;
    let told = json!({ "name": "Сам пришёл", "company": "Ветер", "amount": 5_000_000 });
    let other = Client::ok(app.owner().post("/inquiries", &told).await);
    win(&app, other["deal"]["id"].as_str().expect("a deal")).await;
    for (visitor, n) in [(1, 1), (1, 2), (2, 3)] {
        visit(
            &app,
            visitor,
            n,
            "2026-11-20",
            "https://site.ru/?utm_source=yandex&utm_campaign=autumn",
        )
        .await;
    }
    visit(&app, 3, 4, "2026-11-20", "https://site.ru/").await;
    let page = marketing(&app, "").await;
    assert_eq!(page["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        value(&page["all"], "romi"),
        json!(2.0),
        "not of the five millions"
    );
    assert_eq!(value(&page["all"], "leads"), json!(1.0));
    assert_eq!(
        (&page["all"]["visits"], value(&page["all"], "visitors")),
        (&json!(3), json!(2.0))
    );
    assert_eq!(page["none"]["name"], "Без кампании");
    assert_eq!(value(&page["none"], "revenue"), json!(5_000_000.0));
    assert_eq!(
        (value(&page["none"], "romi"), &page["none"]["visits"]),
        (Value::Null, &json!(1))
    );
    for row in [&page["all"], &page["none"], &page["rows"][0]] {
        explained(&app, row).await;
    }
}

#[tokio::test]
async fn a_visitor_of_two_campaigns_of_a_channel_is_one_visitor_of_it() {
    let app = TestApp::new().await;
    campaign(&app, "autumn", 100_000).await;
    campaign(&app, "winter", 100_000).await;
    for (n, tag) in [(1, "autumn"), (2, "winter")] {
        let url = format!("https://site.ru/?utm_source=yandex&utm_campaign={tag}");
        visit(&app, 7, n, "2026-11-20", &url).await;
    }
    let page = marketing(&app, "&by=channel").await;
    let channel = row(&page, "Контекстная реклама");
    assert_eq!(
        (&channel["visits"], value(channel, "visitors")),
        (&json!(2), json!(1.0))
    );
    explained(&app, channel).await;
}

#[tokio::test]
async fn each_touch_has_an_equal_part_of_the_deal() {
    let app = TestApp::new().await;
    let made = [
        campaign(&app, "autumn", 100_000).await,
        campaign(&app, "winter", 50_000).await,
    ];
    let deal = inquiry(&app, "autumn", 1, 300_000).await;
    let recogniser = attract::campaigns::Recogniser::load(app.db.reader())
        .await
        .expect("rules");
    let trace = attract::utm::Trace::of_url(
        "https://site.ru/?utm_source=yandex&utm_campaign=winter",
        None,
    );
    let touches = (1..=2).map(|n| attract::touches::actions::NewTouch {
        deal_id: deal.parse().expect("an id"),
        key: format!("visit:{n}"),
        at: base::Time(app.now().0 + n),
        kind: "visit",
        trace: &trace,
        recognised: recogniser.recognise(&trace),
    });
    let tx = app.db.begin(base::Actor::system()).await.expect("a tx");
    attract::touches::actions::add(&tx, touches.collect())
        .await
        .expect("added");
    tx.commit().await.expect("a commit");
    let whole = inquiry(&app, "winter", 2, 900_000).await;
    for deal in [&deal, &whole] {
        win(&app, deal).await;
    }
    let page = marketing(&app, "&touch=linear").await;
    let (autumn, winter) = (row(&page, "autumn"), row(&page, "winter"));
    let near =
        |value: Value, expected: f64| (value.as_f64().expect("a number") - expected).abs() < 1e-6;
    assert!(near(value(autumn, "leads"), 1.0 / 3.0));
    assert!(near(value(autumn, "revenue"), 100_000.0));
    assert!(near(value(winter, "revenue"), 900_000.0 + 200_000.0));
    assert!(near(value(winter, "won"), 1.0 + 2.0 / 3.0));
    assert!(near(value(autumn, "romi"), 0.0));
    assert!(
        near(value(&page["all"], "revenue"), 1_200_000.0),
        "the parts are the whole"
    );
    assert!(near(value(&page["all"], "leads"), 2.0));
    for row in [&page["all"], autumn, winter] {
        explained(&app, row).await;
    }
    let first = marketing(&app, "&touch=first").await;
    assert_eq!(value(row(&first, "autumn"), "revenue"), json!(300_000.0));
    let key = id(&made[0]);
    let by = format!("/analyze/breakdown/cohort_revenue?{PERIOD}&by=campaign_linear");
    let breakdown = Client::ok(app.owner().get(&by).await);
    let told = breakdown["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["key"] == key);
    assert!(near(
        told.expect("it")["figure"]["value"].clone(),
        100_000.0
    ));
}

#[tokio::test]
async fn pages_are_compared_with_their_part_of_the_spend() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for (kind, name, pattern) in [
        ("landing", "Промо", "/promo"),
        ("article", "Выбор CRM", "/blog/*"),
    ] {
        let page = json!({ "kind": kind, "name": name, "pattern": pattern });
        Client::ok(owner.post("/site-pages", &page).await);
    }
    campaign(&app, "autumn", 100_000).await;
    for (n, path) in [(1, "promo"), (2, "promo"), (3, "promo"), (4, "blog/choose")] {
        let url = format!("https://site.ru/{path}?utm_source=yandex&utm_campaign=autumn");
        visit(&app, n, n, "2026-11-20", &url).await;
    }
    let told = json!({ "name": "Иванов", "company": "Ромашка", "amount": 600_000,
        "url": "https://site.ru/promo?utm_source=yandex&utm_campaign=autumn" });
    let made = Client::ok(owner.post("/inquiries", &told).await);
    win(&app, made["deal"]["id"].as_str().expect("a deal")).await;
    let page = marketing(&app, "&by=landing").await;
    let promo = row(&page, "Промо");
    assert_eq!(
        (value(promo, "spend"), value(promo, "leads")),
        (json!(75_000.0), json!(1.0))
    );
    assert_eq!(value(promo, "romi"), json!(7.0));
    assert_eq!(value(&page["all"], "spend"), json!(75_000.0));
    explained(&app, promo).await;
    let page = marketing(&app, "&by=content").await;
    let article = row(&page, "Выбор CRM");
    assert_eq!(
        (value(article, "spend"), &article["visits"]),
        (json!(25_000.0), &json!(1))
    );
    explained(&app, article).await;
}

#[tokio::test]
async fn days_stand_beside_one_another_and_long_periods_are_told_by_weeks() {
    let app = TestApp::new().await;
    campaign(&app, "autumn", 100_000).await;
    visit(&app, 1, 1, "2026-11-19", "https://site.ru/").await;
    inquiry(&app, "autumn", 1, 300_000).await;
    let page = marketing(&app, "&by=day").await;
    let names: Vec<&str> = page["rows"]
        .as_array()
        .expect("days")
        .iter()
        .map(|row| row["name"].as_str().expect("a day"))
        .collect();
    assert_eq!(
        names,
        ["2026-11-23", "2026-11-20", "2026-11-19"],
        "the last first, empty ones left out"
    );
    assert_eq!(value(&page["rows"][1], "spend"), json!(100_000.0));
    assert_eq!(value(&page["rows"][0], "leads"), json!(1.0));
    for row in page["rows"]
        .as_array()
        .expect("days")
        .iter()
        .chain([&page["all"]])
    {
        explained(&app, row).await;
    }
    let long = "/analyze/marketing?from=2026-06-01&to=2026-11-30&by=day";
    let page = Client::ok(app.owner().get(long).await);
    let rows = page["rows"].as_array().expect("weeks");
    assert_eq!(rows[1]["name"], "2026-11-16 – 2026-11-22");
    assert_eq!(value(&rows[1], "spend"), json!(100_000.0));
    explained(&app, &rows[1]).await;
}

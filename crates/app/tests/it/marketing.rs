//! Spend of campaigns beside the deals they brought: from an inquiry to what it costs and returns.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

async fn campaign(app: &TestApp, name: &str, cost: i64) -> Value {
    let owner = app.owner();
    let channels = Client::ok(owner.get("/channels").await);
    let context = channels["items"]
        .as_array()
        .expect("channels")
        .iter()
        .find(|channel| channel["kind"] == "context")
        .expect("contextual ads");
    let rule = json!({ "source": "yandex", "campaign": name });
    let new = json!({ "name": name, "channel_id": context["id"], "rules": [rule] });
    let made = Client::ok(owner.post("/campaigns", &new).await);
    let days = json!({ "days": [{ "day": "2026-11-20", "cost": cost, "impressions": 1000, "clicks": 50 }] });
    Client::ok(
        owner
            .put(&format!("/campaigns/{}/days", id(&made)), &days)
            .await,
    );
    made
}

/// An inquiry of a campaign; gives its deal.
async fn inquiry(app: &TestApp, campaign: &str, n: usize, amount: i64) -> String {
    let told = json!({
        "name": format!("{campaign} {n}"), "company": format!("Фирма {campaign} {n}"), "amount": amount,
        "url": format!("https://site.ru/?utm_source=yandex&utm_campaign={campaign}"),
    });
    let made = Client::ok(app.owner().post("/inquiries", &told).await);
    made["deal"]["id"].as_str().expect("a deal").to_owned()
}

async fn win(app: &TestApp, deal: &str) {
    let won = app
        .owner()
        .post(&format!("/deals/{deal}/win"), &json!({ "version": 1 }))
        .await;
    Client::ok(won);
}

const PERIOD: &str = "from=2026-11-01&to=2026-11-30";

async fn marketing(app: &TestApp, more: &str) -> Value {
    Client::ok(
        app.owner()
            .get(&format!("/analyze/marketing?{PERIOD}{more}"))
            .await,
    )
}

fn row<'a>(page: &'a Value, name: &str) -> &'a Value {
    let rows = page["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["name"] == name).expect("a row")
}

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

/// A visit of a page, with the campaign that its tags name.
async fn visit(app: &TestApp, visitor: u128, n: u128, day: &str, url: &str) {
    let recogniser = attract::campaigns::Recogniser::load(app.db.reader())
        .await
        .expect("rules");
    let trace = attract::utm::Trace::of_url(url, None);
    let found = recogniser.recognise(&trace);
    let id = |named: Option<attract::campaigns::recognise::Named>| named.map(|named| named.id);
    let owner = app.owner();
    let sites = Client::ok(owner.get("/sites").await);
    let site = match sites["items"].as_array().and_then(|items| items.first()) {
        Some(site) => site.clone(),
        None => Client::ok(
            owner
                .post("/sites", &json!({ "name": "Сайт", "domains": [] }))
                .await,
        ),
    };
    let row = attract::visits::store::VisitRow {
        id: base::Uuid::from_u128(0xf000 + n),
        site_id: self::id(&site).parse().expect("an id"),
        visitor_id: base::Uuid::from_u128(visitor),
        day: day.to_owned(),
        started_at: app.now().0,
        last_at: app.now().0,
        seconds: 10,
        pages: 1,
        landing: trace.landing.clone(),
        referrer: None,
        trace: serde_json::to_string(&trace).expect("a trace"),
        channel_id: id(found.channel),
        campaign_id: id(found.campaign),
        landing_id: id(found.landing),
        content_id: id(found.content),
    };
    let tx = app.db.begin(base::Actor::system()).await.expect("a tx");
    attract::visits::store::put(tx.conn(), &[row])
        .await
        .expect("written");
    tx.commit().await.expect("a commit");
}

fn value(row: &Value, field: &str) -> Value {
    row[field]["value"].clone()
}

/// Every number of a row is what its explanation says, and the deals behind it add up to it.
async fn explained(app: &TestApp, row: &Value) {
    for (field, counted) in [
        ("leads", true),
        ("qualified", true),
        ("won", true),
        ("revenue", true),
        ("spend", false),
        ("visitors", false),
        ("cost_per_lead", false),
        ("acquisition_cost", false),
        ("romi", false),
        ("romi_expected", false),
        ("win_rate", false),
    ] {
        let address = row[field]["address"].as_str().expect("an address");
        let told = Client::ok(app.owner().get(address).await);
        assert_eq!(told["figure"]["value"], row[field]["value"], "{address}");
        if !counted {
            continue;
        }
        let (path, query) = address.split_once('?').expect("a query");
        let deals = Client::ok(app.owner().get(&format!("{path}/deals?{query}")).await);
        let items = deals["items"].as_array().expect("deals");
        let sum: f64 = items
            .iter()
            .map(|deal| deal["value"].as_f64().unwrap_or(1.0))
            .sum();
        let value = row[field]["value"].as_f64().expect("a number");
        assert!((sum - value).abs() < 1e-6, "{address}: {sum} of {value}");
    }
}

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

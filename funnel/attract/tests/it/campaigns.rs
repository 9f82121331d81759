use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{campaign, channel, each, id, wrong};

async fn recognised(app: &TestApp, url: &str, referrer: Option<&str>) -> Value {
    let asked = json!({ "url": url, "referrer": referrer });
    Client::ok(app.owner().post("/campaigns/recognise", &asked).await)
}

#[tokio::test]
async fn a_new_company_has_the_usual_channels_and_adds_its_own() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let all = Client::ok(owner.get("/channels").await);
    assert_eq!(all["items"].as_array().expect("channels").len(), 7);
    let context = channel(&app, "context").await;
    let row = all["items"].as_array().expect("channels").iter();
    let row = row
        .clone()
        .find(|row| row["id"] == json!(context))
        .expect("it");
    assert_ne!(row["source_id"], Value::Null, "its deals get a source");

    let made = Client::ok(
        owner
            .post("/channels", &json!({ "name": " Партнёры " }))
            .await,
    );
    assert_eq!(
        (&made["name"], &made["kind"]),
        (&json!("Партнёры"), &json!("own"))
    );
    let (status, problem) = owner
        .post("/channels", &json!({ "name": "партнеры" }))
        .await;
    assert_eq!((status, wrong(&problem)), (422, vec![("name", "taken")]));
    let path = format!("/channels/{}", id(&made));
    let archive = json!({ "version": 1, "archived": true });
    assert_eq!(
        Client::ok(owner.patch(&path, &archive).await)["archived"],
        true
    );
    assert_eq!(owner.patch(&path, &archive).await.1["code"], "stale");
}

#[tokio::test]
async fn a_visit_is_of_the_campaign_whose_rule_says_most() {
    let app = TestApp::new().await;
    campaign(&app, "Весь Яндекс", "yandex", "").await;
    campaign(&app, "Яндекс: CRM", "yandex", "crm*").await;
    let url = "https://site.ru/?utm_source=Yandex&utm_medium=CPC&utm_campaign=crm_autumn";
    let found = recognised(&app, url, None).await;
    assert_eq!(found["campaign"], "Яндекс: CRM");
    assert_eq!(found["channel"], "Контекстная реклама");
    let url = "https://site.ru/?utm_source=yandex&utm_medium=cpc&utm_term={keyword}";
    let found = recognised(&app, url, None).await;
    assert_eq!(found["campaign"], "Весь Яндекс");
    assert!(
        found["warnings"][0]
            .as_str()
            .expect("a warning")
            .contains("utm_term")
    );
    let found = recognised(&app, "https://site.ru/", Some("https://www.google.com/")).await;
    assert_eq!(
        (&found["campaign"], &found["channel"]),
        (&Value::Null, &json!("SEO"))
    );

    let page = json!({ "kind": "article", "name": "Как выбрать CRM", "pattern": "/blog/*" });
    Client::ok(app.owner().post("/site-pages", &page).await);
    let found = recognised(&app, "https://site.ru/blog/choose?x=1", None).await;
    assert_eq!(
        (&found["content"], &found["landing"]),
        (&json!("Как выбрать CRM"), &Value::Null)
    );
}

#[tokio::test]
async fn a_rule_belongs_to_one_campaign() {
    let app = TestApp::new().await;
    campaign(&app, "Осень", "yandex", "autumn").await;
    let rule = json!({ "source": "YANDEX ", "medium": "cpc", "campaign": "Autumn" });
    let new =
        json!({ "name": "Зима", "channel_id": channel(&app, "context").await, "rules": [rule] });
    let (status, problem) = app.owner().post("/campaigns", &new).await;
    assert_eq!(
        (status, wrong(&problem)),
        (422, vec![("rules[0]", "taken")])
    );
    assert!(problem.to_string().contains("Осень"));
    let nothing = json!({ "name": "", "channel_id": channel(&app, "seo").await, "starts_on": "2026-12-01",
        "ends_on": "2026-11-01", "markup": -1 });
    let (status, problem) = app.owner().post("/campaigns", &nothing).await;
    assert_eq!(status, 422);
    let fields = wrong(&problem);
    assert_eq!(fields[0], ("name", "required"));
    assert!(
        fields.contains(&("ends_on", "out_of_range"))
            && fields.contains(&("markup", "out_of_range"))
    );
}

#[tokio::test]
async fn days_are_replaced_and_never_doubled() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = campaign(&app, "Осень", "yandex", "autumn").await;
    let path = format!("/campaigns/{}", id(&made));
    let markup = json!({ "version": 1, "markup": 300, "budget": 50_000_000 });
    Client::ok(owner.patch(&path, &markup).await);
    let days = |cost: i64| {
        json!({ "days": [
            { "day": "2026-11-01", "cost": cost, "impressions": 1000, "clicks": 20, "reach": 700 },
            { "day": "2026-11-02", "cost": 20_000, "impressions": 500, "clicks": 10 },
        ] })
    };
    let put = format!("{path}/days");
    for cost in [10_000, 10_000, 15_000] {
        Client::ok(owner.put(&put, &days(cost)).await);
    }
    let whole = Client::ok(owner.get(&path).await);
    let rub = |amount: i64| json!({ "amount": amount, "currency": "RUB" });
    assert_eq!(
        whole["totals"]["cost"],
        rub(36_050),
        "350 roubles and 3 % on top"
    );
    assert_eq!(whole["totals"]["impressions"], 1500);
    assert_eq!(whole["budget"], rub(50_000_000));
    let first = Client::ok(
        owner
            .get(&format!("{path}?from=2026-11-01&to=2026-11-01"))
            .await,
    );
    assert_eq!(first["totals"]["clicks"], 20);
    let listed = Client::ok(
        owner
            .get(&format!("{put}?from=2026-11-01&to=2026-11-30"))
            .await,
    );
    assert_eq!(listed[0]["reach"], 700);
    assert_eq!(listed[1]["reach"], Value::Null);

    Client::ok(owner.put(&put, &json!({ "removed": ["2026-11-02"] })).await);
    let left = Client::ok(
        owner
            .get(&format!("{put}?from=2026-11-01&to=2026-11-30"))
            .await,
    );
    assert_eq!(left.as_array().expect("days").len(), 1);
    let dollars = json!({ "version": 2, "currency": "USD", "budget": null });
    let (status, problem) = owner.patch(&path, &dollars).await;
    assert_eq!(
        (status, wrong(&problem)),
        (422, vec![("currency", "in_use")])
    );
    let (status, problem) = owner
        .put(
            &put,
            &json!({ "days": [{ "day": "2026-11-03", "cost": -1 }] }),
        )
        .await;
    assert_eq!(
        (status, wrong(&problem)),
        (422, vec![("days[0].cost", "out_of_range")])
    );
}

#[tokio::test]
async fn campaigns_are_found_sorted_and_paged_and_changed_by_those_who_may() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for name in ["Вебинар", "Агро", "Буклеты"] {
        campaign(&app, name, "yandex", name).await;
    }
    let first = Client::ok(owner.get("/campaigns?sort=name&limit=2&total=true").await);
    assert_eq!(
        (each(&first, "name"), &first["total"]),
        (vec!["Агро", "Буклеты"], &json!(3))
    );
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let second = Client::ok(
        owner
            .get(&format!("/campaigns?sort=name&limit=2&cursor={cursor}"))
            .await,
    );
    assert_eq!(each(&second, "name"), ["Вебинар"]);
    let found = Client::ok(owner.get("/campaigns?q=вебин").await);
    assert_eq!(each(&found, "name"), ["Вебинар"]);

    let (_, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    assert_eq!(seller.get("/campaigns").await.0, 200);
    let path = format!("/campaigns/{}", id(&second["items"][0]));
    let (status, problem) = seller
        .patch(&path, &json!({ "version": 1, "name": "х" }))
        .await;
    assert_eq!(
        (status, &problem["permission"]),
        (403, &json!("campaigns.write"))
    );
}

#[tokio::test]
async fn an_archived_campaign_gives_its_rules_away() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let old = campaign(&app, "Осень 2025", "yandex", "autumn").await;
    let path = format!("/campaigns/{}", id(&old));
    Client::ok(
        owner
            .patch(&path, &json!({ "version": 1, "archived": true }))
            .await,
    );
    let new = campaign(&app, "Осень 2026", "yandex", "autumn").await;
    let url = "https://site.ru/?utm_source=yandex&utm_medium=cpc&utm_campaign=autumn";
    assert_eq!(recognised(&app, url, None).await["campaign"], "Осень 2026");
    assert_eq!(Client::ok(owner.get(&path).await)["rules"], json!([]));
    // Brought back, it does not get them back by itself.
    Client::ok(
        owner
            .patch(&path, &json!({ "version": 2, "archived": false }))
            .await,
    );
    assert_eq!(recognised(&app, url, None).await["campaign"], "Осень 2026");
    let rule = json!({ "source": "yandex", "medium": "cpc", "campaign": "winter" });
    let path = format!("/campaigns/{}/rules", id(&new));
    let more = Client::ok(owner.post(&path, &rule).await);
    assert_eq!(more["rules"].as_array().map(Vec::len), Some(2));
    let again = Client::ok(owner.post(&path, &rule).await);
    assert_eq!(again["rules"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn what_running_campaigns_lack_is_counted_and_listed() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = |name: &str, kind: &str, more: Value| {
        let (app, name, kind) = (&app, name.to_owned(), kind.to_owned());
        async move {
            let mut new = json!({ "name": name, "channel_id": channel(app, &kind).await });
            for (key, value) in more.as_object().expect("an object") {
                new[key] = value.clone();
            }
            Client::ok(app.owner().post("/campaigns", &new).await)
        }
    };
    let rule = |tag: &str| json!([{ "source": "yandex", "campaign": tag }]);
    made("Без расхода", "context", json!({ "rules": rule("a") })).await;
    let fine = made("С расходом", "social", json!({ "rules": rule("b") })).await;
    let day = json!({ "days": [{ "day": "2026-11-20", "cost": 1 }] });
    Client::ok(
        owner
            .put(&format!("/campaigns/{}/days", id(&fine)), &day)
            .await,
    );
    made("Вебинар без правил", "webinar", json!({})).await;
    made("Выставка", "exhibition", json!({})).await;
    made("Прошла", "context", json!({ "ends_on": "2026-11-01" })).await;
    made("Будет", "context", json!({ "starts_on": "2026-12-01" })).await;
    let counts = Client::ok(owner.get("/campaigns/attention").await);
    assert_eq!(
        counts,
        json!({ "no_spend": 1, "no_rules": 1, "unknown_tags": 0 })
    );
    for (what, name) in [
        ("no_spend", "Без расхода"),
        ("no_rules", "Вебинар без правил"),
    ] {
        let list = Client::ok(
            owner
                .get(&format!("/campaigns?filter[attention]={what}&total=true"))
                .await,
        );
        assert_eq!(
            (each(&list, "name"), &list["total"]),
            (vec![name], &json!(1))
        );
    }
    let any = "/campaigns?filter[attention]=no_spend,no_rules&sort=name&total=true";
    let any = Client::ok(owner.get(any).await);
    assert_eq!(each(&any, "name"), ["Без расхода", "Вебинар без правил"]);
    assert_eq!(any["total"], 2);
    for wrong in ["x", "none", "no_rules,none"] {
        let path = format!("/campaigns?filter[attention]={wrong}");
        assert_eq!(owner.get(&path).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_goal_of_revenue_keeps_its_currency() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let new = json!({ "name": "Осень", "channel_id": channel(&app, "context").await, "goal_revenue": 100 });
    let made = Client::ok(owner.post("/campaigns", &new).await);
    let path = format!("/campaigns/{}", id(&made));
    let dollars = json!({ "version": 1, "currency": "USD" });
    let (status, problem) = owner.patch(&path, &dollars).await;
    let fields = wrong(&problem);
    assert_eq!((status, fields), (422, vec![("currency", "in_use")]));
    let both = json!({ "version": 1, "currency": "USD", "goal_revenue": 70 });
    let kept = Client::ok(owner.patch(&path, &both).await);
    let seventy = json!({ "amount": 70, "currency": "USD" });
    assert_eq!(kept["goal_revenue"], seventy);
}

#[tokio::test]
async fn tags_that_no_rule_knows_become_a_rule() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let known = campaign(&app, "Осень", "yandex", "autumn").await;
    for (n, tags) in [
        "utm_source=yandex&utm_medium=cpc&utm_campaign=autumn",
        "utm_source=vk&utm_medium=cpc&utm_campaign=spring&utm_content=a",
        "utm_source=vk&utm_medium=cpc&utm_campaign=spring&utm_content=b",
        "utm_source=x&utm_campaign={campaign_id}",
        "",
    ]
    .iter()
    .enumerate()
    {
        let told = json!({ "name": format!("Лид {n}"), "company": format!("Фирма {n}"), "url": format!("https://site.ru/?{tags}") });
        Client::ok(owner.post("/inquiries", &told).await);
    }
    let found = Client::ok(owner.get("/campaigns/unknown-tags").await);
    let items = found["items"].as_array().expect("tags");
    assert_eq!(items.len(), 2);
    assert_eq!(
        (
            &items[0]["source"],
            &items[0]["campaign"],
            &items[0]["touches"]
        ),
        (&json!("vk"), &json!("spring"), &json!(2))
    );
    assert_eq!(items[0]["channel"]["name"], "Таргет в соцсетях");
    assert_eq!(
        items[1]["warnings"].as_array().map(Vec::len),
        Some(1),
        "a placeholder that was not filled in"
    );
    let rule = json!({ "source": "vk", "medium": "cpc", "campaign": "spring" });
    Client::ok(
        owner
            .post(&format!("/campaigns/{}/rules", id(&known)), &rule)
            .await,
    );
    let left = Client::ok(owner.get("/campaigns/unknown-tags").await);
    assert_eq!(left["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        Client::ok(owner.get("/campaigns/attention").await)["unknown_tags"],
        1
    );
}

#[tokio::test]
async fn the_usual_channels_are_added_where_they_are_missing() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let conn = app.db.reader();
    let count = attract::channels::store::list(conn, None)
        .await
        .expect("channels")
        .len();
    let same = Client::ok(owner.post("/channels/usual", &json!({})).await);
    assert_eq!(
        same["items"].as_array().map(Vec::len),
        Some(count),
        "nothing is doubled"
    );
}

#[tokio::test]
async fn goals_and_the_platform_of_a_campaign_are_kept_and_checked() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = campaign(&app, "Осень", "yandex", "autumn").await;
    let other = campaign(&app, "Зима", "yandex", "winter").await;
    let path = format!("/campaigns/{}", id(&made));
    let change = json!({ "version": 1, "platform": "yandex_direct", "external_id": " 700001 ", "goal_leads": 30,
        "goal_qualified": 12, "goal_revenue": 90_000_000 });
    let kept = Client::ok(owner.patch(&path, &change).await);
    assert_eq!(
        (&kept["external_id"], &kept["platform"]),
        (&json!("700001"), &json!("yandex_direct"))
    );
    assert_eq!(
        kept["goal_revenue"],
        json!({ "amount": 90_000_000, "currency": "RUB" })
    );
    let taken = json!({ "version": 1, "platform": "yandex_direct", "external_id": "700001" });
    let (status, problem) = owner
        .patch(&format!("/campaigns/{}", id(&other)), &taken)
        .await;
    assert_eq!(
        (status, wrong(&problem)),
        (422, vec![("external_id", "taken")])
    );
    let (status, problem) = owner
        .patch(&path, &json!({ "version": 2, "goal_leads": 0 }))
        .await;
    assert_eq!(
        (status, wrong(&problem)),
        (422, vec![("goal_leads", "out_of_range")])
    );
    let none = Client::ok(
        owner
            .patch(&path, &json!({ "version": 2, "goal_leads": null }))
            .await,
    );
    assert_eq!(none["goal_leads"], Value::Null);
}

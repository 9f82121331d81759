use axum::http::StatusCode;
use base::Uuid;
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{campaign, each, id};
use crate::site;

async fn made_site(app: &TestApp) -> Value {
    let new = json!({ "name": "Сайт", "domains": ["https://www.site.ru/"] });
    Client::ok(app.owner().post("/sites", &new).await)
}

fn visitor(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

async fn hit(app: &TestApp, body: &Value, more: (&str, &str)) -> StatusCode {
    let seen = site::post(app, "/v", "text/plain", body.to_string(), more).await;
    assert_eq!(seen.headers["access-control-allow-origin"], "*");
    seen.status
}

async fn visits(app: &TestApp, site: &Value) -> Value {
    Client::ok(
        app.owner()
            .get(&format!("/sites/{}/visits", id(site)))
            .await,
    )
}

const FINE: (&str, &str) = ("accept", "*/*");

#[tokio::test]
async fn pages_and_time_of_a_visit_add_up() {
    let app = TestApp::new().await;
    let site = made_site(&app).await;
    assert_eq!(site["domains"], json!(["site.ru"]));
    campaign(&app, "Осень", "yandex", "autumn").await;
    let url =
        "https://www.site.ru/promo?utm_source=yandex&utm_medium=cpc&utm_campaign=autumn&yclid=1";
    let first = json!({ "k": site["key"], "v": visitor(1), "s": visitor(2), "u": url, "r": "https://yandex.ru/", "p": true });
    assert_eq!(hit(&app, &first, FINE).await, StatusCode::NO_CONTENT);
    for seconds in [30, 12] {
        app.pass(30_000);
        let more =
            json!({ "k": site["key"], "v": visitor(1), "s": visitor(2), "u": url, "e": seconds });
        assert_eq!(hit(&app, &more, FINE).await, StatusCode::NO_CONTENT);
    }
    let seen = visits(&app, &site).await;
    assert_eq!(seen.as_array().expect("visits").len(), 1);
    assert_eq!(
        (&seen[0]["seconds"], &seen[0]["pages"]),
        (&json!(42), &json!(1))
    );
    assert_eq!(seen[0]["utm"]["campaign"], "autumn");
    assert_eq!(seen[0]["landing"], "https://www.site.ru/promo");
    let counts = Client::ok(
        app.owner()
            .get("/visits/counts?from=2026-11-23&to=2026-11-23")
            .await,
    );
    assert_eq!(
        (&counts["visits"], &counts["visitors"]),
        (&json!(1), &json!(1))
    );
    assert_ne!(counts["campaigns"][0]["campaign_id"], Value::Null);
}

#[tokio::test]
async fn a_visitor_of_two_days_is_one_visitor_of_the_period() {
    let app = TestApp::new().await;
    let site = made_site(&app).await;
    for (who, session) in [(1, 10), (1, 11), (2, 12)] {
        let one = json!({ "k": site["key"], "v": visitor(who), "s": visitor(session), "u": "https://site.ru/", "p": true });
        hit(&app, &one, FINE).await;
        app.pass(86_400_000);
    }
    let counts = Client::ok(
        app.owner()
            .get("/visits/counts?from=2026-11-23&to=2026-11-25")
            .await,
    );
    assert_eq!(
        (&counts["visits"], &counts["visitors"]),
        (&json!(3), &json!(2))
    );
    let days: Vec<i64> = counts["days"]
        .as_array()
        .expect("days")
        .iter()
        .map(|day| day["visitors"].as_i64().expect("a number"))
        .collect();
    assert_eq!(days, [1, 1, 1]);
}

#[tokio::test]
async fn who_does_not_want_to_be_counted_is_not() {
    let app = TestApp::new().await;
    let site = made_site(&app).await;
    let one = json!({ "k": site["key"], "v": visitor(1), "s": visitor(2), "u": "https://site.ru/", "p": true });
    for refused in [("dnt", "1"), ("sec-gpc", "1")] {
        assert_eq!(hit(&app, &one, refused).await, StatusCode::NO_CONTENT);
    }
    let foreign = json!({ "k": site["key"], "v": visitor(1), "s": visitor(2), "u": "https://evil.ru/", "p": true });
    let unknown =
        json!({ "k": "нет", "v": visitor(1), "s": visitor(2), "u": "https://site.ru/", "p": true });
    for other in [foreign, unknown, json!({}), json!([1]), json!("x")] {
        assert_eq!(hit(&app, &other, FINE).await, StatusCode::NO_CONTENT);
    }
    assert_eq!(visits(&app, &site).await, json!([]));
    let endless = "x".repeat(20_000);
    let seen = site::post(&app, "/v", "text/plain", endless, FINE).await;
    assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn hundreds_at_once_are_all_written_before_they_are_confirmed() {
    let app = TestApp::new().await;
    let site = made_site(&app).await;
    let hits = (0..500).map(|n| {
        let one = json!({ "k": site["key"], "v": visitor(n % 50), "s": visitor(1000 + n), "u": "https://site.ru/", "p": true });
        let app = &app;
        async move { hit(app, &one, FINE).await }
    });
    let all = futures::future::join_all(hits).await;
    assert!(all.iter().all(|status| *status == StatusCode::NO_CONTENT));
    let counts = Client::ok(
        app.owner()
            .get("/visits/counts?from=2026-11-23&to=2026-11-23")
            .await,
    );
    assert_eq!(
        (&counts["visits"], &counts["visitors"]),
        (&json!(500), &json!(50))
    );
}

#[tokio::test]
async fn a_client_s_visits_are_on_the_deal_with_their_own_moments_once() {
    let app = TestApp::new().await;
    let site = made_site(&app).await;
    campaign(&app, "Осень", "yandex", "autumn").await;
    campaign(&app, "Бренд", "yandex", "brand").await;
    for (session, tag) in [(1, "autumn"), (2, "brand")] {
        let url = format!("https://site.ru/?utm_source=yandex&utm_medium=cpc&utm_campaign={tag}");
        let one = json!({ "k": site["key"], "v": visitor(9), "s": visitor(session), "u": url, "p": true });
        hit(&app, &one, FINE).await;
        app.pass(86_400_000);
    }
    let tx = app
        .db
        .begin(base::Actor::system())
        .await
        .expect("a transaction");
    let new = attract::inquiries::NewInquiry {
        name: "Петров".into(),
        phones: vec!["+79123456789".into()],
        visitor_id: Some(Uuid::from_u128(9)),
        ..Default::default()
    };
    let row = attract::inquiries::receive(&tx, new.clone())
        .await
        .expect("received");
    attract::inquiries::receive(&tx, new)
        .await
        .expect("received again");
    tx.commit().await.expect("a commit");
    let deal = row.deal_id.expect("a deal");
    let timeline = Client::ok(app.owner().get(&format!("/deals/{deal}/timeline")).await);
    let kinds = each(&timeline, "kind");
    assert_eq!(
        kinds.iter().filter(|kind| **kind == "visit.made").count(),
        2
    );
    assert_eq!(
        timeline["items"]
            .as_array()
            .expect("items")
            .last()
            .expect("one")["at"],
        "2026-11-23T09:00:00.000Z"
    );
    let marks = Client::ok(app.owner().get(&format!("/deals/{deal}/marks")).await);
    let named = |kind: &str| {
        let all = marks.as_array().expect("marks").iter();
        let of: Vec<&str> = all
            .filter(|mark| mark["kind"] == kind)
            .map(|mark| mark["name"].as_str().expect("a name"))
            .collect();
        of.join(", ")
    };
    assert_eq!(
        (named("campaign_first"), named("campaign_last")),
        ("Осень".into(), "Бренд".into())
    );
    assert_eq!(named("campaign"), "Бренд, Осень");
}

#[tokio::test]
async fn the_script_is_small_and_asks_nobody_else() {
    let app = TestApp::new().await;
    let script = site::get(&app, "/v.js").await;
    assert_eq!(script.status, StatusCode::OK);
    assert!(script.text.len() < 5_000, "{} bytes", script.text.len());
    assert!(!script.text.contains("document.cookie"));
    assert!(
        script.headers["content-type"]
            .to_str()
            .expect("a type")
            .starts_with("text/javascript")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn garbage_never_breaks_reading(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let read = serde_json::from_slice::<attract::visits::model::Hit>(&bytes);
        let _ = read.ok().and_then(attract::visits::model::Hit::checked);
    }
}

#[tokio::test]
async fn a_site_that_was_just_added_counts_from_its_first_visit() {
    let app = TestApp::new().await;
    let old = made_site(&app).await;
    let of = |site: &Value, n: u128| json!({ "k": site["key"], "v": visitor(n), "s": visitor(n), "u": "https://site.ru/", "p": true });
    assert_eq!(hit(&app, &of(&old, 1), FINE).await, StatusCode::NO_CONTENT);
    app.pass(5_000);
    let new = json!({ "name": "Новый", "domains": ["site.ru"] });
    let new = Client::ok(app.owner().post("/sites", &new).await);
    assert_eq!(hit(&app, &of(&new, 2), FINE).await, StatusCode::NO_CONTENT);
    let seen = visits(&app, &new).await;
    assert_eq!(seen.as_array().expect("visits").len(), 1);
}

#[tokio::test]
async fn one_strange_hit_does_not_spoil_those_beside_it() {
    let app = TestApp::new().await;
    let site = made_site(&app).await;
    let of = |n: u128, url: &str| json!({ "k": site["key"], "v": visitor(n), "s": visitor(n), "u": url, "p": true });
    let strange = of(1, "https://site.ru/\u{0}x");
    let good = of(2, "https://site.ru/good");
    let (_, status) = tokio::join!(hit(&app, &strange, FINE), hit(&app, &good, FINE));
    assert_eq!(status, StatusCode::NO_CONTENT);
    let seen = visits(&app, &site).await;
    assert!(
        each(&json!({ "items": seen }), "landing").contains(&"https://site.ru/good"),
        "{seen}"
    );
}

//! The ideal customer profile through HTTP.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::{get, reason, version};

async fn company(app: &TestApp, name: &str, industry: &str, employees: i64) -> String {
    let new = json!({ "name": name, "industry": industry, "employees": employees });
    let made = Client::ok(app.owner().post("/companies", &new).await);
    made["id"].as_str().expect("an id").to_owned()
}

async fn deal_of(app: &TestApp, company: &str) -> String {
    let new = json!({ "title": "Насосы", "company_id": company });
    let made = Client::ok(app.owner().post("/deals", &new).await);
    made["id"].as_str().expect("an id").to_owned()
}

fn profile(version: i64, points: i64) -> Value {
    json!({ "version": version, "limits": { "a": 30, "b": 15, "c": 0 }, "rules": [
        { "fact": "industry", "values": ["ИТ", "Связь"], "points": points },
        { "fact": "size", "from": 51, "to": 200, "points": 15 },
        { "fact": "region", "values": ["77"], "points": 5 },
    ] })
}

async fn band(app: &TestApp, deal: &str) -> Option<String> {
    let marks = get(app, &format!("/deals/{deal}/marks")).await;
    let all = marks.as_array().expect("marks").iter();
    let fit: Vec<&Value> = all.filter(|mark| mark["kind"] == "fit").collect();
    assert!(fit.len() < 2, "one band at most: {fit:?}");
    fit.first()
        .map(|mark| mark["key"].as_str().expect("a band").to_owned())
}

#[tokio::test]
async fn deals_are_judged_and_the_score_says_why() {
    let app = TestApp::new().await;
    let company = company(&app, "ООО «Код»", "ит", 60).await;
    let old = deal_of(&app, &company).await;
    let path = format!("/deals/{old}/fit");
    assert_eq!(get(&app, &path).await, Value::Null, "no profile yet");
    assert_eq!(get(&app, "/fit-profile").await["number"], 0);

    let saved = Client::ok(app.owner().put("/fit-profile", &profile(0, 20)).await);
    assert_eq!(saved["number"], 1);
    assert_eq!(saved["rules"][0]["told"], "Отрасль: ИТ, Связь");
    assert_eq!(saved["job"]["state"], "queued");
    app.run_jobs().await;
    let job = get(&app, "/fit-profile").await["job"].clone();
    assert_eq!((&job["state"], &job["done"]), (&json!("done"), &json!(1)));

    let fit = get(&app, &path).await;
    assert_eq!((&fit["score"], &fit["band"]), (&json!(35), &json!("A")));
    assert_eq!(
        fit["why"][0],
        json!({ "points": 20, "told": "Отрасль: ИТ, Связь" })
    );
    assert_eq!(fit["unknown"], json!(["Регион по ИНН"]));
    assert_eq!(band(&app, &old).await.as_deref(), Some("A"));
}

#[tokio::test]
async fn a_fit_follows_the_deal_its_company_and_the_rules() {
    let app = TestApp::new().await;
    Client::ok(app.owner().put("/fit-profile", &profile(0, 20)).await);
    let company = company(&app, "ООО «Лавка»", "Розница", 5).await;
    let deal = deal_of(&app, &company).await;
    app.run_jobs().await;
    assert_eq!(band(&app, &deal).await.as_deref(), Some("C"), "a new deal");

    let change = json!({ "version": 1, "industry": "Связь" });
    let path = format!("/companies/{company}");
    Client::ok(app.owner().patch(&path, &change).await);
    app.run_jobs().await;
    assert_eq!(band(&app, &deal).await.as_deref(), Some("B"), "its company");

    let change = json!({ "version": version(&app, &deal).await, "company_id": null });
    let path = format!("/deals/{deal}");
    Client::ok(app.owner().patch(&path, &change).await);
    app.run_jobs().await;
    assert_eq!(band(&app, &deal).await.as_deref(), Some("C"), "no company");

    let mut strict = profile(1, 20);
    strict["limits"]["c"] = json!(10);
    Client::ok(app.owner().put("/fit-profile", &strict).await);
    app.run_jobs().await;
    assert_eq!(band(&app, &deal).await.as_deref(), Some("D"), "the rules");
}

#[tokio::test]
async fn a_wrong_or_late_profile_is_refused_and_rights_are_kept() {
    let app = TestApp::new().await;
    let (status, problem) = app.owner().put("/fit-profile", &profile(0, 0)).await;
    assert_eq!(status, 422);
    assert_eq!(problem["errors"][0]["field"], "rules[0].points");
    Client::ok(app.owner().put("/fit-profile", &profile(0, 20)).await);
    let (status, problem) = app.owner().put("/fit-profile", &profile(0, 30)).await;
    assert_eq!((status, &problem["code"]), (409, &json!("stale")));
    assert_eq!(problem["current_version"], 1);

    let (_, seller) = app
        .user("seller@example.com", Role::Sales, Visibility::Own, None)
        .await;
    assert_eq!(seller.get("/fit-profile").await.0, 200);
    assert_eq!(seller.put("/fit-profile", &profile(1, 30)).await.0, 403);
    assert_eq!(seller.post("/fit-profile/lesson", &json!({})).await.0, 403);
    let company = company(&app, "ООО «Код»", "ИТ", 60).await;
    let deal = deal_of(&app, &company).await;
    assert_eq!(seller.get(&format!("/deals/{deal}/fit")).await.0, 404);
}

#[tokio::test]
async fn how_the_score_has_done_is_counted_from_settled_deals() {
    let app = TestApp::new().await;
    let good = company(&app, "ООО «Код»", "ИТ", 60).await;
    let bad = company(&app, "ООО «Лавка»", "Розница", 5).await;
    let stages = get(&app, "/pipelines").await["items"][0]["stages"].clone();
    let stages = stages.as_array().expect("stages").iter();
    let win = stages.clone().find(|stage| stage["kind"] == "purchase");
    let win = win.expect("a stage")["id"].clone();
    let reason = reason(&app).await;
    for n in 0..50 {
        let company = if n % 2 == 0 { &good } else { &bad };
        let deal = deal_of(&app, company).await;
        let version = version(&app, &deal).await;
        // 20 of 25 fitting ones are won, 5 of the other 25.
        let won = if n % 2 == 0 { n < 40 } else { n < 10 };
        let (path, body) = if won {
            ("move", json!({ "version": version, "stage_id": win }))
        } else {
            ("lose", json!({ "version": version, "reason_id": reason }))
        };
        let path = format!("/deals/{deal}/{path}");
        Client::ok(app.owner().post(&path, &body).await);
    }
    Client::ok(app.owner().put("/fit-profile", &profile(0, 20)).await);
    app.run_jobs().await;
    let found = get(&app, "/fit-profile/accuracy").await;
    assert_eq!(found["won"]["count"], 25);
    let bands = found["bands"].as_array().expect("bands");
    let of = |name: &str| bands.iter().find(|row| row["band"] == name).expect("it");
    assert_eq!(
        (&of("A")["won"]["count"], &of("A")["won"]["of"]),
        (&json!(20), &json!(25))
    );
    assert_eq!(
        (&of("C")["won"]["count"], &of("C")["won"]["of"]),
        (&json!(5), &json!(25))
    );
    assert_eq!(of("C")["qualified"]["of"], 25, "lost before, or behind it");
    assert_eq!(found["verdict"], "tells");
    // 20 × 20 pairs in order, 20 × 5 and 5 × 20 tied, of 25 × 25.
    let area = found["auc"]["area"].as_f64().expect("an area");
    assert!((area - 0.8).abs() < 1e-12, "{area}");

    let (_, seller) = app
        .user("seller@example.com", Role::Sales, Visibility::Own, None)
        .await;
    let own = Client::ok(seller.get("/fit-profile/accuracy").await);
    assert_eq!(own["won"]["of"], 0, "only what one may see");

    assert_eq!(
        get(&app, "/fit-profile/lesson").await["lesson"],
        Value::Null
    );
    Client::ok(app.owner().post("/fit-profile/lesson", &json!({})).await);
    app.run_jobs().await;
    let told = get(&app, "/fit-profile/lesson").await;
    assert_eq!(told["lesson"]["too_few"], true, "35 deals teach nothing");
}

#[tokio::test]
async fn what_came_without_telling_is_found_by_the_sweep() {
    let app = TestApp::new().await;
    Client::ok(app.owner().put("/fit-profile", &profile(0, 20)).await);
    app.run_jobs().await;
    let company = company(&app, "ООО «Код»", "ИТ", 60).await;
    let deal = deal_of(&app, &company).await;
    // As an import leaves it: no event has been answered.
    let forget = db::sql!("delete from jobs where kind = $1", "qualify.fit_created");
    let tx = app
        .db
        .begin(base::Actor::system())
        .await
        .expect("a transaction");
    tx.conn().execute(forget).await.expect("no answer");
    tx.commit().await.expect("a commit");
    app.run_jobs().await;
    assert_eq!(band(&app, &deal).await, None);
    app.pass(16 * 60 * 1000);
    app.run_jobs().await;
    assert_eq!(band(&app, &deal).await.as_deref(), Some("A"));
}

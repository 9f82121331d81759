//! The ideal customer profile through HTTP.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::{answer, get, reason, version};

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
    app.run_jobs().await;

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
        json!({ "points": 20, "told": "Отрасль: ИТ" })
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
        .user(
            "seller@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    assert_eq!(seller.get("/fit-profile").await.0, 200);
    assert_eq!(seller.put("/fit-profile", &profile(1, 30)).await.0, 403);
    assert_eq!(seller.post("/fit-profile/lesson", &json!({})).await.0, 403);
    let (_, head) = app
        .user(
            "head@example.com",
            Role::HeadOfSales,
            Visibility::Team,
            None,
        )
        .await;
    let learned = head.post("/fit-profile/lesson", &json!({})).await;
    assert_eq!(learned.0, 403, "it speaks of all deals");
    assert_eq!(head.get("/fit-profile/lesson").await.0, 403);
    let company = company(&app, "ООО «Код»", "ИТ", 60).await;
    let deal = deal_of(&app, &company).await;
    assert_eq!(seller.get(&format!("/deals/{deal}/fit")).await.0, 404);
}

/// 25 deals of a client who fits, of which 20 are won, and 25 of another, of which 5 are.
async fn settled(app: &TestApp) {
    let good = company(app, "ООО «Код»", "ИТ", 60).await;
    let bad = company(app, "ООО «Лавка»", "Розница", 5).await;
    let stages = get(app, "/pipelines").await["items"][0]["stages"].clone();
    let stages = stages.as_array().expect("stages").iter();
    let win = stages.clone().find(|stage| stage["kind"] == "purchase");
    let win = win.expect("a stage")["id"].clone();
    let reason = reason(app).await;
    for n in 0..50 {
        let company = if n % 2 == 0 { &good } else { &bad };
        let deal = deal_of(app, company).await;
        let version = version(app, &deal).await;
        let won = if n % 2 == 0 { n < 40 } else { n < 10 };
        let (path, body) = if won {
            ("move", json!({ "version": version, "stage_id": win }))
        } else {
            ("lose", json!({ "version": version, "reason_id": reason }))
        };
        app.pass(3_600_000);
        let path = format!("/deals/{deal}/{path}");
        Client::ok(app.owner().post(&path, &body).await);
    }
}

#[tokio::test]
async fn how_the_score_has_done_is_counted_from_settled_deals() {
    let app = TestApp::new().await;
    settled(&app).await;
    app.pass(1);
    Client::ok(app.owner().put("/fit-profile", &profile(0, 20)).await);
    app.run_jobs().await;
    let found = get(&app, "/fit-profile/accuracy").await;
    // The youngest hour has not had its time.
    let all = &found["all"];
    assert_eq!(
        (&all["won"]["count"], &all["won"]["of"]),
        (&json!(25), &json!(50))
    );
    let bands = found["bands"].as_array().expect("bands");
    let of = |name: &str| bands.iter().find(|row| row["band"] == name).expect("it");
    let counts = |share: &Value| (share["count"].clone(), share["of"].clone());
    assert_eq!(counts(&of("A")["won"]), (json!(20), json!(25)));
    assert_eq!(counts(&of("C")["won"]), (json!(5), json!(25)));
    assert_eq!(counts(&of("A")["earlier"]), (json!(18), json!(18)));
    assert_eq!(counts(&of("A")["later"]), (json!(2), json!(7)));
    assert_eq!(of("A")["holds"], "too_few");
    assert_eq!(all["verdict"], "tells");
    // 20 × 20 pairs in order, 20 × 5 and 5 × 20 tied, of 25 × 25.
    let area = all["auc"]["area"].as_f64().expect("an area");
    assert!((area - 0.8).abs() < 1e-12, "{area}");
    assert_eq!(
        found["since"]["verdict"], "too_few",
        "the rules came after all"
    );
    assert_eq!(found["since"]["won"]["of"], 0);

    // The deals behind every number.
    for (query, expected) in [
        ("band=A&status=won", 20),
        ("band=A&status=lost&part=later", 5),
        ("band=C&part=earlier", 17),
        ("part=since", 0),
        ("status=won", 25),
    ] {
        let page = get(&app, &format!("/fit-profile/deals?{query}")).await;
        let items = page["items"].as_array().expect("deals");
        assert_eq!(items.len(), expected, "{query}");
    }
    let first = get(&app, "/fit-profile/deals?limit=30").await;
    let cursor = first["next_cursor"].as_str().expect("more");
    let rest = get(
        &app,
        &format!("/fit-profile/deals?limit=30&cursor={cursor}"),
    )
    .await;
    assert_eq!(rest["items"].as_array().expect("deals").len(), 20);
    assert_eq!(app.owner().get("/fit-profile/deals?band=E").await.0, 400);

    let (_, seller) = app
        .user(
            "seller@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    let own = Client::ok(seller.get("/fit-profile/accuracy").await);
    assert_eq!(own["all"]["won"]["of"], 0, "only what one may see");
    let own = Client::ok(seller.get("/fit-profile/deals").await);
    assert_eq!(own["items"], json!([]));

    assert_eq!(
        get(&app, "/fit-profile/lesson").await["lesson"],
        Value::Null
    );
    let job = Client::ok(app.owner().post("/fit-profile/lesson", &json!({})).await);
    app.run_jobs().await;
    let told = get(&app, "/fit-profile/lesson").await;
    assert_eq!(
        (&told["job"]["id"], &told["job"]["state"]),
        (&job["id"], &json!("done"))
    );
    assert_eq!(told["lesson"]["too_few"], true, "15 deals prove nothing");
    assert_eq!(
        get(&app, "/fit-profile").await["number"],
        1,
        "only suggested"
    );
}

#[tokio::test]
async fn what_became_known_later_does_not_count() {
    let app = TestApp::new().await;
    let company = company(&app, "ООО «Код»", "Розница", 5).await;
    let deal = deal_of(&app, &company).await;
    app.pass(2 * 86_400_000);
    answer(&app, &deal, "budget", "yes").await;
    app.pass(8 * 86_400_000);
    // In the second week the client turns out to fit, and to have a need.
    let change = json!({ "version": 1, "industry": "ИТ", "employees": 60 });
    Client::ok(
        app.owner()
            .patch(&format!("/companies/{company}"), &change)
            .await,
    );
    answer(&app, &deal, "need", "yes").await;
    let body = json!({ "version": version(&app, &deal).await, "reason_id": reason(&app).await });
    Client::ok(
        app.owner()
            .post(&format!("/deals/{deal}/lose"), &body)
            .await,
    );

    let mut rules = profile(0, 20);
    let answers = rules["rules"].as_array_mut().expect("rules");
    answers.push(json!({ "fact": "answer", "values": ["budget.yes"], "points": 3 }));
    answers.push(json!({ "fact": "answer", "values": ["need.yes"], "points": 4 }));
    let saved = Client::ok(app.owner().put("/fit-profile", &rules).await);
    assert_eq!(saved["rules"][3]["told"], "Ответ: Бюджет есть — да");
    app.run_jobs().await;
    assert_eq!(get(&app, &format!("/deals/{deal}/fit")).await["score"], 42);
    let behind = get(&app, "/fit-profile/deals").await;
    assert_eq!(
        behind["items"][0]["score"], 3,
        "as it was known in the first week"
    );
}

#[tokio::test]
async fn a_change_is_tried_before_it_is_made_and_versions_stay() {
    let app = TestApp::new().await;
    settled(&app).await;
    Client::ok(app.owner().put("/fit-profile", &profile(0, 20)).await);
    let good = company(&app, "ООО «Сеть»", "Связь", 100).await;
    deal_of(&app, &good).await;
    app.run_jobs().await;
    let mut tried = profile(1, 1);
    tried.as_object_mut().expect("a body").remove("version");
    let found = Client::ok(app.owner().post("/fit-profile/preview", &tried).await);
    assert_eq!((&found["open"], &found["settled"]), (&json!(1), &json!(50)));
    assert_eq!((&found["up"], &found["down"]), (&json!(0), &json!(1)));
    let band = |place: usize| &found["bands"][place];
    assert_eq!((&band(0)["now"], &band(0)["then"]), (&json!(1), &json!(0)));
    assert_eq!((&band(1)["now"], &band(1)["then"]), (&json!(0), &json!(1)));
    assert_eq!(band(1)["won"]["count"], 20);
    assert_eq!(found["auc_now"], found["auc_then"], "the same order");
    assert_eq!(get(&app, "/fit-profile").await["number"], 1, "only tried");
    tried["limits"]["a"] = json!(0);
    assert_eq!(
        app.owner().post("/fit-profile/preview", &tried).await.0,
        422
    );

    Client::ok(app.owner().put("/fit-profile", &profile(1, 1)).await);
    let versions = get(&app, "/fit-profile/versions").await;
    assert_eq!(versions.as_array().expect("versions").len(), 2);
    assert_eq!(versions[1]["rules"][0]["points"], 20, "the first is kept");
    assert_eq!(versions[0]["by"], "owner");
}

#[tokio::test]
async fn judging_all_can_be_stopped_and_goes_on_later() {
    let app = TestApp::new().await;
    let company = company(&app, "ООО «Код»", "ИТ", 60).await;
    let deal = deal_of(&app, &company).await;
    let saved = Client::ok(app.owner().put("/fit-profile", &profile(0, 20)).await);
    let id = saved["job"]["id"].as_str().expect("a job");
    Client::ok(
        app.owner()
            .post(&format!("/jobs/{id}/cancel"), &json!({}))
            .await,
    );
    assert_eq!(get(&app, "/fit-profile").await["job"]["state"], "cancelled");
    // What is left is taken up when somebody asks.
    let again = Client::ok(app.owner().post("/fit-profile/recount", &json!({})).await);
    app.run_jobs().await;
    let job = get(&app, "/fit-profile").await["job"].clone();
    assert_eq!((&job["id"], &job["state"]), (&again["id"], &json!("done")));
    assert_eq!(band(&app, &deal).await.as_deref(), Some("A"));
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

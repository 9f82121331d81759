//! Reviews of calls through HTTP.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::get;

/// A deal of the salesperson with a call on it.
async fn call(seller: &Client) -> String {
    let deal = Client::ok(seller.post("/deals", &json!({ "title": "Насосы" })).await);
    let call = json!({ "kind": "call", "outcome": "answered", "deal_id": deal["id"] });
    let call = Client::ok(seller.post("/activities", &call).await);
    call["id"].as_str().expect("an id").to_owned()
}

async fn set(app: &TestApp) -> Value {
    get(app, "/review-sets").await["items"][0].clone()
}

#[tokio::test]
async fn a_call_is_reviewed_and_the_salesperson_reads_only_their_own() {
    let app = TestApp::new().await;
    let visible = Visibility::Own;
    let (anna_id, anna) = app
        .user("anna@example.com", Role::Salesperson, visible, None)
        .await;
    let (_, oleg) = app
        .user("oleg@example.com", Role::Salesperson, Visibility::All, None)
        .await;
    let (call, set) = (call(&anna).await, set(&app).await);
    assert_eq!(set["name"], "Первый звонок");
    let body = json!({
        "activity_id": call, "set_id": set["id"], "comment": "Хорошо начала",
        "practise": "Вопросы о бюджете", "marks": { "opening": 1, "need": 3, "next_step": 0 },
    });
    assert_eq!(oleg.post("/reviews", &body).await.0, 403);
    let made = Client::ok(app.owner().post("/reviews", &body).await);
    // (10 × 1 + 30 × 0.5 + 20 × 0) / 60
    assert_eq!(made["score"], 42);
    assert_eq!(made["person"]["id"], json!(anna_id.to_string()));
    assert_eq!(app.owner().post("/reviews", &body).await.0, 409);

    let id = made["id"].as_str().expect("an id");
    let path = format!("/reviews/{id}");
    assert_eq!(
        Client::ok(anna.get(&path).await)["practise"],
        "Вопросы о бюджете"
    );
    // Whoever sees all deals still does not see other people's reviews.
    assert_eq!(oleg.get(&path).await.0, 404);
    assert_eq!(Client::ok(oleg.get("/reviews").await)["items"], json!([]));
    assert_eq!(
        Client::ok(anna.get("/reviews").await)["items"][0]["id"],
        made["id"]
    );
    let deal = made["deal"]["id"].as_str().expect("a deal");
    let timeline = Client::ok(oleg.get(&format!("/deals/{deal}/timeline")).await);
    let told = &timeline["items"][0];
    assert_eq!(told["kind"], "call.reviewed");
    assert_eq!(told["data"]["score"], Value::Null);

    assert_eq!(made["seen_at"], Value::Null);
    let seen = format!("{path}/seen");
    assert_eq!(app.owner().post(&seen, &json!({})).await.0, 403);
    assert!(Client::ok(anna.post(&seen, &json!({})).await)["seen_at"].is_string());
    let mut anew = body.clone();
    anew["version"] = json!(1);
    anew["marks"] = json!({ "opening": 1 });
    let anew_made = Client::ok(app.owner().put(&path, &anew).await);
    assert_eq!(
        (&anew_made["score"], &anew_made["seen_at"]),
        (&json!(100), &Value::Null)
    );
    assert_eq!(app.owner().put(&path, &anew).await.0, 409);
    assert_eq!(anna.delete(&path).await.0, 403);
    assert_eq!(app.owner().delete(&path).await.0, 204);
    assert_eq!(anna.get(&path).await.0, 404);
}

#[tokio::test]
async fn only_a_call_that_took_place_is_reviewed_with_marks_that_are_some() {
    let app = TestApp::new().await;
    let (_, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let (call, set) = (call(&anna).await, set(&app).await);
    let deal = Client::ok(anna.post("/deals", &json!({ "title": "Мимо" })).await);
    let missed = json!({ "kind": "call", "outcome": "missed", "deal_id": deal["id"] });
    let missed = Client::ok(anna.post("/activities", &missed).await);
    let mut body =
        json!({ "activity_id": missed["id"], "set_id": set["id"], "marks": { "need": 5 } });
    let (status, refused) = app.owner().post("/reviews", &body).await;
    assert_eq!(
        (status, &refused["errors"][0]["field"]),
        (422, &json!("activity_id"))
    );
    body["activity_id"] = json!(call);
    body["marks"] = json!({ "need": 6 });
    let (status, refused) = app.owner().post("/reviews", &body).await;
    assert_eq!(
        (status, &refused["errors"][0]["field"]),
        (422, &json!("marks.need"))
    );
    // A head of sales of another team does not see the person.
    let team = Client::ok(
        app.owner()
            .post("/teams", &json!({ "name": "Регионы" }))
            .await,
    );
    let team = team["id"].as_str().and_then(|id| id.parse().ok());
    let (_, head) = app
        .user(
            "vera@example.com",
            Role::HeadOfSales,
            Visibility::Team,
            team,
        )
        .await;
    body["marks"] = json!({ "need": 4 });
    assert_eq!(head.post("/reviews", &body).await.0, 422);
    Client::ok(app.owner().post("/reviews", &body).await);
    assert_eq!(Client::ok(head.get("/reviews").await)["items"], json!([]));
}

#[tokio::test]
async fn criteria_have_versions_and_the_trend_counts_reviews_by_week() {
    let app = TestApp::new().await;
    let (anna_id, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let set = set(&app).await;
    let review = async |marks: Value| {
        let body = json!({ "activity_id": call(&anna).await, "set_id": set["id"], "marks": marks });
        Client::ok(app.owner().post("/reviews", &body).await)
    };
    let first = review(json!({ "need": 1, "opening": 1 })).await;
    let path = format!("/review-sets/{}", set["id"].as_str().expect("an id"));
    let mut criteria = set["criteria"].clone();
    criteria[1]["weight"] = json!(1);
    let body = json!({ "version": 1, "criteria": criteria });
    let changed = Client::ok(app.owner().patch(&path, &body).await);
    assert_eq!(changed["number"], 2);
    assert_eq!(app.owner().patch(&path, &body).await.0, 409);
    app.pass(7 * 24 * 3_600_000);
    let second = review(json!({ "need": 3, "opening": 1 })).await;
    assert_eq!(
        (&first["set_number"], &second["set_number"]),
        (&json!(1), &json!(2))
    );
    // The first keeps its weights: 10 of 40; the second has (10 + 0.5) of 11.
    assert_eq!(
        (&first["score"], &second["score"]),
        (&json!(25), &json!(95))
    );

    let trend = Client::ok(anna.get("/reviews/trend").await);
    assert_eq!(trend["weeks"].as_array().expect("weeks").len(), 12);
    let me = &trend["people"][0];
    assert_eq!(
        (&me["id"], &me["reviews"]),
        (&json!(anna_id.to_string()), &json!(2))
    );
    assert_eq!(
        (&me["weeks"][10]["score"], &me["weeks"][11]["score"]),
        (&json!(25.0), &json!(95.0))
    );
    assert_eq!(me["weeks"][9], json!({ "score": null, "reviews": 0 }));
    let weakest = &trend["criteria"][0];
    assert_eq!(
        (&weakest["key"], &weakest["score"], &weakest["reviews"]),
        (&json!("need"), &json!(25.0), &json!(2))
    );
}

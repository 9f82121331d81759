//! Qualification through HTTP.

mod content;
mod first_contact;
mod fit;
mod reviews;
mod scripts;

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

async fn deal(app: &TestApp) -> String {
    let made = Client::ok(
        app.owner()
            .post("/deals", &json!({ "title": "Насосы" }))
            .await,
    );
    made["id"].as_str().expect("an id").to_owned()
}

async fn get(app: &TestApp, path: &str) -> Value {
    Client::ok(app.owner().get(path).await)
}

async fn version(app: &TestApp, deal: &str) -> i64 {
    let whole = get(app, &format!("/deals/{deal}")).await;
    whole["version"].as_i64().expect("a version")
}

async fn answer(app: &TestApp, deal: &str, key: &str, value: &str) -> Value {
    let path = format!("/deals/{deal}/qualification/{key}");
    Client::ok(app.owner().put(&path, &json!({ "value": value })).await)
}

async fn reason(app: &TestApp) -> Value {
    get(app, "/lost-reasons").await["items"][0]["id"].clone()
}

#[tokio::test]
async fn a_deal_is_asked_and_passes_once_its_gate_is_open() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let fresh = get(&app, &format!("/deals/{deal}/qualification")).await;
    assert_eq!(fresh["set_name"], "BANT");
    assert_eq!(fresh["questions"].as_array().expect("questions").len(), 4);
    assert_eq!(fresh["score"], 0);
    assert_eq!(fresh["open_gates"], json!(["need"]));

    let qualify = format!("/deals/{deal}/qualify");
    let body = json!({ "version": version(&app, &deal).await });
    let (status, refused) = app.owner().post(&qualify, &body).await;
    assert_eq!(status, 409);
    let said = refused["title"].as_str().expect("a reason");
    assert!(said.contains("Потребность"), "{said}");

    answer(&app, &deal, "need", "no").await;
    answer(&app, &deal, "budget", "yes").await;
    let now = answer(&app, &deal, "need", "yes").await;
    assert_eq!(now["score"], 50);
    assert_eq!(now["answered"], 2);
    assert_eq!(now["open_gates"], json!([]));
    let need = &now["questions"][2];
    assert_eq!(need["answer"]["value"], "yes");
    assert_eq!(need["earlier"][0]["value"], "no");
    let marks = get(&app, &format!("/deals/{deal}/marks")).await;
    let mut keys: Vec<&str> = marks
        .as_array()
        .expect("marks")
        .iter()
        .filter(|mark| mark["kind"] == "answer")
        .map(|mark| mark["key"].as_str().expect("a key"))
        .collect();
    keys.sort_unstable();
    assert_eq!(keys, ["budget.yes", "need.yes"]);

    let body = json!({ "version": version(&app, &deal).await });
    let done = Client::ok(app.owner().post(&qualify, &body).await);
    assert_eq!(done["verdict"]["verdict"], "qualified");
    assert_eq!(done["verdict"]["score"], 50);
    let whole = get(&app, &format!("/deals/{deal}")).await;
    let pipelines = get(&app, "/pipelines").await;
    let stages = pipelines["items"][0]["stages"].as_array().expect("stages");
    let stage = stages
        .iter()
        .find(|stage| stage["id"] == whole["stage_id"])
        .expect("its stage");
    assert_eq!(stage["kind"], "present");

    let body = json!({ "version": version(&app, &deal).await });
    assert_eq!(app.owner().post(&qualify, &body).await.0, 409);
}

#[tokio::test]
async fn an_answer_is_taken_back_and_a_wrong_one_refused() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    answer(&app, &deal, "budget", "yes").await;
    let path = format!("/deals/{deal}/qualification/budget");
    let wrong = app.owner().put(&path, &json!({ "value": "может" })).await;
    assert_eq!(wrong.0, 422);
    assert_eq!(wrong.1["errors"][0]["code"], "wrong_answer");
    let back = Client::ok(app.owner().put(&path, &json!({ "value": null })).await);
    assert_eq!(back["score"], 0);
    assert_eq!(back["questions"][0]["answer"], Value::Null);
    assert_eq!(back["questions"][0]["earlier"][0]["value"], "yes");
    let marks = get(&app, &format!("/deals/{deal}/marks")).await;
    assert!(
        marks
            .as_array()
            .expect("marks")
            .iter()
            .all(|mark| mark["kind"] != "answer")
    );
    let unknown = format!("/deals/{deal}/qualification/nothing");
    let unknown = app.owner().put(&unknown, &json!({ "value": "yes" })).await;
    assert_eq!(unknown.0, 404);
}

#[tokio::test]
async fn a_deal_put_back_comes_up_on_its_day() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let path = format!("/deals/{deal}/recycle");
    let mut body = json!({
        "version": version(&app, &deal).await, "reason_id": reason(&app).await,
        "back_on": "2020-01-01", "note": "Бюджет будет в новом году",
    });
    let past = app.owner().post(&path, &body).await;
    assert_eq!(past.0, 422);
    assert_eq!(past.1["errors"][0]["field"], "back_on");
    let day = (app.now().day(chrono_tz::Europe::Moscow) + chrono::Days::new(10)).to_string();
    body["back_on"] = json!(day);
    let put = Client::ok(app.owner().post(&path, &body).await);
    assert_eq!(put["verdict"]["back_on"], day);
    assert_eq!(get(&app, &format!("/deals/{deal}")).await["status"], "lost");
    let tasks = get(&app, &format!("/tasks?filter[deal]={deal}")).await;
    let title = tasks["items"][0]["title"].as_str().expect("a task");
    assert_eq!(title, "Вернуться к клиенту: Насосы");

    assert_eq!(get(&app, "/recycled-deals").await, json!([]));
    app.pass(11 * 24 * 3_600_000);
    let (_, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let now = get(&app, "/recycled-deals").await;
    assert_eq!(now[0]["deal_id"], deal);
    assert_eq!(now[0]["note"], "Бюджет будет в новом году");
    assert_eq!(Client::ok(seller.get("/recycled-deals").await), json!([]));
    let foreign = seller.get(&format!("/deals/{deal}/qualification")).await;
    assert_eq!(foreign.0, 404);

    let back = format!("/deals/{deal}/take-back");
    assert_eq!(seller.post(&back, &json!({})).await.0, 404);
    Client::ok(app.owner().post(&back, &json!({})).await);
    assert_eq!(get(&app, &format!("/deals/{deal}")).await["status"], "open");
    assert_eq!(get(&app, "/recycled-deals").await, json!([]));
    let open = get(
        &app,
        &format!("/tasks?filter[deal]={deal}&filter[state]=open"),
    )
    .await;
    assert_eq!(open["items"], json!([]), "the task is done");
    assert_eq!(app.owner().post(&back, &json!({})).await.0, 409);

    // Lost for good after that: the old day says nothing any more.
    app.pass(60_000);
    let lost = json!({ "version": version(&app, &deal).await, "reason_id": body["reason_id"] });
    Client::ok(
        app.owner()
            .post(&format!("/deals/{deal}/lose"), &lost)
            .await,
    );
    assert_eq!(get(&app, "/recycled-deals").await, json!([]));
    assert_eq!(app.owner().post(&back, &json!({})).await.0, 409);
    let told = get(&app, &format!("/deals/{deal}/qualification")).await;
    assert_eq!(told["verdict"]["back_on"], Value::Null);
}

#[tokio::test]
async fn a_refused_deal_keeps_its_reason() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let body = json!({
        "version": version(&app, &deal).await, "reason_id": reason(&app).await, "note": "Мало людей",
    });
    let path = format!("/deals/{deal}/disqualify");
    let done = Client::ok(app.owner().post(&path, &body).await);
    assert_eq!(done["verdict"]["verdict"], "disqualified");
    let whole = get(&app, &format!("/deals/{deal}")).await;
    assert_eq!(whole["status"], "lost");
    assert_eq!(whole["lost_reason"]["id"], body["reason_id"]);
    assert_eq!(app.owner().post(&path, &body).await.0, 409);
}

#[tokio::test]
async fn changed_questions_make_a_version_and_a_pipeline_may_have_its_own() {
    let app = TestApp::new().await;
    let sets = get(&app, "/question-sets").await;
    let set = &sets["items"][0];
    let path = format!("/question-sets/{}", set["id"].as_str().expect("an id"));
    let mut questions = set["questions"].clone();
    questions[0]["gate"] = json!(true);
    let body = json!({ "version": 1, "questions": questions });
    let changed = Client::ok(app.owner().patch(&path, &body).await);
    assert_eq!(
        (&changed["number"], &changed["version"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(app.owner().patch(&path, &body).await.0, 409);
    let renamed = json!({ "version": 2, "name": "Наш BANT" });
    let renamed = Client::ok(app.owner().patch(&path, &renamed).await);
    assert_eq!(renamed["number"], 2);

    let pipelines = get(&app, "/pipelines").await;
    let own = json!({
        "name": "Свой", "pipeline_id": pipelines["items"][0]["id"],
        "questions": [{ "key": "staff", "text": "Сколько людей?", "kind": "number" }],
    });
    Client::ok(app.owner().post("/question-sets", &own).await);
    let deal = deal(&app).await;
    let asked = get(&app, &format!("/deals/{deal}/qualification")).await;
    assert_eq!(asked["set_name"], "Свой");
    let (status, refused) = app
        .owner()
        .post("/question-sets", &json!({ "name": "", "questions": [] }))
        .await;
    assert_eq!(status, 422);
    assert!(!refused["errors"].as_array().expect("errors").is_empty());
}

//! Pipelines and stages.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{id, wrong};
use crate::sales::{DAY, deal, events, lose, move_to, pipeline, stages, step, way};

fn names(pipeline: &Value) -> Vec<&str> {
    let stages = pipeline["stages"].as_array().expect("stages");
    let in_use = stages.iter().filter(|stage| stage["archived"] == false);
    in_use
        .map(|stage| stage["name"].as_str().expect("a name"))
        .collect()
}

async fn read(client: &Client, deal: &Value) -> Value {
    Client::ok(client.get(&format!("/deals/{}", id(deal))).await)
}

#[tokio::test]
async fn a_new_company_has_the_six_stages_of_the_way() {
    let app = TestApp::new().await;
    let first = pipeline(app.owner()).await;
    let expected = [
        "Новый лид",
        "Квалификация",
        "Презентация",
        "Коммерческое предложение",
        "Переговоры",
        "Договор и оплата",
        "Сопровождение",
    ];
    assert_eq!(names(&first), expected);
    for stage in first["stages"].as_array().expect("stages") {
        assert!(!stage["goal"].as_str().expect("a goal").is_empty());
        assert!(!stage["checklist"].as_array().expect("a list").is_empty());
    }
}

#[tokio::test]
async fn pipelines_are_added_copied_renamed_and_put_in_order() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let first = pipeline(owner).await;
    let path = format!("/stages/{}", id(&first["stages"][0]));
    Client::ok(
        owner
            .patch(&path, &json!({ "version": 1, "name": "Обращение" }))
            .await,
    );
    let body = json!({ "name": "Копия", "stages": "copy", "copy_of": id(&first) });
    let copy = Client::ok(owner.post("/pipelines", &body).await);
    assert_eq!(names(&copy)[0], "Обращение");
    assert_ne!(copy["stages"][0]["id"], first["stages"][0]["id"]);
    assert_ne!(
        copy["stages"][0]["checklist"][0]["id"],
        first["stages"][0]["checklist"][0]["id"]
    );
    let path = format!("/pipelines/{}", id(&copy));
    let body = json!({ "version": 1, "name": "Сервис", "position": 0 });
    let changed = Client::ok(owner.patch(&path, &body).await);
    assert_eq!(
        (&changed["name"], &changed["position"]),
        (&json!("Сервис"), &json!(0))
    );
    assert_eq!(pipeline(owner).await["id"], copy["id"]);
    let stale = owner
        .patch(&path, &json!({ "version": 1, "name": "Х" }))
        .await;
    assert_eq!((stale.0, &stale.1["current_version"]), (409, &json!(2)));
    let archived = json!({ "version": 2, "archived": true });
    Client::ok(owner.patch(&path, &archived).await);
    let active = Client::ok(owner.get("/pipelines?filter[archived]=false").await);
    assert_eq!(active["items"].as_array().expect("items").len(), 1);
    let last = format!("/pipelines/{}", id(&first));
    let version = pipeline_version(owner, &first).await;
    let body = json!({ "version": version, "archived": true });
    assert_eq!(owner.patch(&last, &body).await.0, 409);
    let (_, problem) = owner
        .post("/pipelines", &json!({ "name": "Х", "stages": "copy" }))
        .await;
    assert_eq!(wrong(&problem), [("copy_of", "required")]);
}

async fn pipeline_version(client: &Client, pipeline: &Value) -> i64 {
    let read = Client::ok(client.get(&format!("/pipelines/{}", id(pipeline))).await);
    read["version"].as_i64().expect("a version")
}

#[tokio::test]
async fn a_stage_is_added_in_its_place_and_changed() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let first = pipeline(owner).await;
    let path = format!("/pipelines/{}/stages", id(&first));
    let body = json!({ "name": "Пилот", "kind": "present", "age_limit_days": 5, "checklist": [{ "text": "Начать" }] });
    let added = Client::ok(owner.post(&path, &body).await);
    assert_eq!(added["position"], 4);
    assert_eq!(names(&pipeline(owner).await)[4], "Пилот");
    let item = added["checklist"][0].clone();
    let path = format!("/stages/{}", id(&added));
    let body = json!({
        "version": added["version"], "age_limit_days": null, "target_conversion": 5000,
        "checklist": [{ "text": "Раньше" }, item], "required_fields": ["amount", "amount"],
    });
    let changed = Client::ok(owner.patch(&path, &body).await);
    assert_eq!(changed["age_limit_days"], Value::Null);
    assert_eq!(changed["checklist"][1], item);
    assert_eq!(changed["required_fields"], json!(["amount"]));
    let body = json!({ "version": changed["version"], "name": "", "color": "red" });
    let (_, problem) = owner.patch(&path, &body).await;
    assert_eq!(
        wrong(&problem),
        [("name", "required"), ("color", "wrong_color")]
    );
    let body = json!({ "version": 1, "required_fields": ["shoe_size"] });
    assert_eq!(owner.patch(&path, &body).await.0, 422);
    let body = json!({ "version": changed["version"], "archived": true });
    assert_eq!(owner.patch(&path, &body).await.0, 409);
}

#[tokio::test]
async fn a_new_order_recounts_how_far_deals_have_come() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let first = pipeline(owner).await;
    let mut order = stages(owner).await;
    let one = deal(owner, "А", json!({})).await;
    move_to(owner, &one, &order[2]).await;
    move_to(owner, &one, &order[1]).await;
    let other = deal(owner, "Б", json!({})).await;
    assert_eq!(
        read(owner, &one).await["reached_stage_id"],
        order[2].as_str()
    );
    // Qualification now comes behind presentation.
    order.swap(1, 2);
    let path = format!("/pipelines/{}/stages/order", id(&first));
    let changed = Client::ok(owner.put(&path, &json!({ "stage_ids": order })).await);
    assert_eq!(names(&changed)[1], "Презентация");
    assert_eq!(
        read(owner, &one).await["reached_stage_id"],
        order[2].as_str()
    );
    assert_eq!(read(owner, &one).await["version"], 3);
    assert_eq!(
        read(owner, &other).await["reached_stage_id"],
        order[0].as_str()
    );
    let reached = Client::ok(
        owner
            .get("/deals?filter[reached_kind]=present&total=true")
            .await,
    );
    assert_eq!(reached["total"], 1);
    order.pop();
    let (_, problem) = owner.put(&path, &json!({ "stage_ids": order })).await;
    assert_eq!(wrong(&problem), [("stage_ids", "wrong_stages")]);
}

#[tokio::test]
async fn a_deleted_stage_hands_its_deals_on_and_keeps_the_history() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let all = stages(owner).await;
    let open = deal(owner, "А", json!({ "stage_id": all[2] })).await;
    let gone_on = deal(owner, "Б", json!({ "stage_id": all[2] })).await;
    move_to(owner, &gone_on, &all[4]).await;
    let lost = deal(owner, "В", json!({ "stage_id": all[2] })).await;
    lose(owner, &lost).await;
    let path = format!("/stages/{}", all[2]);
    let (status, problem) = owner.delete(&path).await;
    assert_eq!((status, &problem["deals"]), (409, &json!(1)));
    let wrong_target = owner.delete(&format!("{path}?move_to={}", all[2])).await;
    assert_eq!(wrong(&wrong_target.1), [("move_to", "not_found")]);
    assert_eq!(owner.delete(&format!("{path}?move_to=x")).await.0, 400);
    app.pass(DAY);
    assert_eq!(
        owner.delete(&format!("{path}?move_to={}", all[3])).await.0,
        204
    );

    let moved = read(owner, &open).await;
    assert_eq!(moved["stage_id"], all[3].as_str());
    assert_eq!(moved["reached_stage_id"], all[3].as_str());
    assert_eq!(
        (&moved["version"], &moved["status"]),
        (&json!(2), &json!("open"))
    );
    assert_eq!(moved["stage_entered_at"], app.now().to_string());
    assert_eq!(way(owner, &open).await, ["->2 open", "2>3 open"]);
    let (kind, payload) = events(&app, &open).await.pop().expect("an event");
    assert_eq!(
        (kind.as_str(), &payload["from_stage"]),
        ("deal.moved", &json!("Презентация"))
    );
    assert_eq!(read(owner, &lost).await["stage_id"], all[2].as_str());
    assert_eq!(way(owner, &gone_on).await, ["->2 open", "2>4 open"]);
    let now = pipeline(owner).await;
    assert_eq!(names(&now).len(), 6);
    assert_eq!(now["stages"][2]["archived"], true);
    let board = Client::ok(owner.get("/board").await);
    assert_eq!(board["columns"].as_array().expect("columns").len(), 6);
    let listed = Client::ok(
        owner
            .get(&format!("/deals?filter[lost_stage]={}&total=true", all[2]))
            .await,
    );
    assert_eq!(listed["total"], 1);
    // Nothing enters it any more; what was lost there goes back to the stage before.
    let refused = owner
        .post("/deals", &json!({ "title": "Г", "stage_id": all[2] }))
        .await;
    assert_eq!(wrong(&refused.1), [("stage_id", "not_found")]);
    let back = step(owner, &lost, "reopen", json!({})).await;
    assert_eq!(back["stage_id"], all[1].as_str());
    // It can be taken into use again.
    let version = now["stages"][2]["version"].clone();
    let body = json!({ "version": version, "archived": false });
    assert_eq!(
        Client::ok(owner.patch(&path, &body).await)["archived"],
        false
    );
}

#[tokio::test]
async fn deals_handed_to_a_winning_stage_are_won_and_back_again() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let all = stages(owner).await;
    let one = deal(owner, "А", json!({ "stage_id": all[4] })).await;
    let path = format!("/stages/{}?move_to={}", all[4], all[5]);
    assert_eq!(owner.delete(&path).await.0, 204);
    let won = read(owner, &one).await;
    assert_eq!(
        (&won["status"], &won["won_at"]),
        (&json!("won"), &json!(app.now().to_string()))
    );
    let path = format!("/stages/{}?move_to={}", all[5], all[1]);
    assert_eq!(owner.delete(&path).await.0, 204);
    let open = read(owner, &one).await;
    assert_eq!(
        (&open["status"], &open["won_at"]),
        (&json!("open"), &Value::Null)
    );
    let kinds: Vec<String> = events(&app, &one)
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(kinds, ["deal.created", "deal.won", "deal.reopened"]);
    let totals = Client::ok(owner.get("/deals?filter[status]=open&total=true").await);
    assert_eq!(totals["total"], 1);
}

#[tokio::test]
async fn a_stage_that_becomes_a_winning_one_wins_the_deals_on_it() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let all = stages(owner).await;
    let one = deal(owner, "А", json!({ "stage_id": all[4] })).await;
    let path = format!("/stages/{}", all[4]);
    let stage = Client::ok(
        owner
            .patch(&path, &json!({ "version": 1, "kind": "purchase" }))
            .await,
    );
    let won = read(owner, &one).await;
    assert_eq!(
        (&won["status"], &won["stage_id"]),
        (&json!("won"), &json!(all[4]))
    );
    assert_eq!(way(owner, &one).await, ["->4 open", "4>4 won"]);
    let reached = Client::ok(
        owner
            .get("/deals?filter[reached_kind]=purchase&total=true")
            .await,
    );
    assert_eq!(reached["total"], 1);
    let body = json!({ "version": stage["version"], "kind": "close" });
    Client::ok(owner.patch(&path, &body).await);
    assert_eq!(read(owner, &one).await["status"], "open");
    let reached = Client::ok(
        owner
            .get("/deals?filter[reached_kind]=purchase&total=true")
            .await,
    );
    assert_eq!(reached["total"], 0);
}

#[tokio::test]
async fn the_last_stage_stays() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let all = stages(owner).await;
    for stage in &all[1..] {
        assert_eq!(owner.delete(&format!("/stages/{stage}")).await.0, 204);
    }
    let (status, problem) = owner.delete(&format!("/stages/{}", all[0])).await;
    assert_eq!((status, &problem["code"]), (409, &json!("conflict")));
    // Without a winning stage a deal is won where it stands.
    let one = deal(owner, "А", json!({})).await;
    let won = step(owner, &one, "win", json!({})).await;
    assert_eq!(
        (&won["status"], &won["stage_id"]),
        (&json!("won"), &json!(all[0]))
    );
}

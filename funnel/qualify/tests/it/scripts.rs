//! Scripts, runs and what versions lead to, through HTTP.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::{deal, get};

const DAY: i64 = 24 * 3_600_000;

/// Need, then budget, then an end; “no need” ends at once.
fn steps() -> Value {
    json!([
        { "key": "hello", "title": "Приветствие", "text": "Добрый день! <b>Удобно говорить?</b>",
          "answers": [{ "text": "Да", "to": "need" }, { "text": "Нет", "to": "later" }] },
        { "key": "need", "title": "Потребность", "text": "Что перекачиваете?", "question": "need",
          "answers": [
              { "text": "Есть задача", "to": "money", "value": "yes" },
              { "text": "Ничего", "to": "bye", "value": "no" }] },
        { "key": "money", "title": "Бюджет", "text": "Бюджет заложен?", "question": "budget",
          "answers": [{ "text": "Ответил", "to": "deal" }, { "text": "Не скажу", "to": "deal" }] },
        { "key": "deal", "title": "Встреча", "text": "Тогда до вторника", "end": "agreed" },
        { "key": "later", "title": "Перезвонить", "text": "Когда удобно?", "end": "later" },
        { "key": "bye", "title": "Прощание", "text": "Спасибо", "end": "refused" },
    ])
}

async fn script(app: &TestApp) -> String {
    let new = json!({ "name": "Первый звонок", "kind": "call", "steps": steps() });
    let made = Client::ok(app.owner().post("/scripts", &new).await);
    let id = made["id"].as_str().expect("an id").to_owned();
    publish(app, &id, 1).await;
    id
}

async fn publish(app: &TestApp, id: &str, version: i64) -> Value {
    let path = format!("/scripts/{id}/publish");
    Client::ok(
        app.owner()
            .post(&path, &json!({ "version": version }))
            .await,
    )
}

async fn start(app: &TestApp, deal: &str, script: &str) -> Value {
    let path = format!("/deals/{deal}/script-runs");
    Client::ok(
        app.owner()
            .post(&path, &json!({ "script_id": script }))
            .await,
    )
}

/// What the run is after a call to one of its endpoints.
async fn walk(app: &TestApp, run: &Value, verb: &str, mut body: Value) -> Value {
    let path = format!("/script-runs/{}/{verb}", run["id"].as_str().expect("an id"));
    body["version"] = run["version"].clone();
    Client::ok(app.owner().post(&path, &body).await)
}

async fn answer(app: &TestApp, run: &Value, number: i64) -> Value {
    walk(app, run, "answer", json!({ "answer": number })).await
}

async fn value(app: &TestApp, deal: &str, question: usize) -> Value {
    let told = get(app, &format!("/deals/{deal}/qualification")).await;
    told["questions"][question]["answer"]["value"].clone()
}

#[tokio::test]
async fn a_draft_is_published_once_it_can_be_followed_and_never_changes_then() {
    let app = TestApp::new().await;
    let mut broken = steps();
    broken[1]["answers"][1]["to"] = json!("nowhere");
    broken[2]["question"] = json!("colour");
    broken[1]["answers"][0]["value"] = json!("наверное");
    let new = json!({ "name": "Звонок", "kind": "call", "steps": broken });
    let made = Client::ok(app.owner().post("/scripts", &new).await);
    let faults = made["faults"].as_array().expect("faults");
    let codes: Vec<&str> = faults
        .iter()
        .map(|fault| fault["code"].as_str().expect("a code"))
        .collect();
    let expected = [
        "no_such_step",
        "unreachable",
        "wrong_answer",
        "no_such_question",
    ];
    assert_eq!(codes, expected);
    let id = made["id"].as_str().expect("an id");
    let path = format!("/scripts/{id}/publish");
    let (status, refused) = app.owner().post(&path, &json!({ "version": 1 })).await;
    assert_eq!(status, 422);
    let said = refused["errors"][0]["message"].as_str().expect("words");
    assert_eq!(said, "«Потребность»: ответ «Ничего» никуда не ведёт");

    let draft = format!("/scripts/{id}/draft");
    let body = json!({ "version": 1, "steps": steps() });
    let mended = Client::ok(app.owner().put(&draft, &body).await);
    assert_eq!(mended["faults"], json!([]));
    assert_eq!(app.owner().put(&draft, &body).await.0, 409, "it is stale");
    let published = publish(&app, id, 2).await;
    assert_eq!(published["versions"][0]["number"], 1);
    assert!(published["versions"][0]["published_at"].is_string());
    assert_eq!(
        app.owner().post(&path, &json!({ "version": 3 })).await.0,
        409
    );

    // A change after that is a draft of its own, and the published version stays.
    let mut other = steps();
    other[0]["text"] = json!("Здравствуйте!");
    let body = json!({ "version": 3, "steps": other, "note": "Короче" });
    let changed = Client::ok(app.owner().put(&draft, &body).await);
    assert_eq!(changed["versions"][0]["number"], 2);
    assert_eq!(changed["versions"][0]["steps"][0]["text"], "Здравствуйте!");
    assert_eq!(
        changed["versions"][1]["steps"],
        published["versions"][0]["steps"]
    );
    let listed = &get(&app, "/scripts").await["items"][0];
    assert_eq!(
        (&listed["published"], &listed["draft"]),
        (&json!(1), &json!(2))
    );
    let (_, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::All, None)
        .await;
    assert_eq!(seller.put(&draft, &body).await.0, 403);
}

#[tokio::test]
async fn a_script_is_followed_and_its_answers_go_into_the_qualification() {
    let app = TestApp::new().await;
    let (script, deal) = (script(&app).await, deal(&app).await);
    let run = start(&app, &deal, &script).await;
    assert_eq!((&run["step"], &run["number"]), (&json!("hello"), &json!(1)));
    // Marks of people are shown as text: the script keeps them as they are.
    assert_eq!(
        run["steps"][0]["text"],
        "Добрый день! <b>Удобно говорить?</b>"
    );
    let run = answer(&app, &run, 0).await;
    let refused = app
        .owner()
        .post(
            &format!("/script-runs/{}/answer", run["id"].as_str().expect("an id")),
            &json!({ "version": run["version"], "answer": 5 }),
        )
        .await;
    assert_eq!(refused.0, 422);
    let run = answer(&app, &run, 1).await;
    assert_eq!(
        (&run["step"], &run["path"][1]["value"]),
        (&json!("bye"), &json!("no"))
    );
    assert_eq!(value(&app, &deal, 2).await, "no");

    // Going back takes the answer back; the other one takes its place.
    let run = walk(&app, &run, "back", json!({})).await;
    assert_eq!(run["step"], "need");
    assert_eq!(value(&app, &deal, 2).await, Value::Null);
    let run = answer(&app, &run, 0).await;
    assert_eq!(value(&app, &deal, 2).await, "yes");
    let run = walk(&app, &run, "answer", json!({ "answer": 0, "value": "yes" })).await;
    assert_eq!(value(&app, &deal, 0).await, "yes");
    let done = walk(
        &app,
        &run,
        "finish",
        json!({ "note": "Ждёт расчёт", "log": true }),
    )
    .await;
    assert_eq!(
        (&done["outcome"], &done["note"]),
        (&json!("agreed"), &json!("Ждёт расчёт"))
    );
    assert!(done["activity_id"].is_string());

    let runs = get(&app, &format!("/deals/{deal}/script-runs")).await;
    assert_eq!(runs[0]["outcome"], "agreed");
    assert_eq!(runs[0]["path"].as_array().expect("a path").len(), 3);
    let timeline = get(&app, &format!("/deals/{deal}/timeline")).await;
    let items = timeline["items"].as_array().expect("items");
    let told = items
        .iter()
        .find(|item| item["kind"] == "deal.script_followed");
    let told = &told.expect("it is told")["data"];
    assert_eq!(
        (&told["outcome"], &told["step"]),
        (&json!("agreed"), &json!("Встреча"))
    );
    assert!(items.iter().any(|item| item["kind"] == "activity.logged"));
    let marks = get(&app, &format!("/deals/{deal}/marks")).await;
    let marked =
        marks.as_array().expect("marks").iter().any(|mark| {
            mark["kind"] == "script_version" && mark["name"] == "Первый звонок, версия 1"
        });
    assert!(marked);
    let path = format!("/script-runs/{}/back", done["id"].as_str().expect("an id"));
    let late = app
        .owner()
        .post(&path, &json!({ "version": done["version"] }))
        .await;
    assert_eq!(late.0, 409);
}

#[tokio::test]
async fn a_run_belongs_to_whoever_began_it_and_a_new_one_breaks_it_off() {
    let app = TestApp::new().await;
    let (script, deal) = (script(&app).await, deal(&app).await);
    let run = start(&app, &deal, &script).await;
    let path = format!("/script-runs/{}/answer", run["id"].as_str().expect("an id"));
    let body = json!({ "version": 1, "answer": 0 });
    let (_, other) = app
        .user("oleg@example.com", Role::Salesperson, Visibility::All, None)
        .await;
    assert_eq!(other.post(&path, &body).await.0, 403);
    let (_, blind) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    assert_eq!(blind.post(&path, &body).await.0, 404);
    assert_eq!(
        blind.get(&format!("/deals/{deal}/script-runs")).await.0,
        404
    );
    start(&app, &deal, &script).await;
    let runs = get(&app, &format!("/deals/{deal}/script-runs")).await;
    assert_eq!(runs.as_array().expect("runs").len(), 2);
    let broken = runs
        .as_array()
        .expect("runs")
        .iter()
        .find(|one| one["id"] == run["id"]);
    assert_eq!(broken.expect("the first")["outcome"], "abandoned");
    // An activity of another deal is none of this one.
    let path = format!("/deals/{deal}/script-runs");
    let body = json!({ "script_id": script, "activity_id": deal });
    assert_eq!(app.owner().post(&path, &body).await.0, 422);
}

#[tokio::test]
async fn versions_are_compared_without_taking_open_deals_for_lost() {
    let app = TestApp::new().await;
    let script = script(&app).await;
    let pipelines = get(&app, "/pipelines").await;
    let stages = pipelines["items"][0]["stages"].as_array().expect("stages");
    let ahead = stages
        .iter()
        .find(|stage| stage["kind"] == "present")
        .expect("a stage");
    let reason = super::reason(&app).await;
    // The first version: 3 of 12 qualify, 9 are lost.
    for n in 0..12 {
        let deal = deal(&app).await;
        let run = start(&app, &deal, &script).await;
        let run = answer(&app, &run, 0).await;
        if n > 0 {
            walk(&app, &run, "finish", json!({})).await;
        }
        app.pass(DAY / 10);
        let version = super::version(&app, &deal).await;
        let path = format!("/deals/{deal}");
        let done = if n < 3 {
            let body = json!({ "stage_id": ahead["id"], "version": version });
            app.owner().post(&format!("{path}/move"), &body).await
        } else {
            let body = json!({ "reason_id": reason, "version": version });
            app.owner().post(&format!("{path}/lose"), &body).await
        };
        Client::ok(done);
    }
    app.pass(40 * DAY);
    let draft = format!("/scripts/{script}/draft");
    let body = json!({ "version": 2, "steps": steps() });
    Client::ok(app.owner().put(&draft, &body).await);
    publish(&app, &script, 3).await;
    // The second: 10 of 12 qualify at once, and two more have just begun.
    for n in 0..14 {
        if n == 12 {
            app.pass(31 * DAY);
        }
        let deal = deal(&app).await;
        start(&app, &deal, &script).await;
        if n < 10 {
            app.pass(1_000);
            let version = super::version(&app, &deal).await;
            let body = json!({ "stage_id": ahead["id"], "version": version });
            Client::ok(
                app.owner()
                    .post(&format!("/deals/{deal}/move"), &body)
                    .await,
            );
        }
    }
    let results = get(&app, &format!("/scripts/{script}/results")).await;
    assert_eq!(results["days"], 30);
    let (new, old) = (&results["versions"][0], &results["versions"][1]);
    assert_eq!((&old["number"], &old["deals"]), (&json!(1), &json!(12)));
    assert_eq!(old["share"]["value"], 0.25);
    assert_eq!(old["parts"]["lost"], 9);
    assert_eq!(
        (&new["number"], &new["parts"]["watched"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(new["parts"]["undecided"], 2);
    let share = new["share"]["value"].as_f64().expect("a share");
    // Two of those that began just now are not held against it.
    assert!((share - 10.0 / 12.0).abs() < 0.02, "{share}");
    assert_eq!(new["against"], 1);
    assert_eq!(new["difference"]["verdict"], "better");
    assert_eq!(old["steps"][0]["answers"], json!([12, 0]));
    // The one that nobody ended is over too, as nobody has touched it for days.
    assert_eq!(
        (&old["steps"][1]["reached"], &old["steps"][1]["left"]),
        (&json!(12), &json!(12))
    );

    // Every number opens its deals.
    for version in [new, old] {
        for part in ["qualified", "lost", "undecided", "watched", "before"] {
            let number = &version["number"];
            let path = format!("/scripts/{script}/results/deals?version={number}&part={part}");
            let deals = get(&app, &path).await;
            let count = deals.as_array().expect("deals").len();
            assert_eq!(json!(count), version["parts"][part], "{path}");
        }
    }
    let path = format!("/scripts/{script}/results/deals?version=1&step=need&left=true");
    assert_eq!(get(&app, &path).await.as_array().expect("deals").len(), 12);
    let (status, _) = app
        .owner()
        .get(&path.replace("step=need", "part=odd"))
        .await;
    assert_eq!(status, 400);
    let (_, blind) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let theirs = Client::ok(blind.get(&format!("/scripts/{script}/results")).await);
    assert_eq!(theirs["versions"][0]["deals"], 0);
    assert_eq!(theirs["versions"][0]["share"], Value::Null);
}

//! A person is erased while imports wait, have stopped or are at work: no uploaded file keeps them.

use std::fmt::Write as _;

use db::{Query, sql};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{id, upload, work};

const MAIL: &str = "p.zyablev@firm.ru";

/// Uploads contacts, among them this one: further down than the rows that stand with the import.
async fn table(app: &TestApp, last: &str) -> Value {
    let mut file = "Фамилия;Имя;E-mail\n".to_owned();
    for n in 0..30 {
        writeln!(file, "Сидоров;Иван;ivan{n}@firm.ru").expect("a line");
    }
    file += last;
    Client::ok(upload(app.owner(), "contacts", "a.csv", file.as_bytes()).await)
}

async fn zyablev(app: &TestApp) -> Value {
    table(app, &format!("Зяблёв;Пётр;{MAIL}\n")).await
}

async fn post(app: &TestApp, import: &Value, deed: &str) -> (u16, Value) {
    let path = format!("/imports/{}/{deed}", id(import));
    app.owner().post(&path, &json!({})).await
}

async fn execute(app: &TestApp, query: Query) {
    let tx = app.db.begin(base::Actor::system()).await.expect("a tx");
    assert_eq!(tx.conn().execute(query).await.expect("a statement"), 1);
    tx.commit().await.expect("a commit");
}

fn uuid(import: &Value) -> base::Uuid {
    id(import).parse().expect("an id")
}

/// A process has begun the import and does not tell how far it is.
async fn begin(app: &TestApp, import: &Value) {
    Client::ok(post(app, import, "run").await);
    let query = sql!(
        "update jobs set state = 'running', attempts = 1, heartbeat_at = $2 \
         where id = (select job_id from imports where id = $1)",
        uuid(import),
        app.now()
    );
    execute(app, query).await;
}

async fn erase(app: &TestApp) {
    let person = json!({ "last_name": "Зяблёв", "first_name": "Пётр",
        "points": [{ "kind": "email", "value": MAIL }] });
    let person = Client::ok(app.owner().post("/contacts", &person).await);
    let path = format!("/contacts/{}/personal-data/erase", id(&person));
    let why = json!({ "reason": "demand", "confirm": "Зяблёв Пётр" });
    Client::ok(app.owner().post(&path, &why).await);
    app.run_jobs().await;
}

async fn has_file(app: &TestApp, import: &Value) -> bool {
    let parts = sql!(
        "select count(*) from files where id = (select file_id from imports where id = $1)",
        uuid(import)
    );
    let parts: Option<i64> = app.db.reader().scalar(parts).await.expect("a count");
    parts != Some(0)
}

#[tokio::test]
async fn files_of_imports_that_never_ended_go_with_the_person() {
    let app = TestApp::new().await;
    let uploaded = zyablev(&app).await;
    let innocent = table(&app, "Сидоров;Пётр;petr@firm.ru\n").await;
    let checked = zyablev(&app).await;
    assert_eq!(
        work(&app, app.owner(), &checked, "check").await["state"],
        "checked"
    );
    let failed = zyablev(&app).await;
    let fail = sql!(
        "update imports set state = 'failed' where id = $1",
        uuid(&failed)
    );
    execute(&app, fail).await;
    let cancelled = zyablev(&app).await;
    Client::ok(post(&app, &cancelled, "run").await);
    let stopped = Client::ok(post(&app, &cancelled, "cancel").await);
    assert_eq!(stopped["state"], "cancelled");

    erase(&app).await;
    for import in [&uploaded, &checked, &failed, &cancelled] {
        assert!(!has_file(&app, import).await, "{}", import["state"]);
        let (status, problem) = post(&app, import, "run").await;
        assert_eq!(status, 409);
        let why = problem["title"].as_str().expect("why");
        assert!(why.contains("удалён"), "{why}");
    }
    let again = json!({ "layout": { "separator": "," }, "version": uploaded["version"] });
    let path = format!("/imports/{}", id(&uploaded));
    assert_eq!(app.owner().patch(&path, &again).await.0, 409);

    assert!(has_file(&app, &innocent).await, "it names somebody else");
    let done = work(&app, app.owner(), &innocent, "run").await;
    assert_eq!(done["state"], "done");
}

#[tokio::test]
async fn an_import_at_work_is_stopped_and_brings_the_person_in_no_more() {
    let app = TestApp::new().await;
    let import = zyablev(&app).await;
    begin(&app, &import).await;
    erase(&app).await;
    assert!(!has_file(&app, &import).await);
    let asked = sql!(
        "select cancel_requested from jobs where id = (select job_id from imports where id = $1)",
        uuid(&import)
    );
    let asked: Option<bool> = app.db.reader().scalar(asked).await.expect("a job");
    assert_eq!(asked, Some(true));
    // Its process has died, another one takes it up.
    app.pass(20_000);
    app.run_jobs().await;
    let path = format!("/imports/{}", id(&import));
    assert_eq!(Client::ok(app.owner().get(&path).await)["state"], "failed");
    let contacts = Client::ok(app.owner().get("/contacts?total=true").await);
    assert_eq!(contacts["total"], 0, "{contacts}");
}

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{bare_deal, company, contact, each, id, read_through, wrong};

#[tokio::test]
async fn a_note_is_written_changed_and_deleted() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    let new = json!({ "text": " Перезвонить ", "company_id": firm["id"] });
    let made = Client::ok(owner.post("/notes", &new).await);
    assert_eq!(made["text"], "Перезвонить");
    assert_eq!(made["company_id"], firm["id"]);
    assert_eq!(made["deal_id"], Value::Null);
    assert_eq!(made["author"]["id"], json!(app.owner_id()));
    let path = format!("/notes/{}", id(&made));
    let change = json!({ "version": 1, "text": "Перезвонить в среду" });
    let changed = Client::ok(owner.patch(&path, &change).await);
    assert_eq!(
        (&changed["text"], &changed["version"]),
        (&json!("Перезвонить в среду"), &json!(2))
    );
    assert_eq!(owner.patch(&path, &change).await.1["code"], "stale");
    assert_eq!(
        owner
            .patch(&path, &json!({ "version": 2, "text": " " }))
            .await
            .0,
        422
    );
    assert_eq!(owner.delete(&path).await.0, 204);
    assert_eq!(owner.delete(&path).await.0, 404);
}

#[tokio::test]
async fn a_note_is_about_one_record_that_the_author_sees() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (firm, person) = (
        company(owner, "Ромашка").await,
        contact(owner, "Петров").await,
    );
    let both = json!({ "text": "а", "company_id": firm["id"], "contact_id": person["id"] });
    assert_eq!(owner.post("/notes", &both).await.0, 422);
    assert_eq!(owner.post("/notes", &json!({ "text": "а" })).await.0, 422);
    assert_eq!(owner.get("/notes").await.0, 422);

    let (_, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let new = json!({ "text": "а", "contact_id": person["id"] });
    let (status, problem) = anna.post("/notes", &new).await;
    assert_eq!(
        (status, wrong(&problem)[0]),
        (422, ("contact_id", "not_found"))
    );
    let path = format!("/notes?filter[contact]={}", id(&person));
    assert_eq!(anna.get(&path).await.0, 404);
    assert_eq!(Client::ok(owner.get(&path).await)["items"], json!([]));
}

#[tokio::test]
async fn a_note_is_changed_by_its_author_or_who_may_delete_deals() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (_, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::All, None)
        .await;
    let (_, boris) = app
        .user(
            "boris@example.com",
            Role::Salesperson,
            Visibility::All,
            None,
        )
        .await;
    let person = contact(owner, "Петров").await;
    let made = Client::ok(
        anna.post(
            "/notes",
            &json!({ "text": "а", "contact_id": person["id"] }),
        )
        .await,
    );
    let path = format!("/notes/{}", id(&made));
    assert_eq!(
        boris
            .patch(&path, &json!({ "version": 1, "text": "б" }))
            .await
            .0,
        403
    );
    assert_eq!(boris.delete(&path).await.0, 403);
    Client::ok(
        anna.patch(&path, &json!({ "version": 1, "text": "в" }))
            .await,
    );
    Client::ok(
        owner
            .patch(&path, &json!({ "version": 2, "text": "г" }))
            .await,
    );
    assert_eq!(anna.delete(&path).await.0, 204);
}

#[tokio::test]
async fn notes_are_read_newest_first() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    for text in ["раз", "два", "три"] {
        app.pass(1_000);
        let new = json!({ "text": text, "company_id": firm["id"] });
        Client::ok(owner.post("/notes", &new).await);
    }
    let path = format!("/notes?limit=2&filter[company]={}", id(&firm));
    assert_eq!(
        read_through(owner, &path, "text").await,
        ["три", "два", "раз"]
    );
    let page = Client::ok(owner.get(&format!("{path}&total=true")).await);
    assert_eq!((each(&page, "text").len(), &page["total"]), (2, &json!(3)));
}

#[tokio::test]
async fn a_note_or_a_done_task_is_activity_on_its_deal() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    let deal = bare_deal(&app, &firm, None).await;
    let touched = async || {
        let query = db::sql!(
            "select last_activity_at, version from deals where id = $1",
            deal
        );
        let found: Option<(i64, i64)> = app.db.reader().tuple(query).await.expect("a deal");
        found.expect("a deal")
    };
    Client::ok(
        owner
            .post("/notes", &json!({ "text": "а", "deal_id": deal }))
            .await,
    );
    assert_eq!(touched().await, (app.now().0, 1));
    app.pass(60_000);
    let task = json!({ "title": "Позвонить", "deal_id": deal });
    let task = Client::ok(owner.post("/tasks", &task).await);
    assert_eq!(task["deal"]["title"], "Сделка");
    Client::ok(
        owner
            .post(&format!("/tasks/{}/done", id(&task)), &json!({}))
            .await,
    );
    assert_eq!(touched().await, (app.now().0, 1));
    let path = format!("/notes?filter[deal]={deal}");
    assert_eq!(each(&Client::ok(owner.get(&path).await), "text"), ["а"]);
}

use base::{Role, Visibility};
use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{company, each, id, read_through};

#[tokio::test]
async fn a_company_tells_of_itself_its_contacts_notes_and_tasks() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    let path = format!("/companies/{}", id(&firm));
    let change = json!({ "version": 1, "name": "Лютик" });
    Client::ok(owner.patch(&path, &change).await);
    let person = json!({ "last_name": "Петров", "company_id": firm["id"] });
    let person = Client::ok(owner.post("/contacts", &person).await);
    app.pass(1_000);
    for new in [
        json!({ "text": "о фирме", "company_id": firm["id"] }),
        json!({ "text": "о человеке", "contact_id": person["id"] }),
    ] {
        Client::ok(owner.post("/notes", &new).await);
    }
    let task =
        json!({ "title": "Позвонить", "company_id": firm["id"], "contact_id": person["id"] });
    let task = Client::ok(owner.post("/tasks", &task).await);
    Client::ok(
        owner
            .post(&format!("/tasks/{}/done", id(&task)), &json!({}))
            .await,
    );

    let all = [
        "task.done",
        "task.added",
        "note.added",
        "note.added",
        "contact.created",
        "company.changed",
        "company.created",
    ];
    let timeline = format!("{path}/timeline");
    for limit in [1, 2, 7, 50] {
        let kinds = read_through(owner, &format!("{timeline}?limit={limit}"), "kind").await;
        assert_eq!(kinds, all, "{limit} at once");
    }
    let page = Client::ok(owner.get(&timeline).await);
    let items = page["items"].as_array().expect("items");
    assert_eq!(items[0]["actor"]["id"], json!(app.owner_id()));
    assert_eq!(items[0]["data"]["task_id"], task["id"]);
    assert_eq!(items[2]["data"]["text"], "о человеке");
    assert_eq!(
        items[5]["data"]["changes"],
        json!({ "name": ["Ромашка", "Лютик"] })
    );

    let path = format!("/contacts/{}/timeline", id(&person));
    let page = Client::ok(owner.get(&path).await);
    assert_eq!(
        each(&page, "kind"),
        ["task.done", "task.added", "note.added", "contact.created"]
    );
}

#[tokio::test]
async fn of_a_companys_contacts_only_those_in_sight_are_told_of() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (anna_id, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let firm = json!({ "name": "Ромашка", "owner_id": anna_id });
    let firm = Client::ok(owner.post("/companies", &firm).await);
    let theirs = json!({ "last_name": "Чужой", "company_id": firm["id"] });
    Client::ok(owner.post("/contacts", &theirs).await);
    let hers = json!({ "last_name": "Свой", "company_id": firm["id"], "owner_id": anna_id });
    Client::ok(owner.post("/contacts", &hers).await);
    let path = format!("/companies/{}/timeline", id(&firm));
    let page = Client::ok(anna.get(&path).await);
    assert_eq!(each(&page, "kind"), ["contact.created", "company.created"]);
    assert_eq!(page["items"][0]["data"]["name"], "Свой");
    assert_eq!(
        Client::ok(owner.get(&path).await)["items"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
}

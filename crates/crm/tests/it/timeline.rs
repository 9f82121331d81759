use base::{Actor, Event, Role, Subject, Uuid, Visibility};
use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{bare_deal, company, contact, each, id, read_through};

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

#[tokio::test]
async fn a_company_tells_of_its_deals_as_far_as_they_are_in_sight() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (anna_id, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let firm = json!({ "name": "Ромашка", "owner_id": anna_id });
    let firm = Client::ok(owner.post("/companies", &firm).await);
    let hers = bare_deal(&app, &firm, Some(anna_id)).await;
    let others = bare_deal(&app, &firm, None).await;
    for (deal, text) in [(hers, "её"), (others, "чужая")] {
        Client::ok(
            owner
                .post("/notes", &json!({ "text": text, "deal_id": deal }))
                .await,
        );
    }
    // Deals that are gone: one of hers, one of somebody else.
    let company_id: Uuid = id(&firm).parse().expect("an id");
    let tx = app.db.begin(Actor::system()).await.expect("a transaction");
    for gone in [Some(anna_id), None] {
        let subject = Subject {
            owner: gone,
            deal: Some(tx.new_id()),
            company: Some(company_id),
            ..Subject::default()
        };
        tx.record(Event::new("deal.deleted", subject, json!({})));
    }
    tx.commit().await.expect("a commit");

    let path = format!("/companies/{}/timeline", id(&firm));
    let kinds = read_through(owner, &format!("{path}?limit=2"), "kind").await;
    assert_eq!(
        kinds,
        [
            "deal.deleted",
            "deal.deleted",
            "note.added",
            "note.added",
            "company.created"
        ]
    );
    let page = Client::ok(anna.get(&path).await);
    assert_eq!(
        each(&page, "kind"),
        ["deal.deleted", "note.added", "company.created"]
    );
    assert_eq!(page["items"][1]["data"]["text"], "её");
    assert_eq!(page["items"][1]["deal"]["title"], "Сделка");
    assert_eq!(page["items"][0]["deal"], serde_json::Value::Null);

    let page = Client::ok(anna.get(&format!("/deals/{hers}/timeline")).await);
    assert_eq!(each(&page, "kind"), ["note.added"]);
    assert_eq!(anna.get(&format!("/deals/{others}/timeline")).await.0, 404);
}

#[tokio::test]
async fn a_company_tells_of_contacts_that_are_gone() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    let person = contact(owner, "Петров").await;
    let person_path = format!("/contacts/{}", id(&person));
    let change = json!({ "version": 1, "company_id": firm["id"] });
    Client::ok(owner.patch(&person_path, &change).await);
    assert_eq!(owner.delete(&person_path).await.0, 204);
    let path = format!("/companies/{}/timeline?limit=2", id(&firm));
    assert_eq!(
        read_through(owner, &path, "kind").await,
        ["contact.deleted", "contact.changed", "company.created"]
    );
}

#[tokio::test]
async fn a_deal_made_through_the_api_is_told_and_found_with_its_company() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "ООО «Ромашка»").await;
    let new = json!({ "title": "Поставка луковиц", "company_name": "ромашка" });
    let deal = Client::ok(owner.post("/deals", &new).await);
    assert_eq!(
        deal["company"]["id"], firm["id"],
        "found by its folded name"
    );
    let page = Client::ok(
        owner
            .get(&format!("/companies/{}/timeline", id(&firm)))
            .await,
    );
    assert_eq!(each(&page, "kind"), ["deal.created", "company.created"]);
    assert_eq!(page["items"][0]["deal"]["title"], "Поставка луковиц");
    let page = Client::ok(owner.get(&format!("/deals/{}/timeline", id(&deal))).await);
    assert_eq!(each(&page, "kind"), ["deal.created"]);
    let found = Client::ok(owner.get("/search?q=луков").await);
    assert_eq!(found["items"][0]["kind"], "deal");
    assert_eq!(found["items"][0]["subtitle"], "ООО «Ромашка»");
}

use base::{Actor, Lang, Role, Visibility};
use crm::dictionaries::{self, Dictionary};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{each, id, wrong};

#[tokio::test]
async fn names_are_added_renamed_and_archived_but_never_doubled() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for path in ["/sources", "/lost-reasons", "/tags"] {
        let made = Client::ok(owner.post(path, &json!({ "name": " Ёлка Тест " })).await);
        assert_eq!(made["name"], "Ёлка Тест");
        assert_eq!(made["color"].is_null(), path != "/tags");
        let (status, problem) = owner.post(path, &json!({ "name": "ЕЛКА тест" })).await;
        assert_eq!(
            (status, wrong(&problem)[0]),
            (422, ("name", "taken")),
            "{path}"
        );
        let (status, _) = owner.post(path, &json!({ "name": "  " })).await;
        assert_eq!(status, 422);

        let one = format!("{path}/{}", id(&made));
        let change = json!({ "version": 1, "name": "Сосна Тест", "archived": true });
        let changed = Client::ok(owner.patch(&one, &change).await);
        assert_eq!(
            (&changed["archived"], &changed["version"]),
            (&json!(true), &json!(2))
        );
        assert_eq!(owner.patch(&one, &change).await.1["code"], "stale");
        let names = async |query: &str| Client::ok(owner.get(&format!("{path}?{query}")).await);
        let archived = names("filter[archived]=true").await;
        assert_eq!(each(&archived, "name"), ["Сосна Тест"]);
        assert!(!each(&names("filter[archived]=false").await, "name").contains(&"Сосна Тест"));
        assert!(each(&names("").await, "name").contains(&"Сосна Тест"));
    }
}

#[tokio::test]
async fn a_tag_has_a_colour() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let new = json!({ "name": "Срочно", "color": "#FF0000" });
    let made = Client::ok(owner.post("/tags", &new).await);
    assert_eq!(made["color"], "#ff0000");
    let (status, problem) = owner
        .post("/tags", &json!({ "name": "Х", "color": "red" }))
        .await;
    assert_eq!(
        (status, wrong(&problem)[0]),
        (422, ("color", "wrong_color"))
    );
    let path = format!("/tags/{}", id(&made));
    let changed = Client::ok(
        owner
            .patch(&path, &json!({ "version": 1, "color": "#00ff00" }))
            .await,
    );
    assert_eq!(
        (&changed["color"], &changed["name"]),
        (&json!("#00ff00"), &json!("Срочно"))
    );
}

#[tokio::test]
async fn salespeople_choose_from_dictionaries_and_do_not_change_them() {
    let app = TestApp::new().await;
    let (_, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    assert_eq!(anna.get("/sources").await.0, 200);
    assert_eq!(anna.post("/sources", &json!({ "name": "Х" })).await.0, 403);
}

#[tokio::test]
async fn a_new_company_begins_with_usual_names() {
    let app = TestApp::new().await;
    for _ in 0..2 {
        let tx = app.db.begin(Actor::system()).await.expect("a transaction");
        dictionaries::create_defaults(&tx, Lang::Ru)
            .await
            .expect("defaults");
        let names = ["Дорого", "новая причина"];
        let found = dictionaries::actions::find_or_create(&tx, Dictionary::LostReasons, &names)
            .await
            .expect("reasons");
        assert_eq!(found.len(), 2);
        tx.commit().await.expect("a commit");
    }
    let page: Value = Client::ok(app.owner().get("/lost-reasons").await);
    let names = each(&page, "name");
    assert_eq!(names.iter().filter(|name| **name == "Дорого").count(), 1);
    assert!(names.contains(&"новая причина"));
    let page = Client::ok(app.owner().get("/sources").await);
    assert!(each(&page, "name").contains(&"Холодный звонок"));
}

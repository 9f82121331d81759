use base::{Role, Visibility};
use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{company, each};

#[tokio::test]
async fn records_are_found_by_whatever_one_remembers() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = json!({
        "name": "ООО «Берёзовая роща»", "inn": "7707049388", "phone": "+7 495 123-45-67",
        "website": "birch.example",
    });
    let firm = Client::ok(owner.post("/companies", &firm).await);
    let person = json!({
        "last_name": "Щукин", "first_name": "Пётр", "job_title": "Закупщик", "company_id": firm["id"],
        "points": [{ "kind": "phone", "value": "8 (912) 345-67-89" }, { "kind": "email", "value": "p.shukin@mail.example" }],
    });
    Client::ok(owner.post("/contacts", &person).await);
    for (question, title) in [
        ("березов", "ООО «Берёзовая роща»"),
        ("РОЩА", "ООО «Берёзовая роща»"),
        ("роща березовая", "ООО «Берёзовая роща»"),
        ("7707-049-388", "ООО «Берёзовая роща»"),
        ("707049", "ООО «Берёзовая роща»"),
        ("8 495 123", "ООО «Берёзовая роща»"),
        ("birch.ex", "ООО «Берёзовая роща»"),
        ("пётр щ", "Щукин Пётр"),
        ("укин", "Щукин Пётр"),
        ("щу", "Щукин Пётр"),
        ("+7 912 345", "Щукин Пётр"),
        ("912345", "Щукин Пётр"),
        ("p.shukin@mail", "Щукин Пётр"),
        ("закупщик", "Щукин Пётр"),
    ] {
        let question_encoded = question.replace('+', "%2B").replace(' ', "+");
        let found = Client::ok(owner.get(&format!("/search?q={question_encoded}")).await);
        assert_eq!(each(&found, "title"), [title], "{question}");
    }
    let found = Client::ok(owner.get("/search?q=щукин").await);
    assert_eq!(found["items"][0]["kind"], "contact");
    assert_eq!(
        found["items"][0]["subtitle"],
        "Закупщик · ООО «Берёзовая роща»"
    );
    for question in ["", "%25%25%25", "***", "%22", "ромашка", "''"] {
        let found = Client::ok(owner.get(&format!("/search?q={question}")).await);
        assert_eq!(found["items"], json!([]), "{question}");
    }
}

#[tokio::test]
async fn the_closest_name_comes_first() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for name in ["Ромашка", "Северная Ромашка", "Хромашка", "Ромашка Плюс"]
    {
        company(owner, name).await;
    }
    let found = Client::ok(owner.get("/search?q=ромашка").await);
    assert_eq!(
        each(&found, "title"),
        ["Ромашка", "Ромашка Плюс", "Северная Ромашка", "Хромашка"]
    );
    let found = Client::ok(owner.get("/search?q=ромашка&limit=2").await);
    assert_eq!(each(&found, "title"), ["Ромашка", "Ромашка Плюс"]);
}

#[tokio::test]
async fn nobody_finds_what_is_not_theirs() {
    let app = TestApp::new().await;
    let (_, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    company(app.owner(), "Ромашка чужая").await;
    company(&anna, "Ромашка своя").await;
    let found = Client::ok(anna.get("/search?q=ромашка").await);
    assert_eq!(each(&found, "title"), ["Ромашка своя"]);
}

#[tokio::test]
async fn a_deal_is_found_by_the_new_name_of_its_company() {
    let app = TestApp::new().await;
    let new = json!({ "title": "Насосы", "company_name": "Ромашка" });
    let deal = Client::ok(app.owner().post("/deals", &new).await);
    let company = format!(
        "/companies/{}",
        deal["company"]["id"].as_str().expect("an id")
    );
    let renamed = json!({ "name": "Василёк", "version": 1 });
    Client::ok(app.owner().patch(&company, &renamed).await);
    let list = Client::ok(app.owner().get("/deals?q=василек").await);
    assert_eq!(list["items"][0]["id"], deal["id"]);
    let list = Client::ok(app.owner().get("/deals?q=ромашка").await);
    assert_eq!(list["items"], json!([]));
}

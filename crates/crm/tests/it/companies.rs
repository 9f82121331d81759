use base::{Actor, Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{bare_deal, company, contact, each, id, read_through, wrong};

#[tokio::test]
async fn a_company_is_kept_changed_and_deleted() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = Client::ok(
        owner
            .post(
                "/companies",
                &json!({
                    "name": " ООО «Ромашка» ", "inn": "7707 049388", "kpp": "770701001", "ogrn": "1027812400868",
                    "phone": "8 (495) 123-45-67", "email": "Info@Romashka.RU", "website": "romashka.ru",
                    "address": "Москва", "industry": "Цветы", "employees": 120, "external_id": "1C-7",
                }),
            )
            .await,
    );
    assert_eq!(made["name"], "ООО «Ромашка»");
    assert_eq!(made["inn"], "7707049388");
    assert_eq!(made["phone"], "+74951234567");
    assert_eq!(made["email"], "info@romashka.ru");
    assert_eq!(made["owner"]["id"], json!(app.owner_id()));
    assert_eq!(made["version"], 1);
    assert_eq!(made["warnings"], json!([]));
    assert_eq!(made["employees"], 120);
    let path = format!("/companies/{}", id(&made));
    assert_eq!(Client::ok(owner.get(&path).await), made);
    let (status, problem) = owner
        .patch(&path, &json!({ "version": 1, "employees": 0 }))
        .await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (422, &json!("employees"))
    );

    app.pass(1_000);
    let change = json!({ "version": 1, "name": "Ромашка Плюс", "industry": null });
    let changed = Client::ok(owner.patch(&path, &change).await);
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["industry"], Value::Null);
    assert_eq!(changed["inn"], "7707049388");
    assert_ne!(changed["updated_at"], made["updated_at"]);
    assert_eq!(Client::ok(owner.get(&path).await), changed);

    let (status, stale) = owner.patch(&path, &change).await;
    assert_eq!((status, &stale["code"]), (409, &json!("stale")));
    assert_eq!(stale["current_version"], 2);
    let (status, _) = owner.patch(&path, &json!({ "name": "Без версии" })).await;
    assert_eq!(status, 422);
    let same = Client::ok(
        owner
            .patch(&path, &json!({ "version": 2, "kpp": "770701001" }))
            .await,
    );
    assert_eq!(same["version"], 2, "a change that changes nothing is none");

    assert_eq!(owner.delete(&path).await.0, 204);
    assert_eq!(owner.get(&path).await.0, 404);
    let found = Client::ok(owner.get("/search?q=ромашка").await);
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn what_is_wrong_is_named_and_what_is_odd_is_warned_of() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (status, problem) = owner
        .post(
            "/companies",
            &json!({ "name": " ", "inn": "77", "phone": "нет", "email": "нет" }),
        )
        .await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid")));
    assert_eq!(
        wrong(&problem),
        [
            ("name", "required"),
            ("inn", "wrong_shape"),
            ("phone", "wrong_phone"),
            ("email", "wrong_email")
        ]
    );
    let nobody = "00000000-0000-7000-8000-000000000000";
    let (status, problem) = owner
        .post("/companies", &json!({ "name": "А", "owner_id": nobody }))
        .await;
    assert_eq!(
        (status, wrong(&problem)[0]),
        (422, ("owner_id", "not_found"))
    );

    let odd = json!({ "name": "Опечатка", "inn": "7707049389" });
    let made = Client::ok(owner.post("/companies", &odd).await);
    assert_eq!(made["warnings"][0]["code"], "check_digit");
    let twin = json!({ "name": "Двойник", "inn": "7707049389" });
    let twin = Client::ok(owner.post("/companies", &twin).await);
    assert_eq!(twin["warnings"][1]["code"], "same_inn");
    let message = twin["warnings"][1]["message"].as_str().expect("a message");
    assert!(message.contains("Опечатка"), "{message}");

    let outside = json!({ "name": "Раз", "external_id": "7" });
    Client::ok(owner.post("/companies", &outside).await);
    let (status, problem) = owner.post("/companies", &outside).await;
    assert_eq!(
        (status, wrong(&problem)[0]),
        (422, ("external_id", "taken"))
    );
}

#[tokio::test]
async fn the_list_is_narrowed_sorted_and_read_to_its_end() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for (name, inn, industry) in [
        ("ООО «Ветер»", Some("7707049388"), Some("Транспорт")),
        ("Берег", None, None),
        ("АО «Гора»", None, Some("Туризм")),
        ("Аист", None, Some("Туризм")),
        ("Дом", None, None),
    ] {
        app.pass(1_000);
        let new = json!({ "name": name, "inn": inn, "industry": industry });
        Client::ok(owner.post("/companies", &new).await);
    }
    let by_name = ["Аист", "Берег", "ООО «Ветер»", "АО «Гора»", "Дом"];
    for sort in ["name", "created_at", "updated_at"] {
        let up = read_through(owner, &format!("/companies?limit=2&sort={sort}"), "name").await;
        let mut down =
            read_through(owner, &format!("/companies?limit=2&sort=-{sort}"), "name").await;
        down.reverse();
        assert_eq!(up, down, "{sort}");
        assert_eq!(up.len(), 5, "{sort}");
        if sort == "name" {
            assert_eq!(up, by_name, "legal forms do not count");
        }
    }
    let count = async |query: &str| {
        let page = Client::ok(
            owner
                .get(&format!("/companies?limit=1&total=true&{query}"))
                .await,
        );
        page["total"].as_i64().expect("a total")
    };
    assert_eq!(count("").await, 5);
    assert_eq!(count("filter[has_inn]=true").await, 1);
    assert_eq!(count("filter[has_inn]=false").await, 4);
    assert_eq!(count("filter[industry]=Туризм,Транспорт").await, 3);
    assert_eq!(count("filter[industry]=Транспорт,none").await, 3);
    assert_eq!(count(&format!("filter[owner]={}", app.owner_id())).await, 5);
    assert_eq!(count("filter[owner]=none").await, 0);
    // The tests begin on 2026-11-23; days are those of Moscow and both belong to the period.
    assert_eq!(
        count("filter[created_from]=2026-11-23&filter[created_to]=2026-11-23").await,
        5
    );
    assert_eq!(count("filter[created_from]=2026-11-24").await, 0);
    assert_eq!(count("q=вет").await, 1);
    assert_eq!(count("q=7707-049").await, 1);
    assert_eq!(count("q=до").await, 1);
    assert_eq!(count("q=ничего").await, 0);
    let (status, problem) = owner.get("/companies?filter[colour]=red").await;
    assert_eq!((status, &problem["code"]), (400, &json!("unknown_filter")));
    assert_eq!(owner.get("/companies?sort=inn").await.0, 400);
}

#[tokio::test]
async fn nobody_sees_what_is_not_theirs() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (anna_id, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let mine = Client::ok(
        anna.post("/companies", &json!({ "name": "Моя", "inn": "7707049388" }))
            .await,
    );
    assert_eq!(mine["owner"]["id"], json!(anna_id));
    let other = Client::ok(
        owner
            .post(
                "/companies",
                &json!({ "name": "Чужая", "inn": "7707049388" }),
            )
            .await,
    );
    let unowned = json!({ "name": "Ничья", "owner_id": null });
    let unowned = Client::ok(owner.post("/companies", &unowned).await);
    assert_eq!(unowned["owner"], Value::Null);

    let page = Client::ok(anna.get("/companies?total=true").await);
    assert_eq!(
        (each(&page, "name"), &page["total"]),
        (vec!["Моя"], &json!(1))
    );
    let warning = page["items"][0]["warnings"][0]["message"].as_str();
    assert!(!warning.expect("a warning").contains("Чужая"));
    for record in [&other, &unowned] {
        let path = format!("/companies/{}", id(record));
        assert_eq!(anna.get(&path).await.0, 404);
        assert_eq!(
            anna.patch(&path, &json!({ "version": 1, "name": "Ха" }))
                .await
                .0,
            404
        );
        assert_eq!(anna.get(&format!("{path}/timeline")).await.0, 404);
    }
    // A salesperson may not delete at all.
    assert_eq!(
        anna.delete(&format!("/companies/{}", id(&mine))).await.0,
        403
    );
    let page = Client::ok(owner.get("/companies").await);
    assert_eq!(page["items"].as_array().expect("items").len(), 3);
}

#[tokio::test]
async fn a_company_with_deals_or_contacts_is_not_deleted() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = company(owner, "Ромашка").await;
    let person = contact(owner, "Петров").await;
    let change = json!({ "version": 1, "company_id": made["id"] });
    let path = format!("/contacts/{}", id(&person));
    Client::ok(owner.patch(&path, &change).await);
    for _ in 0..2 {
        bare_deal(&app, &made, None).await;
    }
    let (status, problem) = owner.delete(&format!("/companies/{}", id(&made))).await;
    assert_eq!((status, &problem["code"]), (409, &json!("conflict")));
    assert_eq!(
        (&problem["deals"], &problem["contacts"]),
        (&json!(2), &json!(1))
    );
}

#[tokio::test]
async fn a_name_finds_its_company_or_makes_it() {
    let app = TestApp::new().await;
    let made = company(app.owner(), "ООО «Ромашка»").await;
    let tx = app.db.begin(Actor::system()).await.expect("a transaction");
    let find = async |name: &str| {
        crm::companies::actions::find_or_create_by_name(&tx, name, None)
            .await
            .expect("a company")
            .to_string()
    };
    assert_eq!(find("РОМАШКА").await, id(&made));
    let new = find("Лютик").await;
    assert_ne!(new, id(&made));
    assert_eq!(find("лютик, ООО").await, new);
}

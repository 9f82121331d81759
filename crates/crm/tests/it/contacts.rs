use base::{Role, Visibility};
use crm::contacts::PointKind;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{bare_deal, company, contact, each, id, read_through, wrong};

#[tokio::test]
async fn a_contact_is_kept_changed_and_deleted() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    let made = Client::ok(
        owner
            .post(
                "/contacts",
                &json!({
                    "last_name": "Петров", "first_name": " Иван ", "middle_name": "Сергеевич",
                    "job_title": "Директор", "company_id": firm["id"],
                    "points": [
                        { "kind": "phone", "value": "8 (912) 345-67-89", "label": "mobile" },
                        { "kind": "email", "value": "Ivan@Romashka.RU" },
                        { "kind": "phone", "value": "+7 912 345 67 89" },
                    ],
                }),
            )
            .await,
    );
    assert_eq!(made["name"], "Петров Иван Сергеевич");
    assert_eq!(made["company"]["name"], "Ромашка");
    assert_eq!(
        made["points"],
        json!([
            { "kind": "phone", "value": "+79123456789", "raw": "8 (912) 345-67-89", "label": "mobile" },
            { "kind": "email", "value": "ivan@romashka.ru", "raw": "Ivan@Romashka.RU", "label": "work" },
        ])
    );
    let path = format!("/contacts/{}", id(&made));
    assert_eq!(Client::ok(owner.get(&path).await), made);

    let change = json!({
        "version": 1, "middle_name": null, "company_id": null,
        "points": [{ "kind": "email", "value": "petrov@romashka.ru", "label": "home" }],
    });
    let changed = Client::ok(owner.patch(&path, &change).await);
    assert_eq!(changed["name"], "Петров Иван");
    assert_eq!(changed["company"], Value::Null);
    assert_eq!(changed["points"].as_array().expect("points").len(), 1);
    assert_eq!(changed["version"], 2);
    assert_eq!(Client::ok(owner.get(&path).await), changed);
    assert_eq!(owner.patch(&path, &change).await.1["code"], "stale");
    let found = Client::ok(owner.get("/search?q=8-912-345").await);
    assert_eq!(found["items"], json!([]), "the old phone finds nobody");

    assert_eq!(owner.delete(&path).await.0, 204);
    assert_eq!(owner.get(&path).await.0, 404);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (status, problem) = owner.post("/contacts", &json!({})).await;
    assert_eq!(
        (status, wrong(&problem)[0]),
        (422, ("last_name", "required"))
    );
    let points = json!({ "last_name": "П", "points": [{ "kind": "email", "value": "нет" }] });
    let (status, problem) = owner.post("/contacts", &points).await;
    assert_eq!(
        (status, wrong(&problem)[0]),
        (422, ("points[0].value", "wrong_email"))
    );

    let (_, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let firm = company(owner, "Чужая").await;
    let stolen = json!({ "last_name": "П", "company_id": firm["id"] });
    let (status, problem) = anna.post("/contacts", &stolen).await;
    assert_eq!(
        (status, wrong(&problem)[0]),
        (422, ("company_id", "not_found"))
    );
    let person = contact(owner, "Чужой").await;
    assert_eq!(anna.get(&format!("/contacts/{}", id(&person))).await.0, 404);
    assert_eq!(Client::ok(anna.get("/contacts").await)["items"], json!([]));
}

#[tokio::test]
async fn the_list_is_narrowed_sorted_and_read_to_its_end() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    for (n, name) in ["Волков", "Белов", "Антонов"].into_iter().enumerate() {
        app.pass(1_000);
        let firm = (n > 0).then(|| firm["id"].clone());
        let new = json!({
            "last_name": name, "company_id": firm,
            "points": [{ "kind": "phone", "value": format!("+7 912 000-00-0{n}") }],
        });
        Client::ok(owner.post("/contacts", &new).await);
    }
    let names = read_through(owner, "/contacts?limit=1&sort=name", "name").await;
    assert_eq!(names, ["Антонов", "Белов", "Волков"]);
    let names = read_through(owner, "/contacts?limit=2&sort=-created_at", "name").await;
    assert_eq!(names, ["Антонов", "Белов", "Волков"]);
    let names = read_through(owner, "/contacts?limit=2&sort=updated_at", "name").await;
    assert_eq!(names, ["Волков", "Белов", "Антонов"]);
    let path = format!("/contacts?total=true&filter[company]={}", id(&firm));
    let page = Client::ok(owner.get(&path).await);
    assert_eq!((each(&page, "name").len(), &page["total"]), (2, &json!(2)));
    let page = Client::ok(owner.get("/contacts?filter[company]=none").await);
    assert_eq!(each(&page, "name"), ["Волков"]);
    let page = Client::ok(owner.get("/contacts?q=89120000001").await);
    assert_eq!(each(&page, "name"), ["Белов"]);
    let page = Client::ok(owner.get("/contacts?filter[created_to]=2026-11-22").await);
    assert_eq!(page["items"], json!([]));

    let values = ["+79120000002".to_owned(), "+79999999999".to_owned()];
    let found = crm::contacts::store::find_by_points(app.db.reader(), PointKind::Phone, &values)
        .await
        .expect("points");
    assert_eq!(found.len(), 1);
    let found = crm::contacts::store::find_by_folded(app.db.reader(), &["белов".to_owned()])
        .await
        .expect("contacts");
    assert_eq!(found[0].facts.points.len(), 1);
}

#[tokio::test]
async fn a_contact_who_takes_part_in_deals_is_not_deleted() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    let person = contact(owner, "Петров").await;
    let deal = bare_deal(&app, &firm, None).await;
    let tx = app
        .db
        .begin(base::Actor::system())
        .await
        .expect("a transaction");
    let person_id: base::Uuid = id(&person).parse().expect("an id");
    tx.conn()
        .execute(db::sql!(
            "insert into deal_contacts (deal_id, contact_id, role, position) values ($1, $2, '', 0)",
            deal,
            person_id
        ))
        .await
        .expect("a row");
    tx.commit().await.expect("a commit");
    let (status, problem) = owner.delete(&format!("/contacts/{person_id}")).await;
    assert_eq!((status, &problem["deals"]), (409, &json!(1)));
}

#[tokio::test]
async fn an_import_is_undone_in_one_go() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let ids = [contact(owner, "Один").await, contact(owner, "Два").await];
    let ids = ids.map(|person| id(&person).parse().expect("an id"));
    let tx = app
        .db
        .begin(base::Actor::system())
        .await
        .expect("a transaction");
    crm::contacts::store::delete_many(tx.conn(), &ids)
        .await
        .expect("a deletion");
    tx.commit().await.expect("a commit");
    assert_eq!(Client::ok(owner.get("/contacts").await)["items"], json!([]));
    assert_eq!(
        Client::ok(owner.get("/search?q=один").await)["items"],
        json!([])
    );
}

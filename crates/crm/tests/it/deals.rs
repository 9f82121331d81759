//! Deals: creating, changing, deleting, many at once.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{company, contact, each, id, wrong};
use crate::sales::{DAY, deal, events, lose, reason, stages, way};

#[tokio::test]
async fn a_title_is_enough() {
    let app = TestApp::new().await;
    let made = deal(app.owner(), "  Насосы ", json!({})).await;
    assert_eq!(made["title"], "Насосы");
    assert_eq!(made["value"], json!({ "amount": 0, "currency": "RUB" }));
    assert_eq!(made["owner"]["id"], app.owner_id().to_string());
    assert_eq!(made["attention"], "no_next_step");
    assert_eq!(made["stuck"], false);
    assert_eq!(made["version"], 1);
    let (status, problem) = app.owner().post("/deals", &json!({ "title": " " })).await;
    assert_eq!(status, 422);
    assert_eq!(wrong(&problem), [("title", "required")]);
}

#[tokio::test]
async fn quick_add_finds_the_company_or_makes_it() {
    let app = TestApp::new().await;
    let known = company(app.owner(), "ООО «Ромашка»").await;
    let first = deal(app.owner(), "А", json!({ "company_name": "ромашка" })).await;
    assert_eq!(first["company"]["id"], known["id"]);
    let second = deal(app.owner(), "Б", json!({ "company_name": "Лютик" })).await;
    assert_eq!(second["company"]["name"], "Лютик");
    let third = deal(app.owner(), "В", json!({ "company_name": "лютик, ООО" })).await;
    assert_eq!(third["company"]["id"], second["company"]["id"]);
}

#[tokio::test]
async fn all_of_a_deal_comes_back_as_it_was_given() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let person = contact(owner, "Петрова").await;
    let firm = company(owner, "Ромашка").await;
    let source = Client::ok(
        owner
            .post("/sources", &json!({ "name": "Выставка-2026" }))
            .await,
    );
    let tag = Client::ok(
        owner
            .post("/tags", &json!({ "name": "VIP", "color": "#15803d" }))
            .await,
    );
    let fields = json!({
        "value": { "amount": 12_345_600, "currency": "USD" },
        "company_id": id(&firm), "contact_ids": [id(&person), id(&person)],
        "source_id": id(&source), "tag_ids": [id(&tag)],
        "expected_close": "2026-12-31", "next_step": "Позвонить",
        "next_step_at": "2026-11-24T10:00:00.000Z", "external_id": "5001", "owner_id": null,
    });
    let made = deal(owner, "Насосы", fields).await;
    let read = Client::ok(owner.get(&format!("/deals/{}", id(&made))).await);
    assert_eq!(read, made);
    assert_eq!(read["owner"], Value::Null);
    assert_eq!(read["contacts"].as_array().expect("contacts").len(), 1);
    assert_eq!(read["contacts"][0]["contact"]["id"], person["id"]);
    assert_eq!(read["tags"][0]["name"], "VIP");
    assert_eq!(read["source"]["id"], source["id"]);
    assert_eq!(read["expected_close"], "2026-12-31");
    assert_eq!(read["attention"], "none");
    app.pass(2 * DAY);
    let later = Client::ok(owner.get(&format!("/deals/{}", id(&made))).await);
    assert_eq!(later["attention"], "overdue");
    app.pass(2 * DAY);
    let later = Client::ok(owner.get(&format!("/deals/{}", id(&made))).await);
    assert_eq!(later["stuck"], true);
    let again = json!({ "title": "Другая", "external_id": "5001" });
    let (_, problem) = owner.post("/deals", &again).await;
    assert_eq!(wrong(&problem), [("external_id", "taken")]);
}

#[tokio::test]
async fn a_deal_points_only_to_what_is_there_and_in_sight() {
    let app = TestApp::new().await;
    let nothing = "00000000-0000-7000-8000-000000000000";
    for field in [
        "company_id",
        "owner_id",
        "source_id",
        "stage_id",
        "pipeline_id",
    ] {
        let (status, problem) = app
            .owner()
            .post("/deals", &json!({ "title": "А", field: nothing }))
            .await;
        assert_eq!(status, 422, "{field}");
        assert_eq!(wrong(&problem)[0].0, field);
    }
    for (field, named) in [("contact_ids", "contacts"), ("tag_ids", "tag_ids")] {
        let body = json!({ "title": "А", field: [nothing] });
        let (_, problem) = app.owner().post("/deals", &body).await;
        assert_eq!(wrong(&problem), [(named, "not_found")]);
    }
    let value = json!({ "amount": -1, "currency": "RUB" });
    let (_, problem) = app
        .owner()
        .post("/deals", &json!({ "title": "А", "value": value }))
        .await;
    assert_eq!(wrong(&problem), [("value", "out_of_range")]);
    let (_, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let firm = company(app.owner(), "Ромашка").await;
    let body = json!({ "title": "А", "company_id": id(&firm) });
    let (_, problem) = seller.post("/deals", &body).await;
    assert_eq!(wrong(&problem), [("company_id", "not_found")]);
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_mention_and_tells_what_it_changed() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = deal(
        owner,
        "Насосы",
        json!({ "next_step": "Позвонить", "expected_close": "2026-12-31" }),
    )
    .await;
    let path = format!("/deals/{}", id(&made));
    let body = json!({
        "version": 1, "title": "Насосы и трубы", "next_step": null,
        "value": { "amount": 500, "currency": "RUB" },
    });
    let changed = Client::ok(owner.patch(&path, &body).await);
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["next_step"], Value::Null);
    assert_eq!(changed["expected_close"], "2026-12-31");
    let told = events(&app, &made).await;
    assert_eq!(told[1].0, "deal.changed");
    let expected = json!({
        "title": ["Насосы", "Насосы и трубы"],
        "next_step": ["Позвонить", null],
        "value": [{ "amount": 0, "currency": "RUB" }, { "amount": 500, "currency": "RUB" }],
    });
    assert_eq!(told[1].1["changes"], expected);
    let (status, problem) = owner.patch(&path, &body).await;
    assert_eq!((status, &problem["current_version"]), (409, &json!(2)));
    // A change that changes nothing is none.
    let same = json!({ "version": 2, "title": "Насосы и трубы", "tag_ids": [], "contacts": [] });
    assert_eq!(Client::ok(owner.patch(&path, &same).await)["version"], 2);
    assert_eq!(events(&app, &made).await.len(), 2);
}

#[tokio::test]
async fn checklists_are_ticked_once_by_whoever_was_first() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = deal(owner, "Насосы", json!({})).await;
    let pipeline = crate::sales::pipeline(owner).await;
    let item = id(&pipeline["stages"][0]["checklist"][0]).to_owned();
    let path = format!("/deals/{}/checks/{item}", id(&made));
    let done = Client::ok(owner.put(&path, &json!({ "done": true })).await);
    assert_eq!(done["checks"][0]["item_id"], item.as_str());
    assert_eq!(
        done["checks"][0]["done_by"]["id"],
        app.owner_id().to_string()
    );
    assert_eq!(done["version"], 2);
    let again = Client::ok(owner.put(&path, &json!({ "done": true })).await);
    assert_eq!(again, done);
    let undone = Client::ok(owner.put(&path, &json!({ "done": false })).await);
    assert_eq!(undone["checks"], json!([]));
    let unknown = format!("/deals/{}/checks/nothing", id(&made));
    assert_eq!(owner.put(&unknown, &json!({ "done": true })).await.0, 404);
    let kinds: Vec<String> = events(&app, &made)
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(kinds, ["deal.created", "deal.checked", "deal.checked"]);
}

#[tokio::test]
async fn a_deleted_deal_is_gone_but_not_forgotten() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = deal(owner, "Насосы", json!({ "company_name": "Ромашка" })).await;
    lose(owner, &made).await;
    let path = format!("/deals/{}", id(&made));
    let stale = owner.with("if-match", "\"1\"");
    assert_eq!(stale.delete(&path).await.0, 409);
    assert_eq!(owner.delete(&path).await.0, 204);
    assert_eq!(owner.get(&path).await.0, 404);
    let page = Client::ok(owner.get("/deals?total=true").await);
    assert_eq!((&page["total"], &page["items"]), (&json!(0), &json!([])));
    let (kind, payload) = events(&app, &made).await.pop().expect("an event");
    assert_eq!(kind, "deal.deleted");
    assert_eq!(payload["deal"]["company"]["name"], "Ромашка");
    assert_eq!(payload["history"].as_array().expect("history").len(), 2);
    let found = Client::ok(owner.get("/search?q=насосы").await);
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn a_deal_is_found_by_its_title_and_its_company() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let fields =
        json!({ "company_name": "Ромашка", "value": { "amount": 150_000, "currency": "RUB" } });
    let made = deal(owner, "Насосы Щёлково", fields).await;
    let found = Client::ok(owner.get("/search?q=щелк").await);
    assert_eq!(each(&found, "id"), [id(&made)]);
    assert_eq!(found["items"][0]["subtitle"], "1\u{a0}500 RUB · Ромашка");
    let page = Client::ok(owner.get("/deals?q=ромаш&total=true").await);
    assert_eq!(
        (each(&page, "id"), &page["total"]),
        (vec![id(&made)], &json!(1))
    );
    let path = format!("/deals/{}", id(&made));
    Client::ok(
        owner
            .patch(&path, &json!({ "version": 1, "title": "Трубы" }))
            .await,
    );
    let page = Client::ok(owner.get("/deals?q=насос").await);
    assert_eq!(page["items"], json!([]));
}

#[tokio::test]
async fn the_same_key_creates_one_deal() {
    let app = TestApp::new().await;
    let client = app.owner().with("idempotency-key", "k1");
    let first = client.post("/deals", &json!({ "title": "А" })).await;
    let second = client.post("/deals", &json!({ "title": "А" })).await;
    assert_eq!(first, second);
    let other = client.post("/deals", &json!({ "title": "Б" })).await;
    assert_eq!(
        (other.0, &other.1["code"]),
        (409, &json!("idempotency_key_reused"))
    );
    let page = Client::ok(app.owner().get("/deals?total=true").await);
    assert_eq!(page["total"], 1);
}

#[tokio::test]
async fn of_many_deals_each_succeeds_or_fails_by_itself() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let (a, b, c) = (
        deal(owner, "А", json!({})).await,
        deal(owner, "Б", json!({})).await,
        deal(owner, "В", json!({})).await,
    );
    lose(owner, &b).await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    let ids = json!([id(&c), nobody, id(&b), id(&a), id(&a)]);
    let bulk = async |action: Value| {
        let body = json!({ "ids": ids, "action": action });
        Client::ok(owner.post("/deals/bulk", &body).await)
    };
    let moved = bulk(json!({ "type": "move", "stage_id": stages[2] })).await;
    let outcome = |body: &Value| -> Vec<bool> {
        let items = body["items"].as_array().expect("items");
        items.iter().map(|item| item["ok"] == true).collect()
    };
    assert_eq!(each(&moved, "id"), [id(&c), nobody, id(&b), id(&a)]);
    assert_eq!(outcome(&moved), [true, false, false, true]);
    assert_eq!(moved["items"][1]["problem"]["code"], "not_found");
    assert_eq!(moved["items"][2]["problem"]["code"], "conflict");
    assert_eq!(way(owner, &a).await, ["->0 open", "0>2 open"]);
    assert_eq!(way(owner, &b).await, ["->0 open", "0>0 lost"]);

    let tag = Client::ok(owner.post("/tags", &json!({ "name": "VIP" })).await);
    bulk(json!({ "type": "tag", "add": [id(&tag)] })).await;
    let page = Client::ok(
        owner
            .get(&format!("/deals?filter[tag]={}&total=true", id(&tag)))
            .await,
    );
    assert_eq!(page["total"], 3);
    bulk(json!({ "type": "tag", "remove": [id(&tag)] })).await;
    let (anna, _) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let given = bulk(json!({ "type": "assign", "owner_id": anna })).await;
    assert_eq!(outcome(&given), [true, false, true, true]);
    let lost = bulk(json!({ "type": "lose", "reason_id": reason(owner).await })).await;
    assert_eq!(outcome(&lost), [true, false, false, true]);
    let gone = bulk(json!({ "type": "delete" })).await;
    assert_eq!(outcome(&gone), [true, false, true, true]);
    assert_eq!(events(&app, &a).await.len(), 7);

    let (_, seller) = app
        .user(
            "boris@example.com",
            Role::Salesperson,
            Visibility::All,
            None,
        )
        .await;
    let body = json!({ "ids": [nobody], "action": { "type": "delete" } });
    assert_eq!(seller.post("/deals/bulk", &body).await.0, 403);
    let many: Vec<&str> = vec![nobody; 501];
    let body = json!({ "ids": many, "action": { "type": "delete" } });
    assert_eq!(
        wrong(&owner.post("/deals/bulk", &body).await.1),
        [("ids", "too_many")]
    );
}

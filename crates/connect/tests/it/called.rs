//! Who sees which calls, and the calls of companies.

use base::Uuid;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::exchange::{contact, deal, generic, get, items, missed, moment, seller, talk};

#[tokio::test]
async fn a_call_is_seen_by_who_spoke_and_by_whose_client_it_is() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna_id, anna) = seller(&app, "anna").await;
    let (boris_id, boris) = seller(&app, "boris").await;
    let (_, vera) = seller(&app, "vera").await;
    exchange.telephones(&app, &[("102", boris_id)]).await;
    let client = contact(&app, "Петров", anna_id).await;
    let deal = deal(&app, &client, anna_id).await;
    exchange.all(&app, &talk(&app, "c1")).await;
    moment(&app).await;
    let path = "/calls?total=true";
    for who in [app.owner(), &anna] {
        let page = get(who, path).await;
        assert_eq!(
            (&page["total"], page["items"].as_array().map(Vec::len)),
            (&json!(1), Some(1))
        );
        assert_eq!(page["items"][0]["contact"]["name"], "Петров");
        assert_eq!(page["items"][0]["deal"]["id"], deal["id"]);
    }
    let page = get(&boris, path).await;
    assert_eq!(page["total"], 1, "it was his talk");
    let call = &page["items"][0];
    assert_eq!(
        (&call["contact"], &call["deal"]),
        (&Value::Null, &Value::Null)
    );
    let said = page.to_string();
    assert!(
        !said.contains("Петров") && !said.contains("Насосы"),
        "another's client"
    );
    let page = get(&vera, path).await;
    assert_eq!((&page["total"], &page["items"]), (&json!(0), &json!([])));
    let id = deal["id"].as_str().expect("an id");
    let narrowed = format!("/calls?filter[deal]={id}");
    assert_eq!(items(&anna, &narrowed).await.len(), 1);
    assert_eq!(items(&vera, &narrowed).await.len(), 0);
}

#[tokio::test]
async fn calls_go_by_pages_and_none_comes_twice() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    for call in ["c1", "c2", "c3"] {
        // All at the same moment: the id decides.
        exchange.all(&app, &missed(&app, call)).await;
    }
    for sort in ["started_at", "-started_at"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = get(app.owner(), &format!("/calls?limit=1&sort={sort}{cursor}")).await;
            seen.extend(
                page["items"]
                    .as_array()
                    .expect("items")
                    .iter()
                    .map(|call| call["id"].to_string()),
            );
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 3, "{sort}");
    }
    assert_eq!(app.owner().get("/calls?sort=phone").await.0, 400);
    assert_eq!(app.owner().get("/calls?filter[outcome]=x").await.0, 400);
}

async fn company(app: &TestApp, name: &str, owner: Uuid) -> Value {
    let new = json!({ "name": name, "phone": "8 (912) 345-67-89", "owner_id": owner });
    Client::ok(app.owner().post("/companies", &new).await)
}

#[tokio::test]
async fn a_company_is_known_by_its_own_number() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let (anna_id, anna) = seller(&app, "anna").await;
    let (boris_id, boris) = seller(&app, "boris").await;
    exchange
        .telephones(&app, &[("101", anna_id), ("102", boris_id)])
        .await;
    let firm = company(&app, "Завод", anna_id).await;
    let new = json!({ "title": "Насосы", "company_id": firm["id"], "owner_id": anna_id });
    let deal = Client::ok(app.owner().post("/deals", &new).await);

    let told = talk(&app, "c1");
    exchange.all(&app, &told[..2]).await;
    let card = get(&anna, "/calls/mine").await[0].clone();
    assert_eq!(card["company"]["name"], "Завод");
    assert_eq!(card["deals"][0]["deal"]["title"], "Насосы");
    let card = get(&boris, "/calls/mine").await[0].clone();
    assert_eq!(
        (&card["company"], &card["clients_of"][0]["name"]),
        (&Value::Null, &json!("anna"))
    );
    assert!(!card.to_string().contains("Завод"));
    exchange.all(&app, &told[2..]).await;
    moment(&app).await;
    let call = items(app.owner(), "/calls").await.remove(0);
    assert_eq!(
        (
            &call["company"]["id"],
            &call["deal"]["id"],
            &call["contact"]
        ),
        (&firm["id"], &deal["id"], &Value::Null),
    );
    assert_eq!(
        items(app.owner(), "/inquiries").await.len(),
        0,
        "it is known"
    );
    let id = firm["id"].as_str().expect("an id");
    let of_firm = format!("/calls?filter[company]={id}");
    assert_eq!(items(&anna, &of_firm).await.len(), 1);
    let id = deal["id"].as_str().expect("an id");
    let done = items(&anna, &format!("/activities?filter[deal]={id}")).await;
    assert_eq!((done.len(), &done[0]["outcome"]), (1, &json!("answered")));

    exchange.all(&app, &missed(&app, "c2")).await;
    moment(&app).await;
    let task = items(app.owner(), "/tasks?filter[state]=open")
        .await
        .remove(0);
    assert_eq!(
        (&task["title"], &task["assignee"]["name"]),
        (&json!("Перезвонить: Завод, +79123456789"), &json!("anna")),
    );
    let inquiry = items(app.owner(), "/inquiries").await.remove(0);
    assert_eq!(
        (&inquiry["deal"]["id"], &inquiry["contact"]),
        (&deal["id"], &Value::Null),
    );
    assert_eq!(
        items(app.owner(), "/contacts").await.len(),
        0,
        "it reaches nobody in particular"
    );
}

#[tokio::test]
async fn a_number_of_two_companies_says_nothing() {
    let app = TestApp::new().await;
    let exchange = generic(&app).await;
    let me = app.owner_id();
    company(&app, "Завод", me).await;
    company(&app, "Торговый дом", me).await;
    exchange.all(&app, &missed(&app, "c1")).await;
    moment(&app).await;
    let inquiry = items(app.owner(), "/inquiries").await.remove(0);
    let found = &inquiry["contact"]["id"];
    assert!(found.is_string(), "somebody new");
    let call = items(app.owner(), "/calls").await.remove(0);
    assert_eq!(
        (&call["company"], &call["contact"]),
        (&Value::Null, &inquiry["contact"])
    );
}

//! Pages that are sent, and who may send and see them.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::{deal, get, id, link, marks, material, open, reader, send, sends, told};

#[tokio::test]
async fn a_page_is_made_for_its_reader() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let contact = json!({ "first_name": "Анна", "middle_name": "Петровна", "last_name": "Ким" });
    let contact = Client::ok(app.owner().post("/contacts", &contact).await);
    let article = material(&app, "Как выбрать насос").await;
    let new =
        json!({ "deal_id": id(&deal), "contact_id": id(&contact), "materials": [id(&article)] });
    let sent = Client::ok(app.owner().post("/content-sends", &new).await);
    assert_eq!(sent["greeting"], "Анна Петровна, здравствуйте!");
    assert_eq!((&sent["visits"], &sent["alive"]), (&json!(0), &json!(true)));

    let page = open(&reader(&app), &link(&sent)).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    for part in [
        "Анна Петровна, здравствуйте!",
        "Как выбрать насос",
        "Коротко о главном",
        "owner@example.com",
        "example.com",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains("lang=\"ru\""));
    let policy = page.headers["content-security-policy"]
        .to_str()
        .expect("a policy");
    assert!(policy.starts_with("default-src 'none'"));
    assert_eq!(page.headers["referrer-policy"], "no-referrer");

    let english = json!({
        "contact_id": id(&contact), "materials": [id(&article)], "lang": "en", "greeting": "Dear Anna,",
    });
    let english = Client::ok(app.owner().post("/content-sends", &english).await);
    let text = open(&reader(&app), &link(&english)).await.text();
    assert!(
        text.contains("lang=\"en\"") && text.contains("Dear Anna,") && text.contains("Article")
    );

    assert_eq!(told(&app, &deal).await, ["content.sent"]);
    assert_eq!(
        marks(&app, &deal, "content_sent").await,
        ["Как выбрать насос"]
    );
    let of_contact = get(
        &app,
        &format!("/content-sends?filter[contact]={}", id(&contact)),
    )
    .await;
    assert_eq!(of_contact["items"].as_array().expect("items").len(), 2);
    let timeline = get(&app, &format!("/contacts/{}/timeline", id(&contact))).await;
    let of_kind = timeline["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter(|item| item["kind"] == "content.sent");
    assert_eq!(of_kind.count(), 2);
    let used = get(&app, &format!("/materials/{}", id(&article))).await;
    assert_eq!((&used["sent"], &used["opened"]), (&json!(2), &json!(0)));
    // The link is told once.
    assert_eq!(sends(&app, &deal).await[0]["path"], Value::Null);
}

#[tokio::test]
async fn a_page_is_switched_off_and_ends() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let article = material(&app, "Статья").await;
    let sent = send(&app, &deal, &[&article]).await;
    let path = format!("/content-sends/{}", id(&sent));
    let status = async || open(&reader(&app), &link(&sent)).await.status;
    assert_eq!(status().await, 200);
    let off = Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 1, "closed": true }))
            .await,
    );
    assert_eq!(
        (&off["alive"], &off["closed"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(status().await, 404);
    assert_eq!(
        open(&reader(&app), &format!("{}/1", link(&sent)))
            .await
            .status,
        404
    );
    assert_eq!(
        app.owner()
            .patch(&path, &json!({ "version": 1, "closed": false }))
            .await
            .0,
        409
    );
    Client::ok(
        app.owner()
            .patch(
                &path,
                &json!({ "version": 2, "closed": false, "expires_on": "2026-11-24" }),
            )
            .await,
    );
    assert_eq!(status().await, 200);
    app.pass(2 * 86_400_000);
    assert_eq!(status().await, 404);
    assert_eq!(sends(&app, &deal).await[0]["alive"], false);
    Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 3, "expires_on": null }))
            .await,
    );
    assert_eq!(status().await, 200);

    let past =
        json!({ "deal_id": id(&deal), "materials": [id(&article)], "expires_on": "2026-11-01" });
    let (status, refused) = app.owner().post("/content-sends", &past).await;
    assert_eq!(
        (status, &refused["errors"][0]["field"]),
        (422, &json!("expires_on"))
    );
}

#[tokio::test]
async fn nobody_sends_or_sees_for_deals_that_are_not_theirs() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let article = material(&app, "Статья").await;
    let sent = send(&app, &deal, &[&article]).await;
    let (_, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let list = format!("/content-sends?filter[deal]={}", id(&deal));
    assert_eq!(seller.get(&list).await.0, 404);
    assert_eq!(
        seller
            .get(&format!("/deals/{}/materials", id(&deal)))
            .await
            .0,
        404
    );
    let change = json!({ "version": 1, "closed": true });
    assert_eq!(
        seller
            .patch(&format!("/content-sends/{}", id(&sent)), &change)
            .await
            .0,
        404
    );
    let new = json!({ "deal_id": id(&deal), "materials": [id(&article)] });
    let (status, refused) = seller.post("/content-sends", &new).await;
    assert_eq!(
        (status, &refused["errors"][0]["field"]),
        (422, &json!("deal_id"))
    );
    let (status, _) = seller
        .post("/materials", &json!({ "kind": "case", "title": "Свой" }))
        .await;
    assert_eq!(status, 403);
    let (_, viewer) = app
        .user("vera@example.com", Role::Viewer, Visibility::All, None)
        .await;
    assert_eq!(viewer.post("/content-sends", &new).await.0, 403);
    Client::ok(viewer.get(&list).await);
    let nobody = json!({ "materials": [id(&article)] });
    assert_eq!(app.owner().post("/content-sends", &nobody).await.0, 422);
    assert_eq!(app.owner().get("/content-sends").await.0, 400);
}

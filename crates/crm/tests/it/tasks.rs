use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{company, contact, each, id, read_through, wrong};

#[tokio::test]
async fn a_task_is_given_changed_done_and_opened_again() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let firm = company(owner, "Ромашка").await;
    let made = Client::ok(
        owner
            .post(
                "/tasks",
                &json!({
                    "title": " Позвонить ", "details": "О цене", "due_at": "2026-11-24T10:00:00+03:00",
                    "company_id": firm["id"],
                }),
            )
            .await,
    );
    assert_eq!(made["title"], "Позвонить");
    assert_eq!(made["due_at"], "2026-11-24T07:00:00.000Z");
    assert_eq!(made["assignee"]["id"], json!(app.owner_id()));
    assert_eq!(made["created_by"]["id"], json!(app.owner_id()));
    assert_eq!(made["company"]["name"], "Ромашка");
    let path = format!("/tasks/{}", id(&made));
    assert_eq!(Client::ok(owner.get(&path).await), made);

    let change = json!({ "version": 1, "details": null, "due_at": null });
    let changed = Client::ok(owner.patch(&path, &change).await);
    assert_eq!(
        (&changed["details"], &changed["due_at"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(owner.patch(&path, &change).await.1["code"], "stale");

    let done = Client::ok(owner.post(&format!("{path}/done"), &json!({})).await);
    assert_eq!(done["done_at"], json!(app.now()));
    app.pass(1_000);
    let again = Client::ok(owner.post(&format!("{path}/done"), &json!({})).await);
    assert_eq!(again, done, "doing it twice changes nothing");
    let open = Client::ok(owner.post(&format!("{path}/reopen"), &json!({})).await);
    assert_eq!(
        (&open["done_at"], &open["version"]),
        (&Value::Null, &json!(4))
    );
    assert_eq!(owner.delete(&path).await.0, 204);
    assert_eq!(owner.get(&path).await.0, 404);
    assert_eq!(owner.post("/tasks", &json!({ "title": "" })).await.0, 422);
}

#[tokio::test]
async fn a_task_is_seen_by_its_assignee_its_giver_and_those_above() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (anna_id, anna) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let (_, boris) = app
        .user(
            "boris@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    let hers = json!({ "title": "Анне", "assignee_id": anna_id });
    let hers = Client::ok(owner.post("/tasks", &hers).await);
    let given = json!({ "title": "От Бориса", "assignee_id": anna_id });
    let given = Client::ok(boris.post("/tasks", &given).await);
    let nobodys = json!({ "title": "Ничья", "assignee_id": null });
    Client::ok(owner.post("/tasks", &nobodys).await);

    let titles = async |client: &Client| {
        let page = Client::ok(client.get("/tasks?sort=created_at&total=true").await);
        assert_eq!(
            page["total"],
            page["items"].as_array().expect("items").len()
        );
        each(&page, "title")
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(owner).await, ["Анне", "От Бориса", "Ничья"]);
    assert_eq!(titles(&anna).await, ["Анне", "От Бориса"]);
    assert_eq!(titles(&boris).await, ["От Бориса"]);
    assert_eq!(boris.get(&format!("/tasks/{}", id(&hers))).await.0, 404);
    assert_eq!(boris.delete(&format!("/tasks/{}", id(&hers))).await.0, 404);
    assert_eq!(boris.get(&format!("/tasks/{}", id(&given))).await.0, 200);

    let person = contact(owner, "Чужой").await;
    let new = json!({ "title": "а", "contact_id": person["id"] });
    let (status, problem) = boris.post("/tasks", &new).await;
    assert_eq!(
        (status, wrong(&problem)[0]),
        (422, ("contact_id", "not_found"))
    );
}

#[tokio::test]
async fn the_list_is_narrowed_by_state_and_sorted_by_the_moment_due() {
    let app = TestApp::new().await;
    let owner = app.owner();
    // It is noon in Moscow.
    for (title, due_at) in [
        ("когда-нибудь", None),
        ("завтра", Some("2026-11-24T09:00:00+03:00")),
        ("вчера", Some("2026-11-22T09:00:00+03:00")),
        ("утром", Some("2026-11-23T09:00:00+03:00")),
        ("ночью", Some("2026-11-23T23:30:00+03:00")),
    ] {
        app.pass(1);
        let new = json!({ "title": title, "due_at": due_at });
        Client::ok(owner.post("/tasks", &new).await);
    }
    let done = Client::ok(owner.post("/tasks", &json!({ "title": "сделано" })).await);
    Client::ok(
        owner
            .post(&format!("/tasks/{}/done", id(&done)), &json!({}))
            .await,
    );

    let read =
        async |query: &str| read_through(owner, &format!("/tasks?limit=2&{query}"), "title").await;
    let up = ["вчера", "утром", "ночью", "завтра", "когда-нибудь"];
    assert_eq!(read("filter[state]=open&sort=due_at").await, up);
    let down = ["завтра", "ночью", "утром", "вчера", "когда-нибудь"];
    assert_eq!(read("filter[state]=open&sort=-due_at").await, down);
    assert_eq!(read("filter[state]=done").await, ["сделано"]);
    assert_eq!(read("filter[state]=overdue").await, ["вчера", "утром"]);
    assert_eq!(read("filter[state]=today").await, ["утром", "ночью"]);
    assert_eq!(read("sort=-created_at").await.len(), 6);
    assert_eq!(
        read(&format!("filter[assignee]={}", app.owner_id()))
            .await
            .len(),
        6
    );
    assert_eq!(read("filter[assignee]=none").await.len(), 0);
    assert_eq!(owner.get("/tasks?filter[state]=someday").await.0, 400);
}

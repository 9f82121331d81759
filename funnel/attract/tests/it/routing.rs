use base::{Role, Visibility};
use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{each, get, id, receive, wrong};

#[tokio::test]
async fn rules_decide_who_gets_it_and_turns_are_taken() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let team = Client::ok(owner.post("/teams", &json!({ "name": "Север" })).await);
    let team_id = id(&team).parse().expect("an id");
    let mut sellers = Vec::new();
    for email in ["anna@example.com", "boris@example.com"] {
        let (user, client) = app
            .user(email, Role::Salesperson, Visibility::Own, Some(team_id))
            .await;
        sellers.push((user, client));
    }
    let by_turn =
        json!({ "name": "Все", "answer": { "to": "team", "team_id": team["id"], "by": "turn" } });
    Client::ok(owner.post("/routing-rules", &by_turn).await);
    let skill = json!({ "name": "Насосы", "conditions": { "words": ["насос"] },
        "answer": { "to": "skill", "skill": "Насосы", "by": "load" } });
    let skill = Client::ok(owner.post("/routing-rules", &skill).await);
    let first = json!({ "version": 1, "position": -1 });
    Client::ok(
        owner
            .patch(&format!("/routing-rules/{}", id(&skill)), &first)
            .await,
    );
    let skills = json!({ "skills": ["насосы "] });
    Client::ok(
        owner
            .put(&format!("/skills/{}", sellers[1].0), &skills)
            .await,
    );

    let mut got = Vec::new();
    for n in 0..4 {
        let one = receive(
            &app,
            json!({ "name": format!("Клиент {n}"), "text": "цена" }),
        )
        .await;
        got.push(one["owner"]["id"].clone());
        app.pass(1000);
    }
    let ids = [json!(sellers[0].0), json!(sellers[1].0)];
    assert_eq!(got, [&ids[0], &ids[1], &ids[0], &ids[1]].map(Clone::clone));
    let pumps = receive(&app, json!({ "name": "Насосный завод", "text": "Насосы" })).await;
    assert_eq!(pumps["owner"]["id"], ids[1]);
    let tried = json!({ "text": "насос", "working_hours": true });
    let tried = Client::ok(owner.post("/routing-rules/trial", &tried).await);
    assert_eq!(
        (&tried["owner_id"], &tried["rule"]),
        (&ids[1], &json!("Насосы"))
    );

    // The client's own salesperson gets the client's next inquiry, whosever turn it is.
    let again = receive(
        &app,
        json!({ "name": "Клиент 0", "company": "Клиент", "phones": ["+79990000001"] }),
    )
    .await;
    let owner_id = again["owner"]["id"].clone();
    let once_more = receive(&app, json!({ "phones": ["+79990000001"], "text": "насос" })).await;
    assert_eq!(once_more["owner"]["id"], owner_id);

    let mine = Client::ok(sellers[0].1.get("/inquiries?total=true").await);
    let all = get(&app, "/inquiries?total=true").await;
    assert!(
        mine["total"].as_i64() < all["total"].as_i64(),
        "a seller sees their own"
    );
    let theirs = all["items"].as_array().expect("items").iter();
    let theirs = theirs
        .clone()
        .find(|one| one["owner"]["id"] == ids[1])
        .expect("one");
    assert_eq!(
        sellers[0]
            .1
            .get(&format!("/inquiries/{}", id(theirs)))
            .await
            .0,
        404
    );
    let nobody = json!({ "name": "х", "answer": { "to": "person", "user_id": team["id"] } });
    let (status, problem) = owner.post("/routing-rules", &nobody).await;
    assert_eq!((status, wrong(&problem)[0].0), (422, "answer.user_id"));
}

#[tokio::test]
async fn a_rule_takes_the_place_of_another_and_those_behind_move_back() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let mut made = Vec::new();
    for name in ["Первое", "Второе", "Третье"] {
        let answer = json!({ "to": "person", "user_id": app.owner_id() });
        let new = json!({ "name": name, "answer": answer });
        made.push(Client::ok(owner.post("/routing-rules", &new).await));
    }
    let path = format!("/routing-rules/{}", id(&made[2]));
    let up = json!({ "version": 1, "position": made[1]["position"] });
    Client::ok(owner.patch(&path, &up).await);
    let rules = get(&app, "/routing-rules").await;
    assert_eq!(each(&rules, "name"), ["Первое", "Третье", "Второе"]);
}

//! Moving, winning, losing and reopening deals.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{id, wrong};
use crate::sales::{DAY, deal, events, lose, move_to, reason, stages, step, try_step, way};

#[tokio::test]
async fn a_deal_goes_through_the_pipeline_and_is_won_by_entering_purchase() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let made = deal(owner, "Насосы", json!({})).await;
    assert_eq!(made["stage_id"], stages[0].as_str());
    assert_eq!(made["status"], "open");
    app.pass(DAY);
    let moved = move_to(owner, &made, &stages[2]).await;
    assert_eq!(moved["version"], 2);
    assert_eq!(moved["stage_entered_at"], app.now().to_string());
    assert_eq!(moved["reached_stage_id"], stages[2].as_str());
    app.pass(DAY);
    let won = move_to(owner, &made, &stages[5]).await;
    assert_eq!(won["status"], "won");
    let won_at = won["won_at"].clone();
    assert_eq!(won_at, app.now().to_string());
    app.pass(DAY);
    let kept = move_to(owner, &made, &stages[6]).await;
    assert_eq!((&kept["status"], &kept["won_at"]), (&json!("won"), &won_at));
    let back = move_to(owner, &made, &stages[3]).await;
    assert_eq!(back["status"], "open");
    assert_eq!(back["won_at"], Value::Null);
    assert_eq!(back["reached_stage_id"], stages[6].as_str());
    let expected = ["->0 open", "0>2 open", "2>5 won", "5>6 won", "6>3 open"];
    assert_eq!(way(owner, &made).await, expected);
    let told = events(&app, &made).await;
    let kinds: Vec<&str> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    let expected = [
        "deal.created",
        "deal.moved",
        "deal.won",
        "deal.moved",
        "deal.reopened",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(told[1].1["from_stage"], "Новый лид");
    assert_eq!(told[1].1["to_stage"], "Презентация");
}

#[tokio::test]
async fn a_move_to_where_it_stands_changes_nothing() {
    let app = TestApp::new().await;
    let stages = stages(app.owner()).await;
    let made = deal(app.owner(), "Насосы", json!({})).await;
    let same = move_to(app.owner(), &made, &stages[0]).await;
    assert_eq!(same["version"], 1);
    assert_eq!(way(app.owner(), &made).await.len(), 1);
    assert_eq!(events(&app, &made).await.len(), 1);
}

#[tokio::test]
async fn a_stale_move_is_refused_and_loses_nothing() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let made = deal(owner, "Насосы", json!({})).await;
    let path = format!("/deals/{}/move", id(&made));
    let body = json!({ "stage_id": stages[1], "version": 1 });
    assert_eq!(owner.post(&path, &body).await.0, 200);
    let body = json!({ "stage_id": stages[2], "version": 1 });
    let (status, problem) = owner.post(&path, &body).await;
    assert_eq!((status, &problem["code"]), (409, &json!("stale")));
    assert_eq!(problem["current_version"], 2);
    assert_eq!(way(owner, &made).await, ["->0 open", "0>1 open"]);
    // The version may also come as a header, and has to come somehow.
    let body = json!({ "stage_id": stages[2] });
    let refused = owner.post(&path, &body).await;
    assert_eq!(wrong(&refused.1), [("version", "required")]);
    let with = owner.with("if-match", "\"2\"");
    assert_eq!(with.post(&path, &body).await.0, 200);
}

#[tokio::test]
async fn a_lost_deal_stays_on_its_stage_until_it_is_reopened() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let made = deal(owner, "Насосы", json!({ "stage_id": stages[3] })).await;
    let reason = reason(owner).await;
    let body = json!({ "reason_id": reason, "note": "  Ушли думать " });
    let lost = step(owner, &made, "lose", body).await;
    assert_eq!(lost["status"], "lost");
    assert_eq!(lost["stage_id"], stages[3].as_str());
    assert_eq!(lost["lost_reason"]["id"], reason.as_str());
    assert_eq!(lost["lost_note"], "Ушли думать");
    assert_eq!(lost["attention"], "none");
    for (what, body) in [
        ("move", json!({ "stage_id": stages[4] })),
        ("win", json!({})),
        ("lose", json!({ "reason_id": reason })),
    ] {
        let (status, problem) = try_step(owner, &made, what, body).await;
        assert_eq!(
            (status, &problem["code"]),
            (409, &json!("conflict")),
            "{what}"
        );
    }
    app.pass(DAY);
    let open = step(owner, &made, "reopen", json!({})).await;
    assert_eq!(open["status"], "open");
    assert_eq!(open["stage_id"], stages[3].as_str());
    assert_eq!(open["lost_reason"], Value::Null);
    assert_eq!(open["lost_at"], Value::Null);
    assert_eq!(open["stage_entered_at"], app.now().to_string());
    let (status, _) = try_step(owner, &made, "reopen", json!({})).await;
    assert_eq!(status, 409);
    let told = events(&app, &made).await;
    assert_eq!(told[1].0, "deal.lost");
    assert_eq!(told[1].1["stage"], "Коммерческое предложение");
    assert_eq!(told[1].1["note"], "Ушли думать");
    assert_eq!(told[2].0, "deal.reopened");
    let unknown = json!({ "reason_id": id(&made) });
    let (_, problem) = try_step(owner, &made, "lose", unknown).await;
    assert_eq!(wrong(&problem), [("reason_id", "not_found")]);
}

#[tokio::test]
async fn winning_goes_to_purchase_and_reopening_back_to_where_it_was() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let made = deal(owner, "Насосы", json!({})).await;
    move_to(owner, &made, &stages[2]).await;
    let won = step(owner, &made, "win", json!({})).await;
    assert_eq!(won["stage_id"], stages[5].as_str());
    // Winning again is no step.
    let again = step(owner, &made, "win", json!({})).await;
    assert_eq!(again["version"], won["version"]);
    let (status, _) = try_step(owner, &made, "reopen", json!({ "stage_id": stages[6] })).await;
    assert_eq!(status, 409);
    let open = step(owner, &made, "reopen", json!({})).await;
    assert_eq!(
        (&open["status"], &open["stage_id"]),
        (&json!("open"), &json!(stages[2]))
    );
}

#[tokio::test]
async fn a_stage_names_all_that_is_missing_before_a_deal_may_enter() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let path = format!("/stages/{}", stages[3]);
    let demands = json!({
        "version": 1,
        "required_fields": ["amount", "company", "contact", "next_step", "checklist"],
    });
    Client::ok(owner.patch(&path, &demands).await);
    let made = deal(owner, "Насосы", json!({ "stage_id": stages[2] })).await;
    let target = json!({ "stage_id": stages[3] });
    let (status, problem) = try_step(owner, &made, "move", target.clone()).await;
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("entry_conditions"))
    );
    let fields: Vec<&str> = wrong(&problem)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    let expected = [
        "amount",
        "company",
        "contact",
        "next_step",
        "checklist",
        "checklist",
    ];
    assert_eq!(fields, expected);
    let english = owner.patch("/session", &json!({ "lang": "en" })).await;
    assert_eq!(english.0, 200);
    let (_, problem) = try_step(owner, &made, "move", target.clone()).await;
    assert_eq!(problem["errors"][0]["message"], "Enter the amount");

    let person = crate::common::contact(owner, "Петрова").await;
    let filled = json!({
        "version": 1,
        "value": { "amount": 100, "currency": "RUB" },
        "company_name": "ООО «Ромашка»",
        "contacts": [{ "contact_id": id(&person), "role": "директор" }],
        "next_step": "Позвонить", "next_step_at": "2026-12-01T10:00:00Z",
    });
    let path = format!("/deals/{}", id(&made));
    Client::ok(owner.patch(&path, &filled).await);
    let pipeline = crate::sales::pipeline(owner).await;
    for item in pipeline["stages"][2]["checklist"]
        .as_array()
        .expect("items")
    {
        let path = format!("{path}/checks/{}", id(item));
        Client::ok(owner.put(&path, &json!({ "done": true })).await);
    }
    let moved = step(owner, &made, "move", target).await;
    assert_eq!(moved["stage_id"], stages[3].as_str());
    // Going back demands nothing of the checklist.
    move_to(owner, &made, &stages[4]).await;
    move_to(owner, &made, &stages[3]).await;
    // A deal may not be created past the door either.
    let body = json!({ "title": "Другая", "stage_id": stages[3] });
    assert_eq!(
        owner.post("/deals", &body).await.1["code"],
        "entry_conditions"
    );
}

#[tokio::test]
async fn another_pipeline_counts_its_own_way() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let other = Client::ok(owner.post("/pipelines", &json!({ "name": "Сервис" })).await);
    let there = |n: usize| id(&other["stages"][n]).to_owned();
    let made = deal(owner, "Насосы", json!({})).await;
    move_to(owner, &made, &stages[4]).await;
    let moved = move_to(owner, &made, &there(1)).await;
    assert_eq!(moved["pipeline_id"], other["id"]);
    assert_eq!(moved["reached_stage_id"], there(1));
    // Back in the first pipeline it has still come as far as it had.
    let back = move_to(owner, &made, &stages[0]).await;
    assert_eq!(back["reached_stage_id"], stages[4].as_str());
}

#[tokio::test]
async fn nobody_moves_what_they_may_not_see() {
    use base::{Role, Visibility};
    let app = TestApp::new().await;
    let stages = stages(app.owner()).await;
    let made = deal(app.owner(), "Чужая", json!({})).await;
    let (_, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let body = json!({ "stage_id": stages[1], "version": 1 });
    let path = format!("/deals/{}/move", id(&made));
    assert_eq!(seller.post(&path, &body).await.0, 404);
    let own = deal(&seller, "Своя", json!({})).await;
    lose(&seller, &own).await;
    let (status, problem) = seller.delete(&format!("/deals/{}", id(&own))).await;
    assert_eq!((status, &problem["code"]), (403, &json!("forbidden")));
}

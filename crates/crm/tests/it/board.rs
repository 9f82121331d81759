//! The board.

use base::{Role, Visibility};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{each, id};
use crate::sales::{DAY, deal, lose, move_to, stages, step};

fn column(board: &Value, n: usize) -> (i64, Vec<&str>) {
    let column = &board["columns"][n];
    let cards = column["cards"].as_array().expect("cards");
    let titles = cards
        .iter()
        .map(|card| card["title"].as_str().expect("a title"));
    (
        column["deals"].as_i64().expect("a number"),
        titles.collect(),
    )
}

#[tokio::test]
async fn deals_stand_in_their_columns_newest_first_and_lost_ones_nowhere() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let rub = json!({ "value": { "amount": 100, "currency": "RUB" } });
    for title in ["А", "Б", "В"] {
        deal(owner, title, rub.clone()).await;
        app.pass(1000);
    }
    let moved = deal(owner, "Г", rub.clone()).await;
    move_to(owner, &moved, &stages[3]).await;
    let won = deal(owner, "Д", rub.clone()).await;
    step(owner, &won, "win", json!({})).await;
    let lost = deal(owner, "Е", rub).await;
    lose(owner, &lost).await;

    let board = Client::ok(owner.get("/board?limit=2").await);
    assert_eq!(board["columns"].as_array().expect("columns").len(), 7);
    assert_eq!(column(&board, 0), (3, vec!["В", "Б"]));
    assert_eq!(column(&board, 1), (0, vec![]));
    assert_eq!(column(&board, 3), (1, vec!["Г"]));
    assert_eq!(column(&board, 5), (1, vec!["Д"]));
    let first = &board["columns"][0];
    assert_eq!(first["sums"], json!([{ "amount": 300, "currency": "RUB" }]));
    assert_eq!(board["columns"][3]["next_cursor"], Value::Null);
    let cursor = first["next_cursor"].as_str().expect("more");
    let path = format!("/board/column?stage={}&limit=2&cursor={cursor}", stages[0]);
    let more = Client::ok(owner.get(&path).await);
    assert_eq!(each(&more, "title"), ["А"]);
    assert_eq!(more["next_cursor"], Value::Null);
    assert_eq!(
        board["pipeline"]["stages"]
            .as_array()
            .expect("stages")
            .len(),
        7
    );
    assert_eq!(owner.get("/board/column").await.0, 400);
    let path = format!("/board?pipeline={}", stages[0]);
    assert_eq!(owner.get(&path).await.0, 404);
}

#[tokio::test]
async fn filters_hold_for_cards_and_for_totals() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (anna, seller) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let fields = json!({ "owner_id": anna, "value": { "amount": 500, "currency": "RUB" } });
    deal(owner, "Анны", fields).await;
    deal(
        owner,
        "Ничья",
        json!({ "owner_id": null, "next_step_at": "2026-12-01T00:00:00Z" }),
    )
    .await;
    let cases = [
        (String::new(), vec!["Ничья", "Анны"]),
        (format!("filter[owner]={anna}"), vec!["Анны"]),
        ("filter[owner]=none".to_owned(), vec!["Ничья"]),
        ("filter[attention]=no_next_step".to_owned(), vec!["Анны"]),
        ("filter[amount_from]=1".to_owned(), vec!["Анны"]),
        ("q=ничья".to_owned(), vec!["Ничья"]),
        ("filter[stuck]=true".to_owned(), vec![]),
        ("filter[created_to]=2026-11-22".to_owned(), vec![]),
    ];
    for (query, expected) in cases {
        let board = Client::ok(owner.get(&format!("/board?{query}")).await);
        assert_eq!(
            column(&board, 0),
            (expected.len() as i64, expected),
            "{query}"
        );
    }
    app.pass(4 * DAY);
    let board = Client::ok(owner.get("/board?filter[stuck]=true").await);
    assert_eq!(column(&board, 0).0, 2);
    let board = Client::ok(seller.get("/board").await);
    assert_eq!(column(&board, 0), (1, vec!["Анны"]));
    assert_eq!(owner.get("/board?filter[stage]=x").await.0, 400);
    assert_eq!(
        owner
            .get(&format!("/board?pipeline={}", id(&board["pipeline"])))
            .await
            .0,
        200
    );
}

//! Where a text is linked with the person, their last name alone is struck out.

use base::{Actor, Uuid};
use db::sql;
use serde_json::{Value, json};
use testkit::TestApp;

use super::{erase, get, id, post, texts};

fn uuid(record: &Value) -> Uuid {
    Uuid::parse_str(id(record)).expect("an id")
}

#[tokio::test]
async fn reviews_of_their_calls_and_their_answers_are_linked_with_them() {
    let app = TestApp::new().await;
    let person = json!({ "last_name": "Зяблёв", "first_name": "Пётр" });
    let contact = post(&app, "/contacts", person).await;
    let other = post(&app, "/contacts", json!({ "last_name": "Сидоров" })).await;
    // A deal of somebody else, on which the person has only answered a question.
    let deal = post(&app, "/deals", json!({ "title": "Чужая" })).await;
    let sets = get(&app, "/question-sets").await;
    let set = uuid(&sets["items"][0]);
    let mut calls = Vec::new();
    for with in [&contact, &other] {
        let call = json!({ "kind": "call", "contact_id": id(with) });
        calls.push(uuid(&post(&app, "/activities", call).await));
    }
    let tx = app.db.begin(Actor::system()).await;
    let tx = tx.expect("a transaction");
    let reviews = tx.new_id();
    let mut queries = vec![
        sql!(
            "insert into qualification_answers (id, deal_id, set_id, set_number, question, proof, contact_id, at) \
             values ($1, $2, $3, 1, 'need', 'Зяблёв сказал', $4, $5)",
            tx.new_id(),
            uuid(&deal),
            set,
            uuid(&contact),
            tx.now()
        ),
        sql!(
            "insert into review_sets (id, name, archived, created_at, version) values ($1, 'Звонки', $2, $3, 1)",
            reviews,
            false,
            tx.now()
        ),
    ];
    for call in calls {
        queries.push(sql!(
            "insert into call_reviews (id, activity_id, set_id, set_number, person_id, marks, score, comment, practise, \
             by_id, at, version) values ($1, $2, $3, 1, $4, '{}', 50, 'Зяблёв спешил', '', $4, $5, 1)",
            tx.new_id(),
            call,
            reviews,
            app.owner_id(),
            tx.now()
        ));
    }
    for query in queries {
        tx.conn().execute(query).await.expect("a row");
    }
    tx.commit().await.expect("a commit");
    erase(&app, &contact).await;
    let proofs = texts(&app, "select proof from qualification_answers").await;
    assert_eq!(proofs, ["[удалено] сказал"]);
    let comments = "select comment from call_reviews order by comment";
    let kept = ["[удалено] спешил", "Зяблёв спешил"];
    assert_eq!(
        texts(&app, comments).await,
        kept,
        "another's call tells of another"
    );
}

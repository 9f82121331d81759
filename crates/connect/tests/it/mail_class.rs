//! What class a mail has, and what templates can say.

use base::{Actor, Lang, Uuid};
use connect::mail::templates::values::{About, values};
use connect::mail::templates::variables::Variable;
use db::{Query, sql};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::mail_common::{id, person, server, write};

async fn template(app: &TestApp, class: &str) -> Value {
    let template = json!({ "name": "Вебинар", "lang": "ru", "class": class, "subject": "Вебинар",
        "body": "Приходите" });
    Client::ok(app.owner().post("/mail/templates", &template).await)
}

async fn execute(app: &TestApp, query: Query) {
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    tx.conn().execute(query).await.expect("a statement");
    tx.commit().await.expect("a commit");
}

fn uuid(record: &Value) -> Uuid {
    id(record).parse().expect("an id")
}

#[tokio::test]
async fn a_letter_is_of_the_class_of_its_template_unless_it_says_another() {
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let invitation = template(&app, "advertising").await;
    let of = json!({ "template_id": invitation["id"] });
    let queued = write(&app, &ivan, of).await;
    assert_eq!(queued["class"], "advertising");
    app.run_jobs().await;
    assert!(server.taken().is_empty(), "nobody consented to it");

    let answer = json!({ "template_id": invitation["id"], "class": "service" });
    assert_eq!(write(&app, &ivan, answer).await["class"], "service");
    let plain = write(&app, &ivan, json!({})).await;
    assert_eq!(plain["class"], "service");
}

#[tokio::test]
async fn an_unknown_class_is_a_problem_and_leaves_nowhere() {
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let new =
        json!({ "contact_id": id(&ivan), "subject": "Тема", "body": "Текст", "class": "news" });
    let (status, problem) = app.owner().post("/mails", &new).await;
    assert_eq!(status, 422);
    let wrong = &problem["errors"][0];
    assert_eq!(wrong["field"], "class");
    let words = wrong["message"].as_str().expect("what to do");
    assert!(
        words.contains("service") && words.contains("advertising"),
        "{words}"
    );

    let old = template(&app, "service").await;
    let spoil = sql!(
        "update mail_templates set class = 'news' where id = $1",
        uuid(&old)
    );
    execute(&app, spoil).await;
    let new = json!({ "contact_id": id(&ivan), "subject": "Тема", "body": "Текст", "template_id": id(&old) });
    let (status, problem) = app.owner().post("/mails", &new).await;
    assert_eq!(
        (status, &problem["errors"][0]["code"]),
        (422, &json!("unknown_class"))
    );

    let queued = write(&app, &ivan, json!({})).await;
    let spoil = sql!(
        "update mails set class = 'news' where id = $1",
        uuid(&queued)
    );
    execute(&app, spoil).await;
    app.run_jobs().await;
    assert!(server.taken().is_empty());
    let state = sql!("select state from mails where id = $1", uuid(&queued));
    let state: Option<String> = app.db.reader().scalar(state).await.expect("a mail");
    assert_eq!(state.as_deref(), Some("failed"));
}

#[tokio::test]
async fn every_variable_has_its_value() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let company = Client::ok(
        owner
            .post("/companies", &json!({ "name": "Ромашка" }))
            .await,
    );
    let new = json!({ "last_name": "Иванов", "first_name": "Иван", "company_id": id(&company) });
    let ivan = Client::ok(owner.post("/contacts", &new).await);
    let new = json!({ "title": "Поставка", "contact_ids": [id(&ivan)] });
    let deal = Client::ok(owner.post("/deals", &new).await);
    let about = About {
        deal_id: Some(uuid(&deal)),
        ..About::default()
    };
    let writer = Actor {
        user_id: Some(app.owner_id()),
        ..Actor::system()
    };
    let (values, _) = values(app.db.reader(), &writer, about, Lang::Ru, app.now())
        .await
        .expect("values");
    let known: Vec<Variable> = values.keys().copied().collect();
    assert_eq!(known, Variable::ALL);
    assert_eq!(values[&Variable::CompanyName], "Ромашка");
    assert_eq!(values[&Variable::SenderEmail], "owner@example.com");
    for one in Variable::ALL {
        assert_eq!(Variable::parse(one.as_str()), Some(*one));
    }
}

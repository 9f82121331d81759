//! Mailings: written, tried, sent to those who confirmed, stopped.

use base::{Actor, Uuid};
use db::{Query, sql};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{each, get, id};
use crate::site;

const KIND: &str = "application/x-www-form-urlencoded";

/// A company that says where it is reached, and two topics.
async fn ready() -> (TestApp, String, String) {
    let app = TestApp::new().await;
    let site = json!({ "site_url": "https://crm.test" });
    Client::ok(app.owner().patch("/workspace", &site).await);
    let mut topics = Vec::new();
    for name in ["Новости", "Вебинары"] {
        let made = app.owner().post("/topics", &json!({ "name": name })).await;
        topics.push(id(&Client::ok(made)).to_owned());
    }
    let talks = topics.pop().expect("a topic");
    (app, topics.pop().expect("a topic"), talks)
}

async fn account(app: &TestApp) {
    let catcher = json!({ "kind": "catcher", "name": "Ловушка", "address": "news@firm.ru",
        "signature": "С уважением, {{sender.name}}" });
    Client::ok(app.owner().post("/mail/accounts", &catcher).await);
}

/// Somebody who asked for a topic and confirmed it; the page where they choose topics.
async fn reader(app: &TestApp, address: &str, topic: &str) -> String {
    let new = json!({ "address": address, "topics": [topic] });
    let made = Client::ok(app.owner().post("/subscriptions", &new).await);
    let subscriber: Uuid = id(&made).parse().expect("an id");
    let tx = app.db.begin(Actor::system()).await.expect("a transaction");
    let tokens = attract::subscriptions::token::Tokens::ensure(&tx).await;
    let tokens = tokens.expect("a key");
    let link = format!("/s/c/{}", tokens.confirm(subscriber, tx.now()));
    drop(tx);
    let done = site::post(app, &link, KIND, "", ("accept", "text/html")).await;
    assert!(done.text.contains("подтверждена"), "{}", done.text);
    format!("/s/{}", tokens.manage(subscriber))
}

async fn written(app: &TestApp, topic: &str, body: &str) -> Value {
    let new = json!({ "topic_id": topic, "subject": "Скидки\r\nBcc: x@y.ru", "body": body });
    Client::ok(app.owner().post("/mailings", &new).await)
}

async fn deed(app: &TestApp, mailing: &Value, deed: &str) -> (u16, Value) {
    let path = format!("/mailings/{}", id(mailing));
    let list = get(app, "/mailings").await;
    let now = list["items"].as_array().expect("items");
    let now = now.iter().find(|one| one["id"] == mailing["id"]);
    let version = json!({ "version": now.expect("the mailing")["version"] });
    let (status, body) = app.owner().post(&format!("{path}/{deed}"), &version).await;
    (status, body)
}

async fn series(app: &TestApp, mailing: &Value) -> Value {
    let series = mailing["series"].as_str().expect("a series");
    let found = get(app, &format!("/mail/series?filter[series]={series}")).await;
    found[0].clone()
}

/// (address, class, subject, text, html, the link to unsubscribe) of every mail of the mailing.
async fn letters(app: &TestApp) -> Vec<(String, String, String, String, String, String)> {
    let query = Query::new(
        "select to_address, class, subject, text, coalesce(html, '') as html, \
         coalesce(unsubscribe_url, '') as off from mails where series is not null order by to_address",
    );
    app.db.reader().tuples(query).await.expect("mails")
}

const BODY: &str =
    "Здравствуйте, {{contact.first_name|\"коллега\"}}!\n\nСейчас **дешевле**: https://firm.ru";

#[tokio::test]
async fn whoever_confirmed_gets_one_letter_and_nobody_else() {
    let (app, news, talks) = ready().await;
    account(&app).await;
    let contact = json!({ "first_name": "Анна", "last_name": "Ким",
        "points": [{ "kind": "email", "value": "anna@firm.ru" }] });
    Client::ok(app.owner().post("/contacts", &contact).await);
    // More than are asked for at once.
    for n in 0..120 {
        reader(&app, &format!("reader{n:03}@firm.ru"), &news).await;
    }
    reader(&app, "anna@firm.ru", &news).await;
    reader(&app, "talks@firm.ru", &talks).await;
    let left = reader(&app, "left@firm.ru", &news).await;
    let off = format!("{left}/off");
    site::post(&app, &off, KIND, "", ("accept", "text/html")).await;
    let pending = json!({ "address": "pending@firm.ru", "topics": [news] });
    Client::ok(app.owner().post("/subscriptions", &pending).await);

    let mailing = written(&app, &news, BODY).await;
    assert_eq!(mailing["state"], "draft");
    let path = format!("/mailings/{}/try", id(&mailing));
    assert_eq!(
        app.owner().post(&path, &json!({ "to": "я" })).await.0,
        422,
        "no address"
    );
    let trial = app
        .owner()
        .post(&path, &json!({ "to": "me@firm.ru" }))
        .await;
    assert_eq!(trial.0, 204);
    app.run_jobs().await;
    let mine = Query::new("select text from mails where to_address = 'me@firm.ru'");
    let mine: Option<String> = app.db.reader().scalar(mine).await.expect("a mail");
    assert!(mine.expect("a letter").contains("коллега"));
    assert_eq!(letters(&app).await, []);

    Client::ok(deed(&app, &mailing, "start").await);
    assert_eq!(deed(&app, &mailing, "start").await.0, 409, "once");
    app.run_jobs().await;
    app.pass(60_000);
    app.run_jobs().await;
    let sent = letters(&app).await;
    assert_eq!(sent.len(), 121);
    let (to, class, subject, text, html, off) = &sent[0];
    assert_eq!(
        (to.as_str(), class.as_str(), subject.as_str()),
        ("anna@firm.ru", "advertising", "Скидки Bcc: x@y.ru")
    );
    assert!(text.contains("Здравствуйте, Анна!"), "{text}");
    assert!(html.contains("<strong") && html.contains("href=\"https://firm.ru\""));
    assert!(off.starts_with("https://crm.test/s/") && off.ends_with("/off"));
    assert!(sent[1].3.contains("Здравствуйте, коллега!"));
    let mut addresses: Vec<&str> = sent.iter().map(|one| one.0.as_str()).collect();
    addresses.dedup();
    assert_eq!(addresses.len(), 121, "nobody gets two");
    for nobody in ["talks@firm.ru", "left@firm.ru", "pending@firm.ru"] {
        assert!(!addresses.contains(&nobody), "{nobody}");
    }
    let now = get(&app, &format!("/mailings/{}", id(&mailing))).await;
    assert_eq!(
        (&now["state"], &now["asked"], &now["job"]),
        (&json!("sent"), &json!(121), &Value::Null)
    );
    let behind = now["series"].as_str().expect("a series");
    let list = get(&app, &format!("/mails?filter[series]={behind}&total=true")).await;
    let fates = series(&app, &mailing).await;
    assert_eq!(
        (&fates["total"], &list["total"]),
        (&json!(121), &json!(121))
    );
    let rest = ["waiting", "sent"].map(|part| fates[part].as_i64().expect("a number"));
    assert_eq!(rest.iter().sum::<i64>(), 121);
    let change = json!({ "version": now["version"], "body": "другое" });
    let path = format!("/mailings/{}", id(&mailing));
    assert_eq!(app.owner().patch(&path, &change).await.0, 409);
    assert_eq!(app.owner().delete(&path).await.0, 409);
}

#[tokio::test]
async fn who_leaves_while_it_is_under_way_gets_nothing() {
    let (app, news, talks) = ready().await;
    let page = reader(&app, "anna@firm.ru", &news).await;
    reader(&app, "boris@firm.ru", &news).await;
    let mailing = written(&app, &news, BODY).await;
    Client::ok(deed(&app, &mailing, "start").await);
    // Without an account they wait.
    app.run_jobs().await;
    assert_eq!(series(&app, &mailing).await["waiting"], 2);
    // Anna wants other mailings, and this one no more.
    let other = format!("topic={talks}");
    site::post(&app, &page, KIND, other, ("accept", "text/html")).await;
    app.run_jobs().await;
    account(&app).await;
    app.pass(30 * 60_000);
    app.run_jobs().await;
    let fates = series(&app, &mailing).await;
    assert_eq!(
        (&fates["sent"], &fates["cancelled"]),
        (&json!(1), &json!(1)),
        "{fates}"
    );
    let left = Query::new(
        "select state from mails where to_address = 'anna@firm.ru' and series is not null",
    );
    let left: Option<String> = app.db.reader().scalar(left).await.expect("a mail");
    assert_eq!(left.as_deref(), Some("cancelled"));
}

#[tokio::test]
async fn a_stopped_mailing_takes_its_letters_back_and_a_broken_one_goes_on() {
    let (app, news, _) = ready().await;
    let mailing = written(&app, &news, BODY).await;
    assert_eq!(deed(&app, &mailing, "stop").await.0, 409);
    let (status, problem) = deed(&app, &mailing, "start").await;
    assert_eq!(status, 409, "nobody has subscribed: {problem}");
    reader(&app, "anna@firm.ru", &news).await;
    reader(&app, "boris@firm.ru", &news).await;
    Client::ok(deed(&app, &mailing, "start").await);
    app.run_jobs().await;
    let stopped = Client::ok(deed(&app, &mailing, "stop").await);
    assert_eq!(stopped["state"], "stopped");
    app.run_jobs().await;
    assert_eq!(series(&app, &mailing).await["cancelled"], 2);
    assert_eq!(
        deed(&app, &mailing, "start").await.0,
        409,
        "it stays stopped"
    );

    let second = written(&app, &news, BODY).await;
    Client::ok(deed(&app, &second, "start").await);
    // As if the machine had failed after the first letter.
    let first =
        Query::new("select subscriber_id from subscriptions order by subscriber_id limit 1");
    let first: Option<Uuid> = app.db.reader().scalar(first).await.expect("a subscriber");
    let tx = app.db.begin(Actor::system()).await.expect("a transaction");
    for query in [
        sql!(
            "update mailings set behind = $1, asked = 1 where state = 'sending'",
            first
        ),
        sql!(
            "update jobs set state = 'failed' where kind = 'attract.mailing' and state = 'queued'"
        ),
    ] {
        tx.conn().execute(query).await.expect("a change");
    }
    tx.commit().await.expect("a commit");
    let list = get(&app, "/mailings").await;
    assert_eq!(list["items"][0]["job"]["state"], "failed");
    Client::ok(deed(&app, &second, "start").await);
    app.run_jobs().await;
    let fates = series(&app, &second).await;
    assert_eq!(fates["total"], 1, "the first one had theirs: {fates}");
    let list = get(&app, "/mailings").await;
    assert_eq!(each(&list, "state"), ["sent", "stopped"]);
    assert_eq!(list["items"][0]["asked"], 2);
}

#[tokio::test]
async fn a_mailing_says_what_is_wrong() {
    let (app, news, _) = ready().await;
    let new = json!({ "topic_id": Uuid::from_u128(1), "subject": " ", "body": "" });
    let (status, problem) = app.owner().post("/mailings", &new).await;
    assert_eq!(status, 422);
    assert_eq!(
        crate::common::wrong(&problem),
        [("subject", "required"), ("body", "required")]
    );
    // A variable without a word for those who lack it stops the letter, with the reason.
    reader(&app, "anna@firm.ru", &news).await;
    let mailing = written(&app, &news, "{{contact.job_title}}").await;
    Client::ok(deed(&app, &mailing, "start").await);
    app.run_jobs().await;
    let fates = series(&app, &mailing).await;
    assert_eq!((&fates["failed"], &fates["total"]), (&json!(1), &json!(1)));
    let behind = mailing["series"].as_str().expect("a series");
    let list = get(&app, &format!("/mails?filter[series]={behind}")).await;
    let error = list["items"][0]["error"].as_str().expect("a reason");
    assert!(error.contains("contact.job_title"), "{error}");
    // Links to unsubscribe lead to an address that people outside can reach.
    Client::ok(
        app.owner()
            .patch("/workspace", &json!({ "site_url": null }))
            .await,
    );
    let second = written(&app, &news, BODY).await;
    assert_eq!(deed(&app, &second, "start").await.0, 409);
    let path = format!("/mailings/{}", id(&second));
    assert_eq!(app.owner().delete(&path).await.0, 204);
    assert_eq!(
        get(&app, "/mailings").await["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

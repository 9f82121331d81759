use base::{Actor, Lang, Role, Visibility};
use connect::mail::accounts::actions::keep_all;
use crm::letters::{self, Class, Letter};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::mail_common::{consent, id, mail, person, server, server_with, site_url, write};
use crate::smtp_server::Mood;

const HOUR: i64 = 3_600_000;

/// Lets hours pass, with the jobs of each.
async fn hours(app: &TestApp, hours: i64) {
    for _ in 0..hours {
        app.pass(HOUR);
        app.run_jobs().await;
    }
}

async fn decide(app: &TestApp, one: &Value, what: &str) -> (u16, Value) {
    let version = mail(app, one).await["version"].clone();
    let path = format!("/mails/{}/{what}", id(one));
    app.owner()
        .post(&path, &json!({ "version": version }))
        .await
}

#[tokio::test]
async fn a_mail_is_given_up_after_two_days_and_has_two_more_when_it_is_sent_again() {
    let app = TestApp::new().await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let homeless = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    let waits = mail(&app, &homeless).await;
    assert_eq!(waits["state"], "queued");
    assert!(
        waits["error"]
            .as_str()
            .expect("why")
            .contains("Нет почтового ящика")
    );
    hours(&app, 49).await;
    assert_eq!(mail(&app, &homeless).await["state"], "failed");

    let closed = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = closed.local_addr().expect("an address").port();
    drop(closed);
    let (server, account) = server_with(&app, json!({ "port": port })).await;
    decide(&app, &homeless, "again").await;
    app.run_jobs().await;
    hours(&app, 47).await;
    let waits = mail(&app, &homeless).await;
    assert_eq!(waits["state"], "queued");
    assert!(waits["error"].as_str().expect("why").contains("недоступен"));
    hours(&app, 3).await;
    assert_eq!(mail(&app, &homeless).await["state"], "failed");
    hours(&app, 10).await;

    let path = format!("/mail/accounts/{}", id(&account));
    let moved = json!({ "version": 1, "port": server.port });
    Client::ok(app.owner().patch(&path, &moved).await);
    assert!(
        server.taken().is_empty(),
        "what is given up is not sent by itself"
    );
    decide(&app, &homeless, "again").await;
    app.run_jobs().await;
    assert_eq!(mail(&app, &homeless).await["state"], "sent");
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn waiting_for_the_limits_of_an_account_is_no_failure() {
    let app = TestApp::new().await;
    let (server, _) = server_with(&app, json!({ "per_hour": 1, "per_day": 1 })).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let mut last = Value::Null;
    for _ in 0..5 {
        last = write(&app, &ivan, json!({})).await;
    }
    app.run_jobs().await;
    hours(&app, 73).await;
    assert_eq!(server.taken().len(), 4);
    server.next(Mood::Recipient("451 4.7.1 come back"));
    hours(&app, 23).await;
    assert_eq!(mail(&app, &last).await["state"], "queued");
    hours(&app, 4).await;
    assert_eq!(
        mail(&app, &last).await["state"],
        "sent",
        "one refusal for now ends nothing"
    );
}

/// How many jobs that send a mail stand in the queue, whenever they are due.
async fn sends(app: &TestApp) -> i64 {
    let count =
        db::Query::new("select count(*) from jobs where kind = 'mail.send' and state = 'queued'");
    let count: Option<i64> = app.db.reader().scalar(count).await.expect("a count");
    count.unwrap_or_default()
}

#[tokio::test]
async fn a_mail_without_a_free_hand_waits_without_a_job_and_goes_when_a_hand_is_free() {
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let mut mails = Vec::new();
    for _ in 0..4 {
        mails.push(write(&app, &ivan, json!({})).await);
    }
    server.next(Mood::WaitsBeforeText);
    server.next(Mood::WaitsBeforeText);
    let while_both_wait = async {
        server.waits.notified().await;
        server.waits.notified().await;
        app.run_jobs().await;
        assert_eq!(sends(&app).await, 0, "nothing spins in the queue");
        server.go_on.notify_one();
        server.go_on.notify_one();
    };
    tokio::join!(app.run_jobs(), app.run_jobs(), while_both_wait);
    for one in &mails {
        assert_eq!(mail(&app, one).await["state"], "sent");
    }
    assert_eq!(server.taken().len(), 4);
}

#[tokio::test]
async fn a_demo_company_writes_to_nobody_whatever_accounts_it_is_given() {
    let app = TestApp::new().await;
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    keep_all(&tx).await.expect("a setting");
    tx.commit().await.expect("a commit");
    let (server, account) = server(&app).await;
    assert_eq!(account["catches"], true);
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let sent = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    let kept = mail(&app, &sent).await;
    assert_eq!(
        (&kept["state"], &kept["caught"]),
        (&json!("sent"), &json!(true))
    );
    let path = format!("/mail/accounts/{}/test", id(&account));
    assert_eq!(
        app.owner()
            .post(&path, &json!({ "to": "me@firm.ru" }))
            .await
            .0,
        409
    );
    assert!(server.taken().is_empty());
    assert!(server.logins().is_empty());
}

#[tokio::test]
async fn whoever_has_the_deal_now_sees_its_mails() {
    let app = TestApp::new().await;
    let (_server, _) = server(&app).await;
    let seller = async |name: &str| {
        app.user(name, Role::Salesperson, Visibility::Own, None)
            .await
    };
    let (_, anna) = seller("anna@example.com").await;
    let (boris_id, boris) = seller("boris@example.com").await;
    let deal = Client::ok(anna.post("/deals", &json!({ "title": "Поставка" })).await);
    let sent =
        json!({ "deal_id": id(&deal), "to": "ivan@client.ru", "subject": "Тема", "body": "Текст" });
    let sent = Client::ok(anna.post("/mails", &sent).await);
    app.run_jobs().await;
    let path = format!("/mails/{}", id(&sent));
    assert_eq!(boris.get(&path).await.0, 404);
    assert_eq!(Client::ok(boris.get("/mails?total=true").await)["total"], 0);
    let hand_over = json!({ "version": deal["version"], "owner_id": boris_id });
    Client::ok(
        app.owner()
            .patch(&format!("/deals/{}", id(&deal)), &hand_over)
            .await,
    );
    assert_eq!(Client::ok(boris.get(&path).await)["subject"], "Тема");
    assert_eq!(Client::ok(boris.get("/mails?total=true").await)["total"], 1);
    assert_eq!(anna.get(&path).await.0, 404);
    assert_eq!(anna.get("/deals").await.1["items"], json!([]));
}

#[tokio::test]
async fn a_refusal_by_policy_does_not_mark_the_address_and_sending_again_lifts_the_mark() {
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    consent(&app, &ivan, "advertising").await;
    let reachable = format!("/contacts/{}/reachable", id(&ivan));
    let allowed = async || Client::ok(app.owner().get(&reachable).await)[0]["allowed"].clone();
    server.next(Mood::Recipient("550 5.7.1 your network is on a list"));
    let blocked = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    assert_eq!(mail(&app, &blocked).await["state"], "bounced");
    assert_eq!(allowed().await, true);

    server.next(Mood::Recipient("550 5.1.1 no such user"));
    let gone = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    assert_eq!(mail(&app, &gone).await["state"], "bounced");
    assert_eq!(allowed().await, false);
    Client::ok(decide(&app, &gone, "again").await);
    assert_eq!(allowed().await, true);
    app.run_jobs().await;
    let sent = mail(&app, &gone).await;
    assert_eq!(sent["state"], "sent");
    let activity = sent["activity_id"].as_str().expect("an activity");
    let activity = Client::ok(app.owner().get(&format!("/activities/{activity}")).await);
    assert_eq!(activity["outcome"], "sent");
}

#[tokio::test]
async fn a_letter_in_english_ends_in_english_where_its_area_says() {
    let app = TestApp::new().await;
    site_url(&app).await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    consent(&app, &ivan, "advertising").await;
    let letter = Letter {
        series: None,
        markdown: false,
        key: "news:1".into(),
        class: Class::Advertising,
        to: "ivan@client.ru".into(),
        subject: "News".into(),
        text: "Hello".into(),
        html: Some("<p>Hello</p>".into()),
        lang: Some(Lang::En),
        from_user: None,
        deal_id: None,
        contact_id: None,
        company_id: None,
        unsubscribe_url: Some("https://crm.firm.ru/p/preferences".into()),
    };
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    letters::ask(&tx, &letter).await.expect("asked");
    tx.commit().await.expect("a commit");
    app.run_jobs().await;
    let raw = server.taken()[0].raw.clone();
    let parsed = mail_parser::MessageParser::default()
        .parse(&raw)
        .expect("a mail");
    let text = parsed.body_text(0).expect("a text");
    assert!(
        text.contains("Unsubscribe: https://crm.firm.ru/p/preferences"),
        "{text}"
    );
    let raw = String::from_utf8_lossy(&raw);
    assert!(raw.contains("List-Unsubscribe: <https://crm.firm.ru/p/preferences>"));
    assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
}

use base::{Actor, Role, Visibility};
use crm::letters::{self, Class, Letter};
use mail_parser::MessageParser;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::mail_common::{consent, id, mail, person, server, server_with, site_url, write};
use crate::smtp_server::Mood;

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn a_mail_goes_out_once_and_stands_on_the_timeline_with_its_text() {
    let app = TestApp::new().await;
    let (server, account) = server(&app).await;
    let ivan = person(&app, "Иван", "Ivan@Client.ru").await;
    let new = json!({ "title": "Поставка", "contact_ids": [id(&ivan)] });
    let deal = Client::ok(app.owner().post("/deals", &new).await);
    let sent = json!({ "deal_id": id(&deal), "subject": "Для {{contact.first_name}}: {{deal.title}}",
        "body": "Здравствуйте, **{{contact.first_name|\"коллега\"}}**!\n\nhttps://firm.ru/case" });
    let queued = Client::ok(app.owner().post("/mails", &sent).await);
    assert_eq!(
        (&queued["state"], &queued["to"]),
        (&json!("queued"), &json!("ivan@client.ru"))
    );
    app.run_jobs().await;
    app.run_jobs().await;
    app.pass(10 * MINUTE);
    app.run_jobs().await;

    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].from, "<sales@firm.ru>");
    assert_eq!(taken[0].to, ["<ivan@client.ru>"]);
    assert_eq!(server.logins().len(), 1);
    let parsed = MessageParser::default()
        .parse(&taken[0].raw)
        .expect("a mail");
    assert_eq!(parsed.subject(), Some("Для Иван: Поставка"));
    let html = parsed.body_html(0).expect("an HTML part");
    assert!(
        html.contains("<strong>Иван</strong>") && html.contains("style="),
        "{html}"
    );
    let text = parsed.body_text(0).expect("a text part");
    assert!(
        text.contains("Здравствуйте, Иван!") && text.contains("https://firm.ru/case"),
        "{text}"
    );
    let whole = mail(&app, &queued).await;
    assert_eq!(whole["state"], "sent");
    let message_id = format!("<{}>", parsed.message_id().expect("an id"));
    assert_eq!(whole["message_id"], message_id.as_str());
    assert_eq!(whole["account"]["id"], account["id"]);

    let timeline = Client::ok(
        app.owner()
            .get(&format!("/deals/{}/timeline", id(&deal)))
            .await,
    );
    let told = &timeline["items"][0];
    assert_eq!(
        (&told["kind"], &told["data"]["kind"]),
        (&json!("activity.logged"), &json!("mail"))
    );
    let activity = told["data"]["activity_id"].as_str().expect("an activity");
    let list = format!("/mails?filter[activity]={activity}&total=true");
    let list = Client::ok(app.owner().get(&list).await);
    assert_eq!(
        (&list["items"][0]["id"], &list["total"]),
        (&queued["id"], &json!(1))
    );
}

#[tokio::test]
async fn a_letter_of_another_area_is_sent_once_however_often_it_is_asked_for() {
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let letter = Letter {
        series: None,
        markdown: false,
        key: "doc:1".into(),
        class: Class::Service,
        to: "ivan@client.ru".into(),
        subject: "Документ\r\nBcc: all@client.ru".into(),
        text: "Во вложении".into(),
        html: None,
        lang: None,
        from_user: Some(app.owner_id()),
        deal_id: None,
        contact_id: Some(base::Uuid::from_u128(404)),
        company_id: None,
        unsubscribe_url: None,
    };
    for key in ["doc:1", "doc:1", "doc:2"] {
        let to = if key == "doc:2" {
            "это не адрес"
        } else {
            "ivan@client.ru"
        };
        let letter = Letter {
            series: None,
            markdown: false,
            key: key.into(),
            to: to.into(),
            ..letter.clone()
        };
        let tx = app.db.begin(Actor::system()).await.expect("a tx");
        letters::ask(&tx, &letter).await.expect("asked");
        tx.commit().await.expect("a commit");
    }
    app.run_jobs().await;
    let taken = server.taken();
    assert_eq!(taken.len(), 1, "the same key is sent once");
    assert_eq!(taken[0].to, ["<ivan@client.ru>"]);
    assert!(
        !taken[0].text().contains("\nBcc:"),
        "no header can be added"
    );
    let parsed = MessageParser::default()
        .parse(&taken[0].raw)
        .expect("a mail");
    assert_eq!(parsed.subject(), Some("Документ Bcc: all@client.ru"));
    let reply = parsed
        .reply_to()
        .and_then(|to| to.first()?.address())
        .map(str::to_owned);
    assert_eq!(reply.as_deref(), Some("owner@example.com"));
    let failed = Client::ok(app.owner().get("/mails?filter[state]=failed").await);
    assert_eq!(failed["items"].as_array().expect("mails").len(), 1);
    assert!(
        failed["items"][0]["error"]
            .as_str()
            .expect("why")
            .contains("адрес")
    );
}

#[tokio::test]
async fn a_busy_server_is_tried_again_later_and_a_refused_address_is_not() {
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    server.next(Mood::Recipient("451 4.7.1 greylisted, come back"));
    server.next(Mood::Text("452 4.3.1 no space"));
    let busy = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    let waits = mail(&app, &busy).await;
    assert_eq!(
        (&waits["state"], &waits["attempts"]),
        (&json!("queued"), &json!(1))
    );
    assert!(waits["error"].as_str().expect("why").contains("greylisted"));
    app.pass(2 * MINUTE);
    app.run_jobs().await;
    assert_eq!(mail(&app, &busy).await["state"], "queued");
    app.pass(6 * MINUTE);
    app.run_jobs().await;
    assert_eq!(mail(&app, &busy).await["state"], "sent");
    assert_eq!(server.taken().len(), 1);

    server.next(Mood::Recipient("550 5.1.1 no such user"));
    let gone = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    let gone = mail(&app, &gone).await;
    assert_eq!(gone["state"], "bounced");
    assert!(
        gone["error"]
            .as_str()
            .expect("why")
            .contains("no such user")
    );
    let reachable = format!("/contacts/{}/reachable", id(&ivan));
    let reachable = Client::ok(app.owner().get(&reachable).await);
    assert_eq!(reachable[0]["refusal"], "bounced");
    server.next(Mood::Text("554 5.6.0 spam"));
    let spam = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    assert_eq!(mail(&app, &spam).await["state"], "failed");
    app.pass(300 * MINUTE);
    app.run_jobs().await;
    assert_eq!(
        server.taken().len(),
        1,
        "what was refused is not tried by itself"
    );
}

#[tokio::test]
async fn a_server_out_of_order_pauses_its_account_and_loses_nothing() {
    let app = TestApp::new().await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = closed.local_addr().expect("an address").port();
    drop(closed);
    let (server, account) = server_with(&app, json!({ "port": port })).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let first = write(&app, &ivan, json!({})).await;
    let second = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    let path = format!("/mail/accounts/{}", id(&account));
    let paused = Client::ok(app.owner().get(&path).await);
    assert!(
        paused["trouble"]
            .as_str()
            .expect("why")
            .contains("недоступен")
    );
    assert!(paused["paused_until"].is_string());
    assert_eq!(mail(&app, &first).await["state"], "queued");
    let wrong = app
        .owner()
        .post(&format!("{path}/test"), &json!({ "to": "me@firm.ru" }))
        .await;
    assert_eq!((wrong.0, &wrong.1["code"]), (422, &json!("mail_refused")));

    let moved = json!({ "version": 1, "port": server.port });
    Client::ok(app.owner().patch(&path, &moved).await);
    app.pass(2 * MINUTE);
    app.run_jobs().await;
    for one in [&first, &second] {
        assert_eq!(mail(&app, one).await["state"], "sent");
    }
    assert_eq!(server.taken().len(), 2);
    let tested = app
        .owner()
        .post(&format!("{path}/test"), &json!({ "to": "me@firm.ru" }))
        .await;
    assert_eq!(tested.0, 204);
    assert_eq!(server.taken()[2].to, ["<me@firm.ru>"]);
}

#[tokio::test]
async fn limits_hold_and_the_rest_waits_for_its_turn() {
    let app = TestApp::new().await;
    let (server, _) = server_with(&app, json!({ "per_hour": 2, "per_day": 3 })).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let mut mails = Vec::new();
    for _ in 0..5 {
        mails.push(write(&app, &ivan, json!({})).await);
    }
    app.run_jobs().await;
    assert_eq!(server.taken().len(), 2);
    let waits = mail(&app, &mails[4]).await;
    assert!(
        waits["error"]
            .as_str()
            .expect("why")
            .contains("часовой лимит")
    );
    app.pass(61 * MINUTE);
    app.run_jobs().await;
    assert_eq!(server.taken().len(), 3, "the day allows one more");
    app.pass(24 * 60 * MINUTE);
    app.run_jobs().await;
    assert_eq!(server.taken().len(), 5);
}

#[tokio::test]
async fn a_consent_withdrawn_while_the_server_waits_for_the_text_stops_the_mail() {
    let app = TestApp::new().await;
    site_url(&app).await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let ads = json!({ "class": "advertising" });
    let early = write(&app, &ivan, ads.clone()).await;
    app.run_jobs().await;
    let refused = mail(&app, &early).await;
    assert_eq!(refused["state"], "refused", "nobody consented");
    let timeline = format!("/contacts/{}/timeline", id(&ivan));
    let timeline = Client::ok(app.owner().get(&timeline).await);
    let told = &timeline["items"][0];
    assert_eq!(
        (&told["kind"], &told["data"]["state"]),
        (&json!("mail.failed"), &json!("refused"))
    );
    assert!(
        refused["error"]
            .as_str()
            .expect("why")
            .contains("Нет согласия")
    );

    consent(&app, &ivan, "advertising").await;
    let queued = write(&app, &ivan, ads.clone()).await;
    server.next(Mood::WaitsBeforeText);
    let stop = async {
        server.waits.notified().await;
        let all = json!({ "contact_id": id(&ivan), "purpose": "advertising" });
        Client::ok(app.owner().post("/consents/withdraw", &all).await);
        server.go_on.notify_one();
    };
    tokio::join!(app.run_jobs(), stop);
    assert_eq!(mail(&app, &queued).await["state"], "refused");
    assert!(server.taken().is_empty(), "nothing has left");

    consent(&app, &ivan, "advertising").await;
    let lawful = write(&app, &ivan, ads).await;
    app.run_jobs().await;
    assert_eq!(mail(&app, &lawful).await["state"], "sent");
    let service = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    assert_eq!(
        mail(&app, &service).await["state"],
        "sent",
        "an answer needs no consent"
    );
}

#[tokio::test]
async fn secrets_are_never_shown_and_not_sent_to_another_server() {
    let app = TestApp::new().await;
    let (_, account) = server(&app).await;
    assert_eq!(account["has_password"], true);
    assert!(!account.to_string().contains("тайна"));
    let stored: Vec<String> = app
        .db
        .reader()
        .scalars(db::sql!("select password from mail_accounts"))
        .await
        .expect("passwords");
    assert!(!stored[0].contains("тайна"), "{stored:?}");
    let path = format!("/mail/accounts/{}", id(&account));
    let moved = json!({ "version": 1, "host": "smtp.evil.ru", "security": "tls" });
    let (status, problem) = app.owner().patch(&path, &moved).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (422, &json!("password"))
    );

    let (_, seller) = app
        .user(
            "seller@example.com",
            Role::Salesperson,
            Visibility::Own,
            None,
        )
        .await;
    assert_eq!(
        seller
            .patch(&path, &json!({ "version": 1, "name": "Моё" }))
            .await
            .0,
        403
    );
    let own = json!({ "kind": "catcher", "name": "Моя", "address": "me@firm.ru", "own": true });
    let own = Client::ok(seller.post("/mail/accounts", &own).await);
    let hidden = app
        .owner()
        .get(&format!("/mail/accounts/{}", id(&own)))
        .await;
    assert_eq!(hidden.0, 404, "one's own account is one's own");
    let common = json!({ "kind": "catcher", "name": "Общая", "address": "me@firm.ru" });
    assert_eq!(seller.post("/mail/accounts", &common).await.0, 403);
}

#[tokio::test]
async fn a_catcher_keeps_what_it_gets_and_wrong_mails_are_refused_by_field() {
    let app = TestApp::new().await;
    let catcher = json!({ "kind": "catcher", "name": "Ловушка", "address": "demo@firm.ru",
        "signature": "С уважением, {{sender.name}}" });
    Client::ok(app.owner().post("/mail/accounts", &catcher).await);
    let ivan = person(&app, "<script>alert(1)</script>", "ivan@client.ru").await;
    let caught = write(
        &app,
        &ivan,
        json!({ "body": "Привет, {{contact.first_name}}" }),
    )
    .await;
    app.run_jobs().await;
    let caught = mail(&app, &caught).await;
    assert_eq!(
        (&caught["state"], &caught["caught"]),
        (&json!("sent"), &json!(true))
    );
    let html = caught["html"].as_str().expect("HTML");
    assert!(
        html.contains("&lt;script&gt;") && !html.contains("<script"),
        "{html}"
    );
    assert!(html.contains("owner"), "signed");

    let ask = async |more: Value| {
        let mut new = json!({ "contact_id": id(&ivan), "subject": "Тема", "body": "Текст" });
        for (key, value) in more.as_object().expect("an object") {
            new[key] = value.clone();
        }
        let (status, problem) = app.owner().post("/mails", &new).await;
        (
            status,
            problem["errors"][0]["field"].clone(),
            problem["errors"][0]["code"].clone(),
        )
    };
    let refused = [
        (
            json!({ "subject": "{{contact.nme}}" }),
            "subject",
            "unknown_variable",
        ),
        (json!({ "body": "{{deal.title}}" }), "body", "missing_value"),
        (
            json!({ "to": "a@b.ru\r\nBcc: c@d.ru" }),
            "to",
            "wrong_email",
        ),
        (json!({ "body": " " }), "body", "required"),
    ];
    for (more, field, code) in refused {
        assert_eq!(
            ask(more.clone()).await,
            (422, json!(field), json!(code)),
            "{more}"
        );
    }
    let draft =
        json!({ "contact_id": id(&ivan), "subject": "{{today}}", "body": "{{deal.title}}" });
    let preview = Client::ok(app.owner().post("/mail/preview", &draft).await);
    assert_eq!(
        (&preview["subject"], &preview["missing"]),
        (&json!("23.11.2026"), &json!(["deal.title"]))
    );
    assert_eq!(preview["to"], "ivan@client.ru");
}

use std::borrow::Borrow;
use std::hash::Hash;
use std::sync::Arc;

use axum::http::Method;
use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::{
    AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt,
};
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

use crate::mail_common::{consent, id, mail, person, server, server_with, site_url, write};
use crate::smtp_server::Mood;

const MINUTE: i64 = 60_000;

async fn page(app: &TestApp, method: Method, path: &str, body: &str) -> Answer {
    let kind = "application/x-www-form-urlencoded";
    app.stranger()
        .send(method, &format!("/{path}"), kind, body.as_bytes().to_vec())
        .await
}

#[tokio::test]
async fn a_process_killed_before_the_text_leaves_the_mail_to_be_sent_and_after_it_of_unknown_fate()
{
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;

    let early = write(&app, &ivan, json!({})).await;
    server.next(Mood::WaitsBeforeText);
    tokio::select! {
        () = app.run_jobs() => panic!("the server waits"),
        () = server.waits.notified() => {}
    }
    assert_eq!(mail(&app, &early).await["state"], "queued");
    assert!(server.taken().is_empty());
    app.pass(MINUTE);
    app.run_jobs().await;
    assert_eq!(mail(&app, &early).await["state"], "sent");
    assert_eq!(server.taken().len(), 1);

    let late = write(&app, &ivan, json!({})).await;
    server.next(Mood::WaitsAfterText);
    tokio::select! {
        () = app.run_jobs() => panic!("the server waits"),
        () = server.waits.notified() => {}
    }
    assert_eq!(mail(&app, &late).await["state"], "sending");
    app.pass(MINUTE);
    app.run_jobs().await;
    assert_eq!(
        mail(&app, &late).await["state"],
        "sending",
        "it may still be under way"
    );
    app.pass(6 * MINUTE);
    app.run_jobs().await;
    let unknown = mail(&app, &late).await;
    assert_eq!(unknown["state"], "unknown");
    app.pass(60 * MINUTE);
    app.run_jobs().await;
    assert_eq!(server.taken().len(), 2, "never sent again by itself");

    let version = json!({ "version": unknown["version"] });
    let path = format!("/mails/{}/left", id(&late));
    let left = Client::ok(app.owner().post(&path, &version).await);
    assert_eq!(left["state"], "sent");
    assert_eq!(app.owner().post(&path, &version).await.0, 409);
}

#[tokio::test]
async fn a_broken_connection_after_the_text_is_shown_and_a_person_decides() {
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    server.next(Mood::TakesAndBreaks);
    let broken = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    app.pass(60 * MINUTE);
    app.run_jobs().await;
    let unknown = mail(&app, &broken).await;
    assert_eq!(unknown["state"], "unknown");
    assert_eq!(server.taken().len(), 1);
    let again = format!("/mails/{}/again", id(&broken));
    Client::ok(
        app.owner()
            .post(&again, &json!({ "version": unknown["version"] }))
            .await,
    );
    app.run_jobs().await;
    assert_eq!(mail(&app, &broken).await["state"], "sent");
    let taken = server.taken();
    let message_id = |n: usize| {
        let text = taken[n].text();
        let line = text.lines().find(|line| line.starts_with("Message-ID"));
        line.expect("an id").to_owned()
    };
    assert_eq!(
        message_id(0),
        message_id(1),
        "its reader can tell that it is the same"
    );

    let stopped = write(&app, &ivan, json!({})).await;
    let stop = format!("/mails/{}/stop", id(&stopped));
    Client::ok(app.owner().post(&stop, &json!({ "version": 1 })).await);
    app.run_jobs().await;
    assert_eq!(server.taken().len(), 2);
    assert_eq!(
        app.owner().post(&stop, &json!({ "version": 2 })).await.0,
        409
    );
}

#[tokio::test]
async fn advertising_is_ended_by_one_click_and_not_by_looking() {
    let app = TestApp::new().await;
    let (server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    consent(&app, &ivan, "advertising").await;
    let ads = json!({ "class": "advertising" });
    let nowhere = write(&app, &ivan, ads.clone()).await;
    app.run_jobs().await;
    let nowhere = mail(&app, &nowhere).await;
    assert_eq!(nowhere["state"], "failed", "there is no way to unsubscribe");
    assert!(
        nowhere["error"]
            .as_str()
            .expect("why")
            .contains("адрес системы")
    );

    site_url(&app).await;
    let sent = write(&app, &ivan, ads.clone()).await;
    app.run_jobs().await;
    let raw = server.taken()[0].text().replace("\r\n ", " ");
    let line = raw
        .lines()
        .find(|line| line.starts_with("List-Unsubscribe:"));
    let url = line
        .and_then(|line| line.split(['<', '>']).nth(1))
        .expect("an address");
    assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    let whole = mail(&app, &sent).await;
    assert!(
        whole["html"].as_str().expect("HTML").contains(url),
        "a link for people too"
    );
    let path = url
        .strip_prefix("https://crm.firm.ru")
        .expect("our address");

    let asked = page(&app, Method::GET, path, "").await;
    assert_eq!(asked.status, 200);
    assert!(asked.text().contains("<button"));
    let reachable = format!("/contacts/{}/reachable", id(&ivan));
    let allowed = async || Client::ok(app.owner().get(&reachable).await)[0]["allowed"].clone();
    assert_eq!(allowed().await, true, "looking ends nothing");
    let forged = page(
        &app,
        Method::POST,
        &format!("{}x", &path[..path.len() - 1]),
        "",
    )
    .await;
    assert_eq!(forged.status, 404);
    assert_eq!(allowed().await, true);

    let ended = page(&app, Method::POST, path, "List-Unsubscribe=One-Click").await;
    assert_eq!(ended.status, 200);
    assert_eq!(allowed().await, false);
    let again = page(&app, Method::POST, path, "List-Unsubscribe=One-Click").await;
    assert_eq!(again.status, 200, "told twice is told once");
    let late = write(&app, &ivan, ads).await;
    app.run_jobs().await;
    assert_eq!(mail(&app, &late).await["state"], "refused");
    let consents = format!("/consents?filter[contact]={}", id(&ivan));
    let consents = Client::ok(app.owner().get(&consents).await);
    assert_eq!(consents["items"][0]["withdrawn_proof"]["how"], "one_click");
}

#[tokio::test]
async fn opens_and_links_are_counted_only_when_switched_on_and_lawful_and_lead_nowhere_else() {
    let app = TestApp::new().await;
    site_url(&app).await;
    let tracking = json!({ "track_opens": true, "track_links": true });
    let (server, _) = server_with(&app, tracking).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let text = json!({ "body": "Смотрите [кейс](https://firm.ru/case?a=1&b=2)" });
    write(&app, &ivan, text.clone()).await;
    app.run_jobs().await;
    let parse = |n: usize| {
        let raw = server.taken()[n].raw.clone();
        let parsed = mail_parser::MessageParser::default();
        let parsed = parsed.parse(&raw).expect("a mail");
        parsed.body_html(0).expect("HTML").into_owned()
    };
    assert!(
        !parse(0).contains("/m/"),
        "without a consent nobody is watched"
    );

    consent(&app, &ivan, "personal_data").await;
    let watched = write(&app, &ivan, text).await;
    app.run_jobs().await;
    let html = parse(1);
    assert!(!html.contains("firm.ru/case"), "{html}");
    let path = |mark: &str| {
        let from = html.find(mark).expect("a link of ours");
        html[from..].split('"').next().expect("its end").to_owned()
    };
    let (open, link) = (path("/m/o/"), path("/m/l/0/"));
    let picture = page(&app, Method::GET, &open, "").await;
    assert_eq!(
        (picture.status, picture.headers["content-type"].as_bytes()),
        (200, &b"image/gif"[..])
    );
    let followed = page(&app, Method::GET, &link, "").await;
    assert_eq!(
        (followed.status, followed.headers["location"].as_bytes()),
        (302, &b"https://firm.ru/case?a=1&b=2"[..])
    );
    page(&app, Method::GET, &link, "").await;
    let whole = mail(&app, &watched).await;
    assert_eq!((&whole["opens"], &whole["clicks"]), (&json!(1), &json!(2)));
    assert_eq!(whole["links"][0]["url"], "https://firm.ru/case?a=1&b=2");
    assert_eq!(whole["links"][0]["clicks"], 2);
    let timeline = format!("/contacts/{}/timeline", id(&ivan));
    let timeline = Client::ok(app.owner().get(&timeline).await);
    let kinds: Vec<&str> = timeline["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item["kind"].as_str().expect("a kind"))
        .collect();
    assert_eq!(kinds[..2], ["mail.clicked", "mail.opened"], "once each");

    for wrong in [
        link.replace("/m/l/0/", "/m/l/1/"),
        format!("{link}?url=https://evil.ru"),
        "/m/l/0/https%3A%2F%2Fevil.ru".to_owned(),
        "/m/l/x/y".to_owned(),
    ] {
        let answer = page(&app, Method::GET, &wrong, "").await;
        let to = answer
            .headers
            .get("location")
            .map(|to| to.to_str().expect("text").to_owned());
        assert!(
            to.is_none_or(|to| to.starts_with("https://firm.ru/")),
            "{wrong}"
        );
    }
    assert_eq!(
        page(&app, Method::GET, "/m/o/forged", "").await.status,
        200,
        "a picture tells nothing"
    );
}

#[tokio::test]
async fn a_link_leads_on_when_it_cannot_be_counted() {
    let app = TestApp::new().await;
    site_url(&app).await;
    let (server, _) = server_with(&app, json!({ "track_links": true })).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    consent(&app, &ivan, "personal_data").await;
    let sent = write(&app, &ivan, json!({ "body": "https://firm.ru/case" })).await;
    app.run_jobs().await;
    let raw = server.taken()[0].raw.clone();
    let parsed = mail_parser::MessageParser::default();
    let parsed = parsed.parse(&raw).expect("a mail");
    let html = parsed.body_html(0).expect("HTML");
    let from = html.find("/m/l/0/").expect("a counted link");
    let link = html[from..].split('"').next().expect("its end").to_owned();
    let tx = app.db.begin(base::Actor::system()).await.expect("a tx");
    let hide = db::Query::new("alter table mail_links rename column clicks to counted");
    tx.conn().execute(hide).await.expect("a statement");
    tx.commit().await.expect("a commit");
    let followed = page(&app, Method::GET, &link, "").await;
    assert_eq!(
        (followed.status, followed.headers["location"].as_bytes()),
        (302, &b"https://firm.ru/case"[..])
    );
    let clicks = sql_clicks(&app, &sent).await;
    assert_eq!(clicks, Some(0), "half a count is none");
}

async fn sql_clicks(app: &TestApp, mail: &Value) -> Option<i64> {
    let id: base::Uuid = id(mail).parse().expect("an id");
    let clicks = db::sql!("select clicks from mails where id = $1", id);
    app.db.reader().scalar(clicks).await.expect("a mail")
}

#[tokio::test]
async fn what_comes_back_is_marked_once_and_delays_are_not() {
    let app = TestApp::new().await;
    let (_server, _) = server(&app).await;
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    let sent = write(&app, &ivan, json!({})).await;
    app.run_jobs().await;
    let whole = mail(&app, &sent).await;
    let report = |action: &str, status: &str, message_id: &str| {
        format!(
            "From: mx@client.ru\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
             Final-Recipient: rfc822; ivan@client.ru\r\nAction: {action}\r\nStatus: {status}\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
        )
    };
    let give = async |raw: String| {
        let answer = app.owner().send(
            Method::POST,
            "/mail/bounces",
            "message/rfc822",
            raw.into_bytes(),
        );
        let answer = answer.await;
        (answer.status, answer.json()["done"].clone())
    };
    let name = whole["message_id"].as_str().expect("a name");
    assert_eq!(
        give(report("delayed", "4.4.1", name)).await,
        (200, json!("nothing"))
    );
    assert_eq!(
        give(report("failed", "5.1.1", "<other@x.ru>")).await,
        (200, json!("nothing"))
    );
    assert_eq!(mail(&app, &sent).await["state"], "sent");
    assert_eq!(
        give(report("failed", "5.1.1", name)).await,
        (200, json!("bounced"))
    );
    assert_eq!(
        give(report("failed", "5.1.1", name)).await,
        (200, json!("bounced"))
    );
    assert_eq!(mail(&app, &sent).await["state"], "bounced");
    let activity = whole["activity_id"].as_str().expect("an activity");
    let activity = Client::ok(app.owner().get(&format!("/activities/{activity}")).await);
    assert_eq!(activity["outcome"], "bounced");
    let reachable = format!("/contacts/{}/reachable", id(&ivan));
    assert_eq!(
        Client::ok(app.owner().get(&reachable).await)[0]["refusal"],
        "bounced"
    );
    assert_eq!(give("Subject: hi\r\n\r\nhello".to_owned()).await.0, 400);
}

/// The DNS of a test: one name with one text.
struct Dns(String, Txt);

impl ResolverCache<Box<str>, Txt> for Dns {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let own: Box<str> = format!("{}.", self.0).into();
        (Borrow::<Q>::borrow(&own) == name).then(|| self.1.clone())
    }

    fn remove<Q>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _: Box<str>, _: Txt, _: std::time::Instant) {}
}

#[tokio::test]
async fn signatures_are_believed_by_another_program_and_broken_by_any_change() {
    let app = TestApp::new().await;
    site_url(&app).await;
    let (server, account) = server(&app).await;
    let path = format!("/mail/accounts/{}/dkim", id(&account));
    let ask = json!({ "version": 1, "dkim_domain": "Firm.ru", "dkim_selector": "crm" });
    let account = Client::ok(app.owner().post(&path, &ask).await);
    let record = &account["dkim_record"];
    assert_eq!(record["name"], "crm._domainkey.firm.ru");
    assert!(!account.to_string().contains("PRIVATE"));
    let ivan = person(&app, "Иван", "ivan@client.ru").await;
    consent(&app, &ivan, "advertising").await;
    write(
        &app,
        &ivan,
        json!({ "class": "advertising", "body": "Текст\n.\nс точкой  \n" }),
    )
    .await;
    app.run_jobs().await;
    let raw = server.taken()[0].raw.clone();
    let key = record["text"].as_str().expect("a record");
    let key = DomainKey::parse(key.as_bytes()).expect("a key");
    let dns = Dns(
        "crm._domainkey.firm.ru".into(),
        Txt::DomainKey(Arc::new(key)),
    );
    let verify = async |raw: &[u8]| -> Value {
        let message = AuthenticatedMessage::parse(raw).expect("a mail");
        let authenticator = MessageAuthenticator::new_cloudflare().expect("a verifier");
        let asked = Parameters::new(&message).with_txt_cache(&dns);
        let results = authenticator.verify_dkim(asked).await;
        let results: Vec<bool> = results
            .iter()
            .map(|one| *one.result() == DkimResult::Pass)
            .collect();
        json!(results)
    };
    assert_eq!(
        verify(&raw).await,
        json!([true]),
        "{}",
        String::from_utf8_lossy(&raw)
    );
    let signature = String::from_utf8_lossy(&raw)
        .replace("\r\n ", "")
        .to_lowercase();
    assert!(signature.contains("list-unsubscribe-post"));
    let text = String::from_utf8_lossy(&raw).into_owned();
    let changed = text.replacen(
        "List-Unsubscribe: <https://crm",
        "List-Unsubscribe: <https://evil",
        1,
    );
    assert_ne!(changed, text);
    assert_eq!(verify(changed.as_bytes()).await, json!([false]));
}

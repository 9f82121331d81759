//! Subscriptions: asked for by a form, confirmed by the reader of the mailbox, left by one click.

use axum::http::StatusCode;
use base::{Actor, Uuid};
use crm::consents::{Channel, Purpose, allows};
use db::Query;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{each, get, id, wrong};
use crate::site::{self, Seen};

const MAIL: &str = "anna@firm.ru";
const WORDS: &str = "Хочу получать рассылки";
const KIND: &str = "application/x-www-form-urlencoded";

async fn topic(app: &TestApp, name: &str) -> String {
    let made = app.owner().post("/topics", &json!({ "name": name })).await;
    id(&Client::ok(made)).to_owned()
}

fn design(topics: &[&str]) -> Value {
    json!({ "title": "Подписка", "fields": [
        { "key": "mail", "label": "Почта", "kind": "email", "to": "email", "required": true },
        { "key": "news", "label": WORDS, "kind": "subscribe", "topics": topics },
    ] })
}

/// A company that says where it is reached, with two topics and a form for the first of them.
async fn ready() -> (TestApp, String, String) {
    let app = TestApp::new().await;
    let site = json!({ "site_url": "https://crm.test" });
    Client::ok(app.owner().patch("/workspace", &site).await);
    let (news, talks) = (topic(&app, "Новости").await, topic(&app, "Вебинары").await);
    let form = json!({ "name": "Подписка", "slug": "news", "design": design(&[&news]) });
    Client::ok(app.owner().post("/forms", &form).await);
    (app, news, talks)
}

async fn send(app: &TestApp, fields: &[(&str, &str)]) {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    let seen = site::post(app, "/f/news", KIND, body.finish(), ("accept", "text/html")).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    app.run_jobs().await;
}

/// The letters that were asked for, the first one first.
async fn letters(app: &TestApp) -> Vec<Value> {
    app.run_jobs().await;
    let query = Query::new("select to_address, class, subject, text, html from mails order by id");
    let mails: Vec<(String, String, String, String, String)> =
        app.db.reader().tuples(query).await.expect("mails");
    let read = |(to, class, subject, text, html)| json!({ "to": to, "class": class, "subject": subject, "text": text, "html": html });
    mails.into_iter().map(read).collect()
}

fn link(letter: &Value) -> String {
    let text = letter["text"].as_str().expect("a text");
    let from = text.find("https://crm.test/s/c/").expect("a link") + "https://crm.test".len();
    let link = text[from..].split_whitespace().next();
    link.expect("a link").to_owned()
}

async fn press(app: &TestApp, path: &str, body: &str) -> Seen {
    site::post(app, path, KIND, body.to_owned(), ("accept", "text/html")).await
}

async fn subscriptions(app: &TestApp) -> Value {
    get(app, "/subscriptions").await
}

async fn may_mail(app: &TestApp) -> Result<Uuid, &'static str> {
    let verdict = allows(app.db.reader(), MAIL, Purpose::Advertising, Channel::Mail).await;
    verdict
        .expect("an answer")
        .map_err(crm::consents::Refusal::as_str)
}

async fn manage(app: &TestApp) -> String {
    let tx = app.db.begin(Actor::system()).await.expect("a transaction");
    let conn = tx.conn();
    let rows = attract::subscriptions::store::subscribers_of(conn, None, &[MAIL.to_owned()]).await;
    let row = rows.expect("rows").pop().expect("a subscriber");
    let tokens = attract::subscriptions::token::Tokens::ensure(&tx)
        .await
        .expect("a key");
    format!("/s/{}", tokens.manage(row.id))
}

#[tokio::test]
async fn only_the_reader_of_the_mailbox_subscribes_it_and_only_by_the_button() {
    let (app, _, _) = ready().await;
    let page = site::get(&app, "/f/news").await;
    assert!(page.text.contains(WORDS) && !page.text.contains("checked"));
    send(&app, &[("mail", "Anna@Firm.ru")]).await;
    assert!(
        letters(&app).await.is_empty(),
        "what was not ticked is not asked for"
    );
    send(&app, &[("mail", "Anna@Firm.ru"), ("news", "yes")]).await;
    let letters = letters(&app).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(
        (&letters[0]["to"], &letters[0]["class"]),
        (&json!(MAIL), &json!("service"))
    );
    assert_eq!(each(&subscriptions(&app).await, "state"), ["pending"]);
    assert_eq!(may_mail(&app).await, Err("no_consent"));

    // A scanner of mail opens every link.
    let link = link(&letters[0]);
    for _ in 0..2 {
        let shown = site::get(&app, &link).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(
            shown.text.contains("Новости")
                && shown.text.contains(WORDS)
                && shown.text.contains("<button")
        );
        let header = |name: &str| shown.headers[name].to_str().expect("a header");
        assert!(header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(header("referrer-policy"), "no-referrer");
    }
    assert_eq!(each(&subscriptions(&app).await, "state"), ["pending"]);
    assert_eq!(may_mail(&app).await, Err("no_consent"));

    let done = press(&app, &link, "").await;
    assert!(done.text.contains("Подписка подтверждена"), "{}", done.text);
    assert_eq!(each(&subscriptions(&app).await, "state"), ["confirmed"]);
    assert!(may_mail(&app).await.is_ok());
    let consents = get(&app, &format!("/consents?filter[address]={MAIL}")).await;
    let consent = &consents["items"][0];
    assert_eq!(
        (
            &consent["purpose"],
            &consent["channel"],
            &consent["source"],
            &consent["words"]
        ),
        (
            &json!("advertising"),
            &json!("mail"),
            &json!("mail"),
            &json!(WORDS)
        )
    );
    assert_eq!(consent["proof"]["form"], "Подписка");
    press(&app, &link, "").await;
    let again = get(&app, &format!("/consents?filter[address]={MAIL}")).await;
    assert_eq!(
        again["items"].as_array().map(Vec::len),
        Some(1),
        "pressed twice, consented once"
    );
    let topics = get(&app, "/topics").await;
    assert_eq!(
        (
            &topics["items"][0]["confirmed"],
            &topics["items"][0]["pending"]
        ),
        (&json!(1), &json!(0))
    );
}

#[tokio::test]
async fn a_form_that_asks_twice_sends_one_letter_of_all() {
    let (app, news, talks) = ready().await;
    let mut design = design(&[&news]);
    let more = json!({ "key": "talks", "label": "И на вебинары", "kind": "subscribe", "topics": [talks, news] });
    design["fields"].as_array_mut().expect("fields").push(more);
    let form = get(&app, "/forms").await["items"][0].clone();
    let change = json!({ "version": form["version"], "design": design });
    let path = format!("/forms/{}", id(&form));
    Client::ok(app.owner().patch(&path, &change).await);
    let ticked = [("mail", MAIL), ("news", "yes"), ("talks", "yes")];
    send(&app, &ticked).await;
    let letters = letters(&app).await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    let text = letters[0]["text"].as_str().expect("a text");
    assert!(
        text.contains("Новости") && text.contains("Вебинары"),
        "{text}"
    );
    let shown = site::get(&app, &link(&letters[0])).await.text;
    assert!(shown.contains(WORDS) && shown.contains("И на вебинары"));
    press(&app, &link(&letters[0]), "").await;
    let kept = subscriptions(&app).await;
    assert_eq!(each(&kept, "state"), ["confirmed", "confirmed"]);
    let consents = get(&app, &format!("/consents?filter[address]={MAIL}")).await;
    let agreed = consents["items"][0]["words"].as_str().expect("words");
    assert!(agreed.contains(WORDS) && agreed.contains("И на вебинары"));
    let query = Query::new("select words from subscriptions order by words");
    let words: Vec<String> = app.db.reader().scalars(query).await.expect("words");
    assert_eq!(words, ["И на вебинары", WORDS], "each in its own words");
}

#[tokio::test]
async fn topics_are_chosen_and_left_without_a_login() {
    let (app, news, talks) = ready().await;
    send(&app, &[("mail", MAIL), ("news", "yes")]).await;
    press(&app, &link(&letters(&app).await[0]), "").await;
    let page = manage(&app).await;
    let shown = site::get(&app, &page).await;
    assert_eq!(shown.text.matches("checked").count(), 1, "{}", shown.text);

    let saved = press(&app, &page, &format!("topic={talks}")).await;
    assert!(saved.text.contains("Сохранено"));
    let states = |list: &Value| {
        let items = list["items"].as_array().expect("items").clone();
        let of = |topic: &str| {
            let found = items.iter().find(|one| one["topic"]["id"] == *topic);
            found.map_or(Value::Null, |one| one["state"].clone())
        };
        (of(&news), of(&talks))
    };
    let now = subscriptions(&app).await;
    assert_eq!(states(&now), (json!("left"), json!("confirmed")));
    assert!(
        may_mail(&app).await.is_ok(),
        "another topic is still wanted"
    );

    // Opening the link of the letter's header asks; posting to it, as mail programs do, unsubscribes.
    let off = format!("{page}/off");
    let asked = site::get(&app, &off).await;
    assert!(asked.text.contains("<button"));
    assert!(may_mail(&app).await.is_ok());
    let left = press(&app, &off, "List-Unsubscribe=One-Click").await;
    assert_eq!(left.status, StatusCode::OK);
    let now = subscriptions(&app).await;
    assert_eq!(states(&now), (json!("left"), json!("left")));
    assert_eq!(
        may_mail(&app).await,
        Err("withdrawn"),
        "nothing is sent from this moment on"
    );

    // They change their mind by the same page.
    press(&app, &page, &format!("topic={news}&topic={talks}")).await;
    assert!(may_mail(&app).await.is_ok());
    press(&app, &page, &format!("topic={news}&all=off")).await;
    assert_eq!(may_mail(&app).await, Err("withdrawn"));
}

#[tokio::test]
async fn nobody_is_flooded_and_no_link_is_forged() {
    let (app, news, _) = ready().await;
    for _ in 0..6 {
        send(&app, &[("mail", MAIL), ("news", "yes")]).await;
        app.pass(700_000);
    }
    assert_eq!(letters(&app).await.len(), 3, "a few letters a day");
    app.pass(86_400_000);
    send(&app, &[("mail", MAIL), ("news", "yes")]).await;
    let sent = letters(&app).await;
    assert_eq!(sent.len(), 4);

    let fine = link(&sent[3]);
    let old = link(&sent[0]);
    app.pass(6 * 86_400_000 + 43_200_000);
    let other = if fine.ends_with('0') { '1' } else { '0' };
    let forged = format!("{}{other}", &fine[..fine.len() - 1]);
    for path in [
        old.as_str(),
        &forged,
        "/s/c/x.1.y",
        "/s/x",
        "/s/x/off",
        "/s/..%2f..%2fx",
    ] {
        for seen in [site::get(&app, path).await, press(&app, path, "").await] {
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert_eq!(each(&subscriptions(&app).await, "state"), ["pending"]);
    assert!(press(&app, &fine, "").await.text.contains("подтверждена"));

    // Names cannot write headers, and pages show them as text.
    let evil = "<script>alert(1)</script>\r\nBcc: all@x.ru";
    let owner = app.owner();
    let made = Client::ok(owner.post("/topics", &json!({ "name": evil })).await);
    assert!(!made["name"].as_str().expect("a name").contains('\n'));
    Client::ok(
        owner
            .patch("/workspace", &json!({ "name": "Фирма\r\nBcc: b@x.ru" }))
            .await,
    );
    let add = json!({ "address": "b@firm.ru", "topics": [made["id"], news] });
    Client::ok(owner.post("/subscriptions", &add).await);
    let letter = letters(&app).await.pop().expect("a letter");
    assert!(
        !letter["subject"]
            .as_str()
            .expect("a subject")
            .contains(['\r', '\n'])
    );
    assert!(!letter["html"].as_str().expect("html").contains("<script"));
    assert!(
        !site::get(&app, &link(&letter))
            .await
            .text
            .contains("<script")
    );
    assert!(
        !site::get(&app, &manage(&app).await)
            .await
            .text
            .contains("<script")
    );
}

#[tokio::test]
async fn a_withdrawal_on_the_card_of_the_contact_ends_subscriptions() {
    let (app, _, _) = ready().await;
    send(&app, &[("mail", MAIL), ("news", "yes")]).await;
    press(&app, &link(&letters(&app).await[0]), "").await;
    let inquiry = get(&app, "/inquiries").await["items"][0].clone();
    let contact = id(&inquiry["contact"]);
    let timeline = get(&app, &format!("/contacts/{contact}/timeline")).await;
    assert!(each(&timeline, "kind").contains(&"subscription.confirmed"));
    let all = json!({ "contact_id": contact, "purpose": "advertising" });
    Client::ok(app.owner().post("/consents/withdraw", &all).await);
    assert_eq!(may_mail(&app).await, Err("withdrawn"));
    app.run_jobs().await;
    assert_eq!(each(&subscriptions(&app).await, "state"), ["left"]);
}

#[tokio::test]
async fn forms_and_topics_that_cannot_work_are_refused() {
    let (app, news, _) = ready().await;
    let owner = app.owner();
    let form = |design: Value| json!({ "name": "Ф", "slug": "f", "design": design });
    let none = owner.post("/forms", &form(design(&[]))).await.1;
    assert_eq!(wrong(&none), [("design.fields[1].topics", "required")]);
    let unknown = Uuid::from_u128(5).to_string();
    let strange = owner.post("/forms", &form(design(&[&unknown]))).await.1;
    assert_eq!(wrong(&strange), [("design.fields[1].topics", "not_found")]);
    let mut without = design(&[&news]);
    without["fields"][0]["kind"] = json!("text");
    let without = owner.post("/forms", &form(without)).await.1;
    assert_eq!(wrong(&without), [("design.fields[1].kind", "no_email")]);
    let twice = owner.post("/topics", &json!({ "name": "новости" })).await.1;
    assert_eq!(wrong(&twice), [("name", "taken")]);
    let topics = get(&app, "/topics").await;
    let path = format!("/topics/{}", id(&topics["items"][0]));
    let archive = json!({ "version": 1, "archived": true });
    assert_eq!(
        Client::ok(owner.patch(&path, &archive).await)["archived"],
        true
    );
    assert_eq!(owner.patch(&path, &archive).await.0, 409);
}

#[tokio::test]
async fn subscribers_are_listed_ended_and_taken_as_a_file() {
    let (app, news, talks) = ready().await;
    let owner = app.owner();
    for (address, topics) in [
        ("a@firm.ru", vec![&news, &talks]),
        ("b@firm.ru", vec![&news]),
    ] {
        let add = json!({ "address": address, "topics": topics });
        Client::ok(owner.post("/subscriptions", &add).await);
    }
    let wrong_one = json!({ "address": "нет", "topics": [news] });
    assert_eq!(owner.post("/subscriptions", &wrong_one).await.0, 422);
    let of_news = get(
        &app,
        &format!("/subscriptions?filter[topic]={news}&filter[state]=pending"),
    )
    .await;
    assert_eq!(of_news["items"].as_array().map(Vec::len), Some(2));
    let found = get(&app, "/subscriptions?q=B@fi").await;
    assert_eq!(each(&found, "address"), ["b@firm.ru"]);
    let path = format!("/subscriptions/{}/end", id(&found["items"][0]));
    assert_eq!(
        Client::ok(owner.post(&path, &json!({})).await)["state"],
        "left"
    );
    let file = owner
        .send(
            axum::http::Method::GET,
            "/subscriptions/export/subscribers.csv?filter[state]=pending",
            "",
            vec![],
        )
        .await;
    assert_eq!(file.status, 200);
    assert_eq!(file.text().lines().count(), 3, "{}", file.text());
    assert!(file.text().contains("a@firm.ru") && !file.text().contains("b@firm.ru"));
}

#[tokio::test]
async fn a_letter_that_waits_is_not_sent_to_whoever_has_left() {
    let (app, _, _) = ready().await;
    let catcher = json!({ "kind": "catcher", "name": "Ловушка", "address": "demo@firm.ru" });
    Client::ok(app.owner().post("/mail/accounts", &catcher).await);
    send(&app, &[("mail", MAIL), ("news", "yes")]).await;
    press(&app, &link(&letters(&app).await[0]), "").await;
    let tx = app.db.begin(Actor::system()).await.expect("a transaction");
    let letter = crm::letters::Letter {
        series: None,
        markdown: false,
        key: "issue 1".to_owned(),
        class: crm::letters::Class::Advertising,
        to: MAIL.to_owned(),
        subject: "Выпуск 1".to_owned(),
        text: "Новости".to_owned(),
        html: None,
        lang: None,
        from_user: None,
        deal_id: None,
        contact_id: None,
        company_id: None,
        unsubscribe_url: None,
    };
    crm::letters::ask(&tx, &letter).await.expect("a job");
    tx.commit().await.expect("a commit");
    let off = format!("{}/off", manage(&app).await);
    press(&app, &off, "List-Unsubscribe=One-Click").await;
    app.run_jobs().await;
    let query = Query::new("select state from mails where key = 'issue 1'");
    let state: Option<String> = app.db.reader().scalar(query).await.expect("a mail");
    assert_eq!(state.as_deref(), Some("refused"));
}

#[tokio::test]
async fn what_nobody_confirms_is_forgotten_and_who_confirmed_stays() {
    let (app, _, _) = ready().await;
    send(&app, &[("mail", MAIL), ("news", "yes")]).await;
    press(&app, &link(&letters(&app).await[0]), "").await;
    send(&app, &[("mail", "other@firm.ru"), ("news", "yes")]).await;
    app.run_jobs().await;
    app.pass(31 * 86_400_000);
    app.run_jobs().await;
    let left = subscriptions(&app).await;
    assert_eq!(each(&left, "address"), [MAIL]);
}

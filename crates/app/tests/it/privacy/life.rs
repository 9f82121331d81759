//! A person gives themselves away in every corner of the product.

use axum::http::Method;
use db::Query;
use serde_json::json;
use testkit::{Answer, Client, TestApp};

use super::{get, id, post};

pub const NAME: &str = "Зяблёв Пётр Ильич";
pub const MAIL: &str = "p.zyablev@firm.ru";
const VISITOR: &str = "018f0000-0000-7000-8000-000000000001";

/// As a browser sends it to the site.
async fn send(app: &TestApp, method: Method, path: &str, body: &str) -> Answer {
    let stranger = app
        .stranger()
        .with("user-agent", "Mozilla/5.0 Chrome/140.0");
    let kind = "application/x-www-form-urlencoded";
    let path = format!("/{path}");
    stranger
        .send(method, &path, kind, body.as_bytes().to_vec())
        .await
}

/// The link of the letter that was written last.
async fn link(app: &TestApp) -> String {
    app.run_jobs().await;
    let query = Query::new("select text from mails order by id desc");
    let mails: Vec<String> = app.db.reader().scalars(query).await.expect("mails");
    let text = mails.first().expect("a letter");
    let from = text.find("/s/c/").expect("a link");
    text[from..]
        .split_whitespace()
        .next()
        .expect("a link")
        .to_owned()
}

/// Imports contacts from a file.
pub async fn import(app: &TestApp, csv: &str) {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"entity\"\r\n\r\ncontacts\r\n--edge\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{csv}\r\n--edge--\r\n"
    );
    let kind = "multipart/form-data; boundary=edge";
    let owner = app.owner();
    let made = owner
        .send(Method::POST, "/imports", kind, body.into_bytes())
        .await;
    let made = made.json();
    for deed in ["check", "run"] {
        post(app, &format!("/imports/{}/{deed}", id(&made)), json!({})).await;
        app.run_jobs().await;
    }
    let done = get(app, &format!("/imports/{}", id(&made))).await;
    assert_eq!(done["state"], "done", "{done}");
}

/// How many parts of imported files there are.
pub async fn files(app: &TestApp) -> i64 {
    let count = app
        .db
        .reader()
        .scalar(Query::new("select count(*) from files"))
        .await;
    count.expect("a count").unwrap_or_default()
}

/// Everything there is about one person. Gives the contact and the deal.
pub async fn life(app: &TestApp) -> (String, String) {
    let owner = app.owner();
    Client::ok(
        owner
            .patch("/workspace", &json!({ "site_url": "https://crm.test" }))
            .await,
    );
    let topic = post(app, "/topics", json!({ "name": "Новости" })).await;
    let design = json!({ "title": "Заявка", "fields": [
        { "key": "name", "label": "Имя", "kind": "text", "to": "name" },
        { "key": "mail", "label": "Почта", "kind": "email", "to": "email" },
        { "key": "phone", "label": "Телефон", "kind": "phone", "to": "phone" },
        { "key": "task", "label": "Задача", "kind": "textarea", "to": "message" },
        { "key": "who", "label": "Кто ещё", "kind": "text" },
        { "key": "pd", "label": "Согласен на обработку", "kind": "consent", "purpose": "personal_data" },
        { "key": "news", "label": "Хочу новости", "kind": "subscribe", "topics": [topic["id"]] },
    ] });
    let form = json!({ "name": "Заявка", "slug": "z", "design": design });
    post(app, "/forms", form).await;
    let site = post(
        app,
        "/sites",
        json!({ "name": "Сайт", "domains": ["site.ru"] }),
    )
    .await;
    let hit = json!({ "k": site["key"], "v": VISITOR, "s": "018f0000-0000-7000-8000-000000000009",
        "u": format!("https://site.ru/{MAIL}"), "p": true });
    send(app, Method::POST, "/v", &hit.to_string()).await;
    let stamp = send(app, Method::GET, "/f/z", "").await.text();
    let stamp = stamp.split("name=\"_t\" value=\"").nth(1).expect("a stamp");
    let stamp = stamp.split('"').next().expect("an end");
    app.pass(20_000);
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs([
        ("name", "Пётр Зяблёв"),
        ("mail", "P.Zyablev@firm.ru"),
        ("phone", "8 912 345-67-89"),
        ("task", "Это Зяблёв, перезвоните"),
        ("who", "Зяблёва М."),
        ("pd", "yes"),
        ("news", "yes"),
        ("_t", stamp),
        ("_v", VISITOR),
        ("_u", "https://site.ru/?from=p.zyablev@firm.ru"),
    ]);
    send(app, Method::POST, "/f/z", &body.finish()).await;
    app.run_jobs().await;
    let confirmed = send(app, Method::POST, &link(app).await, "").await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());

    let inquiries = get(app, "/inquiries").await;
    let inquiry = &inquiries["items"][0];
    let (contact, deal) = (
        id(&inquiry["contact"]).to_owned(),
        id(&inquiry["deal"]).to_owned(),
    );
    let known = get(app, &format!("/contacts/{contact}")).await;
    let full = json!({ "version": known["version"], "last_name": "Зяблёв", "first_name": "Пётр",
        "middle_name": "Ильич", "job_title": "Главный инженер Зяблёв" });
    Client::ok(owner.patch(&format!("/contacts/{contact}"), &full).await);
    let now = get(app, &format!("/deals/{deal}")).await;
    let change = json!({ "version": now["version"], "value": { "amount": 500_000, "currency": "RUB" },
        "title": "Насосы для Зяблёва", "next_step": "Позвонить Зяблёву" });
    Client::ok(owner.patch(&format!("/deals/{deal}"), &change).await);
    let note = |about: &str, id: &str, text: &str| json!({ about: id, "text": text });
    post(app, "/notes", note("contact_id", &contact, "Любит рыбалку")).await;
    post(
        app,
        "/notes",
        note("deal_id", &deal, "Зяблёв: +7 (912) 345-67-89"),
    )
    .await;
    let firm = post(
        app,
        "/companies",
        json!({ "name": "Чужая", "phone": "+79123456789", "email": MAIL }),
    )
    .await;
    let words = format!("Советовал ПЕТР ЗЯБЛЕВ, {MAIL}, 8(912)3456789");
    post(app, "/notes", note("company_id", id(&firm), &words)).await;
    post(
        app,
        "/tasks",
        json!({ "title": "Поздравить", "contact_id": contact }),
    )
    .await;
    post(
        app,
        "/tasks",
        json!({ "title": "Отправить счёт Зяблёву", "deal_id": deal }),
    )
    .await;
    let call = json!({ "kind": "call", "direction": "in", "subject": "Звонок", "text": "сказал что Зяблёв",
        "deal_id": deal, "contact_id": contact });
    post(app, "/activities", call).await;
    let consent = json!({ "contact_id": contact, "address": "+79123456789", "purpose": "advertising", "channel": "phone",
        "proof": { "said": "Зяблёв П.И. на записи" } });
    owner
        .with("idempotency-key", "one")
        .post("/consents", &consent)
        .await;
    let answer = json!({ "value": "yes", "proof": "Сказал Пётр Зяблёв", "contact_id": contact });
    let path = format!("/deals/{deal}/qualification/need");
    Client::ok(owner.put(&path, &answer).await);
    // In a row that is refused, since it has no name.
    let csv = format!("Фамилия;Имя;E-mail\nСидоров;Иван;ivan@firm.ru\n;;{MAIL}\n");
    import(app, &csv).await;
    rings(app).await;
    training(app, &contact, &deal).await;
    (contact, deal)
}

/// The person calls.
async fn rings(app: &TestApp) {
    let exchange = json!({ "name": "АТС", "provider": "uis" });
    let exchange = post(app, "/telephony-accounts", exchange).await;
    let word = |name: &str| exchange[name].as_str().expect("a word").to_owned();
    let hook = format!("/{}/{}", word("hook"), word("secret"));
    let event = json!({ "event": "ended", "call_session_id": "77", "direction": "in",
        "contact_phone_number": "79123456789", "notification_time": "2026-11-23 11:59:00",
        "talk_time_duration": "0", "is_internal": "false" });
    let told = event.to_string().into_bytes();
    let stranger = app.stranger();
    let heard = stranger
        .send(Method::POST, &hook, "application/json", told)
        .await;
    assert_eq!(heard.status, 200, "{}", heard.text());
    app.run_jobs().await;
}

/// They get a page with a material, and are talked to by a script.
async fn training(app: &TestApp, contact: &str, deal: &str) {
    let case = json!({ "kind": "case", "title": "Кейс", "link": "https://site.ru/case" });
    let case = post(app, "/materials", case).await;
    let page = json!({ "deal_id": deal, "contact_id": contact, "materials": [case["id"]],
        "greeting": "Пётр Зяблёв, посмотрите" });
    post(app, "/content-sends", page).await;
    let steps = json!([
        { "key": "hello", "title": "Начало", "text": "Здравствуйте", "answers": [{ "text": "Да", "to": "bye" }] },
        { "key": "bye", "title": "Прощание", "text": "Спасибо", "end": "agreed" },
    ]);
    let script = json!({ "name": "Звонок", "kind": "call", "steps": steps });
    let script = post(app, "/scripts", script).await;
    let published = json!({ "version": script["version"] });
    post(app, &format!("/scripts/{}/publish", id(&script)), published).await;
    let run = json!({ "script_id": script["id"] });
    let run = post(app, &format!("/deals/{deal}/script-runs"), run).await;
    let note = json!({ "note": "Зяблёв спешил", "version": run["version"] });
    let path = format!("/script-runs/{}", id(&run));
    Client::ok(app.owner().patch(&path, &note).await);
}

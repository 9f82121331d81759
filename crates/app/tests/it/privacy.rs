//! A person gives themselves away in every corner of the product, asks what is known, and is erased.

use axum::http::Method;
use base::{Role, Visibility};
use db::{Dialect, Query};
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

const NAME: &str = "Зяблёв Пётр Ильич";
const MAIL: &str = "p.zyablev@firm.ru";
const VISITOR: &str = "018f0000-0000-7000-8000-000000000001";

fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

async fn post(app: &TestApp, path: &str, body: Value) -> Value {
    Client::ok(app.owner().post(path, &body).await)
}

async fn get(app: &TestApp, path: &str) -> Value {
    Client::ok(app.owner().get(path).await)
}

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

/// Imports contacts from a file in which the person stands without a name, and is refused.
async fn import(app: &TestApp) {
    let csv = format!("Фамилия;Имя;E-mail\nСидоров;Иван;ivan@firm.ru\n;;{MAIL}\n");
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
async fn files(app: &TestApp) -> i64 {
    let count = app
        .db
        .reader()
        .scalar(Query::new("select count(*) from files"))
        .await;
    count.expect("a count").unwrap_or_default()
}

/// Everything there is about one person. Gives the contact and the deal.
async fn life(app: &TestApp) -> (String, String) {
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
    import(app).await;
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

/// Every text of every table in which the person is found: (table, column).
async fn found(app: &TestApp) -> Vec<(String, String)> {
    let conn = app.db.reader();
    let columns = match app.db.dialect {
        Dialect::Sqlite => {
            "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p \
            where m.type = 'table'"
        }
        Dialect::Postgres => {
            "select table_name::text, column_name::text from information_schema.columns \
            where table_schema = 'public'"
        }
    };
    let columns: Vec<(String, String)> = conn.tuples(Query::new(columns)).await.expect("columns");
    assert!(columns.len() > 300, "all tables are looked through");
    let mut found = Vec::new();
    for (table, column) in columns {
        let mut query = Query::new(&format!("select count(*) from {table} where "));
        for (index, pattern) in [
            "%Зябл%",
            "%зябл%",
            "%ЗЯБЛ%",
            "%zyablev%",
            "%Zyablev%",
            "%912%345%67%89%",
            "%Ильич%",
            "%рыбалк%",
        ]
        .iter()
        .enumerate()
        {
            let or = if index > 0 { " or " } else { "" };
            query
                .push(or)
                .push(&format!("cast(\"{column}\" as text) like "))
                .value(*pattern);
        }
        let rows: Option<i64> = conn.scalar(query).await.expect("a count");
        if rows.unwrap_or_default() > 0 {
            found.push((table, column));
        }
    }
    found
}

#[tokio::test]
async fn after_an_erasure_nothing_in_the_database_tells_who_it_was() {
    let app = TestApp::new().await;
    let (contact, deal) = life(&app).await;
    let owner = app.owner();
    let places = found(&app).await;
    let tables: std::collections::BTreeSet<&str> =
        places.iter().map(|(table, _)| table.as_str()).collect();
    for table in [
        "contacts",
        "contact_points",
        "inquiries",
        "form_submissions",
        "visits",
        "notes",
        "tasks",
        "activities",
        "deals",
        "companies",
        "consents",
        "events",
        "search_docs",
        "idempotency_keys",
        "subscribers",
        "mails",
        "imports",
        "qualification_answers",
        "calls",
        "call_events",
        "content_sends",
        "script_runs",
    ] {
        assert!(
            tables.contains(table),
            "{table} was to hold the person: {tables:?}"
        );
    }
    let deals = get(&app, "/deals?total=true").await["total"].clone();
    let inquiries = get(&app, "/inquiries?total=true").await["items"]
        .as_array()
        .map(Vec::len);

    assert!(files(&app).await > 0);

    // Everything in one file.
    let about = get(&app, &format!("/contacts/{contact}/personal-data")).await;
    let kinds: Vec<&str> = about
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    for kind in [
        "contact",
        "consents",
        "notes",
        "activities",
        "tasks",
        "inquiries",
        "submissions",
        "visits",
        "subscriptions",
    ] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
    let path = format!("/contacts/{contact}/personal-data");
    let asked = post(
        &app,
        &format!("{path}/export"),
        json!({ "reason": "demand" }),
    )
    .await;
    app.run_jobs().await;
    let request = get(&app, "/privacy-requests").await["items"][0].clone();
    assert_eq!(
        (&request["state"], &request["kind"]),
        (&json!("done"), &json!("export"))
    );
    let job = get(
        &app,
        &format!("/jobs/{}", asked["job_id"].as_str().expect("a job")),
    )
    .await;
    assert_eq!(
        (&job["state"], &job["done"]),
        (&json!("done"), &job["total"])
    );
    let file = owner
        .send(
            Method::GET,
            &format!("/privacy-requests/{}/file", id(&asked)),
            "",
            vec![],
        )
        .await;
    assert_eq!((file.status, &file.bytes[..2]), (200, b"PK".as_slice()));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).expect("a zip");
    let mut read = |name: &str| {
        let mut text = String::new();
        let mut file = zip.by_name(name).expect("a file");
        std::io::Read::read_to_string(&mut file, &mut text).expect("a text");
        text
    };
    let data: Value = serde_json::from_str(&read("data.json")).expect("json");
    assert_eq!(data["data"]["contact"][0]["name"], NAME);
    assert_eq!(data["data"]["notes"][0]["text"], "Любит рыбалку");
    assert!(read("data.html").contains("Любит рыбалку"));

    // Only by those who may, and not by mistake.
    let (_, seller) = app
        .user("s@example.com", Role::Salesperson, Visibility::All, None)
        .await;
    let erase = format!("{path}/erase");
    let right = json!({ "reason": "demand", "confirm": "зяблев петр ильич" });
    assert_eq!(seller.post(&erase, &right).await.0, 403);
    let wrong = owner
        .post(&erase, &json!({ "reason": "demand", "confirm": "Зяблёв" }))
        .await;
    assert_eq!(
        (wrong.0, &wrong.1["errors"][0]["code"]),
        (422, &json!("other_name"))
    );
    post(&app, &erase, right.clone()).await;
    assert_eq!(owner.post(&erase, &right).await.0, 409, "once is enough");
    app.run_jobs().await;

    assert_eq!(found(&app).await, [], "nobody is left");
    assert_eq!(
        files(&app).await,
        0,
        "the file that was imported told of the person too"
    );
    let file = owner
        .send(
            Method::GET,
            &format!("/privacy-requests/{}/file", id(&asked)),
            "",
            vec![],
        )
        .await;
    assert_eq!(file.status, 404, "what was given out before is gone too");

    // Deals, money and counts stay.
    assert_eq!(get(&app, "/deals?total=true").await["total"], deals);
    assert_eq!(
        get(&app, "/inquiries?total=true").await["items"]
            .as_array()
            .map(Vec::len),
        inquiries
    );
    let kept = get(&app, &format!("/deals/{deal}")).await;
    assert_eq!(kept["value"]["amount"], 500_000);
    assert_eq!(kept["title"], "Насосы для [удалено]");
    let card = get(&app, &format!("/contacts/{contact}")).await;
    assert_eq!(card["name"], "Данные удалены");
    assert!(card["erased_at"].is_string());
    let others = get(&app, "/contacts").await;
    assert_eq!(others["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(others["items"][0]["last_name"], "Сидоров");
    let back = json!({ "version": card["version"], "last_name": "Зяблёв" });
    assert_eq!(
        owner.patch(&format!("/contacts/{contact}"), &back).await.0,
        409
    );
    get(&app, &format!("/contacts/{contact}/timeline")).await;
    get(&app, &format!("/deals/{deal}/timeline")).await;
    let topics = get(&app, "/topics").await;
    assert_eq!(
        (
            &topics["items"][0]["confirmed"],
            &topics["items"][0]["left"]
        ),
        (&json!(0), &json!(1))
    );

    // The proof of consents stays as a hash, which keeps mailings away.
    let consents = get(&app, &format!("/consents?filter[contact]={contact}")).await;
    for consent in consents["items"].as_array().expect("consents") {
        assert_eq!(
            (&consent["address"], &consent["subject"]),
            (&Value::Null, &json!(""))
        );
        assert!(consent["withdrawn_at"].is_string());
    }
    let conn = app.db.reader();
    let refused = crm::consents::allows(
        conn,
        MAIL,
        crm::consents::Purpose::Advertising,
        crm::consents::Channel::Mail,
    );
    let refused = refused.await.expect("an answer").expect_err("refused");
    assert_eq!(refused.as_str(), "erased");

    // The log says who, when, why and how much.
    let log = get(&app, "/privacy-requests").await["items"][0].clone();
    assert_eq!(
        (&log["kind"], &log["state"], &log["reason"]),
        (&json!("erasure"), &json!("done"), &json!("demand"))
    );
    assert_eq!(log["requested_by"]["name"], "owner");
    let removed: Vec<(&str, i64)> = log["records"]
        .as_array()
        .expect("records")
        .iter()
        .map(|one| {
            (
                one["name"].as_str().unwrap_or_default(),
                one["records"].as_i64().unwrap_or_default(),
            )
        })
        .collect();
    for (name, at_least) in [
        ("contact", 1),
        ("notes", 3),
        ("tasks", 2),
        ("activities", 1),
        ("visits", 1),
        ("subscriptions", 1),
    ] {
        assert!(
            removed
                .iter()
                .any(|(one, n)| *one == name && *n >= at_least),
            "{name}: {removed:?}"
        );
    }
}

//! Who is erased takes nobody else along.

use db::sql;
use serde_json::{Value, json};
use testkit::TestApp;

use super::life::{files, import};
use super::{erase, get, id, post, texts};

/// Анна Ан: two letters of a last name, and a mail that is a part of another's.
async fn two_people(app: &TestApp) -> (Value, Value) {
    let ann = json!({ "last_name": "Ан", "first_name": "Анна", "points": [{ "kind": "email", "value": "ann@x.ru" }] });
    let joann = json!({ "last_name": "Ананьева", "first_name": "Жоанна", "points": [{ "kind": "email", "value": "joann@x.ru" }] });
    (
        post(app, "/contacts", ann).await,
        post(app, "/contacts", joann).await,
    )
}

/// Something that waits, and a file with a form that was sent.
async fn leave(app: &TestApp, words: &str, contact: &Value) {
    let form = json!({ "name": words, "slug": format!("f{}", &id(contact)[30..]), "design": { "title": "Заявка",
        "fields": [{ "key": "mail", "label": "Почта", "kind": "email", "to": "email" }] } });
    let form = post(app, "/forms", form).await;
    let form = base::Uuid::parse_str(id(&form)).expect("an id");
    let tx = app.db.begin(base::Actor::system()).await;
    let tx = tx.expect("a transaction");
    let payload = json!({ "words": words });
    let later = base::Time(tx.now().0 + base::time::DAY_MS);
    let asked = tx.enqueue_at("test.later", &payload, later).await;
    asked.expect("a job");
    let submission = tx.new_id();
    let queries = [
        sql!(
            "insert into form_submissions (id, form_id, at, state, answers, trace, user_agent, version) \
             values ($1, $2, $3, 'new', $4, '{}', '', 1)",
            submission,
            form,
            tx.now(),
            payload.to_string()
        ),
        sql!(
            "insert into form_files (id, submission_id, field, name, size, bytes) values ($1, $2, 'f', $3, 1, $4)",
            tx.new_id(),
            submission,
            format!("План {words}.pdf"),
            vec![1_u8]
        ),
    ];
    for query in queries {
        tx.conn().execute(query).await.expect("a row");
    }
    tx.commit().await.expect("a commit");
    let note = json!({ "contact_id": id(contact), "text": format!("Звонить {words}") });
    let owner = app.owner().with("idempotency-key", id(contact));
    assert_eq!(owner.post("/notes", &note).await.0, 201);
}

#[tokio::test]
async fn whose_name_or_mail_only_looks_alike_keeps_everything() {
    let app = TestApp::new().await;
    let (ann, joann) = two_people(&app).await;
    leave(&app, "Анна Ан, ann@x.ru", &ann).await;
    leave(&app, "Жоанна Ананьева, joann@x.ru", &joann).await;
    erase(&app, &ann).await;
    for query in [
        "select name from form_files",
        "select payload from jobs where kind = 'test.later'",
        "select body from idempotency_keys",
        "select text from notes",
        "select answers from form_submissions where answers like '%joann%'",
    ] {
        let left = texts(&app, query).await;
        let told = left.iter().filter(|text| text.contains("Жоанна Ананьева"));
        assert_eq!(told.count(), 1, "{query}: {left:?}");
        assert_eq!(left.len(), 1, "{query}: {left:?}");
    }
    let card = get(&app, &format!("/contacts/{}", id(&joann))).await;
    assert_eq!(card["name"], "Ананьева Жоанна");
}

#[tokio::test]
async fn a_first_name_alone_is_anybodys() {
    let app = TestApp::new().await;
    let (_, joann) = two_people(&app).await;
    let anna = post(&app, "/contacts", json!({ "first_name": "Анна" })).await;
    let note = json!({ "contact_id": id(&joann), "text": "Замужем за братом: Анна А. их мирит" });
    post(&app, "/notes", note).await;
    import(&app, "Фамилия;Имя\nИванова;Анна\n;Анна\n").await;
    erase(&app, &anna).await;
    assert_eq!(files(&app).await, 1, "the file is of others");
    let card = get(&app, "/contacts?q=Ананьева").await;
    assert_eq!(card["items"][0]["name"], "Ананьева Жоанна");
    let left = texts(&app, "select text from notes").await;
    assert_eq!(left, ["Замужем за братом: Анна А. их мирит"]);
}

#[tokio::test]
async fn what_json_and_capitals_hide_is_found_in_every_table() {
    let app = TestApp::new().await;
    let (ann, joann) = two_people(&app).await;
    let tx = app.db.begin(base::Actor::system()).await;
    let tx = tx.expect("a transaction");
    // More rows than are read at a time, and the person in the last of them.
    for at in 0..450 {
        let text = if at == 449 {
            "Была Ann@X.ru"
        } else {
            "План"
        };
        let row = sql!(
            "insert into notes (id, text, contact_id, created_at, updated_at, version) values ($1, $2, $3, $4, $4, 1)",
            tx.new_id(),
            text,
            base::Uuid::parse_str(id(&joann)).expect("an id"),
            tx.now()
        );
        tx.conn().execute(row).await.expect("a note");
    }
    let escaped = r#"{"who":"\u0410\u043d\u043D\u0430 \u0410\u043d","to":"то\nAnn@x.ru"}"#;
    let row = sql!(
        "insert into events (id, at, kind, payload) values ($1, $2, 'test', $3)",
        tx.new_id(),
        tx.now(),
        escaped
    );
    tx.conn().execute(row).await.expect("an event");
    tx.commit().await.expect("a commit");
    erase(&app, &ann).await;
    let notes = texts(&app, "select text from notes where text <> 'План'").await;
    assert_eq!(notes, ["Была [удалено]"]);
    let events = texts(&app, "select payload from events where kind = 'test'").await;
    let left = r#"{"to":"то\n[удалено]","who":"[удалено]"}"#;
    assert_eq!(events, [left]);
}

#[tokio::test]
async fn a_unique_key_is_emptied_and_another_one_stays() {
    let app = TestApp::new().await;
    let (ann, joann) = two_people(&app).await;
    for (contact, key) in [
        (&ann, "ann@x.ru"),
        (&ann, "Ann@X.ru"),
        (&joann, "joann@x.ru"),
    ] {
        let call = json!({ "kind": "call", "external_key": key, "contact_id": id(contact) });
        post(&app, "/activities", call).await;
        let inquiry = json!({ "key": key, "name": contact["name"], "emails": [key] });
        post(&app, "/inquiries", inquiry).await;
    }
    erase(&app, &ann).await;
    for table in ["activities where external_key", "inquiries where key"] {
        let column = table.split(' ').next_back().expect("a column");
        let left = texts(&app, &format!("select {column} from {table} is not null")).await;
        assert_eq!(left, ["joann@x.ru"], "{table}");
    }
}

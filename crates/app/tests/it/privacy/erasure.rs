//! Who was everywhere asks what is known, is erased, and is nowhere.

use axum::http::Method;
use base::{Role, Visibility};
use db::{Dialect, Query};
use serde_json::{Value, json};
use testkit::TestApp;

use super::life::{MAIL, files, life};
use super::{get, id, post};

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

    let path = format!("/contacts/{contact}/personal-data");
    let export = json!({ "reason": "demand" });
    let asked = post(&app, &format!("{path}/export"), export).await;
    app.run_jobs().await;

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

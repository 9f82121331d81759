//! An import from upload to end: who may, what may follow what, stopping, going on after a crash.

use std::fmt::Write as _;

use base::{Role, Visibility};
use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{all, counts, id, import, upload, work};

#[tokio::test]
async fn only_those_who_may_import_see_imports_and_only_their_own() {
    let app = TestApp::new().await;
    let (_, seller) = app
        .user("s@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let (_, marketer) = app
        .user("m@example.com", Role::Marketer, Visibility::Own, None)
        .await;
    let file = "Название\nРомашка\n".as_bytes();
    assert_eq!(upload(&seller, "companies", "a.csv", file).await.0, 403);
    let own = Client::ok(upload(&marketer, "companies", "a.csv", file).await);
    let other = Client::ok(upload(app.owner(), "companies", "b.csv", file).await);
    assert_eq!(
        marketer.get(&format!("/imports/{}", id(&other))).await.0,
        404
    );
    assert_eq!(
        app.owner().get(&format!("/imports/{}", id(&own))).await.0,
        200
    );
    assert_eq!(all(&marketer, "/imports").await.len(), 1);
    assert_eq!(all(app.owner(), "/imports").await.len(), 2);
    // Whoever sees only their own gives what they import to themselves.
    assert!(own["options"]["default_owner_id"].is_string());
    assert_eq!(other["options"]["default_owner_id"], json!(null));
}

#[tokio::test]
async fn somebody_elses_record_is_neither_changed_nor_told_of() {
    let app = TestApp::new().await;
    let (_, marketer) = app
        .user("m@example.com", Role::Marketer, Visibility::Own, None)
        .await;
    import(
        &app,
        app.owner(),
        "companies",
        "ID,Название,Отрасль\n1,Ромашка,ИТ\n",
    )
    .await;
    let done = import(
        &app,
        &marketer,
        "companies",
        "ID,Название,Отрасль\n1,Ромашка,Торговля\n",
    )
    .await;
    assert_eq!(counts(&done), [0, 0, 0, 1]);
    assert_eq!(all(app.owner(), "/companies").await[0]["industry"], "ИТ");
}

#[tokio::test]
async fn choices_are_checked_and_kept() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = Client::ok(
        upload(
            owner,
            "companies",
            "a.csv",
            "Имя фирмы;Код\nРомашка;5\n".as_bytes(),
        )
        .await,
    );
    let path = format!("/imports/{}", id(&made));
    assert_eq!(
        made["mapping"],
        json!([{ "column": 0, "field": null }, { "column": 1, "field": null }])
    );
    let (status, problem) = owner.post(&format!("{path}/check"), &json!({})).await;
    assert_eq!(
        (status, problem["errors"][0]["field"].as_str()),
        (422, Some("mapping"))
    );
    let twice = json!({ "mapping": [{ "column": 0, "field": "name" }, { "column": 1, "field": "name" }], "version": 1 });
    assert_eq!(owner.patch(&path, &twice).await.0, 422);
    let right = json!({ "mapping": [{ "column": 0, "field": "name" }], "options": { "currency": "USD" }, "version": 1 });
    let changed = Client::ok(owner.patch(&path, &right).await);
    assert_eq!(
        (
            changed["options"]["currency"].as_str(),
            changed["version"].as_i64()
        ),
        (Some("USD"), Some(2))
    );
    assert_eq!(owner.patch(&path, &right).await.0, 409);
    // Another separator is another table.
    let comma = json!({ "layout": { "separator": "," }, "version": 2 });
    let changed = Client::ok(owner.patch(&path, &comma).await);
    assert_eq!(changed["layout"]["header"], json!(["Имя фирмы;Код"]));
    assert_eq!(changed["mapping"], json!([{ "column": 0, "field": null }]));
    let wrong = json!({ "options": { "pipeline_id": made["id"] }, "version": 3 });
    assert_eq!(
        owner.patch(&path, &wrong).await.1["errors"][0]["field"],
        "options.pipeline_id"
    );
}

#[tokio::test]
async fn an_import_runs_once() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let done = import(&app, owner, "companies", "Название\nРомашка\n").await;
    let path = format!("/imports/{}", id(&done));
    for deed in ["check", "run", "cancel"] {
        assert_eq!(
            owner.post(&format!("{path}/{deed}"), &json!({})).await.0,
            409,
            "{deed}"
        );
    }
    let change = json!({ "options": { "create_missing": false }, "version": done["version"] });
    assert_eq!(owner.patch(&path, &change).await.0, 409);
}

fn companies(count: usize) -> String {
    let mut file = "ID,Название\n".to_owned();
    for n in 0..count {
        writeln!(file, "{n},Компания {n}").expect("a line");
    }
    file
}

#[tokio::test]
async fn a_stopped_check_can_begin_again_and_a_stopped_run_can_be_undone() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let made = Client::ok(upload(owner, "companies", "a.csv", companies(3).as_bytes()).await);
    let path = format!("/imports/{}", id(&made));
    Client::ok(owner.post(&format!("{path}/check"), &json!({})).await);
    let stopped = Client::ok(owner.post(&format!("{path}/cancel"), &json!({})).await);
    app.run_jobs().await;
    assert_eq!(stopped["state"], "uploaded");
    assert_eq!(work(&app, owner, &made, "check").await["state"], "checked");
    Client::ok(owner.post(&format!("{path}/run"), &json!({})).await);
    let stopped = Client::ok(owner.post(&format!("{path}/cancel"), &json!({})).await);
    assert_eq!(stopped["state"], "cancelled");
    app.run_jobs().await;
    assert_eq!(all(owner, "/companies").await.len(), 0);
    assert_eq!(work(&app, owner, &made, "run").await["state"], "done");
    assert_eq!(all(owner, "/companies").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_cut_short_goes_on_behind_its_last_batch() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file = companies(2000) + "0,Компания 0\n";
    let made = Client::ok(upload(owner, "companies", "a.csv", file.as_bytes()).await);
    let path = format!("/imports/{}", id(&made));
    Client::ok(owner.post(&format!("{path}/run"), &json!({})).await);
    // The process dies in the middle: its future is dropped wherever it stands.
    let mut rows = 0;
    for turn in 0..120 {
        let cut = tokio::time::timeout(
            std::time::Duration::from_millis(20 + 20 * turn),
            app.voronka.jobs.run_one(&app.db),
        )
        .await;
        if cut.is_ok_and(|ran| ran.expect("a queue")) {
            break;
        }
        // What was on its way to the disk arrives.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let now = Client::ok(owner.get(&path).await)["counts"]["rows"]
            .as_i64()
            .unwrap_or_default();
        assert!(now >= rows && (now % 500 == 0 || now == 2001), "{now} rows");
        assert_eq!(
            all(owner, "/companies").await.len() as i64,
            now.min(2000),
            "what is told is in, nothing else"
        );
        rows = now;
        app.pass(20_000);
    }
    let done = Client::ok(owner.get(&path).await);
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(counts(&done), [2000, 0, 1, 0]);
    assert_eq!(all(owner, "/companies").await.len(), 2000);
}

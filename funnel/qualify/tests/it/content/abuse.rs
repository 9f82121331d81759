//! What others try.

use axum::http::Method;
use serde_json::json;
use testkit::{Client, TestApp};

use super::{
    BROWSER, PDF, beat, deal, id, link, material, open, reader, send, sends, upload, with_file,
};

#[tokio::test]
async fn wrong_links_are_answered_alike_and_many_of_them_not_at_all() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let article = material(&app, "Статья").await;
    let sent = send(&app, &deal, &[&article]).await;
    let path = format!("/content-sends/{}", id(&sent));
    Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 1, "closed": true }))
            .await,
    );
    let reader = reader(&app);
    let off = open(&reader, &link(&sent)).await;
    let token = link(&sent).replace("//c/", "");
    let tries = [
        "//c/x".to_owned(),
        format!("//c/{}", "a".repeat(43)),
        format!("//c/{}", token.to_uppercase()),
        format!("//c/{}", "a".repeat(5_000)),
        "//c/%00".to_owned(),
        "//c/..%2f..%2fetc%2fpasswd".to_owned(),
        format!("{}/1", link(&sent)),
        format!("{}/2", link(&sent)),
    ];
    for wrong in tries {
        let answer = open(&reader, &wrong).await;
        assert_eq!((answer.status, answer.text()), (404, off.text()), "{wrong}");
    }
    Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 2, "closed": false }))
            .await,
    );
    assert_eq!(open(&reader, &link(&sent)).await.status, 200);
    for wrong in ["01", "+1", "1.0", "-1", "9223372036854775808", "x"] {
        let answer = open(&reader, &format!("{}/{wrong}", link(&sent))).await;
        assert_eq!(answer.status, 404, "{wrong}");
    }
    for n in 0..60 {
        open(&reader, &format!("//c/guess{n}")).await;
    }
    assert_eq!(open(&reader, &link(&sent)).await.status, 404, "kept out");
    app.pass(11 * 60_000);
    assert_eq!(open(&reader, &link(&sent)).await.status, 200);
}

#[tokio::test]
async fn only_harmless_files_are_taken() {
    let app = TestApp::new().await;
    let new = json!({ "kind": "case", "title": "Кейс" });
    let case = Client::ok(app.owner().post("/materials", &new).await);
    for (name, bytes) in [
        ("page.html", &b"<script>alert(1)</script>"[..]),
        (
            "picture.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ),
        ("picture.png", b"<svg onload='alert(1)'/>"),
        ("case.pdf", b"<html><script>alert(1)</script>"),
        ("case.pdf.html", PDF),
        ("run.exe", b"MZ"),
        ("", PDF),
        ("case.pdf", b""),
    ] {
        let answer = upload(app.owner(), &case, name, bytes).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], "file", "{name}");
    }
    let answer = app
        .owner()
        .send(
            Method::POST,
            &format!("/materials/{}/file?version=1", id(&case)),
            "multipart/form-data; boundary=border",
            b"--border\r\nbroken".to_vec(),
        )
        .await;
    assert!(
        answer.status == 400 || answer.status == 422,
        "{}",
        answer.status
    );
    let (_, unchanged) = app.owner().get(&format!("/materials/{}", id(&case))).await;
    assert_eq!(
        (&unchanged["version"], &unchanged["number"]),
        (&json!(1), &json!(null))
    );
}

#[tokio::test]
async fn a_file_too_large_is_refused_by_the_limit_of_the_company() {
    let app = TestApp::new().await;
    let settings = json!({ "file_mb": 1 });
    let told = Client::ok(app.owner().put("/content-settings", &settings).await);
    assert_eq!(told["file_mb"], 1);
    assert!(
        told["file_endings"]
            .as_array()
            .expect("endings")
            .contains(&json!("pdf"))
    );
    let new = json!({ "kind": "case", "title": "Кейс" });
    let case = Client::ok(app.owner().post("/materials", &new).await);
    let mut large = PDF.to_vec();
    large.resize(1024 * 1024 + 1, b' ');
    let answer = upload(app.owner(), &case, "case.pdf", &large).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.json()["errors"][0]["code"], "too_large");
    large.resize(101 * 1024 * 1024, b' ');
    assert_eq!(
        upload(app.owner(), &case, "case.pdf", &large).await.status,
        422
    );
    large.resize(1024 * 1024, b' ');
    assert_eq!(
        upload(app.owner(), &case, "case.pdf", &large).await.status,
        201
    );
    assert_eq!(
        app.owner()
            .put("/content-settings", &json!({ "file_mb": 1_000 }))
            .await
            .0,
        422
    );
}

#[tokio::test]
async fn a_file_is_given_out_so_that_nothing_in_it_runs() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let name = "../../a\u{202e}\";x=\"\\Кейс; filename=evil.html.pdf";
    let case = with_file(&app, "Кейс", name, PDF).await;
    let sent = send(&app, &deal, &[&case]).await;
    let given = open(&reader(&app), &format!("{}/1", link(&sent))).await;
    assert_eq!(given.headers["content-type"], "application/pdf");
    assert_eq!(given.headers["x-content-type-options"], "nosniff");
    let policy = given.headers["content-security-policy"]
        .to_str()
        .expect("a policy");
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"));
    let disposition = given.headers["content-disposition"]
        .to_str()
        .expect("ASCII");
    assert!(
        disposition.starts_with("attachment; filename=\""),
        "{disposition}"
    );
    assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
    assert_eq!(disposition.matches("filename=").count(), 1, "{disposition}");
    assert!(!disposition.contains('/') && !disposition.contains('\\'));
}

#[tokio::test]
async fn what_people_write_is_text_on_the_page() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let evil = "\"><img src=x onerror=alert(1)><script>alert(1)</script>";
    let new =
        json!({ "kind": "case", "title": evil, "summary": evil, "link": "https://example.com" });
    let case = Client::ok(app.owner().post("/materials", &new).await);
    let new = json!({ "deal_id": id(&deal), "materials": [id(&case)], "greeting": evil });
    let sent = Client::ok(app.owner().post("/content-sends", &new).await);
    let text = open(&reader(&app), &link(&sent)).await.text();
    assert!(
        !text.contains("<script>") && !text.contains("<img src=x"),
        "{text}"
    );
    for link in [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a.ru/\r\nSet-Cookie: a=b",
        "//evil.ru",
    ] {
        let new = json!({ "kind": "case", "title": "Кейс", "link": link });
        let (status, refused) = app.owner().post("/materials", &new).await;
        assert_eq!(
            (status, &refused["errors"][0]["field"]),
            (422, &json!("link")),
            "{link}"
        );
    }
}

#[tokio::test]
async fn a_flood_of_words_is_not_written() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let article = material(&app, "Статья").await;
    let sent = send(&app, &deal, &[&article]).await;
    let (person, link) = (reader(&app), link(&sent));
    for _ in 0..200 {
        app.pass(100);
        beat(&person, &link, 60, None).await;
    }
    let garbage = app.stranger().with("user-agent", BROWSER);
    for body in ["", "[]", "{", "{\"seconds\":\"x\"}", &"x".repeat(100_000)] {
        let answer = garbage
            .send(
                Method::POST,
                &format!("{link}/seen"),
                "text/plain",
                body.into(),
            )
            .await;
        assert_eq!(answer.status, 204);
    }
    let now = &sends(&app, &deal).await[0];
    assert_eq!(now["visits"], 1);
    // Twenty seconds have passed.
    assert!(
        now["seconds"].as_i64().expect("seconds") <= 25,
        "{}",
        now["seconds"]
    );
}

//! Files that people attach.

use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{Client, TestApp};

use super::*;
use crate::common::id;
use crate::site;

const KIND: &str = "multipart/form-data; boundary=grenze";

/// The body a browser sends: the fields, then files as (field, name, bytes).
fn parts(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--grenze\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend(format!("{head}{value}\r\n").into_bytes());
    }
    for (field, name, bytes) in files {
        let named = format!("name=\"{field}\"; filename=\"{name}\"");
        let head = format!(
            "--grenze\r\ncontent-disposition: form-data; {named}\r\ncontent-type: text/html\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--grenze--\r\n");
    body
}

async fn with_files(app: &TestApp) {
    let made = form(app).await;
    let mut with = design();
    let fields = with["fields"].as_array_mut().expect("fields");
    fields.push(json!({ "key": "brief", "label": "Техзадание", "kind": "file" }));
    let path = format!("/forms/{}", id(&made));
    let change = json!({ "version": 1, "design": with });
    Client::ok(app.owner().patch(&path, &change).await);
}

async fn attach(app: &TestApp, files: &[(&str, &str, &[u8])]) -> Seen {
    let body = parts(&FINE, files);
    site::post(app, "/f/raschet", KIND, body, ("accept", "text/html")).await
}

#[tokio::test]
async fn a_file_comes_with_its_inquiry_and_only_as_a_download() {
    let app = TestApp::new().await;
    with_files(&app).await;
    let page = site::get(&app, "/f/raschet").await;
    assert!(page.text.contains("enctype=\"multipart/form-data\""));
    let script = b"<script>alert(1)</script>";
    let files: [(&str, &str, &[u8]); 3] = [
        ("brief", "../ТЗ 1.html", script),
        ("brief", "план.pdf", b"%PDF"),
        ("other", "чужой.exe", b"MZ"),
    ];
    assert_eq!(attach(&app, &files).await.status, StatusCode::OK);
    app.run_jobs().await;
    let inquiries = Client::ok(app.owner().get("/inquiries").await);
    let one = &inquiries["items"][0];
    assert_eq!(one["answers"]["Техзадание"], "ТЗ 1.html, план.pdf");
    let path = format!("/inquiries/{}/files", id(one));
    let files = Client::ok(app.owner().get(&path).await);
    let files = files["items"].as_array().expect("files").clone();
    assert_eq!(files.len(), 2, "nobody asked for the third");
    assert_eq!(
        (&files[0]["name"], &files[0]["size"]),
        (&json!("ТЗ 1.html"), &json!(25))
    );
    let got = app
        .owner()
        .send(
            Method::GET,
            &format!("{path}/{}", id(&files[0])),
            "",
            Vec::new(),
        )
        .await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.bytes, script);
    assert_eq!(got.headers["content-type"], "application/octet-stream");
    assert_eq!(got.headers["x-content-type-options"], "nosniff");
    assert_eq!(
        got.headers["content-disposition"],
        "attachment; filename=\"___1.html\"; filename*=UTF-8''%D0%A2%D0%97%201.html"
    );
}

#[tokio::test]
async fn too_much_is_refused_in_words_and_a_sender_does_not_fill_the_disk() {
    let app = TestApp::new().await;
    with_files(&app).await;
    let huge = vec![b'a'; 11 * 1024 * 1024];
    let refused = attach(&app, &[("brief", "huge.bin", &huge)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.text.contains("не больше 10 МБ"));
    let large = &huge[..9 * 1024 * 1024];
    for n in 0..6 {
        let kept = attach(&app, &[("brief", "large.bin", large)]).await;
        let expected = match n {
            0..5 => StatusCode::OK,
            _ => StatusCode::TOO_MANY_REQUESTS,
        };
        assert_eq!(kept.status, expected, "{n}");
    }
    let half = parts(&FINE, &[("brief", "a.txt", b"a")]);
    let half = half[..half.len() - 20].to_vec();
    let broken = site::post(&app, "/f/raschet", KIND, half, ("accept", "*/*")).await;
    assert!(broken.status.is_client_error());
}

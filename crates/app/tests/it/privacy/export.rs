//! What is kept about a person is given out as one file.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::TestApp;

use super::life::{NAME, life};
use super::{get, id, post};

#[tokio::test]
async fn a_person_gets_everything_in_one_file() {
    let app = TestApp::new().await;
    let (contact, _) = life(&app).await;
    let owner = app.owner();
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
}

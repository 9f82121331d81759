//! Every endpoint refuses those who may not call it.

use axum::http::Method;
use base::{Permission, Role, Visibility};
use testkit::{Client, TestApp};

/// The ids in a path do not matter: the gate stands in front of the handler.
fn path_of(template: &str) -> String {
    let path = template
        .strip_prefix("/api/v1")
        .expect("every endpoint is under /api/v1");
    path.split('/')
        .map(|part| {
            if part.starts_with('{') {
                "00000000-0000-7000-8000-000000000000"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn status(client: &Client, method: &str, path: &str) -> u16 {
    let method: Method = method.parse().expect("a method");
    client
        .send(method, path, "application/json", b"{}".to_vec())
        .await
        .status
}

/// Open to everybody, and why.
const OPEN: &[(&str, &str)] = &[
    ("GET", "/api/v1/setup"),
    ("POST", "/api/v1/setup"),
    // Logging in is how one stops being a stranger.
    ("POST", "/api/v1/session"),
];

#[tokio::test]
async fn strangers_are_let_in_nowhere_but_at_the_door() {
    let app = TestApp::new().await;
    let table = api::permission_table(&app::openapi());
    assert!(
        table.len() > 40,
        "the table holds all endpoints: {}",
        table.len()
    );
    let stranger = app.stranger();
    for (method, path, access) in table {
        assert!(!access.is_empty(), "{method} {path} names no permission");
        let open = OPEN.contains(&(method, path.as_str()));
        assert_eq!(open, access == "everybody", "{method} {path}");
        if !open {
            assert_eq!(
                status(&stranger, method, &path_of(&path)).await,
                401,
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn an_endpoint_refuses_a_token_without_its_permission() {
    let app = TestApp::new().await;
    for (method, path, access) in api::permission_table(&app::openapi()) {
        let Some(needed) = Permission::parse(&access) else {
            continue;
        };
        let others: Vec<&str> = Permission::ALL
            .iter()
            .filter(|p| **p != needed)
            .map(|p| p.as_str())
            .collect();
        let made = app
            .owner()
            .post(
                "/tokens",
                &serde_json::json!({ "name": "all but one", "scopes": others }),
            )
            .await;
        let token = Client::ok(made)["token"]
            .as_str()
            .expect("a token")
            .to_owned();
        let client = app
            .stranger()
            .with("authorization", &format!("Bearer {token}"));
        assert_eq!(
            status(&client, method, &path_of(&path)).await,
            403,
            "{method} {path} without {access}"
        );
    }
}

#[tokio::test]
async fn a_viewer_can_change_nothing() {
    let app = TestApp::new().await;
    let (_, viewer) = app
        .user("viewer@example.com", Role::Viewer, Visibility::All, None)
        .await;
    for (method, path, access) in api::permission_table(&app::openapi()) {
        if method != "GET" && Permission::parse(&access).is_some() {
            assert_eq!(
                status(&viewer, method, &path_of(&path)).await,
                403,
                "{method} {path}"
            );
        }
    }
}

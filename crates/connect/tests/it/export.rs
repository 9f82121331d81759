use std::fmt::Write as _;

use axum::http::Method;
use base::{Role, Visibility};
use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{all, counts, import, upload, work};

async fn download(client: &Client, path: &str) -> (u16, Vec<u8>) {
    let answer = client.send(Method::GET, path, "", Vec::new()).await;
    (answer.status, answer.bytes)
}

const DEALS: &str = "ID,Название,Сумма,Компания,Этап,Дата создания,Исход,Дата закрытия\n\
    1,=1+1,1234.50,Ромашка,,01.02.2026 10:00,выиграна,03.02.2026 11:00\n\
    2,Трубы,200,Лютик,,01.02.2026,,\n";

#[tokio::test]
async fn an_exported_list_can_be_imported_again() {
    let app = TestApp::new().await;
    let owner = app.owner();
    import(&app, owner, "deals", DEALS).await;
    let (status, csv) = download(owner, "/export/deals.csv?sort=created_at").await;
    assert_eq!(status, 200);
    let text = String::from_utf8(csv.clone()).expect("a text");
    assert!(text.starts_with("\u{feff}Название;Сумма;Валюта;"), "{text}");
    assert!(text.contains("\r\n'=1+1;1234,50;RUB;Ромашка;"), "{text}");
    let (status, book) = download(owner, "/export/deals.xlsx").await;
    assert_eq!((status, &book[..2]), (200, &b"PK"[..]));
    for (name, bytes) in [("deals.csv", csv), ("deals.xlsx", book)] {
        let made = Client::ok(upload(owner, "deals", name, &bytes).await);
        let done = work(&app, owner, &made, "run").await;
        assert_eq!(counts(&done), [0, 0, 2, 0], "{name}: {done}");
    }
    for list in ["companies", "contacts"] {
        let (_, csv) = download(owner, &format!("/export/{list}.csv")).await;
        let made = Client::ok(upload(owner, list, "again.csv", &csv).await);
        let guessed = made["mapping"]
            .as_array()
            .expect("a mapping")
            .iter()
            .all(|entry| entry["field"].is_string());
        assert!(guessed, "{list}: {}", made["mapping"]);
    }
}

#[tokio::test]
async fn an_export_has_the_filters_and_the_walls_of_the_list() {
    let app = TestApp::new().await;
    let owner = app.owner();
    import(&app, owner, "deals", DEALS).await;
    let lines = async |client: &Client, path: &str| {
        let (status, bytes) = download(client, path).await;
        assert_eq!(status, 200, "{path}");
        String::from_utf8(bytes).expect("a text").lines().count() - 1
    };
    assert_eq!(lines(owner, "/export/deals.csv").await, 2);
    assert_eq!(
        lines(owner, "/export/deals.csv?filter[status]=won").await,
        1
    );
    assert_eq!(lines(owner, "/export/companies.csv?q=лют").await, 1);
    assert_eq!(
        download(owner, "/export/deals.csv?filter[colour]=red")
            .await
            .0,
        400
    );
    for missing in ["planets.csv", "deals.doc", "deals"] {
        assert_eq!(
            download(owner, &format!("/export/{missing}")).await.0,
            404,
            "{missing}"
        );
    }
    let (_, marketer) = app
        .user("m@example.com", Role::Marketer, Visibility::Own, None)
        .await;
    assert_eq!(lines(&marketer, "/export/deals.csv").await, 0);
    let (_, seller) = app
        .user("s@example.com", Role::Salesperson, Visibility::All, None)
        .await;
    assert_eq!(download(&seller, "/export/deals.csv").await.0, 403);
}

#[tokio::test]
async fn long_lists_are_exported_whole() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let mut file = "Название\n".to_owned();
    for n in 0..2500 {
        writeln!(file, "Компания {n}").expect("a line");
    }
    import(&app, owner, "companies", &file).await;
    let (_, csv) = download(owner, "/export/companies.csv?sort=name").await;
    assert_eq!(
        String::from_utf8(csv).expect("a text").lines().count(),
        2501
    );
    assert_eq!(all(owner, "/companies").await.len(), 2500);
    assert_eq!(
        json!(2500),
        json!(all(owner, "/companies?sort=name").await.len())
    );
}

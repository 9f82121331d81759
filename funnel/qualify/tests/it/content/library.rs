//! Materials, their versions and their files.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::{PDF, deal, get, id, link, material, open, reader, send, upload, with_file};

fn titles(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| item["title"].as_str().expect("a title"))
        .collect()
}

#[tokio::test]
async fn materials_are_found_by_what_they_are_for() {
    let app = TestApp::new().await;
    let new = json!({
        "kind": "case", "title": "Насосы для молокозавода", "link": "https://example.com/case",
        "industries": ["Пищевая промышленность"], "pains": ["Простои"], "stages": ["present"], "lang": "ru",
    });
    let case = Client::ok(app.owner().post("/materials", &new).await);
    assert_eq!(case["number"], 1);
    assert_eq!(case["industries"], json!(["Пищевая промышленность"]));
    material(&app, "Как выбрать насос").await;
    for (query, found) in [
        ("", vec!["Как выбрать насос", "Насосы для молокозавода"]),
        (
            "?filter[kind]=case,webinar",
            vec!["Насосы для молокозавода"],
        ),
        (
            "?filter[industry]=пищевая промышленность",
            vec!["Насосы для молокозавода"],
        ),
        (
            "?filter[pain]=простои&filter[stage]=present",
            vec!["Насосы для молокозавода"],
        ),
        ("?filter[stage]=close", vec![]),
        ("?filter[lang]=en", vec!["Как выбрать насос"]),
        ("?q=МОЛОКО", vec!["Насосы для молокозавода"]),
        ("?q=100%25", vec![]),
        ("?filter[archived]=true", vec![]),
        ("?sort=title&limit=1", vec!["Как выбрать насос"]),
    ] {
        let path = format!("/materials{}", query.replace(' ', "%20"));
        let page = get(&app, &path).await;
        let mut names = titles(&page);
        names.sort_unstable();
        assert_eq!(names, found, "{query}");
    }
    let page = get(&app, "/materials?sort=title&limit=1&total=true").await;
    assert_eq!(page["total"], 2);
    let cursor = page["next_cursor"].as_str().expect("more");
    let next = get(
        &app,
        &format!("/materials?sort=title&limit=1&cursor={cursor}"),
    )
    .await;
    assert_eq!(titles(&next), ["Насосы для молокозавода"]);
    let words = get(&app, "/material-tags").await;
    assert_eq!(words["industries"], json!(["Пищевая промышленность"]));
    assert_eq!(app.owner().get("/materials?filter[kind]=page").await.0, 400);
}

#[tokio::test]
async fn another_file_or_link_is_another_version_and_what_was_sent_stays() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let case = with_file(&app, "Кейс", "Кейс \"А\".pdf", PDF).await;
    assert_eq!(case["file"]["name"], "Кейс _А_.pdf");
    assert_eq!(
        (&case["number"], &case["file"]["size"]),
        (&json!(1), &json!(PDF.len()))
    );
    let sent = send(&app, &deal, &[&case]).await;

    let large: Vec<u8> = PDF
        .iter()
        .copied()
        .chain((0..700_000).map(|n| (n % 251) as u8))
        .collect();
    let answer = upload(app.owner(), &case, "Новый.pdf", &large).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let second = answer.json();
    assert_eq!(second["number"], 2);
    let path = format!("/materials/{}", id(&case));
    let change = json!({ "version": second["version"], "title": "Кейс 2", "link": "https://example.com/case" });
    let third = Client::ok(app.owner().patch(&path, &change).await);
    assert_eq!(
        (&third["number"], &third["file"]),
        (&json!(3), &Value::Null)
    );
    let same = json!({ "version": third["version"], "link": "https://example.com/case" });
    assert_eq!(
        Client::ok(app.owner().patch(&path, &same).await)["number"],
        3
    );
    assert_eq!(app.owner().patch(&path, &same).await.0, 409);

    let whole = get(&app, &path).await;
    let numbers: Vec<i64> = whole["versions"]
        .as_array()
        .expect("versions")
        .iter()
        .map(|version| version["number"].as_i64().expect("a number"))
        .collect();
    assert_eq!(numbers, [3, 2, 1]);
    let read =
        async |number: i64| open(app.owner(), &format!("{path}/versions/{number}/file")).await;
    assert_eq!(read(2).await.bytes, large);
    assert_eq!(read(1).await.bytes, PDF);
    assert_eq!(read(3).await.status, 404);

    let page = open(&reader(&app), &link(&sent)).await;
    assert!(page.text().contains(">Кейс<"), "the old title");
    let given = open(&reader(&app), &format!("{}/1", link(&sent))).await;
    assert_eq!(given.bytes, PDF);
}

#[tokio::test]
async fn an_archived_or_empty_material_is_not_sent() {
    let app = TestApp::new().await;
    let deal = deal(&app).await;
    let empty = json!({ "kind": "case", "title": "Пустой" });
    let empty = Client::ok(app.owner().post("/materials", &empty).await);
    let old = material(&app, "Старый").await;
    let path = format!("/materials/{}", id(&old));
    Client::ok(
        app.owner()
            .patch(&path, &json!({ "version": 1, "archived": true }))
            .await,
    );
    for ids in [json!([id(&empty)]), json!([id(&old)]), json!([])] {
        let new = json!({ "deal_id": id(&deal), "materials": ids });
        let (status, refused) = app.owner().post("/content-sends", &new).await;
        assert_eq!(status, 422);
        assert_eq!(refused["errors"][0]["field"], "materials");
    }
}

#[tokio::test]
async fn what_suits_the_deal_stands_first_and_what_was_sent_last() {
    let app = TestApp::new().await;
    let company = json!({ "name": "Молзавод", "industry": "Пищевая промышленность" });
    let company = Client::ok(app.owner().post("/companies", &company).await);
    let deal = json!({ "title": "Насосы", "company_id": id(&company) });
    let deal = Client::ok(app.owner().post("/deals", &deal).await);
    let of = async |title: &str, industries: Value, stages: Value| {
        let new = json!({
            "kind": "case", "title": title, "link": "https://example.com", "industries": industries, "stages": stages,
        });
        Client::ok(app.owner().post("/materials", &new).await)
    };
    let industry = of("Отрасль", json!(["пищевая промышленность"]), json!([])).await;
    of("Чужая", json!(["Химия"]), json!([])).await;
    of("Этап", json!([]), json!(["attract"])).await;
    of("Любому", json!([]), json!([])).await;
    let path = format!("/deals/{}/materials", id(&deal));
    let order = async || {
        let page = get(&app, &path).await;
        let items = page["items"].as_array().expect("items").clone();
        items
            .iter()
            .map(|item| {
                item["material"]["title"]
                    .as_str()
                    .expect("a title")
                    .to_owned()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(order().await, ["Отрасль", "Этап", "Любому", "Чужая"]);
    send(&app, &deal, &[&industry]).await;
    assert_eq!(order().await, ["Этап", "Любому", "Чужая", "Отрасль"]);
    let page = get(&app, &path).await;
    assert!(page["items"][3]["sent_at"].is_string());
    assert_eq!(page["items"][3]["fits_industry"], true);
    assert_eq!(page["items"][0]["fits_stage"], true);
}

//! Wrong and hostile files get a clear answer.

use std::fmt::Write as _;

use axum::http::Method;
use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{all, counts, id, import, upload, work};

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_with_the_reason() {
    let app = TestApp::new().await;
    let noise: Vec<u8> = (0..100_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let line = vec![b'x'; 3_000_000];
    let open = format!("Название\n\"{}", "x\n".repeat(50_000));
    for (name, bytes, says) in [
        ("noise.csv", &noise[..], "не таблица"),
        ("empty.csv", b"", "ни одной строки"),
        ("line.csv", &line[..], "длиннее 64 КБ"),
        ("open.csv", open.as_bytes(), "нигде не закрыта"),
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.xlsx", b"PK\x03\x04 broken", "Книга Excel повреждена"),
    ] {
        let (status, problem) = upload(app.owner(), "companies", name, bytes).await;
        assert_eq!(status, 422, "{name}: {problem}");
        let message = problem["errors"][0]["message"].as_str().expect("a message");
        assert!(message.contains(says), "{name}: {message}");
    }
    assert_eq!(all(app.owner(), "/imports").await.len(), 0);
    let (status, problem) = upload(app.owner(), "planets", "a.csv", b"a\n1\n").await;
    assert_eq!(
        (status, problem["errors"][0]["field"].as_str()),
        (422, Some("entity"))
    );
}

#[tokio::test]
async fn ten_thousand_bad_rows_come_back_in_a_file() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let mut file = "Название;ИНН;Формула\n".to_owned();
    for n in 0..10_000 {
        writeln!(file, "Компания {n};{n};=1+{n}").expect("a line");
    }
    let done = import(&app, owner, "companies", &file).await;
    assert_eq!(counts(&done), [0, 0, 0, 10_000]);
    let path = format!("/imports/{}/refused.csv", id(&done));
    let answer = owner.send(Method::GET, &path, "", Vec::new()).await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 10_001);
    assert_eq!(lines[0], "Название;ИНН;Формула;Причина отказа");
    assert!(lines[1].starts_with("Компания 0;0;'=1+0;"), "{}", lines[1]);

    // Mended, the same file is imported again, and the formula is a text.
    let mended = text.replace(";0;'=1+0;", ";7700000016;'=1+0;");
    let mended: Vec<&str> = mended.lines().take(2).collect();
    let mended = mended.join(
        "
",
    );
    let mapping = json!({ "mapping": [{ "column": 0, "field": "name" }, { "column": 1, "field": "inn" },
        { "column": 2, "field": "industry" }] });
    let done = crate::common::import_with(&app, owner, "companies", &mended, &mapping).await;
    assert_eq!(counts(&done), [1, 0, 0, 0]);
    assert_eq!(all(owner, "/companies").await[0]["industry"], "=1+0");
}

#[tokio::test]
async fn a_broken_row_does_not_take_others_with_it() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file = "Название;Отрасль\n\"ООО \"Ромашка\"\";ИТ\nЛютик;ИТ\n";
    let done = import(&app, owner, "companies", file).await;
    assert_eq!(counts(&done), [1, 0, 0, 1]);
}

#[tokio::test]
async fn a_workbook_and_an_old_encoding_are_read_alike() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["Название", "ИНН"], ["Щука", "7700000016"]]
        .into_iter()
        .enumerate()
    {
        for (column, cell) in cells.into_iter().enumerate() {
            sheet
                .write(row as u32, column as u16, cell)
                .expect("written");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let made = Client::ok(upload(owner, "companies", "щука.xlsx", &bytes).await);
    assert_eq!(
        (
            made["layout"]["format"].as_str(),
            made["file_name"].as_str()
        ),
        (Some("xlsx"), Some("щука.xlsx"))
    );
    assert_eq!(counts(&work(&app, owner, &made, "run").await), [1, 0, 0, 0]);
    let old = encoding_rs::WINDOWS_1251
        .encode("Название;ИНН\r\nЩука;7700000016\r\n")
        .0
        .into_owned();
    let made = Client::ok(upload(owner, "companies", "щука.csv", &old).await);
    assert_eq!(made["layout"]["encoding"], "windows-1251");
    assert_eq!(counts(&work(&app, owner, &made, "run").await), [0, 0, 1, 0]);
}

#[tokio::test]
async fn the_fields_are_listed_with_the_stages() {
    let app = TestApp::new().await;
    let fields = Client::ok(app.owner().get("/import-fields?entity=deals").await);
    let items = fields["items"].as_array().expect("fields");
    assert!(
        items
            .iter()
            .any(|item| item["field"] == "title" && item["label"] == "Название")
    );
    assert!(items.iter().any(|item| {
        item["field"]
            .as_str()
            .is_some_and(|key| key.starts_with("stage_entered:"))
    }));
    assert!(items.iter().all(|item| item["field"] != "stage_entered:"));
    let companies = Client::ok(app.owner().get("/import-fields?entity=companies").await);
    let required: Vec<&str> = companies["items"]
        .as_array()
        .expect("fields")
        .iter()
        .filter(|item| item["required"] == true)
        .map(|item| item["field"].as_str().expect("a key"))
        .collect();
    assert_eq!(required, ["name"]);
}

use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{all, counts, id, import, import_with, one, refused};

const FILE: &str = "ID;Название;ИНН;Телефон;Email;Ответственный;Дата создания;Примечание\r\n\
    1;ООО «Ромашка»;7700000016;8 (495) 123-45-67;INFO@romashka.ru;owner;31.12.2025 14:05;Старый клиент\r\n\
    2;АО Лютик;7800000027;;;Кто-то;;\r\n\
    3;Без ИНН;;нет;x@y;;;\r\n\
    4;Плохой ИНН;77;;;;;\r\n\
    5;;7707049388;;;;;\r\n";

#[tokio::test]
async fn a_file_comes_in_and_a_second_run_changes_nothing() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let done = import(&app, owner, "companies", FILE).await;
    assert_eq!(counts(&done), [3, 0, 0, 2]);
    assert_eq!(
        refused(owner, &done).await,
        [
            (
                5,
                "ИНН — это 10 цифр у организации или 12 у предпринимателя".to_owned()
            ),
            (6, "Нет названия".to_owned()),
        ]
        .map(|(row, why)| (
            row,
            if row == 5 {
                format!("ИНН: {why}")
            } else {
                why
            }
        ))
    );

    let romashka = one(owner, "/companies", "external_id", "1").await;
    assert_eq!(romashka["phone"], "+74951234567");
    assert_eq!(romashka["email"], "info@romashka.ru");
    assert_eq!(romashka["owner"]["name"], "owner");
    assert_eq!(romashka["created_at"], "2025-12-31T11:05:00.000Z");
    let notes = all(owner, &format!("/notes?filter[company]={}", id(&romashka))).await;
    assert_eq!(notes[0]["text"], "Старый клиент");

    // What has no place is kept in a note and told of.
    let other = one(owner, "/companies", "external_id", "3").await;
    let notes = all(owner, &format!("/notes?filter[company]={}", id(&other))).await;
    assert_eq!(
        notes[0]["text"],
        "Из файла импорта:\nПочта: x@y\nТелефон: нет"
    );
    assert_eq!(
        done["warnings"].as_array().expect("warnings").len(),
        3,
        "{}",
        done["warnings"]
    );

    let again = import(&app, owner, "companies", FILE).await;
    assert_eq!(counts(&again), [0, 0, 3, 2]);
    assert_eq!(all(owner, "/companies").await.len(), 3);
}

#[tokio::test]
async fn companies_are_known_by_id_then_inn_then_name() {
    let app = TestApp::new().await;
    let owner = app.owner();
    for company in [
        json!({ "name": "Ромашка", "inn": "7700000016" }),
        json!({ "name": "ООО «Лютик»" }),
        json!({ "name": "Василёк", "external_id": "9" }),
    ] {
        Client::ok(owner.post("/companies", &company).await);
    }
    let file = "ID;Название;ИНН;Отрасль\n\
        1;ООО «Ромашка плюс»;7700000016;ИТ\n\
        2;лютик;7800000027;\n\
        3;Василек;;\n";
    let done = import(&app, owner, "companies", file).await;
    assert_eq!(counts(&done), [1, 2, 0, 0]);
    let romashka = one(owner, "/companies", "external_id", "1").await;
    assert_eq!(
        (romashka["name"].as_str(), romashka["industry"].as_str()),
        (Some("ООО «Ромашка плюс»"), Some("ИТ"))
    );
    assert_eq!(
        one(owner, "/companies", "external_id", "2").await["inn"],
        "7800000027"
    );
    // Another number of the same name is another company.
    assert_eq!(
        one(owner, "/companies", "external_id", "3").await["name"],
        "Василек"
    );
    assert_eq!(all(owner, "/companies").await.len(), 4);
}

#[tokio::test]
async fn rows_of_one_company_are_equal_or_refused() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file =
        "Название,ИНН,Отрасль\nА,7700000016,ИТ\nА,7700000016,ИТ\nА плюс,7700000016,Торговля\nа,,\n";
    let done = import(&app, owner, "companies", file).await;
    assert_eq!(counts(&done), [1, 0, 1, 2]);
    let why = refused(owner, &done).await;
    assert_eq!(
        why[0],
        (
            4,
            "Это та же запись, что в строке 2, но с другими данными".to_owned()
        )
    );
    assert_eq!(why[1].0, 5);
}

#[tokio::test]
async fn existing_companies_can_be_left_alone() {
    let app = TestApp::new().await;
    let owner = app.owner();
    import(&app, owner, "companies", "Название,Отрасль\nА,ИТ\n").await;
    let options = json!({ "options": { "update_existing": false } });
    let done = import_with(
        &app,
        owner,
        "companies",
        "Название,Отрасль\nА,Торговля\nБ,ИТ\n",
        &options,
    )
    .await;
    assert_eq!(counts(&done), [1, 0, 1, 0]);
    assert_eq!(
        one(owner, "/companies", "name", "А").await["industry"],
        "ИТ"
    );
}

#[tokio::test]
async fn lost_zeros_of_a_spreadsheet_are_put_back_with_a_word() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let done = import(&app, owner, "companies", "Название;ИНН\nМайкоп;100000004\n").await;
    assert_eq!(counts(&done), [1, 0, 0, 0]);
    assert_eq!(
        one(owner, "/companies", "name", "Майкоп").await["inn"],
        "0100000004"
    );
    assert_eq!(
        done["warnings"][0]["message"],
        "Восстановлен ноль в начале: ИНН"
    );
}

#[tokio::test]
async fn the_number_of_employees_is_read_in_the_shapes_it_comes_in() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file = "ID;Название;Сотрудники\r\n1;А;1 200\r\n2;Б;51-200\r\n3;В;много\r\n";
    let done = import(&app, owner, "companies", file).await;
    assert_eq!(counts(&done), [3, 0, 0, 0]);
    for (key, employees) in [("1", json!(1_200)), ("2", json!(51)), ("3", json!(null))] {
        let company = one(owner, "/companies", "external_id", key).await;
        assert_eq!(company["employees"], employees, "{key}");
    }
    let other = one(owner, "/companies", "external_id", "3").await;
    let notes = all(owner, &format!("/notes?filter[company]={}", id(&other))).await;
    assert!(notes[0]["text"].as_str().expect("a note").contains("много"));
}

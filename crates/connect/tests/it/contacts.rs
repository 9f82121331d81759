use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{all, counts, import, import_with, one, refused};

#[tokio::test]
async fn contacts_come_with_their_companies_and_are_known_again() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file = "ФИО;Должность;Компания;Рабочий телефон;Мобильный;Email\n\
        Петрова Анна Сергеевна;Инженер;ООО «Ромашка»;8 495 123-45-67;'+79123456789;a@romashka.ru, anna@mail.ru\n\
        Пётр Щукин;;Ромашка;8 495 123-45-67;;\n\
        ;;;;;info@lutik.ru\n\
        ;;Лютик;;;\n";
    let done = import(&app, owner, "contacts", file).await;
    assert_eq!(counts(&done), [3, 0, 0, 1]);
    assert_eq!(done["related"]["companies"], 1);
    assert_eq!(
        refused(owner, &done).await[0].1,
        "Нет ни имени, ни телефона, ни почты"
    );
    let anna = one(owner, "/contacts", "last_name", "Петрова").await;
    assert_eq!(anna["middle_name"], "Сергеевна");
    assert_eq!(anna["company"]["name"], "ООО «Ромашка»");
    let points: Vec<(&str, &str)> = anna["points"]
        .as_array()
        .expect("points")
        .iter()
        .map(|point| {
            (
                point["value"].as_str().expect("a value"),
                point["label"].as_str().expect("a label"),
            )
        })
        .collect();
    assert_eq!(
        points,
        [
            ("+74951234567", "work"),
            ("+79123456789", "mobile"),
            ("a@romashka.ru", "work"),
            ("anna@mail.ru", "work")
        ]
    );
    // One phone of an office is not one person.
    let petr = one(owner, "/contacts", "last_name", "Щукин").await;
    assert_eq!(petr["company"]["id"], anna["company"]["id"]);
    assert_eq!(
        counts(&import(&app, owner, "contacts", file).await),
        [0, 0, 3, 1]
    );

    // The same address with a new post is the same person, and no phone is lost.
    let more = "Фамилия,Имя,Должность,Email,Телефон\nПетрова,Анна,Директор,ANNA@mail.ru,+7 999 000-00-00\n";
    assert_eq!(
        counts(&import(&app, owner, "contacts", more).await),
        [0, 1, 0, 0]
    );
    let anna = one(owner, "/contacts", "last_name", "Петрова").await;
    assert_eq!(anna["job_title"], "Директор");
    assert_eq!(anna["points"].as_array().expect("points").len(), 5);
}

#[tokio::test]
async fn a_missing_company_is_refused_or_kept_in_a_note() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let strict = json!({ "options": { "create_missing": false } });
    let file = "Фамилия,Компания,ID компании\nПетрова,Ромашка,\nКим,,77\n";
    let done = import_with(&app, owner, "contacts", file, &strict).await;
    assert_eq!(counts(&done), [1, 0, 0, 1]);
    assert_eq!(
        refused(owner, &done).await,
        [(2, "Нет компании «Ромашка»".to_owned())]
    );
    let kim = one(owner, "/contacts", "last_name", "Ким").await;
    let notes = all(
        owner,
        &format!(
            "/notes?filter[contact]={}",
            kim["id"].as_str().expect("an id")
        ),
    )
    .await;
    assert_eq!(notes[0]["text"], "Из файла импорта:\nНомер компании: 77");
    assert_eq!(all(owner, "/companies").await.len(), 0);

    Client::ok(
        owner
            .post(
                "/companies",
                &json!({ "name": "Лютик", "external_id": "77" }),
            )
            .await,
    );
    let done = import(&app, owner, "contacts", file).await;
    assert_eq!(counts(&done), [1, 1, 0, 0]);
    assert_eq!(
        one(owner, "/contacts", "last_name", "Ким").await["company"]["name"],
        "Лютик"
    );
}

#[tokio::test]
async fn a_refused_row_brings_nothing_along() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file = format!("Имя,Компания\n{},Ромашка\n", "щ".repeat(150));
    let done = import(&app, owner, "contacts", &file).await;
    assert_eq!(counts(&done), [0, 0, 0, 1]);
    assert_eq!(all(owner, "/companies").await.len(), 0);
}

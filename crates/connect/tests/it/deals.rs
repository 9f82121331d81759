use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::common::{all, counts, id, import, import_with, one, refused};

async fn stages(client: &Client) -> Value {
    Client::ok(client.get("/pipelines").await)["items"][0]["stages"].clone()
}

fn stage_of<'a>(stages: &'a Value, kind: &str) -> &'a Value {
    stages
        .as_array()
        .expect("stages")
        .iter()
        .find(|stage| stage["kind"] == kind)
        .expect("a stage of this kind")
}

/// The stage kind, status and moment of each change.
async fn told(client: &Client, deal: &Value) -> Vec<(String, String, String)> {
    let stages = stages(client).await;
    let history = Client::ok(client.get(&format!("/deals/{}/history", id(deal))).await);
    let name = |id: &Value| {
        let found = stages
            .as_array()
            .expect("stages")
            .iter()
            .find(|stage| stage["id"] == *id);
        found.expect("a stage")["kind"]
            .as_str()
            .expect("a kind")
            .to_owned()
    };
    history["items"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|change| {
            let at = change["at"].as_str().expect("a time")[..10].to_owned();
            (
                name(&change["to_stage_id"]),
                change["to_status"].as_str().expect("a status").to_owned(),
                at,
            )
        })
        .collect()
}

fn told_as(expected: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    let own = |text: &str| text.to_owned();
    expected
        .iter()
        .map(|(stage, status, at)| (own(stage), own(status), own(at)))
        .collect()
}

#[tokio::test]
async fn a_deal_comes_with_everything_it_names() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let present = stage_of(&stages, "present")["name"]
        .as_str()
        .expect("a name")
        .to_owned();
    let file = format!(
        "ID;Название сделки;Бюджет;Компания;Основной контакт;Рабочий email (контакт);Ответственный;Источник;Этап;\
         Дата создания;Ожидаемая дата закрытия;Теги;Следующий шаг;Дата следующего шага;Примечание\n\
         5001;Насосы;1 234 567,89 ₽;ООО «Ромашка»;Анна Петрова;a@romashka.ru;owner;Выставка;{present};\
         15.01.2026 10:00;31.12.2026;VIP, опт;Позвонить;01.12.2026 12:00;Просили скидку\n"
    );
    let done = import(&app, owner, "deals", &file).await;
    assert_eq!(
        counts(&done),
        [1, 0, 0, 0],
        "{:?}",
        refused(owner, &done).await
    );
    let related = &done["related"];
    assert_eq!(
        (
            related["companies"].as_i64(),
            related["contacts"].as_i64(),
            related["tags"].as_i64(),
            related["sources"].as_i64()
        ),
        (Some(1), Some(1), Some(2), Some(0))
    );
    let deal = one(owner, "/deals", "external_id", "5001").await;
    assert_eq!(
        deal["value"],
        json!({ "amount": 123_456_789, "currency": "RUB" })
    );
    assert_eq!(deal["company"]["name"], "ООО «Ромашка»");
    assert_eq!(deal["source"]["name"], "Выставка");
    assert_eq!(deal["stage_id"], stage_of(&stages, "present")["id"]);
    assert_eq!(deal["created_at"], "2026-01-15T07:00:00.000Z");
    assert_eq!(
        (deal["expected_close"].as_str(), deal["status"].as_str()),
        (Some("2026-12-31"), Some("open"))
    );
    assert_eq!(deal["next_step_at"], "2026-12-01T09:00:00.000Z");
    assert_eq!(deal["tags"].as_array().expect("tags").len(), 2);
    let whole = Client::ok(owner.get(&format!("/deals/{}", id(&deal))).await);
    assert_eq!(whole["contacts"][0]["contact"]["name"], "Петрова Анна");
    assert_eq!(whole["contacts"][0]["email"], "a@romashka.ru");
    let timeline = Client::ok(owner.get(&format!("/deals/{}/timeline", id(&deal))).await);
    let kinds: Vec<&str> = timeline["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|e| e["kind"].as_str().expect("a kind"))
        .collect();
    assert!(
        kinds.contains(&"deal.imported") && kinds.contains(&"note.added"),
        "{kinds:?}"
    );
    let found = Client::ok(owner.get("/search?q=насос").await);
    assert_eq!(found["items"][0]["kind"], "deal");

    assert_eq!(
        counts(&import(&app, owner, "deals", &file).await),
        [0, 0, 1, 0]
    );
    let dearer = file.replace("1 234 567,89", "2 000 000");
    assert_eq!(
        counts(&import(&app, owner, "deals", &dearer).await),
        [0, 1, 0, 0]
    );
    assert_eq!(
        one(owner, "/deals", "external_id", "5001").await["value"]["amount"],
        200_000_000
    );
}

#[tokio::test]
async fn a_past_comes_in_as_if_it_had_been_lived_here() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let stages = stages(owner).await;
    let name = |kind: &str| {
        stage_of(&stages, kind)["name"]
            .as_str()
            .expect("a name")
            .to_owned()
    };
    let (qualify, present, close, purchase) = (
        name("qualify"),
        name("present"),
        name("close"),
        name("purchase"),
    );
    let file = format!(
        "ID,Title,Created,Entered stage {qualify},Entered stage {present},Entered stage {close},Entered stage {purchase},\
         Lost at,Lost reason\n\
         1,Выиграна,2026-01-01,2026-01-05,2026-01-10,2026-01-20,2026-02-01,,\n\
         2,Проиграна,2026-01-01,2026-01-05,2026-01-10,,,2026-03-01,Дорого\n\
         3,Через этап,2026-01-01,,,2026-01-20,,,\n\
         4,В работе,2026-01-01,2026-01-05,,,,,\n"
    );
    let done = import(&app, owner, "deals", &file).await;
    assert_eq!(
        counts(&done),
        [4, 0, 0, 0],
        "{:?}",
        refused(owner, &done).await
    );
    let won = one(owner, "/deals", "external_id", "1").await;
    assert_eq!(
        told(owner, &won).await,
        told_as(&[
            ("attract", "open", "2025-12-31"),
            ("qualify", "open", "2026-01-04"),
            ("present", "open", "2026-01-09"),
            ("close", "open", "2026-01-19"),
            ("purchase", "won", "2026-01-31"),
        ])
    );
    assert_eq!(won["won_at"], "2026-01-31T21:00:00.000Z");
    let lost = one(owner, "/deals", "external_id", "2").await;
    assert_eq!(lost["stage_id"], stage_of(&stages, "present")["id"]);
    assert_eq!(lost["lost_reason"]["name"], "Дорого");
    assert_eq!(
        told(owner, &lost).await.last(),
        told_as(&[("present", "lost", "2026-02-28")]).last()
    );

    let pipeline = Client::ok(owner.get("/pipelines").await)["items"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let funnel = Client::ok(
        owner
            .get(&format!("/analyze/funnel?pipeline={pipeline}&by=kind"))
            .await,
    );
    let reached: Vec<i64> = funnel["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| step["reached"]["deals"].as_i64().expect("a count"))
        .collect();
    assert_eq!(reached[..5], [4, 4, 3, 2, 1]);

    // The same again changes nothing; a moment that was missing goes to its place.
    assert_eq!(
        counts(&import(&app, owner, "deals", &file).await),
        [0, 0, 4, 0]
    );
    let more = file.replace(
        "3,Через этап,2026-01-01,,,",
        "3,Через этап,2026-01-01,2026-01-03,,",
    );
    assert_eq!(
        counts(&import(&app, owner, "deals", &more).await),
        [0, 1, 3, 0]
    );
    let skipped = one(owner, "/deals", "external_id", "3").await;
    assert_eq!(
        told(owner, &skipped).await,
        told_as(&[
            ("attract", "open", "2025-12-31"),
            ("qualify", "open", "2026-01-02"),
            ("close", "open", "2026-01-19")
        ])
    );
}

#[tokio::test]
async fn leads_become_sales_in_a_second_file() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let leads = "mql_id,first_contact_date,landing_page_id,origin\n\
        a1,2018-02-01,p1,social\na2,2018-03-08,p2,paid_search\na3,2018-02-02,p2,\n";
    let done = import(&app, owner, "deals", leads).await;
    assert_eq!(counts(&done), [3, 0, 0, 0]);
    assert_eq!(done["related"]["sources"], 2);
    let sales = "mql_id,sr_id,won_date,lead_type\na1,s1,2018-02-26 19:58:54,x\na2,s1,2018-03-06 12:00:00,y\n";
    let done = import(&app, owner, "deals", sales).await;
    assert_eq!(counts(&done), [0, 2, 0, 0]);
    let first = one(owner, "/deals", "external_id", "a1").await;
    assert_eq!(
        (first["status"].as_str(), first["won_at"].as_str()),
        (Some("won"), Some("2018-02-26T16:58:54.000Z"))
    );
    assert_eq!(first["title"], "№ a1");
    assert_eq!(
        told(owner, &first).await,
        told_as(&[
            ("attract", "open", "2018-01-31"),
            ("purchase", "won", "2018-02-26")
        ])
    );
    // One was won before it was met: the date of the win is right, the creation is pulled back to it.
    let odd = one(owner, "/deals", "external_id", "a2").await;
    assert_eq!(
        (odd["created_at"].as_str(), odd["won_at"].as_str()),
        (
            Some("2018-03-06T09:00:00.000Z"),
            Some("2018-03-06T09:00:00.000Z")
        )
    );
    assert!(
        done["warnings"].to_string().contains("создание перенесено"),
        "{}",
        done["warnings"]
    );
    // Both files again, in any order, change nothing.
    assert_eq!(
        counts(&import(&app, owner, "deals", leads).await),
        [0, 0, 3, 0]
    );
    assert_eq!(
        counts(&import(&app, owner, "deals", sales).await),
        [0, 0, 2, 0]
    );
    assert_eq!(all(owner, "/deals?filter[source]=none").await.len(), 1);
}

#[tokio::test]
async fn stages_of_another_system_are_added_and_its_ends_are_ends() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file = "Potential Name,Potential Owner,Created Time,Closing Date,Amount,Stage,Lead Source,LEADID\n\
        \"Lewis, James\",Roger,\"15 Apr, 2021 00:02:00\",\"16 Apr, 2021 00:03:00\",\"$22,700.00\",Needs Analysis,Advertisement,1832\n\
        \"Kirk, Rebecca\",Roger,\"15 Apr, 2020 00:02:00\",\"16 Jul, 2020 00:03:00\",\"$29,700.00\",Closed Won,Partner,1941\n\
        \"Cole, Ann\",Roger,\"15 Apr, 2020 00:02:00\",\"17 Jul, 2020 00:03:00\",\"$1.00\",Closed Lost,Partner,1942\n";
    let done = import(&app, owner, "deals", file).await;
    assert_eq!(
        counts(&done),
        [3, 0, 0, 0],
        "{:?}",
        refused(owner, &done).await
    );
    assert_eq!(done["related"]["stages"], 1);
    let open = one(owner, "/deals", "external_id", "1832").await;
    assert_eq!(
        (open["status"].as_str(), open["expected_close"].as_str()),
        (Some("open"), Some("2021-04-16"))
    );
    assert_eq!(
        open["value"],
        json!({ "amount": 2_270_000, "currency": "USD" })
    );
    let stages = stages(owner).await;
    let added = stages
        .as_array()
        .expect("stages")
        .iter()
        .find(|stage| stage["name"] == "Needs Analysis")
        .expect("the stage");
    assert_eq!(
        (added["kind"].as_str(), &added["id"]),
        (Some("present"), &open["stage_id"])
    );
    let won = one(owner, "/deals", "external_id", "1941").await;
    assert_eq!(
        (won["status"].as_str(), won["won_at"].as_str()),
        (Some("won"), Some("2020-07-15T21:03:00.000Z"))
    );
    assert_eq!(won["expected_close"], Value::Null);
    let lost = one(owner, "/deals", "external_id", "1942").await;
    assert_eq!(
        (lost["status"].as_str(), lost["lost_at"].as_str()),
        (Some("lost"), Some("2020-07-16T21:03:00.000Z"))
    );
    let notes = all(owner, &format!("/notes?filter[deal]={}", id(&open))).await;
    assert_eq!(notes[0]["text"], "Из файла импорта:\nОтветственный: Roger");
    assert_eq!(
        counts(&import(&app, owner, "deals", file).await),
        [0, 0, 3, 0]
    );
}

#[tokio::test]
async fn rows_without_a_number_are_known_by_title_company_and_creation() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file = "Название,Компания,Дата создания,Сумма\nНасосы,Ромашка,01.02.2026,100\nНасосы,Ромашка,02.02.2026,100\nНасосы,Лютик,01.02.2026,100\n";
    assert_eq!(
        counts(&import(&app, owner, "deals", file).await),
        [3, 0, 0, 0]
    );
    let changed = file.replace("02.02.2026,100", "02.02.2026,200");
    assert_eq!(
        counts(&import(&app, owner, "deals", &changed).await),
        [0, 1, 2, 0]
    );
    let plain = "Название,Сумма\nТрубы,5\nКраны,7\n";
    assert_eq!(
        counts(&import(&app, owner, "deals", plain).await),
        [2, 0, 0, 0]
    );
    assert_eq!(
        counts(&import(&app, owner, "deals", plain).await),
        [0, 0, 2, 0]
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_all_its_reasons() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let file = "Название,Сумма,Дата создания,Исход\n\
        А,дорого,вчера,выиграна\nБ,-5,01.01.2030,может быть\nВ,1,01.01.2026,выиграна,лишнее\n";
    let done = import(&app, owner, "deals", file).await;
    assert_eq!(counts(&done), [0, 0, 0, 3]);
    let why = refused(owner, &done).await;
    assert!(
        why[0].1.contains("Сумма: «дорого»") && why[0].1.contains("Дата создания: «вчера»"),
        "{why:?}"
    );
    assert!(
        why[1].1.contains("от нуля")
            && why[1].1.contains("не наступила")
            && why[1].1.contains("не исход"),
        "{why:?}"
    );
    assert!(why[2].1.contains("больше ячеек"), "{why:?}");
}

#[tokio::test]
async fn strict_imports_add_no_names() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let strict = json!({ "options": { "create_missing": false } });
    let file =
        "Название,Источник,Этап,Теги\nА,Неведомый,,\nБ,,Неведомый,\nВ,,,Неведомый\nГ,Выставка,,\n";
    let done = import_with(&app, owner, "deals", file, &strict).await;
    assert_eq!(counts(&done), [1, 0, 0, 3]);
    let why = refused(owner, &done).await;
    assert_eq!(why[0].1, "Источник: «Неведомый» нет в справочнике");
    assert!(
        why[1].1.starts_with("Этап: нет этапа «Неведомый»"),
        "{why:?}"
    );
}

#[tokio::test]
async fn a_later_file_corrects_the_whole_past_at_once() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let leads =
        "LEADID,Company,Lead Status,Created Time\n1,Ромашка,Junk Lead,\"15 Mar, 2019 00:01:00\"\n";
    assert_eq!(
        counts(&import(&app, owner, "deals", leads).await),
        [1, 0, 0, 0]
    );
    let deals = "LEADID,Potential Name,Stage,Created Time,Closing Date\n\
        1,Насосы,Closed Lost,\"22 Mar, 2021 00:01:00\",\"19 Apr, 2021 00:03:00\"\n";
    assert_eq!(
        counts(&import(&app, owner, "deals", deals).await),
        [0, 1, 0, 0]
    );
    let deal = one(owner, "/deals", "external_id", "1").await;
    assert_eq!(
        told(owner, &deal).await,
        told_as(&[
            ("attract", "open", "2021-03-21"),
            ("attract", "lost", "2021-04-18")
        ])
    );
    assert_eq!(
        counts(&import(&app, owner, "deals", deals).await),
        [0, 0, 1, 0]
    );
}

use std::fmt::Write as _;

use serde_json::json;
use testkit::{Client, TestApp};

use crate::common::{all, id, import, one, work};

const FILE: &str = "ID,Название,Сумма,Компания,Контакт,Источник,Этап,Теги\n\
    1,Насосы,100,Ромашка,Анна Петрова,Ярмарка,Смета,VIP\n\
    2,Трубы,200,Лютик,Пётр Щукин,Ярмарка,Смета,\n";

#[tokio::test]
async fn an_undone_import_leaves_nothing_behind() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let done = import(&app, owner, "deals", FILE).await;
    let undone = work(&app, owner, &done, "undo").await;
    assert_eq!(undone["state"], "undone", "{undone}");
    assert_eq!(
        undone["undone"],
        json!({ "deleted": 6, "restored": 0, "left": 0 })
    );
    assert!(undone["undone_at"].is_string());
    for list in ["/deals", "/companies", "/contacts"] {
        assert_eq!(all(owner, list).await.len(), 0, "{list}");
    }
    assert_eq!(
        Client::ok(owner.get("/search?q=насос").await)["items"],
        json!([])
    );
    let sources = Client::ok(owner.get("/sources").await);
    let fair = sources["items"]
        .as_array()
        .expect("sources")
        .iter()
        .find(|source| source["name"] == "Ярмарка");
    assert!(fair.is_none_or(|source| source["archived"] == true));
    let stages = Client::ok(owner.get("/pipelines").await)["items"][0]["stages"].clone();
    let estimate = stages
        .as_array()
        .expect("stages")
        .iter()
        .find(|stage| stage["name"] == "Смета");
    assert!(estimate.is_none_or(|stage| stage["archived"] == true));
    assert_eq!(
        owner
            .post(&format!("/imports/{}/undo", id(&done)), &json!({}))
            .await
            .0,
        409
    );
    // The same file can come again.
    import(&app, owner, "deals", FILE).await;
    assert_eq!(all(owner, "/deals").await.len(), 2);
}

#[tokio::test]
async fn what_people_have_worked_with_stays() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let done = import(&app, owner, "deals", FILE).await;
    let pumps = one(owner, "/deals", "external_id", "1").await;
    Client::ok(
        owner
            .post(
                "/notes",
                &json!({ "text": "Звонил", "deal_id": pumps["id"] }),
            )
            .await,
    );
    let undone = work(&app, owner, &done, "undo").await;
    // The deal with the note stays, and with it its company, its contact.
    assert_eq!(
        undone["undone"],
        json!({ "deleted": 3, "restored": 0, "left": 3 })
    );
    assert_eq!(all(owner, "/deals").await.len(), 1);
    assert_eq!(all(owner, "/companies").await[0]["name"], "Ромашка");
}

#[tokio::test]
async fn changed_records_go_back_to_what_they_were() {
    let app = TestApp::new().await;
    let owner = app.owner();
    import(
        &app,
        owner,
        "deals",
        "ID,Название,Сумма,Дата создания\n1,Насосы,100,01.02.2026\n2,Трубы,200,01.02.2026\n",
    )
    .await;
    let was = one(owner, "/deals", "external_id", "1").await;
    let history = Client::ok(owner.get(&format!("/deals/{}/history", id(&was))).await);
    let done = import(
        &app,
        owner,
        "deals",
        "ID,Сумма,Теги,Won time\n1,500,VIP,2026-03-01\n2,600,VIP,\n",
    )
    .await;
    assert_eq!(
        one(owner, "/deals", "external_id", "1").await["status"],
        "won"
    );
    let pipes = one(owner, "/deals", "external_id", "2").await;
    let change = json!({ "title": "Трубы стальные", "version": pipes["version"] });
    Client::ok(
        owner
            .patch(&format!("/deals/{}", id(&pipes)), &change)
            .await,
    );
    let undone = work(&app, owner, &done, "undo").await;
    assert_eq!(
        undone["undone"],
        json!({ "deleted": 0, "restored": 1, "left": 1 })
    );
    let is = one(owner, "/deals", "external_id", "1").await;
    for field in [
        "status",
        "value",
        "stage_id",
        "won_at",
        "tags",
        "title",
        "created_at",
    ] {
        assert_eq!(is[field], was[field], "{field}");
    }
    assert_eq!(
        Client::ok(owner.get(&format!("/deals/{}/history", id(&was))).await),
        history
    );
    assert_eq!(
        one(owner, "/deals", "external_id", "2").await["title"],
        "Трубы стальные"
    );
}

#[tokio::test]
async fn a_log_that_changed_a_deal_many_times_is_undone_whole() {
    let app = TestApp::new().await;
    let owner = app.owner();
    import(&app, owner, "deals", "ID,Название\n1,Насосы\n").await;
    let was = one(owner, "/deals", "external_id", "1").await;
    let mut log = "Сделка,Этап,Когда\n".to_owned();
    for day in 0..1200 {
        let stage = if day % 2 == 0 {
            "Заявка"
        } else {
            "Замер"
        };
        writeln!(log, "1,{stage},{}", 40_000 + day).expect("a line");
    }
    let done = import(&app, owner, "stage-changes", &log).await;
    let undone = work(&app, owner, &done, "undo").await;
    assert_eq!(undone["undone"]["restored"], 1);
    let is = one(owner, "/deals", "external_id", "1").await;
    assert_eq!(
        (&is["created_at"], &is["stage_id"]),
        (&was["created_at"], &was["stage_id"])
    );
}

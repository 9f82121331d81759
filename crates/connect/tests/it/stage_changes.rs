use testkit::{Client, TestApp};

use crate::common::{counts, id, import, one, refused};

#[tokio::test]
async fn a_log_makes_the_past_of_deals_whatever_its_order() {
    let app = TestApp::new().await;
    let owner = app.owner();
    import(&app, owner, "deals", "ID,Название\n1,Насосы\n2,Трубы\n").await;
    let log = "case:concept:name,concept:name,org:resource,time:timestamp\n\
        1,Договор,owner,2026-03-01T10:00:00+03:00\n\
        1,Заявка,owner,2026-01-01T10:00:00+03:00\n\
        1,Предложение,кто-то,2026-02-01T10:00:00+03:00\n\
        1,Предложение,кто-то,2026-02-01T10:00:00+03:00\n\
        2,Заявка,owner,2026-01-05T10:00:00+03:00\n\
        2,Closed Lost,owner,2026-01-09T10:00:00+03:00\n\
        3,Заявка,owner,2026-01-05T10:00:00+03:00\n";
    let done = import(&app, owner, "stage-changes", log).await;
    assert_eq!(counts(&done), [5, 0, 1, 1]);
    assert_eq!(
        refused(owner, &done).await,
        [(8, "Нет сделки «3»".to_owned())]
    );
    let deal = one(owner, "/deals", "external_id", "1").await;
    assert_eq!(deal["created_at"], "2026-01-01T07:00:00.000Z");
    assert_eq!(deal["stage_entered_at"], "2026-03-01T07:00:00.000Z");
    let history = Client::ok(owner.get(&format!("/deals/{}/history", id(&deal))).await);
    let items = history["items"].as_array().expect("changes");
    assert_eq!(items.len(), 3);
    assert_eq!(items[0]["by"]["name"], "owner");
    assert_eq!(items[1]["from_stage_id"], items[0]["to_stage_id"]);
    let lost = one(owner, "/deals", "external_id", "2").await;
    assert_eq!(
        (lost["status"].as_str(), lost["lost_at"].as_str()),
        (Some("lost"), Some("2026-01-09T07:00:00.000Z"))
    );
    assert_eq!(
        counts(&import(&app, owner, "stage-changes", log).await),
        [0, 0, 6, 1]
    );
}

#[tokio::test]
async fn deals_are_found_by_their_title_too() {
    let app = TestApp::new().await;
    let owner = app.owner();
    import(
        &app,
        owner,
        "deals",
        "ID,Название\n1,Насосы\n2,Трубы\n3,Трубы\n",
    )
    .await;
    let log = "Сделка;Этап;Когда\nНАСОСЫ;Заявка;01.02.2026\nтрубы;Заявка;01.02.2026\n";
    let done = import(&app, owner, "stage-changes", log).await;
    assert_eq!(counts(&done), [1, 0, 0, 1]);
    assert!(refused(owner, &done).await[0].1.contains("несколько"));
}

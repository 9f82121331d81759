use base::{Actor, Text, Uuid};
use crm::marks::{Kind, Mark, actions};
use serde_json::Value;
use testkit::{Client, TestApp};

use crate::common::{deal, each, id};

async fn put(app: &TestApp, deal: &Value, mark: &Mark) -> bool {
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    let deal: Uuid = id(deal).parse().expect("an id");
    let now = tx.now();
    let put = actions::put(&tx, deal, mark, now).await.expect("a mark");
    tx.commit().await.expect("a commit");
    put
}

async fn marks(app: &TestApp, deal: &Value) -> Vec<String> {
    let all = Client::ok(app.owner().get(&format!("/deals/{}/marks", id(deal))).await);
    let all = all.as_array().expect("marks");
    all.iter()
        .map(|mark| format!("{} {}", mark["kind"], mark["name"]).replace('"', ""))
        .collect()
}

#[tokio::test]
async fn a_single_kind_has_one_mark_and_others_gather() {
    let app = TestApp::new().await;
    let sale = deal(app.owner(), "Поставка").await;
    let fit = |band: &str| Mark::named(Kind::Fit, band, band);
    assert!(put(&app, &sale, &fit("A")).await);
    assert!(!put(&app, &sale, &fit("A")).await, "it was there");
    assert!(put(&app, &sale, &fit("B")).await);
    put(&app, &sale, &Mark::named(Kind::Campaign, "1", "Осень")).await;
    put(&app, &sale, &Mark::named(Kind::Campaign, "2", "Зима")).await;
    assert_eq!(
        marks(&app, &sale).await,
        ["campaign Зима", "campaign Осень", "fit B"]
    );

    let timeline = Client::ok(
        app.owner()
            .get(&format!("/deals/{}/timeline", id(&sale)))
            .await,
    );
    assert_eq!(
        each(&timeline, "kind"),
        ["deal.created"],
        "marks are no story"
    );

    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    let renamed = Mark {
        kind: Kind::Campaign,
        key: "1".to_owned(),
        name: Text::fixed("Осень 2026", "Autumn 2026"),
    };
    actions::rename(&tx, &renamed).await.expect("renamed");
    let deal_id = id(&sale).parse().expect("an id");
    actions::remove(&tx, deal_id, Kind::Campaign, "2")
        .await
        .expect("removed");
    tx.commit().await.expect("a commit");
    assert_eq!(marks(&app, &sale).await, ["campaign Осень 2026", "fit B"]);
}

#[tokio::test]
async fn marks_of_a_kind_are_read_page_by_page() {
    let app = TestApp::new().await;
    let sale = deal(app.owner(), "Поставка").await;
    for n in 0..5 {
        put(
            &app,
            &sale,
            &Mark::named(Kind::Landing, n, &format!("/page-{n}")),
        )
        .await;
    }
    let path = "/marks?kind=landing&limit=2";
    let first = Client::ok(app.owner().get(path).await);
    assert_eq!(each(&first, "name"), ["/page-0", "/page-1"]);
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let second = Client::ok(app.owner().get(&format!("{path}&cursor={cursor}")).await);
    assert_eq!(each(&second, "name"), ["/page-2", "/page-3"]);
    let (status, problem) = app.owner().get("/marks?kind=nothing").await;
    assert_eq!(status, 400);
    assert!(problem.to_string().contains("landing"), "{problem}");
}

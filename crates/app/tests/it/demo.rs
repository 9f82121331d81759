//! The demo company is whole, believable and the same every time.

use base::Uuid;
use db::sql;
use testkit::TestApp;

async fn count(app: &TestApp, query: db::Query) -> i64 {
    app.db
        .reader()
        .scalar(query)
        .await
        .expect("an answer")
        .unwrap_or(0)
}

#[tokio::test]
async fn the_demo_company_is_whole() {
    let app = TestApp::empty().await;
    app::demo::fill(&app.db).await.expect("a demo company");

    assert_eq!(count(&app, sql!("select count(*) from users")).await, 12);
    assert_eq!(count(&app, sql!("select count(*) from teams")).await, 3);
    let deals = count(&app, sql!("select count(*) from deals")).await;
    assert!((2_900..=3_100).contains(&deals), "{deals}");
    let companies = count(&app, sql!("select count(*) from companies")).await;
    assert!((800..=1_000).contains(&companies), "{companies}");
    let contacts = count(&app, sql!("select count(*) from contacts")).await;
    assert!((1_200..=1_600).contains(&contacts), "{contacts}");
    let docs = count(&app, sql!("select count(*) from search_docs")).await;
    assert_eq!(docs, deals + companies + contacts);

    // The rows of a deal agree with its history.
    let last_differs = sql!(
        "select count(*) from deals d where not exists (select 1 from stage_changes c where c.deal_id = d.id \
         and c.to_stage_id = d.stage_id and c.to_status = d.status and c.seq = \
         (select l.seq from stage_changes l where l.deal_id = d.id order by l.at desc, l.seq desc limit 1))"
    );
    assert_eq!(count(&app, last_differs).await, 0);
    let changes = count(&app, sql!("select count(*) from stage_changes")).await;
    let told = count(
        &app,
        sql!(
            "select count(*) from events where kind in ('deal.created', 'deal.moved', 'deal.won', 'deal.lost', 'deal.reopened')"
        ),
    )
    .await;
    assert_eq!(told, changes);
    let future = sql!("select count(*) from events where at > $1", app.now());
    assert_eq!(count(&app, future).await, 0);

    // There is work to do today, and some of it is late.
    let late = sql!(
        "select count(*) from tasks where done_at is null and due_at < $1",
        app.now()
    );
    assert!(count(&app, late).await > 5);
    let neglected =
        sql!("select count(*) from deals where status = 'open' and next_step_at is null");
    assert!(count(&app, neglected).await > 5);
    let stages = sql!("select count(distinct stage_id) from deals where status <> 'lost'");
    let all_stages = count(&app, sql!("select count(*) from stages")).await;
    assert_eq!(count(&app, stages).await, all_stages);

    let (status, me) = app
        .stranger()
        .post(
            "/session",
            &serde_json::json!({ "email": "owner@demo.voronka", "password": "demo-voronka" }),
        )
        .await;
    assert_eq!(
        (status, me["workspace"]["name"].as_str()),
        (200, Some("ПромТехСервис"))
    );
}

#[tokio::test]
async fn the_same_day_gives_the_same_company() {
    let mut told = Vec::new();
    for _ in 0..2 {
        let app = TestApp::empty().await;
        app::demo::fill(&app.db).await.expect("a demo company");
        let deals: Vec<(Uuid, String, i64, i64)> = app
            .db
            .reader()
            .tuples(sql!(
                "select id, title, amount, last_activity_at from deals order by id"
            ))
            .await
            .expect("deals");
        told.push(deals);
    }
    assert!(told[0] == told[1]);
}

#[tokio::test]
async fn the_demo_company_is_called() {
    let app = TestApp::demo().await;
    let calls = count(&app, sql!("select count(*) from calls")).await;
    assert!((80..=250).contains(&calls), "{calls}");
    let missed = sql!(
        "select count(*) from calls c join tasks t on t.id = c.task_id \
         where c.direction = 'in' and c.outcome = 'missed' and t.done_at is null"
    );
    assert_eq!(count(&app, missed).await, 3);
    let on_deals = sql!(
        "select count(*) from calls c join activities a on a.id = c.activity_id and a.deal_id = c.deal_id \
         join events e on e.deal_id = c.deal_id and e.kind = 'activity.logged' and e.at = c.ended_at"
    );
    assert!(count(&app, on_deals).await >= calls);
    let future = sql!("select count(*) from calls where ended_at > $1", app.now());
    assert_eq!(count(&app, future).await, 0);
}

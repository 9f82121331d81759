//! Every number of a funnel opens exactly the deals behind it.

use base::{Role, Visibility};
use serde_json::Value;
use testkit::{Client, TestApp};

use super::demo::Demo;
use super::reconcile;

/// Follows the link of a number and compares the list's count and sums with it.
async fn opens(client: &Client, what: &str, number: &Value) {
    let mut query = String::from("/deals?total=true&limit=1");
    for (name, value) in number["link"].as_object().expect("a link") {
        let value = value.as_str().expect("a filter");
        query = format!("{query}&{name}={value}");
    }
    let list = Client::ok(client.get(&query).await);
    assert_eq!(list["total"], number["deals"], "{what}: {query}");
    assert_eq!(list["sums"], number["sums"], "{what}: {query}");
}

async fn check(client: &Client, query: &str) -> Value {
    let funnel = Client::ok(client.get(&format!("/analyze/funnel?{query}")).await);
    reconcile::page(client, &funnel).await;
    for name in ["cohort", "won", "lost", "open"] {
        opens(client, name, &funnel[name]).await;
    }
    for step in funnel["steps"].as_array().expect("steps") {
        for name in ["reached", "standing", "lost"] {
            opens(client, &format!("{} {name}", step["name"]), &step[name]).await;
        }
        for reason in step["reasons"].as_array().expect("reasons") {
            opens(
                client,
                &format!("{} {}", step["name"], reason["name"]),
                &reason["lost"],
            )
            .await;
        }
    }
    funnel
}

fn deals(number: &Value) -> i64 {
    number["deals"].as_i64().expect("a number")
}

#[tokio::test]
async fn every_number_opens_its_deals() {
    let app = TestApp::demo().await;
    let users: Vec<(base::Uuid, String)> = app
        .db
        .reader()
        .tuples(db::sql!("select id, email from users"))
        .await
        .expect("users");
    let user = |name: &str| {
        let email = format!("{name}@demo.voronka");
        users
            .iter()
            .find(|(_, other)| *other == email)
            .expect("a user")
            .0
    };
    let owner = app.client_of(user("owner")).await;
    let pipelines = Client::ok(owner.get("/pipelines").await);
    let pipeline = pipelines["items"][0]["id"]
        .as_str()
        .expect("a pipeline")
        .to_owned();
    let sources = Client::ok(owner.get("/sources").await);
    let source = sources["items"][0]["id"]
        .as_str()
        .expect("a source")
        .to_owned();
    let tags = Client::ok(owner.get("/tags").await);
    let tag = tags["items"][0]["id"].as_str().expect("a tag").to_owned();
    let teams = Client::ok(owner.get("/teams").await);
    let team = teams["items"][0]["id"].as_str().expect("a team").to_owned();

    let whole = check(&owner, &format!("pipeline={pipeline}")).await;
    assert_eq!(whole["by"], "stage");
    assert!(deals(&whole["cohort"]) > 2_900);
    let reached: Vec<i64> = whole["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| deals(&step["reached"]))
        .collect();
    assert!(
        reached.windows(2).all(|pair| pair[0] >= pair[1]),
        "{reached:?}"
    );
    assert_eq!(
        deals(&whole["cohort"]),
        deals(&whole["won"]) + deals(&whole["lost"]) + deals(&whole["open"])
    );

    check(&owner, "").await;
    check(
        &owner,
        &format!("pipeline={pipeline}&by=kind&from=2026-03-01&to=2026-05-31"),
    )
    .await;
    check(
        &owner,
        &format!("pipeline={pipeline}&from=2026-09-01&filter[source]={source},none"),
    )
    .await;
    let filters = format!("filter[team]={team}&filter[tag]={tag}&filter[currency]=RUB,USD");
    check(&owner, &format!("by=kind&{filters}")).await;
    let denis = user("denis");
    let of_denis = check(
        &owner,
        &format!("pipeline={pipeline}&filter[owner]={denis}"),
    )
    .await;

    // Denis sees his own deals only: the same numbers without asking for them.
    let his_own = check(&app.client_of(denis).await, &format!("pipeline={pipeline}")).await;
    assert_eq!(deals(&his_own["cohort"]), deals(&of_denis["cohort"]));
    assert!(deals(&his_own["cohort"]) > 0);
}

#[tokio::test]
async fn other_bases_other_moments_and_comparisons_open_their_deals_too() {
    let demo = Demo::new().await;
    let pipeline = &demo.pipeline;
    let teams = demo.get("/teams").await;
    let mut teams = teams["items"].as_array().expect("teams").iter();
    let team = teams.find(|team| team["name"] == "Продажи: Регионы");
    let team = team.expect("the team")["id"].as_str().expect("an id");
    for query in [
        "basis=entered&from=2026-08-01".to_owned(),
        "as_of=2026-06-30&from=2026-01-01".to_owned(),
        "from=2026-07-01&to=2026-09-30&compare=previous".to_owned(),
        "from=2026-07-01&to=2026-09-30&compare=year_ago&basis=entered".to_owned(),
        format!("from=2026-01-01&compare=segment&against[team]={team}"),
    ] {
        let path = format!("/analyze/funnel?pipeline={pipeline}&{query}");
        let funnel = Client::ok(demo.director.get(&path).await);
        assert!(
            reconcile::page(&demo.director, &funnel).await > 50,
            "{query}"
        );
        let compared = query.contains("compare");
        assert_eq!(funnel["against"].is_object(), compared, "{query}");
        let change = &funnel["steps"][1]["change"];
        assert_eq!(change.is_object(), compared, "{query}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let app = TestApp::new().await;
    let owner = app.owner();
    let (status, problem) = owner.get("/analyze/funnel?by=stage").await;
    assert_eq!(
        (status, &problem["code"]),
        (400, &Value::from("bad_request"))
    );
    let (status, _) = owner.get("/analyze/funnel?from=yesterday").await;
    assert_eq!(status, 400);
    let (status, problem) = owner.get("/analyze/funnel?filter[color]=red").await;
    assert_eq!(
        (status, &problem["code"]),
        (400, &Value::from("unknown_filter"))
    );
    let nowhere = "00000000-0000-7000-8000-000000000000";
    let (status, _) = owner
        .get(&format!("/analyze/funnel?pipeline={nowhere}"))
        .await;
    assert_eq!(status, 404);
    let (status, _) = app.stranger().get("/analyze/funnel").await;
    assert_eq!(status, 401);
    let (_, viewer) = app
        .user("viewer@example.com", Role::Viewer, Visibility::All, None)
        .await;
    let (status, funnel) = viewer.get("/analyze/funnel").await;
    assert_eq!(status, 200);
    assert_eq!(funnel["by"], "kind");
    assert_eq!(funnel["cohort"]["deals"], 0);
}

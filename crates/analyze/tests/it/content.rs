//! What materials go with: leads with and without them.

use base::{Actor, Role, Uuid, Visibility};
use crm::marks::{Kind, Mark, actions};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::reconcile;

/// Makes so many deals, marks them, and a day later wins or loses them.
async fn deals(app: &TestApp, count: usize, marks: &[Kind], win: bool) {
    let owner = app.owner();
    let reasons = Client::ok(owner.get("/lost-reasons").await);
    let mut made = Vec::new();
    for _ in 0..count {
        let deal = Client::ok(owner.post("/deals", &json!({ "title": "Насосы" })).await);
        made.push((
            deal["id"].as_str().expect("an id").to_owned(),
            deal["version"].clone(),
        ));
    }
    app.pass(3_600_000);
    for (id, _) in &made {
        let id: Uuid = id.parse().expect("an id");
        let tx = app.db.begin(Actor::system()).await.expect("a tx");
        for kind in marks {
            let mark = Mark::named(*kind, "case", "Кейс");
            actions::put(&tx, id, &mark, tx.now())
                .await
                .expect("a mark");
        }
        tx.commit().await.expect("a commit");
    }
    app.pass(86_400_000);
    for (id, version) in &made {
        let reason = &reasons["items"][0]["id"];
        let (what, body) = match win {
            true => ("win", json!({ "version": version })),
            false => ("lose", json!({ "version": version, "reason_id": reason })),
        };
        Client::ok(owner.post(&format!("/deals/{id}/{what}"), &body).await);
    }
}

fn shares(outcome: &Value, basis: &str) -> [Value; 5] {
    let of = &outcome[basis];
    let counts = [
        &of["with"]["part"],
        &of["with"]["of"],
        &of["without"]["part"],
        &of["without"]["of"],
    ];
    let [a, b, c, d] = counts.map(Clone::clone);
    [a, b, c, d, of["verdict"].clone()]
}

#[tokio::test]
async fn leads_with_a_material_are_compared_with_those_that_lived_as_long() {
    let app = TestApp::new().await;
    let both = [Kind::ContentSent, Kind::ContentOpened];
    deals(&app, 12, &both, true).await;
    deals(&app, 3, &[Kind::ContentSent], false).await;
    deals(&app, 2, &[], true).await;
    deals(&app, 14, &[], false).await;
    let report = Client::ok(app.owner().get("/analyze/content").await);
    assert_eq!(report["leads"]["value"], 31.0);
    let row = &report["rows"][0];
    assert_eq!(
        (&row["key"], &row["name"]),
        (&json!("case"), &json!("Кейс"))
    );
    assert_eq!(
        (&row["sent"]["value"], &row["opened"]["value"]),
        (&json!(15.0), &json!(12.0))
    );
    let told = |counts: [i64; 4], verdict: &str| {
        let [a, b, c, d] = counts.map(|count| json!(count));
        [a, b, c, d, json!(verdict)]
    };
    for outcome in ["qualified", "won"] {
        assert_eq!(shares(&row[outcome], "sent"), told([12, 15, 2, 16], "more"));
        assert_eq!(
            shares(&row[outcome], "opened"),
            told([12, 12, 2, 16], "more")
        );
        let low = row[outcome]["sent"]["low"].as_f64().expect("a bound");
        let value = row[outcome]["sent"]["difference"]
            .as_f64()
            .expect("a difference");
        assert!(
            low > 0.0 && low < value && (value - 0.675).abs() < 1e-9,
            "{value} {low}"
        );
    }
    assert_eq!(reconcile::page(app.owner(), &report).await, 3);

    // Whoever sees none of these deals is told nothing of them.
    let (_, other) = app
        .user("anna@example.com", Role::Salesperson, Visibility::Own, None)
        .await;
    let none = Client::ok(other.get("/analyze/content").await);
    assert_eq!(
        (&none["leads"]["value"], &none["rows"]),
        (&json!(0.0), &json!([]))
    );
    let before = Client::ok(app.owner().get("/analyze/content?as_of=2026-11-22").await);
    assert_eq!(before["rows"], json!([]));
}

#[tokio::test]
async fn a_few_leads_say_nothing() {
    let app = TestApp::new().await;
    deals(&app, 3, &[Kind::ContentSent], true).await;
    deals(&app, 12, &[], false).await;
    let report = Client::ok(app.owner().get("/analyze/content").await);
    let sent = &report["rows"][0]["won"]["sent"];
    assert_eq!(
        (&sent["with"]["of"], &sent["verdict"]),
        (&json!(3), &json!("too_few"))
    );
}

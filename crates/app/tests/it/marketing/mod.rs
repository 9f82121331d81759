//! Spend of campaigns beside the deals they brought: from an inquiry to what it costs and returns.

mod money;
mod reach;

use serde_json::{Value, json};
use testkit::{Client, TestApp};

fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

async fn campaign(app: &TestApp, name: &str, cost: i64) -> Value {
    let owner = app.owner();
    let channels = Client::ok(owner.get("/channels").await);
    let context = channels["items"]
        .as_array()
        .expect("channels")
        .iter()
        .find(|channel| channel["kind"] == "context")
        .expect("contextual ads");
    let rule = json!({ "source": "yandex", "campaign": name });
    let new = json!({ "name": name, "channel_id": context["id"], "rules": [rule] });
    let made = Client::ok(owner.post("/campaigns", &new).await);
    let days = json!({ "days": [{ "day": "2026-11-20", "cost": cost, "impressions": 1000, "clicks": 50 }] });
    Client::ok(
        owner
            .put(&format!("/campaigns/{}/days", id(&made)), &days)
            .await,
    );
    made
}

/// An inquiry of a campaign; gives its deal.
async fn inquiry(app: &TestApp, campaign: &str, n: usize, amount: i64) -> String {
    let told = json!({
        "name": format!("{campaign} {n}"), "company": format!("Фирма {campaign} {n}"), "amount": amount,
        "url": format!("https://site.ru/?utm_source=yandex&utm_campaign={campaign}"),
    });
    let made = Client::ok(app.owner().post("/inquiries", &told).await);
    made["deal"]["id"].as_str().expect("a deal").to_owned()
}

async fn win(app: &TestApp, deal: &str) {
    let won = app
        .owner()
        .post(&format!("/deals/{deal}/win"), &json!({ "version": 1 }))
        .await;
    Client::ok(won);
}

const PERIOD: &str = "from=2026-11-01&to=2026-11-30";

async fn marketing(app: &TestApp, more: &str) -> Value {
    Client::ok(
        app.owner()
            .get(&format!("/analyze/marketing?{PERIOD}{more}"))
            .await,
    )
}

fn row<'a>(page: &'a Value, name: &str) -> &'a Value {
    let rows = page["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["name"] == name).expect("a row")
}

/// A visit of a page, with the campaign that its tags name.
async fn visit(app: &TestApp, visitor: u128, n: u128, day: &str, url: &str) {
    let recogniser = attract::campaigns::Recogniser::load(app.db.reader())
        .await
        .expect("rules");
    let trace = attract::utm::Trace::of_url(url, None);
    let found = recogniser.recognise(&trace);
    let id = |named: Option<attract::campaigns::recognise::Named>| named.map(|named| named.id);
    let owner = app.owner();
    let sites = Client::ok(owner.get("/sites").await);
    let site = match sites["items"].as_array().and_then(|items| items.first()) {
        Some(site) => site.clone(),
        None => Client::ok(
            owner
                .post("/sites", &json!({ "name": "Сайт", "domains": [] }))
                .await,
        ),
    };
    let row = attract::visits::store::VisitRow {
        id: base::Uuid::from_u128(0xf000 + n),
        site_id: self::id(&site).parse().expect("an id"),
        visitor_id: base::Uuid::from_u128(visitor),
        day: day.to_owned(),
        started_at: app.now().0,
        last_at: app.now().0,
        seconds: 10,
        pages: 1,
        landing: trace.landing.clone(),
        referrer: None,
        trace: serde_json::to_string(&trace).expect("a trace"),
        channel_id: id(found.channel),
        campaign_id: id(found.campaign),
        landing_id: id(found.landing),
        content_id: id(found.content),
    };
    let tx = app.db.begin(base::Actor::system()).await.expect("a tx");
    attract::visits::store::put(tx.conn(), &[row])
        .await
        .expect("written");
    tx.commit().await.expect("a commit");
}

fn value(row: &Value, field: &str) -> Value {
    row[field]["value"].clone()
}

/// Every number of a row is what its explanation says, and the deals behind it add up to it.
async fn explained(app: &TestApp, row: &Value) {
    for (field, counted) in [
        ("leads", true),
        ("qualified", true),
        ("won", true),
        ("revenue", true),
        ("spend", false),
        ("visitors", false),
        ("cost_per_lead", false),
        ("acquisition_cost", false),
        ("romi", false),
        ("romi_expected", false),
        ("win_rate", false),
    ] {
        let address = row[field]["address"].as_str().expect("an address");
        let told = Client::ok(app.owner().get(address).await);
        assert_eq!(told["figure"]["value"], row[field]["value"], "{address}");
        if !counted {
            continue;
        }
        let (path, query) = address.split_once('?').expect("a query");
        let deals = Client::ok(app.owner().get(&format!("{path}/deals?{query}")).await);
        let items = deals["items"].as_array().expect("deals");
        let sum: f64 = items
            .iter()
            .map(|deal| deal["value"].as_f64().unwrap_or(1.0))
            .sum();
        let value = row[field]["value"].as_f64().expect("a number");
        assert!((sum - value).abs() < 1e-6, "{address}: {sum} of {value}");
    }
}

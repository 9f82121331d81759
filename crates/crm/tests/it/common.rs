//! What the tests of several entities need.

use base::{Actor, Uuid};
use db::sql;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

/// Adds a company of this name and gives it whole.
pub async fn company(client: &Client, name: &str) -> Value {
    Client::ok(client.post("/companies", &json!({ "name": name })).await)
}

/// Adds a contact of this last name and gives it whole.
pub async fn contact(client: &Client, last_name: &str) -> Value {
    Client::ok(
        client
            .post("/contacts", &json!({ "last_name": last_name }))
            .await,
    )
}

/// Adds a deal of this title and gives it whole.
pub async fn deal(client: &Client, title: &str) -> Value {
    Client::ok(client.post("/deals", &json!({ "title": title })).await)
}

pub fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

/// The values of one field of every item.
pub fn each<'a>(page: &'a Value, field: &str) -> Vec<&'a str> {
    page["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item[field].as_str().unwrap_or_default())
        .collect()
}

/// The codes of the wrong fields of a refusal.
pub fn wrong(problem: &Value) -> Vec<(&str, &str)> {
    problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| {
            (
                error["field"].as_str().unwrap_or_default(),
                error["code"].as_str().unwrap_or_default(),
            )
        })
        .collect()
}

/// Reads a list page by page and gives one field of all its items.
pub async fn read_through(client: &Client, path: &str, field: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let more = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        let page = Client::ok(client.get(&format!("{path}{more}")).await);
        all.extend(each(&page, field).into_iter().map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return all,
        }
    }
}

/// Puts an open deal of a company into the database, past the rules of deals, which have tests of their own.
pub async fn bare_deal(app: &TestApp, company: &Value, owner: Option<Uuid>) -> Uuid {
    let tx = app.db.begin(Actor::system()).await.expect("a transaction");
    let (pipeline, stage, deal) = (tx.new_id(), tx.new_id(), tx.new_id());
    let company: Uuid = id(company).parse().expect("an id");
    let statements = [
        sql!(
            "insert into pipelines (id, name, position, archived, created_at, version) values ($1, 'П', 9, $2, 0, 1)",
            pipeline,
            false
        ),
        sql!(
            "insert into stages (id, pipeline_id, name, kind, position, color, goal, checklist, required_fields, \
             archived, created_at, version) values ($1, $2, 'Э', 'attract', 0, '', '', '[]', '[]', $3, 0, 1)",
            stage,
            pipeline,
            false
        ),
        sql!(
            "insert into deals (id, title, folded, amount, currency, company_id, owner_id, pipeline_id, stage_id, \
             status, stage_entered_at, reached_stage_id, reached_kind, last_activity_at, created_at, updated_at, \
             version) values ($1, 'Сделка', 'сделка', 0, 'RUB', $2, $3, $4, $5, 'open', 0, $5, 0, 0, 0, 0, 1)",
            deal,
            company,
            owner,
            pipeline,
            stage
        ),
    ];
    for statement in statements {
        tx.conn().execute(statement).await.expect("a row");
    }
    tx.commit().await.expect("a commit");
    deal
}

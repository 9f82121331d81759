//! The server is killed at any moment, many times: what it confirmed is there, and nothing is half-made.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base::{Clock, Ids};
use db::{Db, Location, sql};
use serde_json::{Value, json};
use testkit::Home;

/// A server in its own process, killed without warning when dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(home: &Home) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_voronka"));
        command
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        match home.location() {
            Location::File(path) => command
                .env_remove("DATABASE_URL")
                .arg("--data")
                .arg(path.parent().expect("a folder")),
            Location::Url(url) => command.env("DATABASE_URL", url),
        };
        let mut process = command.spawn().expect("the server's process");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("its first line");
        let url = line
            .trim()
            .strip_prefix("Voronka: ")
            .expect("its address")
            .to_owned();
        Self { process, url }
    }

    /// SIGKILL: no handler runs, no buffer is written.
    fn kill(mut self) {
        self.process.kill().expect("a kill");
        self.process.wait().expect("its end");
    }
}

async fn post(
    http: &reqwest::Client,
    url: &str,
    token: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    let answer = http
        .post(url)
        .bearer_auth(token)
        .json(body)
        .send()
        .await
        .ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.json().await.ok()?))
}

async fn company(home: &Home) -> (String, Vec<Value>, Vec<String>) {
    let server = Server::start(home);
    let http = reqwest::Client::builder()
        .cookie_store(true)
        .build()
        .expect("a client");
    let api = format!("{}/api/v1", server.url);
    let form = json!({ "workspace_name": "К", "name": "В", "email": "o@example.com",
        "password": "test-password", "lang": "ru" });
    http.post(format!("{api}/setup"))
        .json(&form)
        .send()
        .await
        .expect("a company");
    let new =
        json!({ "name": "t", "scopes": ["deals.read", "deals.write", "import.run", "jobs.read"] });
    let made: Value = http
        .post(format!("{api}/tokens"))
        .json(&new)
        .send()
        .await
        .expect("a token")
        .json()
        .await
        .expect("its text");
    let token = made["token"].as_str().expect("a token").to_owned();
    let pipelines: Value = http
        .get(format!("{api}/pipelines"))
        .send()
        .await
        .expect("pipelines")
        .json()
        .await
        .expect("json");
    let stages = pipelines["items"][0]["stages"]
        .as_array()
        .expect("stages")
        .clone();
    let mut deals = Vec::new();
    for n in 0..8 {
        let (status, deal) = post(
            &http,
            &format!("{api}/deals"),
            &token,
            &json!({ "title": format!("Сделка {n}") }),
        )
        .await
        .expect("a deal");
        assert_eq!(status, 201, "{deal}");
        deals.push(deal["id"].as_str().expect("an id").to_owned());
    }
    server.kill();
    (token, stages, deals)
}

/// Moves deals from stage to stage as fast as it can until the server is gone;
/// the last version of each deal that the server confirmed.
async fn move_until_cut(
    count: Arc<AtomicUsize>,
    url: String,
    token: String,
    stages: Vec<String>,
    deals: Vec<String>,
) -> HashMap<String, i64> {
    let http = reqwest::Client::new();
    let mut confirmed = HashMap::new();
    let mut versions: HashMap<String, i64> = HashMap::new();
    for turn in 0.. {
        for deal in &deals {
            let version = versions.get(deal).copied().unwrap_or(0);
            let body = json!({ "stage_id": stages[turn % stages.len()], "version": version });
            let sent = post(
                &http,
                &format!("{url}/api/v1/deals/{deal}/move"),
                &token,
                &body,
            )
            .await;
            let Some((status, answer)) = sent else {
                return confirmed;
            };
            match status {
                200 => {
                    let version = answer["version"].as_i64().expect("a version");
                    versions.insert(deal.clone(), version);
                    confirmed.insert(deal.clone(), version);
                    count.fetch_add(1, Ordering::SeqCst);
                }
                409 => {
                    versions.insert(
                        deal.clone(),
                        answer["current_version"].as_i64().unwrap_or(version),
                    );
                }
                _ => panic!("{status} {answer}"),
            }
        }
    }
    confirmed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmed_move_survives_a_kill_and_none_is_half_made() {
    let home = Home::new().await;
    let (token, stages, deals) = company(&home).await;
    // Two stages of open deals: a deal goes to and fro between them.
    let stages: Vec<String> = stages[..2]
        .iter()
        .map(|stage| stage["id"].as_str().expect("an id").to_owned())
        .collect();
    let mut confirmed: HashMap<String, i64> = HashMap::new();
    for round in 0..10 {
        let server = Server::start(&home);
        let count = Arc::new(AtomicUsize::new(0));
        let movers: Vec<_> = deals
            .chunks(2)
            .map(|part| {
                tokio::spawn(move_until_cut(
                    count.clone(),
                    server.url.clone(),
                    token.clone(),
                    stages.clone(),
                    part.to_vec(),
                ))
            })
            .collect();
        // The kill comes amid the work, wherever it happens to be.
        while count.load(Ordering::SeqCst) < 20 + 7 * round {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.kill();
        for mover in movers {
            confirmed.extend(mover.await.expect("a mover"));
        }
    }
    assert_eq!(
        confirmed.len(),
        deals.len(),
        "every deal was moved at least once"
    );

    let db = Db::open(&home.location(), Clock::System, Ids::Random)
        .await
        .expect("the database");
    for (deal, version) in confirmed {
        let id: base::Uuid = deal.parse().expect("an id");
        let (now, stage): (i64, base::Uuid) = db
            .reader()
            .tuple(sql!(
                "select version, stage_id from deals where id = $1",
                id
            ))
            .await
            .expect("an answer")
            .expect("the deal");
        assert!(
            now >= version,
            "deal {deal} lost a confirmed move: {now} < {version}"
        );
        let changes: Vec<base::Uuid> = db
            .reader()
            .scalars(sql!(
                "select to_stage_id from stage_changes where deal_id = $1 order by seq",
                id
            ))
            .await
            .expect("its history");
        let moves: i64 = db
            .reader()
            .scalar(sql!(
                "select count(*) from events where deal_id = $1 and kind = 'deal.moved'",
                id
            ))
            .await
            .expect("an answer")
            .unwrap_or(0);
        // One version, one stage change and one event a move: together or not at all.
        assert_eq!(changes.len() as i64, now, "deal {deal}");
        assert_eq!(moves, now - 1, "deal {deal}");
        assert_eq!(changes.last(), Some(&stage), "deal {deal}");
    }
    let apart: Option<i64> = db
        .reader()
        .scalar(sql!(
            "select count(*) from (select stage_id, status, count(*) as deals from deals group by stage_id, status) d \
             join (select stage_id, status, cast(sum(deals) as bigint) as deals from deal_totals group by stage_id, status) t \
             on t.stage_id = d.stage_id and t.status = d.status where t.deals <> d.deals"
        ))
        .await
        .expect("an answer");
    assert_eq!(apart, Some(0), "the totals agree with the deals");
    db.close().await;
}

const ROWS: usize = 6000;

fn deals_file() -> String {
    use std::fmt::Write as _;
    let mut file = String::from("Внешний ID;Название;Компания;Бюджет;Дата создания\n");
    for n in 0..ROWS {
        let _ = writeln!(
            file,
            "k-{n};Сделка {n};ООО «Завод {}»;{n},50 ₽;01.02.2026 10:00",
            n % 500
        );
    }
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_import_goes_on_and_takes_every_row_once() {
    let home = Home::new().await;
    let (token, _, _) = company(&home).await;
    let server = Server::start(&home);
    let http = reqwest::Client::new();
    let api = format!("{}/api/v1", server.url);
    let file = reqwest::multipart::Part::text(deals_file()).file_name("deals.csv");
    let form = reqwest::multipart::Form::new()
        .text("entity", "deals")
        .part("file", file);
    let sent = http
        .post(format!("{api}/imports"))
        .bearer_auth(&token)
        .multipart(form)
        .send()
        .await;
    let import: Value = sent.expect("an upload").json().await.expect("json");
    let id = import["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{import}"))
        .to_owned();
    let (status, body) = post(
        &http,
        &format!("{api}/imports/{id}/run"),
        &token,
        &json!({}),
    )
    .await
    .expect("a run");
    assert_eq!(status, 200, "{body}");
    server.kill();

    let mut kills = 0;
    let state = loop {
        let server = Server::start(&home);
        let url = format!("{}/api/v1/imports/{id}", server.url);
        let mut begun: Option<i64> = None;
        // Once some more rows are in, the server is killed again, three times in all.
        let ended = loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let answer = http
                .get(&url)
                .bearer_auth(&token)
                .send()
                .await
                .expect("an answer");
            let now: Value = answer.json().await.expect("json");
            let done = now["job"]["done"].as_i64().unwrap_or(0);
            match now["state"].as_str() {
                Some("running") if kills < 3 && done > *begun.get_or_insert(done) => break None,
                Some("running") => {}
                other => break other.map(str::to_owned),
            }
        };
        server.kill();
        match ended {
            None => kills += 1,
            Some(state) => break state,
        }
    };
    assert_eq!(state, "done");
    assert!(kills > 0, "it was killed at least once amid the work");

    let db = Db::open(&home.location(), Clock::System, Ids::Random)
        .await
        .expect("the database");
    let count = async |query: db::Query| -> i64 {
        db.reader()
            .scalar(query)
            .await
            .expect("an answer")
            .unwrap_or(-1)
    };
    let rows = ROWS as i64;
    assert_eq!(
        count(sql!(
            "select count(*) from deals where external_id is not null"
        ))
        .await,
        rows
    );
    assert_eq!(
        count(sql!("select count(distinct external_id) from deals")).await,
        rows
    );
    assert_eq!(count(sql!("select count(*) from companies")).await, 500);
    let changes = sql!(
        "select count(*) from stage_changes c join deals d on d.id = c.deal_id where d.external_id is not null"
    );
    assert_eq!(count(changes).await, rows);
    let told = sql!(
        "select count(*) from events where kind in ('deal.imported', 'deal.created') and import_id is not null"
    );
    assert_eq!(count(told).await, rows);
    db.close().await;
}

//! What is measured: the requests that people's work makes.

use anyhow::{Context, ensure};
use base::Uuid;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::chance::Dice;
use crate::world::World;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Board,
    BoardOfOne,
    ListByStage,
    ListByOwner,
    ListTotal,
    LatePage,
    DealAndTimeline,
    Create,
    Move,
    FunnelAll,
    FunnelQuarter,
    FunnelOfOne,
    WeakPoints,
    Forecast,
    SearchRare,
    SearchCommon,
}

pub const ALL: &[Operation] = &[
    Operation::Board,
    Operation::BoardOfOne,
    Operation::ListByStage,
    Operation::ListByOwner,
    Operation::ListTotal,
    Operation::LatePage,
    Operation::DealAndTimeline,
    Operation::Create,
    Operation::Move,
    Operation::FunnelAll,
    Operation::FunnelQuarter,
    Operation::FunnelOfOne,
    Operation::WeakPoints,
    Operation::Forecast,
    Operation::SearchRare,
    Operation::SearchCommon,
];

impl Operation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Board => "board, first page with totals",
            Self::BoardOfOne => "board of one owner",
            Self::ListByStage => "list: one stage, by amount, 50 rows",
            Self::ListByOwner => "list: one owner, open, newest, 50 rows",
            Self::ListTotal => "list: one owner, open, with total and sums",
            Self::LatePage => "list: page 200 and later, by cursor",
            Self::DealAndTimeline => "a deal, then its timeline (2 requests)",
            Self::Create => "create a deal",
            Self::Move => "move a deal",
            Self::FunnelAll => "funnel with expected conversions, all time",
            Self::FunnelQuarter => "the same, last quarter",
            Self::FunnelOfOne => "the same, one owner",
            Self::WeakPoints => "weak points, last year",
            Self::Forecast => "forecast of the quarter by team, 10 000 futures",
            Self::SearchRare => "search, rare part of a name",
            Self::SearchCommon => "search, common part of a name",
        }
    }

    /// Numbers are counted from the history in memory, which the first of them reads whole; nothing else
    /// may read a whole table.
    pub fn may_scan(self) -> bool {
        matches!(
            self,
            Self::FunnelAll
                | Self::FunnelQuarter
                | Self::FunnelOfOne
                | Self::WeakPoints
                | Self::Forecast
        )
    }
}

/// One caller with what it remembers between requests.
#[derive(Debug)]
pub struct Caller<'a> {
    http: Client,
    address: &'a str,
    world: &'a World,
    dice: Dice,
    /// Pages behind the two hundredth.
    late: Vec<String>,
    /// Deals of its own to move, with their versions; the stage they stand on.
    own: Vec<(Uuid, i64, usize)>,
    number: usize,
}

const PAGES_TO_WALK: usize = 200;
const LATE_PAGES: usize = 20;

impl<'a> Caller<'a> {
    /// The caller `number` of `of`; prepares what its operation needs.
    pub async fn new(
        address: &'a str,
        world: &'a World,
        operation: Operation,
        (number, of): (usize, usize),
    ) -> anyhow::Result<Self> {
        let mut caller = Self {
            http: Client::new(),
            address,
            world,
            dice: Dice::new(100 + number as u64),
            late: Vec::new(),
            own: Vec::new(),
            number,
        };
        match operation {
            Operation::LatePage => caller.walk().await?,
            Operation::Move => {
                let own = world.open_deals.iter().skip(number).step_by(of).take(200);
                for id in own {
                    let deal = caller.get(&format!("/deals/{id}")).await?;
                    let version = deal["version"].as_i64().context("a version")?;
                    if deal["status"] == "open" {
                        let stands = world
                            .stages
                            .iter()
                            .position(|stage| deal["stage_id"] == stage.to_string());
                        caller.own.push((*id, version, stands.context("a stage")?));
                    }
                }
                ensure!(!caller.own.is_empty(), "no open deals to move");
            }
            _ => {}
        }
        Ok(caller)
    }

    async fn walk(&mut self) -> anyhow::Result<()> {
        let mut cursor = String::new();
        for page in 0..PAGES_TO_WALK + LATE_PAGES {
            let found = self
                .get(&format!("/deals?sort=-created_at&limit=50{cursor}"))
                .await?;
            let Some(next) = found["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
            if page >= PAGES_TO_WALK {
                self.late.push(next.to_owned());
            }
        }
        ensure!(
            !self.late.is_empty(),
            "too few deals for {PAGES_TO_WALK} pages"
        );
        Ok(())
    }

    async fn answer(&self, request: RequestBuilder) -> anyhow::Result<Vec<u8>> {
        let response = request.bearer_auth(&self.world.token).send().await?;
        let status = response.status();
        let body = response.bytes().await?;
        ensure!(
            status.is_success(),
            "{status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(body.into())
    }

    /// Reads the answer and leaves it unread: what a caller makes of it is not the server's time.
    async fn fetch(&self, path: &str) -> anyhow::Result<()> {
        let url = format!("{}/api/v1{path}", self.address);
        self.answer(self.http.get(url)).await?;
        Ok(())
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let url = format!("{}/api/v1{path}", self.address);
        Ok(serde_json::from_slice(
            &self.answer(self.http.get(url)).await?,
        )?)
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let url = format!("{}/api/v1{path}", self.address);
        Ok(serde_json::from_slice(
            &self.answer(self.http.post(url).json(body)).await?,
        )?)
    }

    /// A day behind all deals.
    fn later(&mut self) -> chrono::NaiveDate {
        let days = 400 + self.dice.below(100_000) as i64;
        base::Time(self.world.now.0 + days * base::time::DAY_MS).day(chrono_tz::Europe::Moscow)
    }

    /// A day in the next year.
    fn soon(&mut self) -> chrono::NaiveDate {
        let days = 60 + self.dice.below(60) as i64;
        base::Time(self.world.now.0 + days * base::time::DAY_MS).day(chrono_tz::Europe::Moscow)
    }

    /// Does the operation once.
    pub async fn run(&mut self, operation: Operation) -> anyhow::Result<()> {
        let world = self.world;
        let pipeline = world.pipeline;
        let owner = *self.dice.pick(&world.owners);
        match operation {
            Operation::Board => {
                self.fetch(&format!("/board?pipeline={pipeline}&limit=30"))
                    .await?;
            }
            Operation::BoardOfOne => {
                self.fetch(&format!(
                    "/board?pipeline={pipeline}&limit=30&filter[owner]={owner}"
                ))
                .await?;
            }
            Operation::ListByStage => {
                let stage = self.dice.pick(&world.stages[1..5]);
                self.fetch(&format!(
                    "/deals?filter[stage]={stage}&sort=-amount&limit=50"
                ))
                .await?;
            }
            Operation::ListByOwner => {
                self.fetch(&format!(
                    "/deals?filter[owner]={owner}&filter[status]=open&sort=-created_at&limit=50"
                ))
                .await?;
            }
            Operation::ListTotal => {
                let filters = format!("filter[owner]={owner}&filter[status]=open");
                self.fetch(&format!(
                    "/deals?{filters}&sort=-created_at&limit=50&total=true"
                ))
                .await?;
            }
            Operation::LatePage => {
                let cursor = self.dice.pick(&self.late).clone();
                self.fetch(&format!("/deals?sort=-created_at&limit=50&cursor={cursor}"))
                    .await?;
            }
            Operation::DealAndTimeline => {
                let id = self.dice.pick(&world.some_deals);
                self.fetch(&format!("/deals/{id}")).await?;
                self.fetch(&format!("/deals/{id}/timeline")).await?;
            }
            Operation::Create => {
                self.number += 1;
                let title = format!("Новая сделка {}", self.number);
                let value = json!({ "amount": 12_345_600, "currency": "RUB" });
                self.post(
                    "/deals",
                    &json!({ "title": title, "value": value, "pipeline_id": pipeline }),
                )
                .await?;
            }
            Operation::Move => {
                let index = self.dice.below(self.own.len());
                let (id, version, stands) = self.own[index];
                // To and fro among the stages before the purchase.
                let to = if stands == 1 { 2 } else { 1 };
                let order = json!({ "stage_id": world.stages[to], "version": version });
                let deal = self.post(&format!("/deals/{id}/move"), &order).await?;
                self.own[index] = (id, deal["version"].as_i64().context("a version")?, to);
            }
            // An answer is kept until the data change: each time another last day is asked for.
            Operation::FunnelAll => {
                let to = self.later();
                self.fetch(&format!("/analyze/funnel?pipeline={pipeline}&to={to}"))
                    .await?;
            }
            Operation::FunnelQuarter => {
                let (from, to) = (quarter_ago(world), self.later());
                self.fetch(&format!(
                    "/analyze/funnel?pipeline={pipeline}&from={from}&to={to}"
                ))
                .await?;
            }
            Operation::FunnelOfOne => {
                let to = self.later();
                self.fetch(&format!(
                    "/analyze/funnel?pipeline={pipeline}&to={to}&filter[owner]={owner}"
                ))
                .await?;
            }
            Operation::WeakPoints => {
                let to = self.later();
                self.fetch(&format!("/analyze/weak-points?pipeline={pipeline}&to={to}"))
                    .await?;
            }
            Operation::Forecast => {
                let (from, to) = (quarter_ago(world), self.soon());
                self.fetch(&format!(
                    "/analyze/forecast?pipeline={pipeline}&period=custom&from={from}&to={to}&group=team"
                ))
                .await?;
            }
            Operation::SearchRare => {
                // A number in a title: one deal, or ten.
                let number = self.dice.below(world.deals);
                self.fetch(&format!("/search?q=станция {number}&limit=20"))
                    .await?;
            }
            Operation::SearchCommon => {
                let part = ["насос", "машин", "прогресс", "контракт"][self.dice.below(4)];
                self.fetch(&format!("/search?q={part}&limit=20")).await?;
            }
        }
        Ok(())
    }
}

/// The day ninety days ago.
pub fn quarter_ago(world: &World) -> chrono::NaiveDate {
    base::Time(world.now.0 - 90 * base::time::DAY_MS).day(chrono_tz::Europe::Moscow)
}

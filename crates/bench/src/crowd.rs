//! A busy site beside people at work: visits and forms of the site come in at a steady pace while eight
//! salespeople look at their boards.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use base::{Clock, Ids};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::measure::Measured;
use crate::operations::{Caller, Operation};
use crate::server::Server;
use crate::world::World;

/// People who look at the board, and how long they look before they do it again.
const SALESPEOPLE: usize = 8;
const LOOK: Duration = Duration::from_millis(500);
/// Hits and forms a second that come in beside them.
pub const PACES: [(u64, u64); 3] = [(200, 1), (1_000, 5), (2_000, 10)];
/// Connections the hits come through.
const CONNECTIONS: u64 = 20;
const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";

/// What the salespeople waited while so much came in.
#[derive(Debug)]
pub struct Beside {
    /// Hits and forms a second that were answered; none while the site is quiet.
    pub hits: f64,
    pub forms: f64,
    pub board: Measured,
}

/// A site and a form to send to.
#[derive(Debug, Clone)]
struct Site {
    address: String,
    key: String,
    slug: String,
}

async fn answer(request: RequestBuilder) -> anyhow::Result<Value> {
    let response = request.send().await?;
    let status = response.status();
    let text = response.text().await?;
    ensure!(status.is_success(), "{status}: {text}");
    Ok(serde_json::from_str(&text)?)
}

impl Site {
    async fn new(server: &Server, world: &World) -> anyhow::Result<Self> {
        let http = Client::new();
        let post = |path: &str, body: &Value| {
            let url = format!("{}/api/v1{path}", server.address);
            http.post(url).bearer_auth(&world.token).json(body)
        };
        let site = answer(post("/sites", &json!({ "name": "Сайт" }))).await?;
        let slug = format!("bench-{}", world.now.0);
        let field = |key: &str, kind: &str| json!({ "key": key, "label": key, "kind": kind, "to": key, "required": true });
        let design = json!({
            "title": "Заявка", "thanks": "Спасибо",
            "fields": [field("name", "text"), field("phone", "phone")],
        });
        let form = json!({ "name": "Заявка", "slug": slug, "design": design });
        answer(post("/forms", &form)).await?;
        Ok(Self {
            address: server.address.clone(),
            key: site["key"].as_str().context("a key")?.to_owned(),
            slug,
        })
    }

    /// A page that somebody opens.
    async fn hit(&self, http: &Client) -> anyhow::Result<()> {
        let id = || Ids::Random.next(Clock::System.now());
        let body = json!({
            "k": self.key, "v": id(), "s": id(), "p": true,
            "u": "https://site.ru/promo?utm_source=yandex&utm_medium=cpc", "r": "https://yandex.ru/",
        });
        let request = http.post(format!("{}/v", self.address));
        let sent = request.header("user-agent", BROWSER).body(body.to_string());
        sent.send().await?.error_for_status()?;
        Ok(())
    }

    /// A form that somebody opens and sends, each from an address of their own.
    async fn form(&self, http: &Client, number: u64) -> anyhow::Result<()> {
        let url = format!("{}/f/{}", self.address, self.slug);
        let page = http.get(&url).header("user-agent", BROWSER);
        let page = page.send().await?.error_for_status()?.text().await?;
        let stamp = page.split("name=\"_t\" value=\"").nth(1);
        let stamp = stamp.and_then(|part| part.split('"').next());
        // Nobody is quicker.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let address = format!(
            "10.{}.{}.{}",
            number >> 16 & 255,
            number >> 8 & 255,
            number & 255
        );
        let phone = format!("%2B7912{:07}", number % 10_000_000);
        let body = format!("name=Client&phone={phone}&_t={}", stamp.context("a stamp")?);
        let request = http.post(&url).header("user-agent", BROWSER);
        let request = request.header("x-forwarded-for", address);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let thanks = request.body(body).send().await?.error_for_status()?;
        ensure!(
            thanks.text().await?.contains("Спасибо"),
            "a form was not taken"
        );
        Ok(())
    }
}

/// Lets the salespeople work for `duration`: alone, then beside each pace of the site.
pub async fn measure(
    server: &Server,
    world: &World,
    duration: Duration,
) -> anyhow::Result<Vec<Beside>> {
    let site = Site::new(server, world).await?;
    let mut all = Vec::new();
    for (hits, forms) in [(0, 0)].into_iter().chain(PACES) {
        let mut crowd = Crowd::start(&site, hits, forms)?;
        // The first forms are on their way.
        tokio::time::sleep(Duration::from_secs(4)).await;
        crowd.count_anew();
        let board = work(server, world, duration).await?;
        all.push(crowd.stop(board)?);
    }
    Ok(all)
}

/// Eight people, each of whom looks at the board and reads it.
async fn work(server: &Server, world: &World, duration: Duration) -> anyhow::Result<Measured> {
    let start = Instant::now();
    let mut people = tokio::task::JoinSet::new();
    let (address, world) = (server.address.clone(), Arc::new(world.clone()));
    for number in 0..SALESPEOPLE {
        let (address, world) = (address.clone(), world.clone());
        people.spawn(async move {
            let who = (number, SALESPEOPLE);
            let mut caller = Caller::new(&address, &world, Operation::Board, who).await?;
            // Not all in the same moment.
            tokio::time::sleep(LOOK * number as u32 / SALESPEOPLE as u32).await;
            let mut times = Vec::new();
            while start.elapsed() < duration {
                let asked = Instant::now();
                caller.run(Operation::Board).await?;
                times.push(asked.elapsed());
                tokio::time::sleep(LOOK).await;
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(one) = people.join_next().await {
        times.extend(one??);
    }
    Ok(Measured::of(times, start.elapsed()))
}

/// The site's visitors, in a thread of their own: their work must not delay the measuring.
#[derive(Debug)]
struct Crowd {
    ended: Arc<AtomicBool>,
    hits: Arc<AtomicU64>,
    forms: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<anyhow::Result<()>>,
    /// Since when they are counted.
    since: Instant,
}

impl Crowd {
    fn start(site: &Site, hits: u64, forms: u64) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let ended = Arc::new(AtomicBool::new(false));
        let (hit_count, form_count) = (Arc::default(), Arc::default());
        let thread = std::thread::spawn({
            let (site, ended) = (site.clone(), ended.clone());
            let counts = (Arc::clone(&hit_count), Arc::clone(&form_count));
            move || runtime.block_on(come(&site, (hits, forms), &counts, &ended))
        });
        Ok(Self {
            ended,
            hits: hit_count,
            forms: form_count,
            thread,
            since: Instant::now(),
        })
    }

    fn count_anew(&mut self) {
        self.since = Instant::now();
        self.hits.store(0, Ordering::Relaxed);
        self.forms.store(0, Ordering::Relaxed);
    }

    fn stop(self, board: Measured) -> anyhow::Result<Beside> {
        let seconds = self.since.elapsed().as_secs_f64();
        let a_second = |count: &AtomicU64| count.load(Ordering::Relaxed) as f64 / seconds;
        let (hits, forms) = (a_second(&self.hits), a_second(&self.forms));
        self.ended.store(true, Ordering::Relaxed);
        match self.thread.join() {
            Ok(done) => done?,
            Err(_) => anyhow::bail!("the visitors panicked"),
        }
        Ok(Beside { hits, forms, board })
    }
}

/// Sends at a steady pace until it is ended.
async fn come(
    site: &Site,
    (hits, forms): (u64, u64),
    counts: &(Arc<AtomicU64>, Arc<AtomicU64>),
    ended: &AtomicBool,
) -> anyhow::Result<()> {
    let http = Client::new();
    let mut all = tokio::task::JoinSet::new();
    let mut clock =
        tokio::time::interval(Duration::from_millis(1_000 * CONNECTIONS / hits.max(20)));
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let mut ticks = 0_u64;
    let mut sent = 0_u64;
    let ticks_a_form = (hits / CONNECTIONS).checked_div(forms);
    while !ended.load(Ordering::Relaxed) {
        clock.tick().await;
        ticks += 1;
        for _ in 0..CONNECTIONS.min(hits) {
            let (site, http, count) = (site.clone(), http.clone(), counts.0.clone());
            all.spawn(async move {
                site.hit(&http).await?;
                count.fetch_add(1, Ordering::Relaxed);
                anyhow::Ok(())
            });
        }
        if ticks_a_form.is_some_and(|each| ticks.is_multiple_of(each)) {
            sent += 1;
            let (site, http, count) = (site.clone(), http.clone(), counts.1.clone());
            let number = sent + u64::from(std::process::id()) * 1_000;
            all.spawn(async move {
                site.form(&http, number).await?;
                count.fetch_add(1, Ordering::Relaxed);
                anyhow::Ok(())
            });
        }
        while let Some(done) = all.try_join_next() {
            done??;
        }
    }
    while let Some(done) = all.join_next().await {
        done??;
    }
    Ok(())
}

//! The collector: hits are gathered for a moment and written together, so that thousands a second cost a few
//! transactions. A hit is confirmed when its transaction is committed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base::{Actor, Problem, Result, Text, Time, Uuid};
use db::Db;
use tokio::sync::{mpsc, oneshot};

use super::model::{Hit, belongs, gathered};
use super::store::{self, SiteRow, VisitRow};
use crate::campaigns::Recogniser;
use crate::campaigns::recognise::Named;
use crate::utm::Trace;

/// Hits that wait to be written; beyond that the browser is asked to come later.
const MOST_WAITING: usize = 20_000;
/// Hits that are written together.
const AT_ONCE: usize = 2_000;
/// How long hits are gathered.
const GATHER: Duration = Duration::from_millis(100);
/// How long sites and rules are remembered.
const REMEMBER_MS: i64 = 30_000;

/// Takes hits in. Cheap to clone; each process has one.
#[derive(Debug, Clone, Default)]
pub struct Collector(Arc<Mutex<Option<mpsc::Sender<Waiting>>>>);

#[derive(Debug)]
struct Waiting {
    hit: Hit,
    at: Time,
    written: oneshot::Sender<bool>,
}

impl Collector {
    /// Takes a hit in and comes back when it is committed.
    ///
    /// # Errors
    /// `busy` when too many wait, or the database refused: the browser may send it again.
    pub async fn take(&self, db: &Db, hit: Hit) -> Result<()> {
        let (written, told) = oneshot::channel();
        let waiting = Waiting {
            hit,
            at: db.clock.now(),
            written,
        };
        let sent = self.sender(db).try_send(waiting).is_ok();
        match sent && told.await.unwrap_or(false) {
            true => Ok(()),
            false => Err(busy()),
        }
    }

    /// The way to the writer, which is started with the first hit.
    fn sender(&self, db: &Db) -> mpsc::Sender<Waiting> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref().filter(|sender| !sender.is_closed()) {
            Some(sender) => sender.clone(),
            None => {
                let (sender, hits) = mpsc::channel(MOST_WAITING);
                tokio::spawn(write_on(db.clone(), hits));
                *kept = Some(sender.clone());
                sender
            }
        }
    }
}

fn busy() -> Problem {
    Problem::new(
        503,
        "busy",
        Text::fixed("Повторите позже", "Try again later"),
    )
}

async fn write_on(db: Db, mut hits: mpsc::Receiver<Waiting>) {
    let mut known = Known::default();
    let mut waiting = Vec::new();
    while hits.recv_many(&mut waiting, AT_ONCE).await > 0 {
        if waiting.len() < AT_ONCE {
            tokio::time::sleep(GATHER).await;
            let room = AT_ONCE - waiting.len();
            for _ in 0..room {
                match hits.try_recv() {
                    Ok(one) => waiting.push(one),
                    Err(_) => break,
                }
            }
        }
        let (all, told): (Vec<_>, Vec<_>) = waiting
            .drain(..)
            .map(|one| ((one.hit, one.at), one.written))
            .unzip();
        let written = match write(&db, &mut known, all).await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!("hits could not be written: {error}");
                false
            }
        };
        for one in told {
            let _ = one.send(written);
        }
    }
}

/// Sites and rules, remembered for a while.
#[derive(Debug, Default)]
struct Known {
    until: i64,
    sites: HashMap<String, SiteRow>,
    recogniser: Option<Recogniser>,
    zone: chrono_tz::Tz,
}

impl Known {
    async fn refresh(&mut self, db: &Db) -> Result<()> {
        let now = db.clock.now().0;
        if now < self.until && self.recogniser.is_some() {
            return Ok(());
        }
        self.read_sites(db).await?;
        let conn = db.reader();
        self.recogniser = Some(Recogniser::load(conn).await?);
        self.zone = api::Workspace::load(conn).await?.time_zone;
        self.until = now + REMEMBER_MS;
        Ok(())
    }

    async fn read_sites(&mut self, db: &Db) -> Result<()> {
        self.sites = store::sites(db.reader())
            .await?
            .into_iter()
            .filter(|site| !site.archived)
            .map(|site| (site.key.clone(), site))
            .collect();
        Ok(())
    }
}

/// Writes hits in one transaction. Those of no site of ours are dropped.
async fn write(db: &Db, known: &mut Known, hits: Vec<(Hit, Time)>) -> Result<()> {
    known.refresh(db).await?;
    let unknown = |hit: &Hit| !known.sites.contains_key(&hit.site);
    if hits.iter().any(|(hit, _)| unknown(hit)) {
        // A site that was just added counts from its first visit.
        known.read_sites(db).await?;
    }
    let Some(recogniser) = &known.recogniser else {
        return Ok(());
    };
    let id = |named: Option<Named>| named.map(|named| named.id);
    let rows: Vec<VisitRow> = gathered(hits)
        .into_iter()
        .filter_map(|seen| {
            let site = known.sites.get(&seen.hit.site)?;
            if !belongs(&site.domains(), &seen.hit.url) {
                return None;
            }
            let trace = Trace::of_url(&seen.hit.url, seen.hit.referrer.as_deref());
            let found = recogniser.recognise(&trace);
            Some(VisitRow {
                id: seen.hit.visit_id(),
                site_id: site.id,
                visitor_id: seen.hit.visitor,
                day: seen.first_at.day(known.zone).to_string(),
                started_at: seen.first_at.0,
                last_at: seen.last_at.0,
                seconds: seen.seconds,
                pages: seen.pages,
                landing: trace.landing.clone(),
                referrer: trace.referrer.clone(),
                trace: serde_json::to_string(&trace).ok()?,
                channel_id: id(found.channel),
                campaign_id: id(found.campaign),
                landing_id: id(found.landing),
                content_id: id(found.content),
            })
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let tx = db.begin(Actor::system()).await?;
    store::put(tx.conn(), &rows).await?;
    tx.commit().await
}

/// The id that a text is, if it is one: scripts send ids as text.
pub fn visitor_id(text: &str) -> Option<Uuid> {
    text.trim().parse().ok()
}

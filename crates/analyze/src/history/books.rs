//! The history that this process keeps, brought up to date by the event log.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use base::{Result, Uuid};
use db::Conn;
use tokio::sync::Mutex;

use super::model::History;
use super::names::Names;
use super::store;
use crate::patience::Answers;

/// Everybody who counts asks here for the history. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Books {
    kept: Arc<Mutex<Option<Kept>>>,
    /// Who knows how long clients may wait.
    pub answers: Answers,
}

#[derive(Debug)]
struct Kept {
    history: Arc<History>,
    names: Names,
    places: HashMap<Uuid, u32>,
    /// The newest events that are in it already: on PostgreSQL a number may become visible after a
    /// greater one.
    heard: BTreeSet<i64>,
}

/// How far back late events are looked for. They are numbered and committed in one breath, so this
/// many others cannot come between.
const LATE: i64 = 2_000;
/// When more than this has happened, everything is read anew.
const MOST_EVENTS: i64 = 100_000;

impl Books {
    pub fn new(answers: Answers) -> Self {
        Self {
            kept: Arc::default(),
            answers,
        }
    }

    /// The history as it stands now.
    pub async fn history(&self, conn: Conn<'_>) -> Result<Arc<History>> {
        let mut kept = self.kept.lock().await;
        if let Some(known) = kept.as_mut() {
            if known.catch_up(conn).await? {
                return Ok(known.history.clone());
            }
            *kept = None;
        }
        let fresh = Kept::load(conn).await?;
        let history = fresh.history.clone();
        *kept = Some(fresh);
        Ok(history)
    }
}

impl Kept {
    async fn load(conn: Conn<'_>) -> Result<Self> {
        // What is committed while reading is read again as news.
        let seq = store::newest_event(conn).await?;
        let events = store::events(conn, seq - LATE, MOST_EVENTS).await?;
        let mut names = Names::default();
        store::names(conn, &mut names).await?;
        let mut history = History::empty(Names::default());
        let mut places = HashMap::new();
        store::all(conn, &mut names, |deal| {
            places.insert(deal.id, history.len() as u32);
            history.push(deal);
        })
        .await?;
        history.names = Arc::new(names.clone());
        history.seq = seq;
        Ok(Self {
            history: Arc::new(history),
            names,
            places,
            heard: events.into_iter().map(|event| event.seq).collect(),
        })
    }

    /// Hears what happened since. `false`: too much, everything has to be read anew.
    async fn catch_up(&mut self, conn: Conn<'_>) -> Result<bool> {
        let events = store::events(conn, self.history.seq - LATE, MOST_EVENTS).await?;
        if events.len() as i64 == MOST_EVENTS {
            return Ok(false);
        }
        let news: Vec<_> = events
            .iter()
            .filter(|event| !self.heard.contains(&event.seq))
            .collect();
        if news.is_empty() {
            return Ok(true);
        }
        // Stages are changed for many deals at once, without an event for each.
        if news
            .iter()
            .any(|event| event.kind == "pipeline.stage_deleted")
        {
            return Ok(false);
        }
        let mut deals: BTreeSet<Uuid> = news.iter().filter_map(|event| event.deal_id).collect();
        let companies: BTreeSet<Uuid> = news
            .iter()
            .filter(|event| event.deal_id.is_none() && event.kind.starts_with("company."))
            .filter_map(|event| event.company_id)
            .collect();
        let companies: Vec<Uuid> = companies.into_iter().collect();
        deals.extend(store::deals_of(conn, &companies).await?);
        store::names(conn, &mut self.names).await?;
        let ids: Vec<Uuid> = deals.into_iter().collect();
        let read = store::some(conn, &ids, &mut self.names).await?;

        let history = Arc::make_mut(&mut self.history);
        history.memo = Arc::default();
        let mut missing: BTreeSet<Uuid> = ids.into_iter().collect();
        for deal in read {
            missing.remove(&deal.id);
            match self.places.get(&deal.id) {
                Some(place) => *history.deal_mut(*place) = deal,
                None => {
                    self.places.insert(deal.id, history.len() as u32);
                    history.push(deal);
                }
            }
        }
        for id in missing {
            if let Some(place) = self.places.remove(&id) {
                history.deal_mut(place).changes = Box::default();
            }
        }
        history.names = Arc::new(self.names.clone());
        let newest = events.last().map_or(history.seq, |event| event.seq);
        history.seq = history.seq.max(newest);
        let keep_from = history.seq - LATE;
        self.heard.extend(
            events
                .iter()
                .map(|event| event.seq)
                .filter(|seq| *seq > keep_from),
        );
        self.heard = self.heard.split_off(&keep_from);
        Ok(true)
    }
}

//! Deals as the numbers need them. No I/O.

use std::sync::Arc;

use base::{Currency, Uuid};

use super::memo::Memo;
use super::names::Names;

/// No owner, no source, no reason.
pub const NONE: u16 = u16::MAX;
/// No day.
pub const NO_DAY: i32 = i32::MIN;
/// No company.
pub const NO_COMPANY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Open,
    Won,
    Lost,
}

impl Status {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "open" => Some(Self::Open),
            "won" => Some(Self::Won),
            "lost" => Some(Self::Lost),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// A stage change: where the deal stands from this moment on. Stages, reasons and people are places in
/// [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Milliseconds since 1970.
    pub at: i64,
    pub stage: u16,
    pub reason: u16,
    pub by: u16,
    pub status: Status,
}

/// What a deal was until a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    pub until: i64,
    pub facts: Facts,
}

/// What of a deal may be changed besides its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Minor units.
    pub amount: i64,
    pub currency: Currency,
    pub owner: u16,
    pub source: u16,
    /// Days since the common era, [`NO_DAY`] for none.
    pub expected: i32,
}

/// A mark of a deal: a place in [`Names`], and since when it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marked {
    pub at: i64,
    pub mark: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    pub id: Uuid,
    pub created: i64,
    pub facts: Facts,
    pub company: u32,
    pub industry: u16,
    /// How many people work at the company; none when unknown.
    pub employees: Option<u32>,
    /// A next step is named, and when it is due.
    pub next_step: Option<i64>,
    pub last_activity: i64,
    /// In the order of time; empty for a deal that was deleted.
    pub changes: Box<[Change]>,
    /// In the order of time.
    pub past: Box<[Past]>,
    pub tags: Box<[u16]>,
    pub marks: Box<[Marked]>,
}

impl Deal {
    /// What the deal was at a moment: the first entry that held until later, or what it is.
    pub fn facts_at(&self, at: i64) -> Facts {
        self.past
            .iter()
            .find(|past| past.until > at)
            .map_or(self.facts, |past| past.facts)
    }
}

/// Deals a chunk: a change of one deal copies one chunk, and everybody who counts keeps the one they have.
pub const CHUNK: usize = 512;

/// All deals at one moment of the event log. Cheap to clone.
#[derive(Debug, Clone)]
pub struct History {
    pub chunks: Vec<Arc<Vec<Deal>>>,
    pub names: Arc<Names>,
    /// The last event that is in it.
    pub seq: i64,
    /// What has been worked out from it.
    pub memo: Arc<Memo>,
}

impl History {
    pub fn empty(names: Names) -> Self {
        Self {
            chunks: Vec::new(),
            names: Arc::new(names),
            seq: 0,
            memo: Arc::default(),
        }
    }

    /// Deals one after another, for tests and simulations.
    pub fn of(deals: Vec<Deal>, names: Names) -> Self {
        let mut history = Self::empty(names);
        for deal in deals {
            history.push(deal);
        }
        history
    }

    pub fn push(&mut self, deal: Deal) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => Arc::make_mut(chunk).push(deal),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(deal);
                self.chunks.push(Arc::new(chunk));
            }
        }
    }

    /// How many places there are, deleted deals included.
    pub fn len(&self) -> usize {
        self.chunks
            .last()
            .map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub fn deal(&self, place: u32) -> &Deal {
        &self.chunks[place as usize / CHUNK][place as usize % CHUNK]
    }

    pub fn deal_mut(&mut self, place: u32) -> &mut Deal {
        &mut Arc::make_mut(&mut self.chunks[place as usize / CHUNK])[place as usize % CHUNK]
    }

    /// All deals with their places, deleted ones left out.
    pub fn deals(&self) -> impl Iterator<Item = (u32, &Deal)> {
        self.chunks
            .iter()
            .enumerate()
            .flat_map(|(number, chunk)| {
                let first = number * CHUNK;
                chunk
                    .iter()
                    .enumerate()
                    .map(move |(index, deal)| ((first + index) as u32, deal))
            })
            .filter(|(_, deal)| !deal.changes.is_empty())
    }
}

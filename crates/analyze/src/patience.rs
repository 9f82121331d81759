//! How long clients may wait for a first answer, as the area that answers them knows it.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use base::{Result, Uuid, WorkHours};
use db::Conn;

/// Limits in minutes of working time, and when people work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patience {
    pub work: WorkHours,
    pub limits: Limits,
}

/// Limits in minutes of working time; none: nobody waits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    pub usual: Option<i64>,
    pub by_source: BTreeMap<Uuid, Option<i64>>,
}

impl Patience {
    pub fn limit(&self, source: Option<Uuid>) -> Option<i64> {
        let own = source.and_then(|source| self.limits.by_source.get(&source));
        own.copied().unwrap_or(self.limits.usual)
    }
}

pub type Told<'a> = Pin<Box<dyn Future<Output = Result<Limits>> + Send + 'a>>;

/// Knows the limits. The area that answers clients is asked through it; nobody here needs to know it.
pub trait Answering: Send + Sync {
    fn limits<'a>(&'a self, conn: Conn<'a>) -> Told<'a>;
}

/// Nothing is known of limits.
#[derive(Debug)]
pub struct NoLimits;

impl Answering for NoLimits {
    fn limits<'a>(&'a self, _: Conn<'a>) -> Told<'a> {
        Box::pin(async { Ok(Limits::default()) })
    }
}

/// What all endpoints ask.
#[derive(Clone)]
pub struct Answers(pub Arc<dyn Answering>);

impl Default for Answers {
    fn default() -> Self {
        Self(Arc::new(NoLimits))
    }
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers")
    }
}

//! The workers: which code does which kind of job, and what is done by itself.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use base::{Actor, Problem, Result, Text, Time, Uuid};
use serde_json::Value;

use super::{DEAD_AFTER_MS, HEARTBEAT, JobRow, MOST_ATTEMPTS, Outcome, Work};
use crate::events::{self, LoggedEvent, Pending};
use crate::{Db, Insert, Query, Tx, sql};

type Run = Arc<dyn Fn(Work) -> Pin<Box<dyn Future<Output = Result<Outcome>> + Send>> + Send + Sync>;

/// The kinds of jobs this process can do.
#[derive(Clone, Default)]
pub struct Jobs {
    kinds: HashMap<&'static str, Run>,
    duties: Duties,
}

/// What is to be done by itself, and how: known to every transaction.
#[derive(Debug, Clone, Default)]
pub struct Duties {
    /// Everything that there is code for.
    pub(crate) kinds: Vec<&'static str>,
    /// Kinds of short work. It has workers of its own, so that it never waits for long work, and
    /// leaves nothing when it is done.
    pub(crate) quick: Vec<&'static str>,
    /// By kind of event: the kinds of jobs that answer it.
    pub(crate) reactions: HashMap<&'static str, Vec<&'static str>>,
    /// What is done again and again, and the milliseconds between.
    periodic: Vec<(&'static str, i64)>,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.kinds.keys()).finish()
    }
}

/// How many jobs of each sort are done at a time.
const LONG_AT_ONCE: usize = 1;
const QUICK_AT_ONCE: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Any,
    Long,
    Quick,
}

impl Jobs {
    /// Registers the code of one kind of job.
    pub fn on<F, Fut>(mut self, kind: &'static str, run: F) -> Self
    where
        F: Fn(Work) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Outcome>> + Send + 'static,
    {
        self.kinds
            .insert(kind, Arc::new(move |work| Box::pin(run(work))));
        self
    }

    /// The same for short work that nobody watches.
    pub fn quick<F, Fut>(mut self, kind: &'static str, run: F) -> Self
    where
        F: Fn(Work) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        self.duties.quick.push(kind);
        let run = Arc::new(run);
        self.on(kind, move |work| {
            let run = run.clone();
            async move { run(work).await.map(|()| Outcome::Done(Value::Null)) }
        })
    }

    /// Short work that is done again and again, by one process at a time: first when the product
    /// starts, then so long after each end.
    pub fn every<F, Fut>(mut self, kind: &'static str, period: Duration, run: F) -> Self
    where
        F: Fn(Work) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let period = i64::try_from(period.as_millis()).unwrap_or(i64::MAX);
        self.duties.periodic.push((kind, period));
        self.quick(kind, run)
    }

    /// Answers every event of a kind, except those of an import. The job is written in the event's
    /// own transaction and done at least once: doing it twice must change nothing.
    pub fn reaction<F, Fut>(self, event: &'static str, kind: &'static str, run: F) -> Self
    where
        F: Fn(Work, LoggedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let run = Arc::new(run);
        let mut jobs = self.quick(kind, move |work| {
            let run = run.clone();
            async move {
                let id = work.payload["event_id"].as_str();
                let id = id.and_then(|id| Uuid::parse_str(id).ok());
                let id = id.ok_or_else(|| Problem::internal("a reaction without its event"))?;
                match events::find(work.db.reader(), id).await? {
                    Some(event) => run(work, event).await,
                    None => Ok(()),
                }
            }
        });
        jobs.duties.reactions.entry(event).or_default().push(kind);
        jobs
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.kinds.extend(other.kinds);
        self.duties.quick.extend(other.duties.quick);
        self.duties.periodic.extend(other.duties.periodic);
        for (event, kinds) in other.duties.reactions {
            self.duties
                .reactions
                .entry(event)
                .or_default()
                .extend(kinds);
        }
        self
    }

    /// Makes known to the transactions of a database what can be done, and which events are answered.
    pub fn introduce(&self, db: &Db) {
        let kinds = self.kinds.keys().copied().collect();
        db.take_duties(&Duties {
            kinds,
            ..self.duties.clone()
        });
    }

    /// Sees that periodic work has its place in the queue.
    pub async fn begin(&self, db: &Db) -> Result<()> {
        if self.duties.periodic.is_empty() {
            return Ok(());
        }
        let tx = db.begin(Actor::system()).await?;
        for (kind, _) in &self.duties.periodic {
            tx.conn()
                .execute(sql!(
                    "insert into jobs (id, kind, payload, state, run_at, created_at) \
                     values ($1, $2, 'null', 'queued', $3, $3) on conflict (id) do nothing",
                    periodic_id(kind),
                    *kind,
                    tx.now()
                ))
                .await?;
        }
        tx.commit().await
    }

    /// Does jobs until it is dropped.
    pub async fn serve(&self, db: &Db) {
        while let Err(error) = self.begin(db).await {
            tracing::error!("periodic work cannot begin: {error}");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        let workers = std::iter::repeat_n(Sort::Long, LONG_AT_ONCE)
            .chain(std::iter::repeat_n(Sort::Quick, QUICK_AT_ONCE))
            .map(|sort| self.work(db, sort));
        futures::future::join_all(workers).await;
    }

    async fn work(&self, db: &Db, sort: Sort) {
        loop {
            match self.run_next(db, sort).await {
                Ok(true) => {}
                Ok(false) => tokio::time::sleep(Duration::from_millis(200)).await,
                Err(error) => {
                    tracing::error!("the job queue cannot be read: {error}");
                    tokio::time::sleep(Duration::from_secs(2)).await;
                }
            }
        }
    }

    /// Does the next job that is due, if there is one.
    pub async fn run_one(&self, db: &Db) -> Result<bool> {
        self.run_next(db, Sort::Any).await
    }

    async fn run_next(&self, db: &Db, sort: Sort) -> Result<bool> {
        let Some(job) = self.claim(db, sort).await? else {
            return Ok(false);
        };
        let payload = serde_json::from_str(&job.payload).unwrap_or(Value::Null);
        let work = Work {
            db: db.clone(),
            id: job.id,
            payload,
            attempt: job.attempts,
        };
        let Some(run) = self.kinds.get(job.kind.as_str()) else {
            return Err(Problem::internal("a job was taken that nobody here can do"));
        };
        let ended = with_heartbeat(db, &job, run(work)).await;
        self.finish(db, &job, ended).await?;
        Ok(true)
    }

    /// Takes the next due job, or one whose process died.
    async fn claim(&self, db: &Db, sort: Sort) -> Result<Option<JobRow>> {
        let now = db.clock.now();
        let dead = Time(now.0 - DEAD_AFTER_MS);
        let due = |query: &mut Query| {
            query.push("((state = 'queued' and run_at <= ").value(now);
            query.push(") or (state = 'running' and heartbeat_at < ");
            query.value(dead).push("))");
            let quick = &self.duties.quick;
            let kinds = self.kinds.keys().copied().filter(|kind| match sort {
                Sort::Any => true,
                Sort::Long => !quick.contains(kind),
                Sort::Quick => quick.contains(kind),
            });
            query.push(" and kind in ").list(kinds);
        };
        // Looking costs no write lock: the queue is empty most of the time.
        let mut look = Query::new("select 1 from jobs where ");
        due(&mut look);
        look.push(" limit 1");
        if db.reader().scalar::<i32>(look).await?.is_none() {
            return Ok(None);
        }
        let tx = db.begin(Actor::system()).await?;
        let mut take = Query::new("update jobs set state = 'running', heartbeat_at = ");
        take.value(now).push(", started_at = coalesce(started_at, ");
        take.value(now)
            .push("), attempts = attempts + 1 where id = (select id from jobs where ");
        due(&mut take);
        take.push(" order by run_at, id limit 1")
            .push(db.dialect.skip_locked())
            .push(") returning *");
        let job = tx.conn().one(take).await?;
        tx.commit().await?;
        Ok(job)
    }

    async fn finish(&self, db: &Db, job: &JobRow, ended: Result<Outcome>) -> Result<()> {
        let (state, result, error) = match ended {
            Ok(Outcome::Done(result)) => ("done", Some(result.to_string()), None),
            Ok(Outcome::Cancelled) => ("cancelled", None, None),
            Err(problem) if problem.0.status >= 500 && job.attempts < MOST_ATTEMPTS => {
                tracing::error!("job {} {} will be tried again: {problem}", job.kind, job.id);
                ("queued", None, Some(describe(&problem)))
            }
            Err(problem) => {
                tracing::error!("job {} {} failed: {problem}", job.kind, job.id);
                ("failed", None, Some(describe(&problem)))
            }
        };
        let kind = job.kind.as_str();
        let duties = &self.duties;
        let tx = db.begin(Actor::system()).await?;
        let now = tx.now();
        let period = duties.periodic.iter().find(|(other, _)| *other == kind);
        let query = if let Some((_, period)) = period.filter(|_| state != "queued") {
            sql!(
                "update jobs set state = 'queued', error = $2, attempts = 0, run_at = $3 \
                 where id = $1 and attempts = $4",
                job.id,
                error,
                Time(now.0.saturating_add(*period)),
                job.attempts
            )
        } else if state == "done" && duties.quick.contains(&kind) {
            sql!(
                "delete from jobs where id = $1 and attempts = $2",
                job.id,
                job.attempts
            )
        } else {
            // The second try waits a little, the third longer.
            let run_at = Time(now.0 + 1000 * (1 << job.attempts.clamp(0, 10)));
            sql!(
                "update jobs set state = $2, result = $3, error = $4, finished_at = $5, run_at = $6 \
                 where id = $1 and attempts = $7",
                job.id,
                state,
                result,
                error,
                (state != "queued").then_some(now),
                run_at,
                job.attempts
            )
        };
        tx.conn().execute(query).await?;
        tx.commit().await
    }
}

/// The id of the one row that periodic work of a kind has in the queue (FNV-1a of 128 bits).
fn periodic_id(kind: &str) -> Uuid {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash = kind.bytes().fold(BASIS, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    });
    Uuid::from_u128(hash)
}

/// Writes the jobs that answer these events.
pub(crate) async fn react(tx: &Tx, db: &Db, pending: &[Pending]) -> Result<()> {
    let duties = db.duties();
    let mut insert = Insert::into(
        "jobs",
        &[
            "id",
            "kind",
            "payload",
            "state",
            "run_at",
            "created_by",
            "created_at",
        ],
    );
    for Pending { id, event, .. } in pending {
        let kinds = duties.reactions.get(event.kind);
        if event.subject.import.is_some() {
            continue;
        }
        for kind in kinds.into_iter().flatten() {
            insert
                .row()
                .set(tx.new_id())
                .set(*kind)
                .set(serde_json::json!({ "event_id": id }).to_string())
                .set("queued")
                .set(tx.now())
                .set(tx.actor.user_id)
                .set(tx.now());
        }
    }
    tx.conn().insert(insert).await?;
    Ok(())
}

async fn with_heartbeat(
    db: &Db,
    job: &JobRow,
    run: impl Future<Output = Result<Outcome>>,
) -> Result<Outcome> {
    let beat = async {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let Ok(tx) = db.begin(Actor::system()).await else {
                continue;
            };
            let update = sql!(
                "update jobs set heartbeat_at = $2 where id = $1 and attempts = $3",
                job.id,
                db.clock.now(),
                job.attempts
            );
            if tx.conn().execute(update).await.is_ok() {
                let _ = tx.commit().await;
            }
        }
    };
    tokio::select! {
        ended = run => ended,
        () = beat => Err(Problem::internal("the heartbeat ended")),
    }
}

/// The error as it is kept: both languages, since who will read it is not known.
fn describe(problem: &Problem) -> String {
    let Text { ru, en } = problem.0.detail.as_ref().unwrap_or(&problem.0.title);
    serde_json::json!({ "code": problem.0.code, "ru": ru, "en": en }).to_string()
}

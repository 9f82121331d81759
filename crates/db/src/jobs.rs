//! Long work: a row written with the change that asks for it, done later, seen and stopped by people.
//!
//! A job is started again when its process died (its heartbeat stops), so work must carry on from
//! what it has already committed.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use base::{Actor, Problem, Result, Text, Time, Uuid};
use sea_orm::FromQueryResult;
use serde_json::Value;

use crate::{Conn, Db, Query, Tx, sql};

/// A job as it stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct JobRow {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    pub state: String,
    pub attempts: i64,
    pub done: i64,
    pub total: Option<i64>,
    pub cancel_requested: bool,
    pub result: Option<String>,
    pub error: Option<String>,
    pub created_by: Option<Uuid>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
}

/// A job whose heart stopped this long ago is started again.
const DEAD_AFTER_MS: i64 = 10_000;
const HEARTBEAT: Duration = Duration::from_secs(3);
const MOST_ATTEMPTS: i64 = 5;

impl Tx {
    /// Asks for work; it starts after this transaction is committed.
    pub async fn enqueue(&self, kind: &str, payload: &Value) -> Result<Uuid> {
        let id = self.new_id();
        self.conn()
            .execute(sql!(
                "insert into jobs (id, kind, payload, state, run_at, created_by, created_at) \
                 values ($1, $2, $3, 'queued', $4, $5, $4)",
                id,
                kind,
                payload.to_string(),
                self.now(),
                self.actor.user_id
            ))
            .await?;
        Ok(id)
    }
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<JobRow>> {
    conn.one(sql!("select * from jobs where id = $1", id)).await
}

/// The newest jobs first.
pub async fn list(conn: Conn<'_>, limit: i64) -> Result<Vec<JobRow>> {
    conn.all(sql!(
        "select * from jobs order by created_at desc, id desc limit $1",
        limit
    ))
    .await
}

/// Asks a job to stop. A queued one never starts; a running one stops at its next step.
pub async fn cancel(tx: &Tx, id: Uuid) -> Result<()> {
    let (conn, now) = (tx.conn(), tx.now());
    conn.execute(sql!(
        "update jobs set state = 'cancelled', finished_at = $2 where id = $1 and state = 'queued'",
        id,
        now
    ))
    .await?;
    conn.execute(sql!(
        "update jobs set cancel_requested = $2 where id = $1 and state = 'running'",
        id,
        true
    ))
    .await?;
    Ok(())
}

/// What a job's code gets: its order, and a way to tell how far it is.
#[derive(Debug, Clone)]
pub struct Work {
    pub db: Db,
    pub id: Uuid,
    pub payload: Value,
    /// Which try this is: the right to write progress is lost when another process takes over.
    attempt: i64,
}

/// How a job ended, when it did not fail.
#[derive(Debug)]
pub enum Outcome {
    Done(Value),
    Cancelled,
}

impl Work {
    /// Tells how far the work is. `false`: somebody asked to stop.
    /// Called in the transaction of a batch, the progress is exactly what is committed.
    ///
    /// # Errors
    /// When another process has taken the job over: then the batch must not be committed.
    pub async fn progress(&self, conn: Conn<'_>, done: i64, total: Option<i64>) -> Result<bool> {
        let cancel: Option<bool> = conn
            .scalar(sql!(
                "update jobs set done = $2, total = $3, heartbeat_at = $4 \
                 where id = $1 and attempts = $5 and state = 'running' returning cancel_requested",
                self.id,
                done,
                total,
                self.db.clock.now(),
                self.attempt
            ))
            .await?;
        match cancel {
            Some(asked) => Ok(!asked),
            None => Err(Problem::internal("another process has taken this job over")),
        }
    }
}

type Run = Arc<dyn Fn(Work) -> Pin<Box<dyn Future<Output = Result<Outcome>> + Send>> + Send + Sync>;

/// The kinds of jobs this process can do.
#[derive(Clone, Default)]
pub struct Jobs {
    kinds: HashMap<&'static str, Run>,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.kinds.keys()).finish()
    }
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

    pub fn merge(mut self, other: Self) -> Self {
        self.kinds.extend(other.kinds);
        self
    }

    /// Does jobs one after another until it is dropped.
    pub async fn serve(&self, db: &Db) {
        loop {
            match self.run_one(db).await {
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
        let Some(job) = claim(db).await? else {
            return Ok(false);
        };
        let payload = serde_json::from_str(&job.payload).unwrap_or(Value::Null);
        let work = Work {
            db: db.clone(),
            id: job.id,
            payload,
            attempt: job.attempts,
        };
        let ended = match self.kinds.get(job.kind.as_str()) {
            None => Err(Problem::internal(format!(
                "no code for jobs of kind {}",
                job.kind
            ))),
            Some(run) => with_heartbeat(db, &job, run(work)).await,
        };
        finish(db, &job, ended).await?;
        Ok(true)
    }
}

/// Takes the next due job, or one whose process died.
async fn claim(db: &Db) -> Result<Option<JobRow>> {
    let now = db.clock.now();
    let due = "(state = 'queued' and run_at <= $1) or (state = 'running' and heartbeat_at < $2)";
    // Looking costs no write lock: the queue is empty most of the time.
    let waiting: Option<i32> = db
        .reader()
        .scalar(
            Query::new(&format!("select 1 from jobs where {due} limit 1"))
                .arg(now)
                .arg(Time(now.0 - DEAD_AFTER_MS)),
        )
        .await?;
    if waiting.is_none() {
        return Ok(None);
    }
    let tx = db.begin(Actor::system()).await?;
    let text = format!(
        "update jobs set state = 'running', heartbeat_at = $1, started_at = coalesce(started_at, $1), \
         attempts = attempts + 1 where id = (select id from jobs where {due} order by run_at, id limit 1{}) \
         returning *",
        db.dialect.skip_locked()
    );
    let job = tx
        .conn()
        .one(Query::new(&text).arg(now).arg(Time(now.0 - DEAD_AFTER_MS)))
        .await?;
    tx.commit().await?;
    Ok(job)
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

async fn finish(db: &Db, job: &JobRow, ended: Result<Outcome>) -> Result<()> {
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
    let tx = db.begin(Actor::system()).await?;
    let now = tx.now();
    let finished = (state != "queued").then_some(now);
    // The second try waits a little, the third longer.
    let run_at = Time(now.0 + 1000 * (1 << job.attempts.clamp(0, 10)));
    tx.conn()
        .execute(sql!(
            "update jobs set state = $2, result = $3, error = $4, finished_at = $5, run_at = $6 \
             where id = $1 and attempts = $7",
            job.id,
            state,
            result,
            error,
            finished,
            run_at,
            job.attempts
        ))
        .await?;
    tx.commit().await
}

/// The error as it is kept: both languages, since who will read it is not known.
fn describe(problem: &Problem) -> String {
    let Text { ru, en } = problem.0.detail.as_ref().unwrap_or(&problem.0.title);
    serde_json::json!({ "code": problem.0.code, "ru": ru, "en": en }).to_string()
}

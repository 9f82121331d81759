//! Long work: a row written with the change that asks for it, done later, seen and stopped by people.
//!
//! A job is started again when its process died (its heartbeat stops), so work must carry on from
//! what it has already committed.

mod run;

use std::time::Duration;

use base::{Problem, Result, Time, Uuid};
use sea_orm::FromQueryResult;
use serde_json::Value;

pub(crate) use run::react;
pub use run::{Duties, Jobs};

use crate::texts::{self, Means, Rows, Texts};
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
        self.enqueue_at(kind, payload, self.now()).await
    }

    /// Asks for work that starts at a moment, or after this transaction if that is past.
    pub async fn enqueue_at(&self, kind: &str, payload: &Value, at: Time) -> Result<Uuid> {
        let id = self.new_id();
        self.conn()
            .execute(sql!(
                "insert into jobs (id, kind, payload, state, run_at, created_by, created_at) \
                 values ($1, $2, $3, 'queued', $4, $5, $6)",
                id,
                kind,
                payload.to_string(),
                at,
                self.actor.user_id,
                self.now()
            ))
            .await?;
        Ok(id)
    }
}

pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<JobRow>> {
    conn.one(sql!("select * from jobs where id = $1", id)).await
}

/// These jobs, in no order.
pub async fn find_all(conn: Conn<'_>, ids: &[Uuid]) -> Result<Vec<JobRow>> {
    let mut query = Query::new("select * from jobs where id in ");
    query.list(ids);
    conn.all(query).await
}

/// The newest jobs first, without the quick ones, which nobody asked for by name.
pub async fn list(db: &Db, limit: i64) -> Result<Vec<JobRow>> {
    let mut query = Query::new("select * from jobs where kind not in ");
    query.list(db.duties().quick.iter().copied().chain([""]));
    query
        .push(" order by created_at desc, id desc limit ")
        .value(limit);
    db.reader().all(query).await
}

/// Whether a job of a kind is queued or running.
pub async fn waits(conn: Conn<'_>, kind: &str) -> Result<bool> {
    let found: Option<i64> = conn
        .scalar(sql!(
            "select count(*) from jobs where kind = $1 and state in ('queued', 'running')",
            kind
        ))
        .await?;
    Ok(found.unwrap_or_default() > 0)
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

/// Removes jobs that tell of somebody, unless they are being done at this moment. The patterns choose which are read.
///
/// # Errors
/// When the database refuses.
pub async fn forget(conn: Conn<'_>, patterns: &[String], means: Means<'_>) -> Result<()> {
    let texts = Texts {
        table: "jobs",
        columns: &["payload", "result", "error"],
        versioned: false,
    };
    for ids in texts::which(conn, texts, Rows::Like(patterns), means)
        .await?
        .chunks(texts::AT_ONCE)
    {
        let mut query = Query::new("delete from jobs where state <> 'running' and id in ");
        query.list(ids);
        conn.execute(query).await?;
    }
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

//! The event log: what happened, in order, and its way to everybody who watches.

use std::sync::Arc;
use std::time::Duration;

use base::{Actor, Event, Result, Time, Uuid};
use sea_orm::FromQueryResult;
use tokio::sync::{Notify, broadcast};

use crate::{Conn, Db, Dialect, Insert, sql};

/// An event that waits for its transaction's commit.
#[derive(Debug)]
pub(crate) struct Pending {
    pub id: Uuid,
    pub at: Time,
    pub event: Event,
}

/// A line of the log as it is read back.
#[derive(Debug, Clone, FromQueryResult)]
pub struct LoggedEvent {
    pub seq: i64,
    pub id: Uuid,
    pub at: i64,
    pub kind: String,
    pub actor_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub payload: String,
}

/// What a watcher learns at once: that something happened to these records, not what.
#[derive(Debug, Clone, FromQueryResult)]
pub struct LiveEvent {
    pub seq: i64,
    pub at: i64,
    pub kind: String,
    pub actor_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
}

/// An event by its id.
pub async fn find(conn: Conn<'_>, id: Uuid) -> Result<Option<LoggedEvent>> {
    conn.one(sql!(
        "select seq, id, at, kind, actor_id, owner_id, deal_id, company_id, contact_id, payload \
         from events where id = $1",
        id
    ))
    .await
}

const CHANNEL: &str = "voronka_events";

/// Writes the events of a transaction; on PostgreSQL other processes are told with the commit.
pub(crate) async fn write(conn: Conn<'_>, actor: &Actor, pending: Vec<Pending>) -> Result<()> {
    if pending.is_empty() {
        return Ok(());
    }
    let mut insert = Insert::into(
        "events",
        &[
            "id",
            "at",
            "kind",
            "actor_id",
            "owner_id",
            "deal_id",
            "company_id",
            "contact_id",
            "import_id",
            "payload",
        ],
    );
    let ends = (pending[0].id, pending[pending.len() - 1].id);
    for Pending { id, at, event } in pending {
        let Event {
            kind,
            subject,
            payload,
        } = event;
        insert
            .row()
            .set(id)
            .set(at)
            .set(kind)
            .set(actor.user_id)
            .set(subject.owner)
            .set(subject.deal)
            .set(subject.company)
            .set(subject.contact)
            .set(subject.import)
            .set(payload.to_string());
    }
    conn.insert(insert).await?;
    if conn.dialect == Dialect::Postgres {
        // The ends of the run of sequence numbers: others read what lies between them.
        let notify = "select pg_notify($1, (select min(seq) || '-' || max(seq) from events where id in ($2, $3)))";
        conn.execute(
            crate::Query::new(notify)
                .arg(CHANNEL)
                .arg(ends.0)
                .arg(ends.1),
        )
        .await?;
    }
    Ok(())
}

/// Carries events to the watchers of this process.
#[derive(Debug)]
pub(crate) struct Bus {
    sender: broadcast::Sender<Arc<LiveEvent>>,
    woken: Notify,
}

impl Default for Bus {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(4096),
            woken: Notify::new(),
        }
    }
}

impl Bus {
    pub(crate) fn wake(&self) {
        self.woken.notify_one();
    }
}

/// Events of an import are not shown one by one: the import's own event tells of them all.
const LIVE: &str = "select seq, at, kind, actor_id, owner_id, deal_id, company_id, contact_id from events \
    where seq > $1 and seq <= $2 and (import_id is null or kind in ('import.finished', 'import.undone')) \
    order by seq limit 1000";

impl Db {
    /// Everything that is committed from now on, by this process or another. A watcher that falls
    /// behind by thousands is told that it lagged.
    pub fn watch(&self) -> broadcast::Receiver<Arc<LiveEvent>> {
        self.bus.sender.subscribe()
    }

    /// Keeps watchers informed until it is dropped. One such task runs in every serving process.
    pub async fn carry_events(&self) {
        loop {
            let carried = match self.dialect {
                Dialect::Sqlite => self.carry_from_file().await,
                Dialect::Postgres => self.carry_from_postgres().await,
            };
            if let Err(error) = carried {
                tracing::warn!("live updates paused: {error}");
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
    }

    async fn newest_seq(&self) -> Result<i64> {
        Ok(self
            .reader()
            .scalar(sql!("select coalesce(max(seq), 0) from events"))
            .await?
            .unwrap_or(0))
    }

    /// SQLite has one writer at a time, so sequence numbers become visible in order. Commits of this
    /// process wake the loop; those of another process (the command line) are found each second.
    async fn carry_from_file(&self) -> Result<()> {
        let mut last = self.newest_seq().await?;
        loop {
            let _ = tokio::time::timeout(Duration::from_secs(1), self.bus.woken.notified()).await;
            let newest = self.newest_seq().await?;
            while last < newest {
                let until = newest.min(last + 1000);
                self.carry(last, until).await?;
                last = until;
            }
        }
    }

    /// PostgreSQL tells of each commit; sequence numbers may commit out of order, so each
    /// notification names its own.
    async fn carry_from_postgres(&self) -> Result<()> {
        let Some(pool) = self.postgres() else {
            return Ok(());
        };
        let mut listener = sqlx::postgres::PgListener::connect_with(pool)
            .await
            .map_err(base::Problem::internal)?;
        listener
            .listen(CHANNEL)
            .await
            .map_err(base::Problem::internal)?;
        loop {
            let told = listener.recv().await.map_err(base::Problem::internal)?;
            let ends = told
                .payload()
                .split_once('-')
                .and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            if let Some((first, last)) = ends {
                let first: i64 = first;
                self.carry(first - 1, last).await?;
            }
        }
    }

    async fn carry(&self, after: i64, until: i64) -> Result<()> {
        let query = crate::Query::new(LIVE).arg(after).arg(until);
        for event in self.reader().all::<LiveEvent>(query).await? {
            // Nobody watching is not an error.
            let _ = self.bus.sender.send(Arc::new(event));
        }
        Ok(())
    }
}

//! One change: everything it writes, the events that tell of it, and who did it when.

use std::sync::Mutex;

use base::{Actor, Event, Permission, Result, Time, Uuid};
use sea_orm::DatabaseTransaction;

use crate::events::{self, Pending};
use crate::{Conn, Db, Dialect, Query, problem};

/// An open transaction with its actor and its moment. Dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Tx {
    inner: DatabaseTransaction,
    db: Db,
    pub actor: Actor,
    now: Time,
    pending: Mutex<Vec<Pending>>,
}

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction, db: Db, actor: Actor) -> Self {
        let now = db.clock.now();
        Self {
            inner,
            db,
            actor,
            now,
            pending: Mutex::default(),
        }
    }

    pub fn conn(&self) -> Conn<'_> {
        Conn::tx(&self.inner, self.db.dialect)
    }

    /// The moment of this change: the same for all it writes.
    pub fn now(&self) -> Time {
        self.now
    }

    pub fn new_id(&self) -> Uuid {
        self.db.ids.next(self.now)
    }

    /// # Errors
    /// `forbidden` when the actor lacks the permission.
    pub fn need(&self, permission: Permission) -> Result<()> {
        self.actor.need(permission)
    }

    /// Puts an event into the log; it is written with the commit, in the order of the calls.
    pub fn record(&self, event: Event) {
        self.record_at(event, self.now);
    }

    /// An event of the past, as an import brings it.
    pub fn record_at(&self, event: Event, at: Time) {
        let pending = Pending {
            id: self.new_id(),
            at,
            event,
        };
        self.pending
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(pending);
    }

    /// Waits until no other transaction does what is called so, and keeps others out until this one ends.
    /// On SQLite there is one writer at a time anyway.
    pub async fn one_at_a_time(&self, what: &str) -> Result<()> {
        if self.db.dialect == Dialect::Postgres {
            let lock = Query::new("select pg_advisory_xact_lock(hashtext($1))::text").arg(what);
            self.conn().execute(lock).await?;
        }
        Ok(())
    }

    /// Makes the change durable. When this returns, a power cut does not lose it.
    pub async fn commit(self) -> Result<()> {
        let pending = std::mem::take(
            &mut *self
                .pending
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        );
        crate::jobs::react(&self, &self.db, &pending).await?;
        events::write(self.conn(), &self.actor, pending).await?;
        self.inner.commit().await.map_err(problem)?;
        self.db.bus.wake();
        Ok(())
    }

    /// Takes back what was done since it was opened, events included.
    pub async fn rollback(self) -> Result<()> {
        self.inner.rollback().await.map_err(problem)
    }
}

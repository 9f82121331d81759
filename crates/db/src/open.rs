//! Opening a database, bringing its schema up to date, and handing out connections.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context;
use base::{Actor, Clock, Ids, Result};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::migrate::Migrator;

use crate::events::Bus;
use crate::jobs::Duties;
use crate::{Conn, Tx, problem};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    pub(crate) fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    /// Keeps rows that somebody else works on out of a queue's way.
    pub fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update skip locked",
        }
    }

    /// Makes two writers of the same row wait for each other from the read on.
    /// SQLite has one writer at a time anyway.
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update",
        }
    }
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// One file, made if it is not there.
    File(PathBuf),
    /// `postgres://…`
    Url(String),
}

/// An open database with the clock and the ids of its transactions.
#[derive(Debug, Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    pub dialect: Dialect,
    pub clock: Clock,
    pub ids: Ids,
    pub(crate) bus: Arc<Bus>,
    duties: Arc<OnceLock<Duties>>,
}

impl Db {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When the place cannot be opened or a migration fails; before migrating a SQLite file that
    /// holds data a copy is put beside it, and the error says where.
    pub async fn open(location: &Location, clock: Clock, ids: Ids) -> anyhow::Result<Self> {
        match location {
            Location::File(path) => Self::open_file(path, clock, ids).await,
            Location::Url(url) => Self::open_url(url, clock, ids).await,
        }
    }

    async fn open_file(path: &Path, clock: Clock, ids: Ids) -> anyhow::Result<Self> {
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot create the data folder {}", folder.display()))?;
        }
        let connect = async |read_only: bool| {
            let file = path.to_owned();
            // The name only says which driver it is (`:memory:` would stay in memory); the file is set below.
            let mut options = ConnectOptions::new("sqlite://voronka.db".to_owned());
            options
                .max_connections(if read_only { 4 } else { 1 })
                .acquire_timeout(Duration::from_secs(30))
                .sqlx_logging(false)
                .test_before_acquire(false)
                .map_sqlx_sqlite_opts(move |sqlite| {
                    let common = sqlite
                        .filename(&file)
                        .foreign_keys(true)
                        .busy_timeout(Duration::from_secs(20))
                        .statement_cache_capacity(500)
                        .pragma("temp_store", "memory")
                        .pragma("mmap_size", "1073741824")
                        .pragma("cache_size", "-32768");
                    if read_only {
                        common.read_only(true)
                    } else {
                        // With WAL, `full` makes every commit durable before it is confirmed.
                        common
                            .create_if_missing(true)
                            .pragma("journal_mode", "wal")
                            .pragma("synchronous", "full")
                            .pragma("wal_autocheckpoint", "4000")
                    }
                });
            Database::connect(options)
                .await
                .with_context(|| format!("cannot open the database {}", path.display()))
        };
        let write = connect(false).await?;
        back_up_before_migration(&write, path).await?;
        SQLITE_MIGRATIONS
            .run(write.get_sqlite_connection_pool())
            .await
            .with_context(|| format!("cannot bring {} up to date", path.display()))?;
        let read = connect(true).await?;
        Ok(Self {
            read,
            write,
            dialect: Dialect::Sqlite,
            clock,
            ids,
            bus: Arc::default(),
            duties: Arc::default(),
        })
    }

    async fn open_url(url: &str, clock: Clock, ids: Ids) -> anyhow::Result<Self> {
        let mut options = ConnectOptions::new(url.to_owned());
        options
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(30))
            .sqlx_logging(false)
            .test_before_acquire(false);
        let pool = Database::connect(options)
            .await
            .context("cannot connect to PostgreSQL; check DATABASE_URL")?;
        POSTGRES_MIGRATIONS
            .run(pool.get_postgres_connection_pool())
            .await
            .context("cannot bring the PostgreSQL schema up to date")?;
        Ok(Self {
            read: pool.clone(),
            write: pool,
            dialect: Dialect::Postgres,
            clock,
            ids,
            bus: Arc::default(),
            duties: Arc::default(),
        })
    }

    /// For reading. On SQLite these connections cannot write at all.
    pub fn reader(&self) -> Conn<'_> {
        Conn::pool(&self.read, self.dialect)
    }

    /// Opens a transaction that may write, for this actor, at this moment.
    /// On SQLite it takes the write lock at once, so that it can never fail half-way for want of it.
    pub async fn begin(&self, actor: Actor) -> Result<Tx> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let inner = self
            .write
            .begin_with_options(options)
            .await
            .map_err(problem)?;
        Ok(Tx::new(inner, self.clone(), actor))
    }

    /// What is to be done by itself; nothing before [`crate::jobs::Jobs::introduce`].
    pub(crate) fn duties(&self) -> &Duties {
        static NONE: std::sync::LazyLock<Duties> = std::sync::LazyLock::new(Duties::default);
        self.duties.get().unwrap_or(&NONE)
    }

    /// Whether there is code for a kind of jobs: areas ask it of work that another area does.
    pub fn does(&self, kind: &str) -> bool {
        self.duties().kinds.contains(&kind)
    }

    pub(crate) fn take_duties(&self, duties: &Duties) {
        let _ = self.duties.set(duties.clone());
    }

    pub(crate) fn postgres(&self) -> Option<&sqlx::PgPool> {
        (self.dialect == Dialect::Postgres).then(|| self.write.get_postgres_connection_pool())
    }

    /// Refreshes what the planner knows of the data; cheap, and worth it after a large change.
    pub async fn analyze(&self) -> Result<()> {
        let sql = match self.dialect {
            Dialect::Sqlite => "pragma optimize = 0x10002",
            Dialect::Postgres => "analyze",
        };
        self.write.execute_unprepared(sql).await.map_err(problem)?;
        Ok(())
    }

    /// Writes a whole, consistent copy of an embedded database to `path`, which must not exist yet.
    ///
    /// # Errors
    /// On PostgreSQL, whose own tools do this, and when the copy cannot be written.
    pub async fn back_up(&self, path: &Path) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.dialect == Dialect::Sqlite,
            "use pg_dump to back PostgreSQL up"
        );
        vacuum_into(&self.write, path).await
    }

    /// Closes every connection; on SQLite this folds the write-ahead log into the file.
    pub async fn close(self) {
        let _ = self.read.close().await;
        let _ = self.write.close().await;
    }
}

async fn vacuum_into(write: &DatabaseConnection, path: &Path) -> anyhow::Result<()> {
    let target = path.display().to_string().replace('\'', "''");
    write
        .execute_unprepared(&format!("vacuum into '{target}'"))
        .await
        .with_context(|| format!("cannot write the backup copy {}", path.display()))?;
    Ok(())
}

/// Copies a SQLite file that already holds data before a migration touches it.
async fn back_up_before_migration(write: &DatabaseConnection, path: &Path) -> anyhow::Result<()> {
    let pool = write.get_sqlite_connection_pool();
    let has_history: i64 = sqlx::query_scalar(
        "select count(*) from sqlite_master where type = 'table' and name = '_sqlx_migrations'",
    )
    .fetch_one(pool)
    .await?;
    if has_history == 0 {
        return Ok(());
    }
    let applied: Option<i64> =
        sqlx::query_scalar("select max(version) from _sqlx_migrations where success")
            .fetch_one(pool)
            .await?;
    let newest = SQLITE_MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .max();
    let (Some(applied), Some(newest)) = (applied, newest) else {
        return Ok(());
    };
    if applied >= newest {
        return Ok(());
    }
    let mut copy = path.as_os_str().to_owned();
    copy.push(format!(".before-{newest:04}"));
    let copy = PathBuf::from(copy);
    if !copy.exists() {
        vacuum_into(write, &copy).await?;
        tracing::info!(
            "copied the database to {} before migrating it",
            copy.display()
        );
    }
    Ok(())
}

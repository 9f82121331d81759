//! Where a test's database lives, and how it gets its tables without running migrations each time.

use std::path::PathBuf;

use base::{Clock, Ids};
use db::{Db, Location};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::postgres::Database;

/// A database of one test, gone with it.
#[derive(Debug)]
pub enum Home {
    Folder(TempDir),
    Server(Database),
}

impl Home {
    pub async fn new() -> Self {
        match std::env::var("VORONKA_TEST_DATABASE").as_deref() {
            Ok("postgres") => {
                let migrate = async |url: String| {
                    Db::open(&Location::Url(url), Clock::System, Ids::Random)
                        .await?
                        .close()
                        .await;
                    Ok(())
                };
                Self::Server(
                    Database::create(migrate)
                        .await
                        .expect("a PostgreSQL database"),
                )
            }
            _ => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                tokio::fs::copy(template().await, folder.path().join("voronka.db"))
                    .await
                    .expect("a copy");
                Self::Folder(folder)
            }
        }
    }

    pub fn location(&self) -> Location {
        match self {
            Self::Folder(folder) => Location::File(folder.path().join("voronka.db")),
            Self::Server(database) => Location::Url(database.url().to_owned()),
        }
    }
}

/// An empty SQLite file with all tables, made once a process.
async fn template() -> &'static PathBuf {
    static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
    let made = TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let path = folder.path().join("template.db");
            let db = Db::open(&Location::File(path.clone()), Clock::System, Ids::Random)
                .await
                .expect("a database");
            db.close().await;
            (folder, path)
        })
        .await;
    &made.1
}

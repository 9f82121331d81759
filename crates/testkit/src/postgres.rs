//! One PostgreSQL database per test, copied from a template that has the tables already.
//!
//! Which server that is decides [`pgtest::shared`]: `cargo xtask test` starts one for the whole
//! run; a test that is run alone starts its own on first use.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use pgtest::Server;

/// A database of one test; dropped with the value.
#[derive(Debug)]
pub struct Database {
    server: Server,
    name: String,
    url: String,
}

impl Database {
    /// Makes a database for one test.
    ///
    /// `migrate` gets the address of an empty database and brings it up to date; it is called
    /// once per state of the migrations, not once per test, and must close its connections.
    pub async fn create<F, Migrating>(migrate: F) -> anyhow::Result<Self>
    where
        F: FnOnce(String) -> Migrating,
        Migrating: Future<Output = anyhow::Result<()>>,
    {
        let server = pgtest::shared()?;
        let template = template_name()?;
        server.template(&template, migrate).await?;
        let name = database_name();
        let url = server.create_database(&name, Some(&template))?;
        Ok(Self { server, name, url })
    }

    /// Makes an empty database, for tests of the migrations themselves.
    pub fn create_empty() -> anyhow::Result<Self> {
        let server = pgtest::shared()?;
        let name = database_name();
        let url = server.create_database(&name, None)?;
        Ok(Self { server, name, url })
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A database that stays costs nothing: the server is temporary. So a failure here must
        // not hide the failure of the test.
        let _ = self.server.drop_database(&self.name);
    }
}

/// A server may outlive a change of the migrations, so the template is named after their text.
fn template_name() -> anyhow::Result<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let mut files = std::fs::read_dir(&folder)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.path()))
                .collect::<std::io::Result<Vec<_>>>()
        })
        .with_context(|| format!("reading {}", folder.display()))?;
    files.sort();
    // FNV-1a: the same in every process, which the standard hasher does not promise.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        let text = std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        for byte in text {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    Ok(format!("voronka_template_{hash:016x}"))
}

/// Tests run in many processes at once and on a server that may be older than all of them.
fn database_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_micros());
    format!(
        "voronka_test_{}_{}_{since}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

//! The release binary, running.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use db::Location;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

#[derive(Debug)]
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:12345`
    pub address: String,
    /// What it wrote into its log so far.
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts it on a free port; `log` is what `RUST_LOG` says.
    pub async fn start(
        binary: &Path,
        location: &Location,
        log: Option<&str>,
    ) -> anyhow::Result<Self> {
        let mut command = Command::new(binary);
        // As behind a proxy, which says where each visitor of the site comes from.
        command
            .args(["serve", "--port", "0", "--secure"])
            .env_remove("DATABASE_URL")
            .env_remove("VORONKA_DATA");
        match location {
            Location::File(path) => {
                let folder = path.parent().context("a file in a folder")?;
                command.arg("--data").arg(folder);
            }
            Location::Url(url) => {
                command.args(["--database-url", url]);
            }
        }
        command
            .env("RUST_LOG", log.unwrap_or("error"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {}", binary.display()))?;
        let log = Arc::new(Mutex::new(Vec::new()));
        let errors = child.stderr.take().context("a log")?;
        tokio::spawn({
            let log = log.clone();
            async move {
                let mut lines = BufReader::new(errors).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    log.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(line);
                }
            }
        });
        let mut lines = BufReader::new(child.stdout.take().context("an output")?).lines();
        let said = tokio::time::timeout(Duration::from_mins(2), async {
            while let Some(line) = lines.next_line().await? {
                if let Some(at) = line.find("http://") {
                    return Ok(line[at..].trim().to_owned());
                }
            }
            bail!("the server ended without saying where it listens")
        });
        let address = said
            .await
            .context("the server did not start in two minutes")??;
        Ok(Self {
            child,
            address,
            log,
        })
    }

    /// What the log has got since the last call.
    pub async fn log(&self) -> Vec<String> {
        // The lines of the last answer may still be on their way.
        tokio::time::sleep(Duration::from_millis(200)).await;
        std::mem::take(&mut *self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub async fn stop(mut self) {
        // Killing is what a crash would do; the database has to be whole after it anyway.
        let _ = self.child.kill().await;
    }
}

//! Making and dropping databases with `psql`.

use std::future::Future;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::{Error, Result, Tools, find_tools};

/// How often we ask again when the template is still held by a connection that is closing.
const ATTEMPTS: u32 = 20;

/// The advisory lock that is held while a template is made; the number only has to be ours.
const LOCK: u32 = 86_766_652;
const LOCKED: &str = "locked";

/// A running PostgreSQL that lets us make databases.
#[derive(Clone, Debug)]
pub struct Server {
    tools: Tools,
    /// `postgres://user@host:port`, without a database.
    url: String,
}

impl Server {
    /// A server that somebody else started. The address may name a database, which is ignored.
    pub fn at(url: &str) -> Result<Self> {
        Ok(Self::new(find_tools()?, url))
    }

    pub(crate) fn new(tools: Tools, url: &str) -> Self {
        let start = url.find("://").map_or(0, |at| at + 3);
        let end = url[start..].find('/').map_or(url.len(), |at| start + at);
        Self {
            tools,
            url: url[..end].to_owned(),
        }
    }

    /// The address without a database, as other processes want it in `VORONKA_TEST_POSTGRES`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of one database.
    pub fn database_url(&self, name: &str) -> String {
        format!("{}/{name}", self.url)
    }

    /// Makes a database, empty or as a copy of `template`, and returns its address.
    pub fn create_database(&self, name: &str, template: Option<&str>) -> Result<String> {
        let template = template.unwrap_or("template0");
        let statement = format!(
            "create database {} template {}",
            quoted(name),
            quoted(template)
        );
        for attempt in 1.. {
            match self.run(&statement) {
                // PostgreSQL copies a database only while nobody is connected to it, and a
                // connection that was just closed takes a moment to go.
                Err(error)
                    if attempt < ATTEMPTS && error.to_string().contains("being accessed") =>
                {
                    std::thread::sleep(Duration::from_millis(100));
                }
                Err(error) => return Err(error),
                Ok(_) => break,
            }
        }
        Ok(self.database_url(name))
    }

    /// Drops a database and cuts whatever is still connected to it. It may be gone already.
    pub fn drop_database(&self, name: &str) -> Result<()> {
        self.run(&format!(
            "drop database if exists {} with (force)",
            quoted(name)
        ))
        .map(drop)
    }

    pub fn has_database(&self, name: &str) -> Result<bool> {
        let answer = self.run(&format!(
            "select 1 from pg_database where datname = '{}'",
            name.replace('\'', "''")
        ))?;
        Ok(!answer.trim().is_empty())
    }

    /// Makes the template `name` once, however many tests and processes ask at the same time.
    ///
    /// `fill` gets the address of an empty database and puts the tables in; it must close its
    /// connections before it ends. A template that was only half filled is never used, because
    /// it gets its name last.
    pub async fn template<F, Filling, E>(&self, name: &str, fill: F) -> Result<()>
    where
        F: FnOnce(String) -> Filling,
        Filling: Future<Output = std::result::Result<(), E>>,
        E: std::fmt::Display,
    {
        let lock = self.lock()?;
        if !self.has_database(name)? {
            let unfinished = format!("{name}_unfinished");
            self.drop_database(&unfinished)?;
            let url = self.create_database(&unfinished, None)?;
            fill(url)
                .await
                .map_err(|error| Error::new(format!("filling the template {name}: {error:#}")))?;
            self.run(&format!(
                "alter database {} rename to {}",
                quoted(&unfinished),
                quoted(name)
            ))?;
        }
        drop(lock);
        Ok(())
    }

    /// Waits until no other process makes a template on this server. The lock lives in the server
    /// itself, held by a session that ends with the value, so that nothing is left behind.
    fn lock(&self) -> Result<Lock> {
        let mut session = self
            .psql()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Error::io("starting psql"))?;
        let asked = session.stdin.as_mut().map(|input| {
            writeln!(input, "select pg_advisory_lock({LOCK});\n\\echo {LOCKED}")?;
            input.flush()
        });
        let answers = session.stdout.take();
        let lock = Lock(session);
        let granted = matches!(asked, Some(Ok(())))
            && answers.is_some_and(|answers| {
                BufReader::new(answers)
                    .lines()
                    .map_while(std::result::Result::ok)
                    .any(|line| line == LOCKED)
            });
        if granted {
            Ok(lock)
        } else {
            Err(Error::new(format!("no lock was granted by {}", self.url)))
        }
    }

    fn psql(&self) -> Command {
        let mut command = Command::new(self.tools.program("psql"));
        command
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args(["--set", "ON_ERROR_STOP=1"])
            .arg(self.database_url("postgres"));
        command
    }

    /// Runs one statement as the administrator and returns the bare values it answered.
    fn run(&self, statement: &str) -> Result<String> {
        let output = self
            .psql()
            .args(["--command", statement])
            .stdin(Stdio::null())
            .output()
            .map_err(Error::io("starting psql"))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(Error::new(format!(
                "{statement}: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            )))
        }
    }
}

/// A session that holds the lock and gives it back when dropped.
struct Lock(Child);

impl Drop for Lock {
    fn drop(&mut self) {
        // psql ends when its input does; if waiting fails there is nobody to wait for.
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

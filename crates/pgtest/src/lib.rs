//! A PostgreSQL server for tests that leaves nothing behind.
//!
//! [`Cluster::start`] makes a server in a temporary folder on a free port and removes both when
//! it is dropped. It also goes when the process that started it is killed: a small shell waits on
//! a pipe whose other end only that process holds, and cleans up when the pipe closes. So neither
//! Ctrl-C nor a crashed test leaves a server running.
//!
//! [`Server`] is any server that lets us make databases: our own cluster, or the one named by
//! `VORONKA_TEST_POSTGRES`. This crate depends on nothing, because both `xtask` and the test kit
//! stand on it.

mod cluster;
mod error;
mod server;
mod tools;

pub use cluster::{Cluster, Durability};
pub use error::{Error, Result};
pub use server::Server;
pub use tools::{Tools, find_tools};

use std::sync::{Mutex, PoisonError};

/// Names the server that tests use, as `postgres://user@host:port`; set by `cargo xtask test`.
pub const SERVER_VARIABLE: &str = "VORONKA_TEST_POSTGRES";

/// The server for this process: the one the environment names, otherwise a cluster that is
/// started on first use and lives until the process ends.
pub fn shared() -> Result<Server> {
    static OWN: Mutex<Option<Cluster>> = Mutex::new(None);

    if let Ok(url) = std::env::var(SERVER_VARIABLE)
        && !url.is_empty()
    {
        return Server::at(&url);
    }
    // A poisoned lock only means that another test panicked: the cluster itself is whole.
    let mut own = OWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cluster) = own.as_ref() {
        return Ok(cluster.server().clone());
    }
    let cluster = Cluster::start()?;
    let server = cluster.server().clone();
    *own = Some(cluster);
    Ok(server)
}

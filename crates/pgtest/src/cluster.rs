//! A temporary server: made by `initdb`, started by `pg_ctl`, removed by its guard.

use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::{Error, Result, Server, Tools, find_tools};

/// Another process may take the free port between our look and our start.
const ATTEMPTS: u32 = 5;

/// Stops the server and removes its folder as soon as nobody holds the other end of its input.
const GUARD: &str = r#"
trap '' INT TERM HUP QUIT
while read -r _; do :; done
"$1" -D "$2/data" -m immediate -w stop
rm -rf "$2"
"#;

/// Whether the server writes through to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Forget everything if the machine stops: right for tests, and several times faster. A
    /// commit still survives the death of the client that made it.
    Off,
    /// As in production: for tests that kill the server itself, and for measurements.
    Full,
}

/// A PostgreSQL server of our own. Dropping it stops the server and removes its folder.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    guard: Child,
}

impl Cluster {
    /// Starts a server for tests, which takes about two seconds.
    pub fn start() -> Result<Self> {
        Self::start_with(Durability::Off)
    }

    pub fn start_with(durability: Durability) -> Result<Self> {
        let tools = find_tools()?;
        let owner = Owner::find()?;
        let folder = new_folder(&owner)?;
        // The guard comes first, so that a start that fails half-way is cleaned up as well.
        let guard = start_guard(&tools, &owner, &folder)?;
        let mut cluster = Self {
            server: Server::new(tools.clone(), ""),
            guard,
        };
        init(&tools, &owner, &folder)?;
        let mut attempt = 1;
        loop {
            let port = free_port()?;
            match launch(&tools, &owner, &folder, port, durability) {
                Ok(()) => {
                    cluster.server =
                        Server::new(tools, &format!("postgres://postgres@127.0.0.1:{port}"));
                    return Ok(cluster);
                }
                Err(_) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The address without a database.
    pub fn url(&self) -> &str {
        self.server.url()
    }

    /// Makes a database, empty or as a copy of `template`, and returns its address.
    pub fn create_database(&self, name: &str, template: Option<&str>) -> Result<String> {
        self.server.create_database(name, template)
    }

    pub fn drop_database(&self, name: &str) -> Result<()> {
        self.server.drop_database(name)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // Waiting makes sure that the folder is gone when the caller goes on. If it fails there
        // is nothing left to wait for.
        let _ = self.guard.wait();
    }
}

/// Who the server runs as: PostgreSQL refuses to run as root.
struct Owner {
    other: Option<(u32, u32)>,
}

impl Owner {
    fn find() -> Result<Self> {
        let output = Command::new("id")
            .arg("-u")
            .output()
            .map_err(Error::io("asking who runs the tests"))?;
        if String::from_utf8_lossy(&output.stdout).trim() != "0" {
            return Ok(Self { other: None });
        }
        let users = std::fs::read_to_string("/etc/passwd")
            .map_err(Error::io("reading /etc/passwd to find the user postgres"))?;
        let other = ["postgres", "nobody"]
            .iter()
            .find_map(|name| ids_of(&users, name))
            .ok_or_else(|| Error::new("run by root, but there is no user postgres to run as"))?;
        Ok(Self { other: Some(other) })
    }

    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).stdin(Stdio::null());
        if let Some((user, group)) = self.other {
            command.uid(user).gid(group);
        }
        command
    }
}

/// Finds `name:x:user:group:…` in the text of `/etc/passwd`.
fn ids_of(users: &str, name: &str) -> Option<(u32, u32)> {
    users.lines().find_map(|line| {
        let mut parts = line.split(':');
        if parts.next()? != name {
            return None;
        }
        let mut numbers = parts.skip(1).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    })
}

fn new_folder(owner: &Owner) -> Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    // Older processes may have had our number, and a killed one may have left a folder.
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.subsec_nanos());
    let folder = std::env::temp_dir().join(format!(
        "voronka-pg-{}-{}-{since}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    ));
    std::fs::create_dir(&folder).map_err(Error::io(format!("making {}", folder.display())))?;
    if let Some((user, group)) = owner.other {
        chown(&folder, Some(user), Some(group))
            .map_err(Error::io(format!("giving away {}", folder.display())))?;
    }
    Ok(folder)
}

fn start_guard(tools: &Tools, owner: &Owner, folder: &Path) -> Result<Child> {
    // In its own process group, so that Ctrl-C in the terminal reaches us and not the guard.
    owner
        .command(Path::new("/bin/sh"), Path::new("/"))
        .args(["-c", GUARD, "voronka-pg-guard"])
        .arg(tools.program("pg_ctl"))
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(Error::io("starting the guard of the temporary PostgreSQL"))
}

fn init(tools: &Tools, owner: &Owner, folder: &Path) -> Result<()> {
    let output = owner
        .command(&tools.program("initdb"), folder)
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
        // In the plain C locale trigrams know no Cyrillic letters.
        .args(["--locale=C.UTF-8", "--no-sync", "-D"])
        .arg(folder.join("data"))
        .output()
        .map_err(Error::io("starting initdb"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::new(format!(
        "initdb failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    )))
}

fn launch(
    tools: &Tools,
    owner: &Owner,
    folder: &Path,
    port: u16,
    durability: Durability,
) -> Result<()> {
    let log = folder.join("server.log");
    let mut settings = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' \
         -c max_connections=400 -c shared_buffers=128MB"
    );
    if durability == Durability::Off {
        settings.push_str(
            " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off",
        );
    }
    let status = owner
        .command(&tools.program("pg_ctl"), folder)
        .args(["start", "-w", "-s", "-t", "60", "-o", &settings, "-l"])
        .arg(&log)
        .arg("-D")
        .arg(folder.join("data"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(Error::io("starting pg_ctl"))?;
    if status.success() {
        return Ok(());
    }
    let words = std::fs::read_to_string(&log).unwrap_or_default();
    Err(Error::new(format!(
        "PostgreSQL did not start on port {port}: {}",
        words.trim()
    )))
}

fn free_port() -> Result<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Error::io("looking for a free port"))
}

#[cfg(test)]
mod tests {
    use super::ids_of;

    #[test]
    fn the_numbers_of_a_user_are_found() {
        let users = "root:x:0:0:root:/root:/bin/sh\npostgres:x:104:110:,,,:/var/lib/postgresql:\n";
        assert_eq!(ids_of(users, "postgres"), Some((104, 110)));
        assert_eq!(ids_of(users, "nobody"), None);
    }
}

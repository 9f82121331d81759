//! Finding PostgreSQL's own programs. Debian keeps them out of `PATH`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Error, Result};

/// The oldest PostgreSQL that Voronka runs on.
const OLDEST: u32 = 15;

/// A folder that holds `initdb`, `pg_ctl` and `psql` of one PostgreSQL.
#[derive(Clone, Debug)]
pub struct Tools {
    folder: PathBuf,
    /// The major version, such as 15.
    pub version: u32,
}

impl Tools {
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Looks in `PATH`, then in the folders where Debian, Red Hat and Homebrew put them, and takes
/// the newest. The error says how to install what is missing.
pub fn find_tools() -> Result<Tools> {
    let mut folders: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default();
    for parent in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        folders.extend(children(Path::new(parent)));
    }
    folders.extend(children(Path::new("/usr")).filter(|path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("pgsql-"))
    }));
    let found = folders
        .into_iter()
        .flat_map(|folder| [folder.join("bin"), folder])
        .filter(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
        .filter_map(|folder| {
            let version = version_of(&folder.join("initdb"))?;
            Some(Tools { folder, version })
        })
        .max_by_key(|tools| tools.version);
    match found {
        Some(tools) if tools.version >= OLDEST => Ok(tools),
        Some(tools) => Err(Error::new(format!(
            "PostgreSQL {OLDEST} or newer is needed, but only version {} was found in {}",
            tools.version,
            tools.folder.display()
        ))),
        None => Err(Error::new(format!(
            "PostgreSQL {OLDEST} or newer is not installed: no initdb in PATH nor in \
             /usr/lib/postgresql/*/bin. On Debian or Ubuntu: apt-get install postgresql"
        ))),
    }
}

fn children(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
}

/// Reads the major version out of `initdb (PostgreSQL) 15.20 (Debian 15.20-1)`.
fn version_of(initdb: &Path) -> Option<u32> {
    let output = Command::new(initdb).arg("--version").output().ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

fn parse_version(text: &str) -> Option<u32> {
    let version = text.split(')').nth(1)?.trim_start();
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn the_major_version_is_read() {
        let debian = "initdb (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n";
        assert_eq!(parse_version(debian), Some(15));
        assert_eq!(parse_version("initdb (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_version("something else"), None);
    }
}

//! The programs we need from outside: what is missing is said plainly or, when asked, installed.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::{Project, run};

/// Vite 8 needs this Node or a newer one.
const NODE: (u32, u32) = (20, 19);

/// Whether Node and npm are here and new enough.
pub fn need_node() -> Result<()> {
    let how = "Install it from https://nodejs.org or with your package manager, for instance: \
               apt-get install nodejs npm";
    let Some(version) = version_of("node") else {
        bail!(
            "Node is not installed: version {}.{} or newer is needed. {how}",
            NODE.0,
            NODE.1
        );
    };
    match node_version(&version) {
        Some(found) if found >= NODE => {}
        _ => bail!(
            "Node {version} is too old: version {}.{} or newer is needed. {how}",
            NODE.0,
            NODE.1
        ),
    }
    if version_of("npm").is_none() {
        bail!("npm is not installed. {how}");
    }
    Ok(())
}

fn version_of(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Reads `v20.19.1`.
fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// A Chromium for the browser tests: the one `CHROMIUM` names, or one of the usual ones.
pub fn chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Some(path.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.push("/usr/bin".into());
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// Something the tests need that apt can bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Package {
    Chromium,
    Postgresql,
}

impl Package {
    /// Why it is missing, or nothing if it is here.
    fn missing(self) -> Option<String> {
        match self {
            Self::Chromium => chromium()
                .is_none()
                .then(|| "Chromium is not installed; the browser tests need it".to_owned()),
            Self::Postgresql => pgtest::find_tools().err().map(|error| error.to_string()),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Postgresql => "postgresql",
        }
    }
}

/// Makes sure that the packages are here. They are installed only if `install` allows it and we
/// may; otherwise the error says what to do.
pub fn need_packages(project: &Project, packages: &[Package], install: bool) -> Result<()> {
    let missing: Vec<(Package, String)> = packages
        .iter()
        .filter_map(|package| Some((*package, package.missing()?)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|(package, _)| package.name()).collect();
    let reasons: Vec<&str> = missing.iter().map(|(_, reason)| reason.as_str()).collect();
    let reasons = reasons.join("\n");
    let names = names.join(" ");
    if !install {
        bail!(
            "{reasons}\nOn Debian or Ubuntu: sudo apt-get install {names}\n\
             As root, `cargo xtask test --install` does it."
        );
    }
    if version_of("apt-get").is_none() {
        bail!("{reasons}\nThere is no apt-get here: install {names} in the way of your system.");
    }
    println!("Installing {names}");
    let apt = |words: &[&str]| {
        let mut command = project.command("apt-get");
        command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        run(command).with_context(|| format!("installing {names} (are you root?)"))
    };
    apt(&["update"])?;
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(names.split(' '));
    apt(&words)?;
    match packages.iter().find_map(|package| package.missing()) {
        None => Ok(()),
        Some(reason) => bail!("{names} was installed, and still: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{NODE, node_version};

    #[test]
    fn node_versions_are_compared_by_number() {
        assert_eq!(node_version("v20.19.1"), Some((20, 19)));
        assert!(node_version("v20.9.0") < Some(NODE));
        assert!(node_version("v24.0.0") > Some(NODE));
        assert_eq!(node_version("nonsense"), None);
    }
}

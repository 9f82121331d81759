//! The interface: its packages and its build, each renewed only when what it is made of changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::project::{Project, run};

/// In `web`, but not part of what the build is made of.
const NOT_SOURCES: [&str; 5] = [
    "node_modules",
    "dist",
    "e2e",
    "test-results",
    "playwright-report",
];

/// `npm ci`, if the packages are not those of the lock file.
pub fn install(project: &Project) -> Result<()> {
    let lock = project.web().join("package-lock.json");
    let text = fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let wanted = Hash::new().add(&text).text();
    let note = project.web().join("node_modules/.voronka-lock");
    if fs::read_to_string(&note).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    // Somebody who ran npm by hand has the right packages too.
    let by_hand = project.web().join("node_modules/.package-lock.json");
    if note.exists() || changed(&by_hand) < changed(&lock) {
        println!("The packages of the interface are missing or old: npm ci");
        let mut npm = project.npm();
        npm.args(["ci", "--no-audit", "--no-fund"]);
        run(npm)?;
    }
    fs::write(&note, wanted).with_context(|| format!("writing {}", note.display()))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

/// Builds the interface into `web/dist`, if any of its sources changed since the last time.
pub fn build_if_stale(project: &Project) -> Result<()> {
    let note = project.notes().join("ui");
    let built = project.web().join("dist/index.html").is_file();
    if built && fs::read_to_string(&note).ok() == Some(sources(project)?) {
        return Ok(());
    }
    println!("The interface changed: npm run build");
    build(project)
}

/// Builds the interface in any case.
pub fn build(project: &Project) -> Result<()> {
    let mut npm = project.npm();
    npm.args(["run", "build"]);
    run(npm)?;
    // The build itself renews some sources, so they are weighed after it.
    fs::create_dir_all(project.notes())?;
    fs::write(project.notes().join("ui"), sources(project)?).context("noting the build")
}

/// The server embeds the folder, which must exist even where nobody built the interface.
pub fn ensure_dist(project: &Project) -> Result<()> {
    fs::create_dir_all(project.web().join("dist")).context("making web/dist")
}

fn sources(project: &Project) -> Result<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(project.web()).context("reading web")? {
        let entry = entry?;
        if !NOT_SOURCES.contains(&entry.file_name().to_string_lossy().as_ref()) {
            collect(&entry.path(), &mut files)?;
        }
    }
    files.sort();
    let mut hash = Hash::new();
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        hash = hash
            .add(file.to_string_lossy().as_bytes())
            .add(&[0])
            .add(&bytes)
            .add(&[0]);
    }
    Ok(hash.text())
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), into)?;
        }
    } else {
        into.push(path.to_owned());
    }
    Ok(())
}

/// FNV-1a: short, and the same in every version of the compiler.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self
    }

    fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}

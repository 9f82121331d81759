//! `cargo xtask codegen`: files that are made from code and yet kept in the repository, so that a
//! change of them is seen in review.

mod schema_page;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::install::need_node;
use crate::project::{self, Project, output};
use crate::start::build_server;
use crate::ui;

/// What the server prints about itself, and the file that keeps it.
const DUMPS: [(&str, &str); 2] = [
    ("openapi", "docs/openapi.json"),
    ("permissions", "docs/permissions.md"),
];

const SCHEMA_PAGE: &str = "docs/schema.md";

/// `npm run gen` makes it from `docs/openapi.json`.
const CLIENT: &str = "web/src/api/schema.d.ts";

/// Writes all of them. With `check` it only says which ones are stale and leaves everything as
/// it was.
pub fn run(project: &Project, check: bool) -> Result<()> {
    need_node()?;
    ui::install(project)?;
    build_server(project, false)?;
    let mut files = vec![SCHEMA_PAGE, CLIENT];
    files.extend(DUMPS.iter().map(|(_, file)| *file));
    guarded(project.root(), &files, check, || {
        for (word, file) in DUMPS {
            let mut server = project.command(project.voronka(false));
            server.arg(word);
            let mut text = output(server)?;
            if !text.ends_with('\n') {
                text.push('\n');
            }
            write(&project.root().join(file), &text)?;
        }
        write(
            &project.root().join(SCHEMA_PAGE),
            &schema_page::render(project.root())?,
        )?;
        let mut npm = project.npm();
        npm.args(["run", "--silent", "gen"]);
        project::run(npm)
    })
}

/// Runs `make`, which may change `files`. If `check` is set, the files get their old content back
/// and it is an error if any of them changed.
pub fn guarded(
    root: &Path,
    files: &[&str],
    check: bool,
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let read = |file: &str| fs::read(root.join(file)).ok();
    let before: Vec<Option<Vec<u8>>> = files.iter().map(|file| read(file)).collect();
    let made = make();
    let mut stale = Vec::new();
    for (file, old) in files.iter().zip(before) {
        if read(file) == old {
            continue;
        }
        stale.push(*file);
        if check {
            let path = root.join(file);
            match old {
                Some(bytes) => fs::write(&path, bytes),
                None => fs::remove_file(&path),
            }
            .with_context(|| format!("restoring {file}"))?;
        }
    }
    made?;
    if check && !stale.is_empty() {
        bail!("stale: {}", stale.join(", "));
    }
    for file in stale {
        println!("renewed {file}");
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    // An unchanged file keeps its time, so that nothing is built again because of it.
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_names_what_is_stale_and_changes_nothing() {
        let root = std::env::temp_dir().join(format!("voronka-codegen-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        fs::write(root.join("a"), "same").unwrap();
        fs::write(root.join("b"), "old").unwrap();
        let make = || {
            write(&root.join("a"), "same")?;
            write(&root.join("b"), "new")?;
            write(&root.join("c"), "new")
        };
        let files = ["a", "b", "c"];
        let error = guarded(&root, &files, true, make).unwrap_err();
        assert_eq!(error.to_string(), "stale: b, c");
        assert_eq!(fs::read_to_string(root.join("b")).unwrap(), "old");
        assert!(!root.join("c").exists());

        guarded(&root, &files, false, make).unwrap();
        guarded(&root, &files, true, make).unwrap();
        fs::remove_dir_all(&root).unwrap();
    }
}

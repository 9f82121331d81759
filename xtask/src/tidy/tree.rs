//! The texts of the repository, read once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};

/// What is built, installed or private: nothing in there is ours to judge.
const SKIPPED: [&str; 7] = [
    ".git",
    "target",
    "node_modules",
    "dist",
    "data",
    "test-results",
    "playwright-report",
];

const TEXTS: [&str; 7] = ["rs", "toml", "sql", "md", "ts", "tsx", "json"];

/// Paths are relative to the root and use `/`.
#[derive(Debug, Default)]
pub struct Tree {
    texts: BTreeMap<String, String>,
    /// Every file and every folder, also those whose text is not read.
    paths: BTreeSet<String>,
}

impl Tree {
    pub fn load(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        tree.visit(root, "")?;
        Ok(tree)
    }

    fn visit(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        let entries =
            std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if SKIPPED.contains(&name.as_str()) {
                continue;
            }
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.visit(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() && is_text(&name) {
                // An editor may remove its own temporary file while we look.
                if let Ok(text) = std::fs::read_to_string(entry.path()) {
                    self.texts.insert(path.clone(), text);
                }
            }
            self.paths.insert(path);
        }
        Ok(())
    }

    /// A made-up tree for tests.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            tree.texts.insert((*path).to_owned(), (*text).to_owned());
            tree.paths.insert((*path).to_owned());
            let mut rest = *path;
            while let Some((folder, _)) = rest.rsplit_once('/') {
                tree.paths.insert(folder.to_owned());
                rest = folder;
            }
        }
        tree
    }

    /// The files under `folder` (all of them when it is empty) whose name ends with `ending`.
    pub fn files<'a>(
        &'a self,
        folder: &'a str,
        ending: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts
            .iter()
            .filter(move |(path, _)| inside(path, folder) && path.ends_with(ending))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether some file or folder has this path or ends with it, as `deals/store.rs` does.
    pub fn has_ending(&self, ending: &str) -> bool {
        self.has(ending)
            || self.paths.iter().any(|path| {
                path.strip_suffix(ending)
                    .is_some_and(|rest| rest.ends_with('/'))
            })
    }
}

fn inside(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

fn is_text(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| TEXTS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn files_are_found_by_folder_and_by_ending() {
        let tree = Tree::of(&[
            ("crates/crm/src/deals/store.rs", ""),
            ("crates/crm2/a.rs", ""),
        ]);
        let found: Vec<_> = tree.files("crates/crm", ".rs").collect();
        assert_eq!(found, [("crates/crm/src/deals/store.rs", "")]);
        assert!(tree.has("crates/crm/src"));
        assert!(tree.has_ending("deals/store.rs"));
        assert!(!tree.has_ending("als/store.rs"));
    }
}

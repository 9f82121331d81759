//! Who may know whom: the dependencies between our own crates.

use super::{Finding, Tree};

/// What a crate may depend on. A stage (a folder under `funnel/`) is not listed: all stages obey
/// [`STAGE`]. A crate that is in neither is refused, so that its place is decided once.
const TABLE: [(&str, &[&str]); 10] = [
    ("base", &[]),
    ("stats", &[]),
    ("pgtest", &[]),
    ("db", &["base"]),
    ("documents", &["base"]),
    ("api", &["db", "base"]),
    ("identity", &["api", "db", "base"]),
    ("crm", &["api", "db", "base"]),
    (
        "analyze",
        &["stats", "documents", "crm", "api", "db", "base"],
    ),
    ("xtask", &["pgtest"]),
];

const STAGE: &[&str] = &["stats", "documents", "crm", "api", "db", "base"];

/// They stand around the stages and know what a stage knows.
const AROUND: [&str; 2] = ["automate", "connect"];

/// They see everything that ships; none of them may be seen by it.
const OUTSIDE: [&str; 4] = ["app", "testkit", "bench", "proof"];

/// Only for tests and measurements, never in the product.
const TOOLS: [&str; 5] = ["testkit", "bench", "proof", "xtask", "pgtest"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let crates: Vec<Crate> = tree
        .files("", "Cargo.toml")
        .filter_map(|(path, text)| Crate::new(path, text))
        .collect();
    let mut findings = Vec::new();
    for krate in &crates {
        let Some(allowed) = krate.allowed(&crates) else {
            findings.push(Finding::new(
                krate.path,
                0,
                format!(
                    "the crate {} has no place yet: say in xtask/src/tidy/edges.rs what it may know",
                    krate.name
                ),
            ));
            continue;
        };
        for edge in dependencies(krate.text) {
            if !crates.iter().any(|other| other.name == edge.to) || edge.to == krate.name {
                continue;
            }
            let fine = allowed.contains(&edge.to)
                || (edge.for_tests && ["testkit", "pgtest"].contains(&edge.to));
            if !fine {
                let known = if allowed.is_empty() {
                    "none of our crates".to_owned()
                } else {
                    format!("only {}", allowed.join(", "))
                };
                findings.push(Finding::new(
                    krate.path,
                    edge.line,
                    format!(
                        "{} may not depend on {}: it knows {known}",
                        krate.name, edge.to
                    ),
                ));
            }
        }
    }
    findings
}

struct Crate<'a> {
    path: &'a str,
    text: &'a str,
    name: &'a str,
    stage: bool,
}

impl<'a> Crate<'a> {
    /// Nothing for the manifest of the workspace itself, which is no crate.
    fn new(path: &'a str, text: &'a str) -> Option<Self> {
        let folder = path.strip_suffix("/Cargo.toml")?;
        Some(Self {
            path,
            text,
            name: folder.rsplit('/').next()?,
            stage: folder.starts_with("funnel/"),
        })
    }

    fn allowed(&self, crates: &[Crate<'a>]) -> Option<Vec<&'a str>> {
        if self.stage || AROUND.contains(&self.name) {
            return Some(STAGE.to_vec());
        }
        if OUTSIDE.contains(&self.name) {
            let product = self.name == "app";
            return Some(
                crates
                    .iter()
                    .map(|other| other.name)
                    .filter(|name| !product || !TOOLS.contains(name))
                    .collect(),
            );
        }
        TABLE
            .iter()
            .find(|(name, _)| *name == self.name)
            .map(|(_, allowed)| allowed.to_vec())
    }
}

struct Edge<'a> {
    to: &'a str,
    line: usize,
    for_tests: bool,
}

/// The keys of all dependency sections, also of those for one platform.
fn dependencies(manifest: &str) -> Vec<Edge<'_>> {
    let mut section = "";
    let mut edges = Vec::new();
    for (number, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
            // `[dependencies.crm]` names the crate in the heading itself.
            if let Some((before, to)) = section.rsplit_once("dependencies.") {
                edges.push(Edge {
                    to,
                    line: number + 1,
                    for_tests: before == "dev-",
                });
                section = "";
            }
        } else if section.ends_with("dependencies") && !line.starts_with('#') {
            let end = line.find(['.', '=', ' ']).unwrap_or(line.len());
            if end > 0 {
                edges.push(Edge {
                    to: &line[..end],
                    line: number + 1,
                    for_tests: section.ends_with("dev-dependencies"),
                });
            }
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn the_table_is_obeyed() {
        let found = messages(&[
            (
                "Cargo.toml",
                "[workspace.dependencies]\ncrm = { path = \"x\" }",
            ),
            (
                "crates/base/Cargo.toml",
                "[dependencies]\nserde = \"1\"\ndb.workspace = true",
            ),
            (
                "crates/db/Cargo.toml",
                "[dependencies]\nbase.workspace = true",
            ),
            (
                "crates/identity/Cargo.toml",
                "[dependencies.crm]\npath = \"../crm\"",
            ),
            (
                "crates/crm/Cargo.toml",
                "[dependencies]\ndb.workspace = true\n[dev-dependencies]\ntestkit.workspace = true",
            ),
            (
                "crates/testkit/Cargo.toml",
                "[dependencies]\ncrm = { path = \"../crm\" }",
            ),
        ]);
        assert_eq!(
            found,
            [
                "crates/base/Cargo.toml:3: base may not depend on db: it knows none of our crates",
                "crates/identity/Cargo.toml:1: identity may not depend on crm: it knows only api, db, base",
            ]
        );
    }

    #[test]
    fn a_stage_never_knows_a_stage() {
        let found = messages(&[
            (
                "funnel/attract/Cargo.toml",
                "[dependencies]\ncrm = \"1\"\nqualify = \"1\"",
            ),
            ("funnel/qualify/Cargo.toml", ""),
            ("crates/crm/Cargo.toml", ""),
        ]);
        assert_eq!(
            found,
            [
                "funnel/attract/Cargo.toml:3: attract may not depend on qualify: it knows only stats, documents, crm, api, db, base"
            ]
        );
    }

    #[test]
    fn the_product_never_knows_its_tools() {
        let found = messages(&[
            (
                "crates/app/Cargo.toml",
                "[dependencies]\nbase = \"1\"\ntestkit = \"1\"",
            ),
            ("crates/testkit/Cargo.toml", ""),
            ("crates/base/Cargo.toml", ""),
            ("crates/fresh/Cargo.toml", ""),
        ]);
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("app may not depend on testkit"));
        assert!(found[1].contains("fresh has no place yet"));
    }
}

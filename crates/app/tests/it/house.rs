//! What holds for the whole house: statements, schemas, generated files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use testkit::TestApp;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The literals of all `sql!("…")` in a source text.
fn statements(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in source.split("sql!(").skip(1) {
        let Some(literal) = part.trim_start().strip_prefix('"') else {
            continue;
        };
        let mut text = String::new();
        let mut characters = literal.chars();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => match characters.next() {
                    // A line continuation swallows the line's indentation.
                    Some('\n') => {
                        let rest = characters.as_str().trim_start();
                        characters = rest.chars();
                    }
                    Some(escaped) => text.push(escaped),
                    None => break,
                },
                other => text.push(other),
            }
        }
        found.push(text);
    }
    found
}

#[tokio::test]
async fn every_statement_is_understood_by_this_database() {
    let app = TestApp::empty().await;
    let mut files = Vec::new();
    rust_files(&root().join("crates"), &mut files);
    rust_files(&root().join("funnel"), &mut files);
    let mut seen = BTreeSet::new();
    for file in files
        .iter()
        .filter(|file| file.components().any(|part| part.as_os_str() == "src"))
    {
        let source = std::fs::read_to_string(file).expect("a source file");
        for statement in statements(&source) {
            if !seen.insert(statement.clone())
                || statement.starts_with("select 1 where")
                || statement.is_empty()
            {
                continue;
            }
            let understood = app.db.reader().prepare(&statement).await;
            assert!(
                understood.is_ok(),
                "{}: {statement}\n{understood:?}",
                file.display()
            );
        }
    }
    assert!(seen.len() > 60, "found only {} statements", seen.len());
}

#[test]
fn the_committed_description_of_the_api_is_fresh() {
    let path = root().join("docs/openapi.json");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let now = app::openapi().to_pretty_json().expect("a document");
    assert!(
        committed.trim() == now.trim(),
        "docs/openapi.json is stale: run cargo xtask codegen"
    );
}

#[test]
fn the_committed_permission_table_is_fresh() {
    let committed = std::fs::read_to_string(root().join("docs/permissions.md")).unwrap_or_default();
    assert!(
        committed == app::permissions_page(),
        "docs/permissions.md is stale: run cargo xtask codegen"
    );
}

//! Documents name only what exists: paths, items of our crates, our own commands and npm scripts.

use super::{Finding, Tree};
use crate::COMMANDS;

/// Endings that make a word without a slash the name of a file of ours.
const OWN_FILES: [&str; 4] = [".rs", ".toml", ".md", ".sql"];
/// Endings that make a word with a slash a path.
const FILES: [&str; 13] = [
    ".rs", ".toml", ".md", ".sql", ".ts", ".tsx", ".css", ".json", ".sh", ".yml", ".html", ".po",
    ".lock",
];

/// Made by builds and runs, so they may be absent.
const BUILT: [&str; 4] = ["target", "data", "web/dist", "web/node_modules"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files("", ".md") {
        let mut fenced = false;
        for (number, line) in text.lines().enumerate() {
            let mut find = |message: String| {
                findings.push(Finding::new(path, number + 1, message));
            };
            for command in commands(line) {
                if !COMMANDS.contains(&command) {
                    find(format!("there is no command cargo xtask {command}"));
                }
            }
            for script in following(line, "npm run ") {
                if !has_script(tree, script) {
                    find(format!("web/package.json has no script {script}"));
                }
            }
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
                continue;
            }
            if fenced {
                continue;
            }
            for span in spans(line) {
                if let Some(message) = missing(tree, path, span) {
                    find(message);
                }
            }
        }
    }
    findings
}

/// What stands between single backticks.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn commands(line: &str) -> impl Iterator<Item = &str> {
    following(line, "cargo xtask ")
}

/// The word after each place where `start` stands, if it is a word.
fn following<'a>(line: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(start).filter_map(move |(at, _)| {
        let rest = &line[at + start.len()..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c))
            .unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches(':');
        word.starts_with(|c: char| c.is_ascii_lowercase())
            .then_some(word)
    })
}

fn has_script(tree: &Tree, script: &str) -> bool {
    tree.text("web/package.json")
        .is_some_and(|text| text.contains(&format!("\"{script}\":")))
}

fn missing(tree: &Tree, document: &str, span: &str) -> Option<String> {
    if let Some(item) = item_of(span) {
        return missing_item(tree, item);
    }
    let path = path_of(tree, span)?;
    let beside = match document.rsplit_once('/') {
        Some((folder, _)) => join(folder, path),
        None => join("", path),
    };
    let exists = tree.has_ending(path) || tree.has(&beside);
    (!exists).then(|| format!("there is no {span}"))
}

/// The span as a path, if that is what it looks like: `web/src/kit`, `deals/store.rs`, `Cargo.toml`.
fn path_of<'a>(tree: &Tree, span: &'a str) -> Option<&'a str> {
    let path = span.trim_end_matches('/');
    let plain = path
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-./$".contains(c));
    if !plain || path.is_empty() || path.starts_with('/') || path.starts_with('-') {
        return None;
    }
    let built = BUILT.iter().any(|folder| {
        path.strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if built {
        return None;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    let looks_right = match path.split_once('/') {
        // `.rs` alone is an ending, not a file.
        None => ends(&OWN_FILES) && !path.starts_with('.'),
        Some((first, _)) => first.starts_with('.') || ends(&FILES) || tree.has(first),
    };
    looks_right.then_some(path)
}

fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `crm::deals::move_deal`, also when written as a call.
fn item_of(span: &str) -> Option<&str> {
    let item = span.trim_end_matches("()");
    let plain = item.split("::").all(|part| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    (plain && item.contains("::")).then_some(item)
}

/// Only items of our own crates are looked up: every part must be a word in the crate's sources
/// or one of its files.
fn missing_item(tree: &Tree, item: &str) -> Option<String> {
    let (krate, rest) = item.split_once("::")?;
    let folder = ["crates", "funnel"]
        .iter()
        .map(|parent| format!("{parent}/{krate}/src"))
        .find(|folder| tree.has(folder))?;
    rest.split("::").find_map(|part| {
        let known = tree.files(&folder, ".rs").any(|(path, text)| {
            path.split(['/', '.']).any(|name| name == part) || has_word(text, part)
        });
        (!known).then(|| format!("there is no {part} in {krate}, which {item} names"))
    })
}

fn has_word(text: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(is_letter)
            && !text[at + word.len()..]
                .chars()
                .next()
                .is_some_and(is_letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(document: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("docs/a.md", document),
            ("docs/decisions/0001.md", ""),
            ("Cargo.toml", ""),
            (".ci/run", ""),
            ("web/package.json", "{ \"gen\": \"x\" }"),
            ("crates/crm/src/deals/store.rs", "pub fn find_deal() {}"),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_exists_may_be_named() {
        let document = "See `crates/crm/src/deals/store.rs`, `deals/store.rs`, `store.rs`, `Cargo.toml`, `crates/`, \
             `decisions/0001.md`, `../Cargo.toml`, `.ci/run`, `crm::deals::find_deal`, `std::fs::File`.\n\
             Not ours: `/api/v1/deals`, `text/html`, `GET /x/y.rs`, `web/dist/index.html`, `a/<b>/c.rs`, `*.rs`, `.rs`, `and/or`.\n\
             Run `cargo xtask test` and `npm run gen`; `cargo xtask` alone lists the rest.\n\
             ```\nnot/checked.rs is written as `not/checked.rs`\n```\n";
        assert_eq!(messages(document), Vec::<String>::new());
    }

    #[test]
    fn what_is_gone_may_not() {
        let document = "`crates/crm/src/gone.rs`\n`gone.rs` and `crm::deals::lost_deal()`\n\
             ```\ncargo xtask destroy\n```\n`npm run nothing` in `crates/gone/`";
        assert_eq!(
            messages(document),
            [
                "docs/a.md:1: there is no crates/crm/src/gone.rs",
                "docs/a.md:2: there is no gone.rs",
                "docs/a.md:2: there is no lost_deal in crm, which crm::deals::lost_deal names",
                "docs/a.md:4: there is no command cargo xtask destroy",
                "docs/a.md:6: web/package.json has no script nothing",
                "docs/a.md:6: there is no crates/gone/",
            ]
        );
    }
}

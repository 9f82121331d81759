//! `cargo xtask tidy`: the rules of the house that no compiler checks.
//!
//! Every rule is a function from the texts of the repository to findings, so that a test can give
//! it a small made-up tree.

mod documents;
mod edges;
mod lengths;
mod rust_text;
pub mod schema;
mod sql;
mod tree;
mod twins;
mod walls;

pub use tree::Tree;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

/// Something a rule does not like, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    /// Counted from 1; 0 when the whole file or folder is meant.
    pub line: usize,
    pub message: String,
}

impl Finding {
    fn new(path: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Checks the repository at `root`. Long files are only mentioned; everything else fails.
pub fn run(root: &Path) -> Result<()> {
    let tree = Tree::load(root)?;
    for finding in lengths::check(&tree) {
        println!("warning: {finding}");
    }
    let findings = check(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("tidy found one thing to mend"),
        many => bail!("tidy found {many} things to mend"),
    }
}

fn check(tree: &Tree) -> Vec<Finding> {
    [
        edges::check(tree),
        sql::check(tree),
        twins::check(tree),
        documents::check(tree),
        walls::check(tree),
    ]
    .into_iter()
    .flatten()
    .collect()
}

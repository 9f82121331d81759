//! A long file hides a module. These are warnings: the right cut is a matter of judgement.

use super::{Finding, Tree};

const LONGEST: usize = 450;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let folders = [
        ("crates", ".rs"),
        ("funnel", ".rs"),
        ("xtask", ".rs"),
        ("web/src", ".ts"),
        ("web/src", ".tsx"),
    ];
    folders
        .iter()
        .flat_map(|(folder, ending)| tree.files(folder, ending))
        .filter(|(path, text)| !is_generated(path, text))
        .filter_map(|(path, text)| {
            let lines = text.lines().count();
            (lines > LONGEST).then(|| {
                Finding::new(
                    path,
                    0,
                    format!("{lines} lines; over {LONGEST} a file usually hides a module"),
                )
            })
        })
        .collect()
}

fn is_generated(path: &str, text: &str) -> bool {
    path.contains("/locales/")
        || path.ends_with(".d.ts")
        || path.ends_with(".gen.ts")
        || text
            .lines()
            .take(5)
            .any(|line| line.to_lowercase().contains("generated"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_files_written_by_hand_are_named() {
        let long = "x\n".repeat(451);
        let generated = format!("// @generated\n{long}");
        let found = check(&Tree::of(&[
            ("crates/crm/src/a.rs", &long),
            ("crates/crm/src/b.rs", &generated),
            ("crates/crm/src/c.rs", &"x\n".repeat(450)),
            ("web/src/api/schema.d.ts", &long),
            ("docs/long.md", &long),
        ]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "crates/crm/src/a.rs");
    }
}

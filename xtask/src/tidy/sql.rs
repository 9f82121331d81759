//! SQL lives in `store.rs`: everything that touches a table is found in one place.

use super::rust_text::literals;
use super::{Finding, Tree};

/// Crates whose business is the database itself.
const FREE: [&str; 4] = [
    "crates/db/",
    "crates/bench/",
    "crates/testkit/",
    "crates/pgtest/",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in ["crates", "funnel"] {
        for (path, text) in tree.files(folder, ".rs") {
            if is_free(path) {
                continue;
            }
            for literal in literals(text) {
                if !literal.in_test && is_sql(literal.text) {
                    findings.push(Finding::new(
                        path,
                        literal.line,
                        format!(
                            "SQL outside store.rs: {}",
                            first_words(literal.text).join(" ")
                        ),
                    ));
                }
            }
        }
    }
    findings
}

fn is_free(path: &str) -> bool {
    FREE.iter().any(|folder| path.starts_with(folder))
        || path.ends_with("/store.rs")
        // A store of many statements is a folder of its own.
        || path.contains("/store/")
        || path.contains("/migrations/")
        || path.contains("/tests/")
        || path.ends_with("/tests.rs")
}

/// Tells a statement from a sentence that happens to begin with the same word.
fn is_sql(text: &str) -> bool {
    let lower = text.to_lowercase().replace("\\n", " ");
    let words: Vec<&str> = lower.split_whitespace().take(4).collect();
    match words.as_slice() {
        ["insert", "into" | "or", ..]
        | ["delete", "from", ..]
        | ["update", _, "set", ..]
        | ["with", "recursive", ..] => true,
        ["with", _, "as", next, ..] => next.starts_with('(') || lower.contains("materialized"),
        ["select", next, ..] => {
            lower.contains(" from ")
                || *next == "exists"
                || next.contains('(')
                || next.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

fn first_words(text: &str) -> Vec<&str> {
    text.split_whitespace().take(4).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_from_sentences() {
        for sql in [
            "select * from deals",
            "\n   SELECT id\n from deals",
            "select count(*)",
            "select 1",
            "select exists (select 1 from deals)",
            "insert into deals values (1)",
            "Update deals Set a = 1",
            "delete from deals",
            "with late as (select 1) select * from late",
            "with recursive x(n) as (select 1)",
        ] {
            assert!(is_sql(sql), "{sql}");
        }
        for sentence in [
            "select a stage",
            "update the deal",
            "deleted from the list",
            "with a note",
            "insert a row",
            "selected",
            "",
        ] {
            assert!(!is_sql(sentence), "{sentence}");
        }
    }

    #[test]
    fn sql_is_found_where_it_does_not_belong() {
        let statement = "fn f() {\n    q(\"select * from deals\");\n}\n";
        let test = format!("#[cfg(test)]\nmod tests {{ {statement} }}");
        let found = check(&Tree::of(&[
            ("crates/crm/src/deals/http.rs", statement),
            ("crates/crm/src/deals/store.rs", statement),
            ("crates/crm/src/deals/store/board.rs", statement),
            ("crates/crm/src/deals/model.rs", &test),
            ("crates/crm/tests/it/deals.rs", statement),
            ("crates/db/src/jobs.rs", statement),
            ("xtask/src/main.rs", statement),
        ]));
        assert_eq!(
            found,
            [Finding::new(
                "crates/crm/src/deals/http.rs",
                2,
                "SQL outside store.rs: select * from deals"
            )]
        );
    }
}

//! Both databases have the same tables, columns in the same order, and indexes.
//!
//! Types may differ. Triggers, functions, extensions, virtual tables and PostgreSQL's text indexes
//! are exempt: the two databases spell them too differently to compare words.

use super::schema::Schema;
use super::{Finding, Tree};

const SQLITE: &str = "migrations/sqlite";
const POSTGRES: &str = "migrations/postgres";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (here, there) in [(SQLITE, POSTGRES), (POSTGRES, SQLITE)] {
        for (path, _) in tree.files(here, ".sql") {
            let twin = path.replacen(here, there, 1);
            if !tree.has(&twin) {
                findings.push(Finding::new(path, 0, format!("has no twin {twin}")));
            }
        }
    }
    let mut sqlite = Schema::default();
    let mut postgres = Schema::default();
    for (path, text) in tree.files(SQLITE, ".sql") {
        let twin = path.replacen(SQLITE, POSTGRES, 1);
        let Some(other) = tree.text(&twin) else {
            continue;
        };
        for (schema, path, text) in [(&mut sqlite, path, text), (&mut postgres, &twin, other)] {
            if let Err(error) = schema.apply(text) {
                findings.push(Finding::new(path, 0, error.to_string()));
            }
        }
        let mut differences = differences(&sqlite, path, text, &postgres, &twin, other);
        if !differences.is_empty() {
            findings.append(&mut differences);
            // What comes after would only repeat the same difference.
            break;
        }
    }
    findings
}

fn differences(
    sqlite: &Schema,
    sqlite_path: &str,
    sqlite_text: &str,
    postgres: &Schema,
    postgres_path: &str,
    postgres_text: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sides = [
        (sqlite, sqlite_path, sqlite_text, postgres, postgres_path),
        (postgres, postgres_path, postgres_text, sqlite, sqlite_path),
    ];
    for (here, path, text, there, other_path) in sides {
        for (name, _) in &here.tables {
            if there.table(name).is_none() {
                findings.push(Finding::new(
                    path,
                    line_of(text, name),
                    format!("the table {name} is missing in {other_path}"),
                ));
            }
        }
        for (name, index) in &here.indexes {
            let missing = match there.indexes.get(name) {
                None => !index.full_text,
                Some(twin) => twin.table != index.table || twin.unique != index.unique,
            };
            if missing {
                findings.push(Finding::new(
                    path,
                    line_of(text, name),
                    format!("the index {name} is missing or different in {other_path}"),
                ));
            }
        }
    }
    for (name, table) in &sqlite.tables {
        let Some(twin) = postgres.table(name) else {
            continue;
        };
        let names = |columns: &[super::schema::Column]| -> Vec<String> {
            columns.iter().map(|column| column.name.clone()).collect()
        };
        let (left, right) = (names(&table.columns), names(&twin.columns));
        if left != right {
            findings.push(Finding::new(
                sqlite_path,
                line_of(sqlite_text, name),
                format!(
                    "the table {name} has the columns [{}], but in {postgres_path} [{}]",
                    left.join(", "),
                    right.join(", ")
                ),
            ));
        }
    }
    findings
}

/// Where a name is made, as well as a text search can tell.
fn line_of(sql: &str, name: &str) -> usize {
    sql.lines()
        .position(|line| {
            let line = line.trim_start().to_lowercase();
            (line.starts_with("create") || line.starts_with("alter"))
                && line
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .any(|word| word == name)
        })
        .map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(sqlite: &str, postgres: &str) -> Vec<String> {
        check(&Tree::of(&[
            ("migrations/sqlite/0001_a.sql", sqlite),
            ("migrations/postgres/0001_a.sql", postgres),
        ]))
        .iter()
        .map(ToString::to_string)
        .collect()
    }

    #[test]
    fn twins_may_differ_in_types_and_text_search() {
        let found = messages(
            "create table a (id blob, at integer) strict; create index a_at on a (at);\
             create virtual table t using fts5 (x); create trigger g after insert on a begin select 1; end;",
            "create table a (id uuid, at bigint); create index a_at on a (at);\
             create extension pg_trgm; create index a_text on a using gin (id gin_trgm_ops);",
        );
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn differences_are_named() {
        let found = messages(
            "create table a (x text, y text);\ncreate table b (x text);\ncreate unique index a_x on a (x);",
            "create table a (y text, x text);\ncreate index a_x on a (x);",
        );
        assert_eq!(
            found,
            [
                "migrations/sqlite/0001_a.sql:2: the table b is missing in migrations/postgres/0001_a.sql",
                "migrations/sqlite/0001_a.sql:3: the index a_x is missing or different in migrations/postgres/0001_a.sql",
                "migrations/postgres/0001_a.sql:2: the index a_x is missing or different in migrations/sqlite/0001_a.sql",
                "migrations/sqlite/0001_a.sql:1: the table a has the columns [x, y], but in migrations/postgres/0001_a.sql [y, x]",
            ]
        );
    }

    #[test]
    fn a_file_needs_its_twin() {
        let found = check(&Tree::of(&[("migrations/sqlite/0001_a.sql", "")]));
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("migrations/postgres/0001_a.sql"));
    }
}

//! What a folder of migrations builds, read from the SQL text alone.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// Type and constraints, as written.
    pub rest: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Column>,
    /// Keys, checks and references of the whole table, as written.
    pub constraints: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    pub table: String,
    pub unique: bool,
    /// Everything from the opening bracket on.
    pub rest: String,
    /// A text index of PostgreSQL, whose twin is a virtual table.
    pub full_text: bool,
}

/// Tables in the order they were made; virtual tables, triggers, functions, extensions and the
/// moving of data leave no trace here.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub tables: Vec<(String, Table)>,
    pub indexes: BTreeMap<String, Index>,
}

impl Schema {
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, table)| table)
    }

    fn table_mut(&mut self, name: &str) -> Result<&mut Table> {
        match self.tables.iter_mut().find(|(other, _)| other == name) {
            Some((_, table)) => Ok(table),
            None => bail!("there is no table {name} to change"),
        }
    }

    /// Applies one migration.
    pub fn apply(&mut self, sql: &str) -> Result<()> {
        for statement in statements(sql) {
            self.statement(&statement)?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &str) -> Result<()> {
        let words: Vec<String> = statement
            .split(|c: char| c.is_whitespace() || c == '(')
            .filter(|word| !word.is_empty() && !["if", "not", "exists"].contains(word))
            .take(9)
            .map(unquoted)
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["create", "table", name, ..] => {
                let table = parse_table(statement);
                self.tables.push(((*name).to_owned(), table));
            }
            ["create", "unique", "index", name, "on", table, ..] => {
                self.index(name, table, true, statement);
            }
            ["create", "index", name, "on", table, ..] => {
                self.index(name, table, false, statement);
            }
            ["drop", "table", name, ..] => {
                self.tables.retain(|(other, _)| other != name);
                self.indexes.retain(|_, index| index.table != *name);
            }
            ["drop", "index", name, ..] => {
                self.indexes.remove(*name);
            }
            ["alter", "table", table, change @ ..] => self.alter(table, change, statement)?,
            _ => {}
        }
        Ok(())
    }

    fn index(&mut self, name: &str, table: &str, unique: bool, statement: &str) {
        let rest = statement
            .find('(')
            .map_or("", |at| &statement[at..])
            .to_owned();
        let full_text = statement.contains(" using gin");
        self.indexes.insert(
            name.to_owned(),
            Index {
                table: table.to_owned(),
                unique,
                rest,
                full_text,
            },
        );
    }

    fn alter(&mut self, table: &str, change: &[&str], statement: &str) -> Result<()> {
        let without_column = |words: &[&str]| {
            let skip = usize::from(words.first() == Some(&"column"));
            words.get(skip).map(|word| (*word).to_owned())
        };
        match change {
            [
                "add",
                "constraint" | "primary" | "foreign" | "check" | "unique",
                ..,
            ] => {}
            ["add", rest @ ..] => {
                if let Some(name) = without_column(rest) {
                    let written = statement
                        .split_once(&format!(" {name} "))
                        .map_or("", |(_, rest)| rest.trim())
                        .to_owned();
                    self.table_mut(table)?.columns.push(Column {
                        name,
                        rest: written,
                    });
                }
            }
            ["drop", rest @ ..] => {
                if let Some(name) = without_column(rest) {
                    self.table_mut(table)?
                        .columns
                        .retain(|column| column.name != name);
                }
            }
            ["rename", "to", new, ..] => {
                for (name, _) in &mut self.tables {
                    if name == table {
                        (*new).clone_into(name);
                    }
                }
                for index in self.indexes.values_mut() {
                    if index.table == table {
                        (*new).clone_into(&mut index.table);
                    }
                }
            }
            ["rename", "column", old, "to", new] | ["rename", old, "to", new] => {
                for column in &mut self.table_mut(table)?.columns {
                    if column.name == *old {
                        (*new).clone_into(&mut column.name);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn parse_table(statement: &str) -> Table {
    let mut table = Table::default();
    let Some(open) = statement.find('(') else {
        return table;
    };
    let close = statement.rfind(')').unwrap_or(statement.len());
    for item in split_outside_brackets(&statement[open + 1..close]) {
        let (first, rest) = item.split_once([' ', '(']).unwrap_or((&item, ""));
        if ["primary", "unique", "foreign", "check", "constraint"].contains(&first) {
            table.constraints.push(item);
        } else if !first.is_empty() {
            table.columns.push(Column {
                name: unquoted(first),
                rest: rest.trim().to_owned(),
            });
        }
    }
    table
}

fn unquoted(word: &str) -> String {
    word.trim_matches(['"', '`']).to_owned()
}

fn split_outside_brackets(text: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let mut items = vec![String::new()];
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(item) = items.last_mut() {
            item.push(c);
        }
    }
    items
        .iter()
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}

/// The statements in lower case, with comments gone and every gap one space. The body of a
/// SQLite trigger and of a PostgreSQL function stays inside its statement.
fn statements(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut chars = sql.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let rest = &sql[at..];
        if rest.starts_with("--") {
            while chars.next_if(|(_, c)| *c != '\n').is_some() {}
        } else if let Some(body) = rest.strip_prefix("$$") {
            let end = body.find("$$").map_or(sql.len(), |end| at + end + 4);
            while chars.next_if(|(at, _)| *at < end).is_some() {}
            current.push_str("$$");
        } else if c == '\'' {
            current.push(c);
            while let Some((_, c)) = chars.next_if(|(_, c)| *c != '\'') {
                current.push(c);
            }
            if chars.next().is_some() {
                current.push('\'');
            }
        } else if c == ';' && !inside_trigger(&current) {
            found.push(std::mem::take(&mut current).trim().to_owned());
        } else if c.is_whitespace() {
            if !current.ends_with(' ') {
                current.push(' ');
            }
        } else {
            current.extend(c.to_lowercase());
        }
    }
    found.push(current.trim().to_owned());
    found.retain(|statement| !statement.is_empty());
    found
}

/// Whether a trigger that was begun has not yet ended.
fn inside_trigger(statement: &str) -> bool {
    let statement = statement.trim_start();
    if !statement.starts_with("create trigger") && !statement.starts_with("create temp trigger") {
        return false;
    }
    let depth: i32 = statement
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .map(|word| match word {
            "begin" | "case" => 1,
            "end" => -1,
            _ => 0,
        })
        .sum();
    depth > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(sql: &str) -> Schema {
        let mut schema = Schema::default();
        schema.apply(sql).unwrap();
        schema
    }

    fn names(schema: &Schema, table: &str) -> Vec<String> {
        let table = schema.table(table).unwrap();
        table.columns.iter().map(|c| c.name.clone()).collect()
    }

    #[test]
    fn a_table_is_read() {
        let schema = schema(
            "-- Deals; with a semicolon\ncreate table if not exists deals (\n  id blob not null primary key,\n  \
             amount numeric(10, 2) check (amount in (1, 2)),\n  note text default 'a;b',\n  \
             primary key (id, amount)\n) strict;\ncreate unique index deals_note on deals (note);",
        );
        assert_eq!(names(&schema, "deals"), ["id", "amount", "note"]);
        let table = schema.table("deals").unwrap();
        assert_eq!(table.columns[0].rest, "blob not null primary key");
        assert_eq!(table.constraints, ["primary key (id, amount)"]);
        assert!(schema.indexes["deals_note"].unique);
    }

    #[test]
    fn triggers_and_functions_are_one_statement() {
        let sql = "create trigger t after insert on a begin update b set x = case when 1 then 2 end; \
                   delete from c; end; create table d (id text);\
                   create function f() returns trigger as $$ begin create table no (x text); end $$;\
                   create trigger g after insert on a for each row execute function f();";
        assert_eq!(statements(sql).len(), 4);
        let schema = schema(sql);
        assert_eq!(schema.tables.len(), 1);
    }

    #[test]
    fn later_changes_count() {
        let schema = schema(
            "create table a (x text, y text); create index a_x on a (x);\
             alter table a add column z text not null; alter table a drop column y;\
             alter table a rename column x to w; alter table a rename to b; drop index a_x;\
             create table c (q text); drop table c;",
        );
        assert_eq!(names(&schema, "b"), ["w", "z"]);
        assert_eq!(schema.tables.len(), 1);
        assert!(schema.indexes.is_empty());
        assert!(Schema::default().apply("alter table a add b text").is_err());
    }
}

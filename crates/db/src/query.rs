//! Statements put together at run time: filters, sorts, lists of ids, many rows at once.

use sea_orm::{DbBackend, Statement, Value};

use crate::{Arg, Dialect};

/// A statement and its arguments. Texts come from the program, values only through placeholders.
#[derive(Debug, Clone, Default)]
pub struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// The value of the next placeholder that the text already names.
    pub fn arg(mut self, value: impl Arg) -> Self {
        self.values.push(value.value());
        self
    }

    /// Appends text.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends a placeholder with its value.
    pub fn value(&mut self, value: impl Arg) -> &mut Self {
        self.values.push(value.value());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Appends a list of placeholders in brackets, for `in`. An empty list matches nothing.
    pub fn list<A: Arg>(&mut self, values: impl IntoIterator<Item = A>) -> &mut Self {
        self.text.push('(');
        let mut first = true;
        for value in values {
            if !first {
                self.text.push_str(", ");
            }
            first = false;
            self.value(value);
        }
        if first {
            self.text.push_str("null");
        }
        self.text.push(')');
        self
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts a whole statement behind a text that has no values of its own.
    pub(crate) fn append(&mut self, other: Query) {
        debug_assert!(
            self.values.is_empty(),
            "the placeholders would no longer fit"
        );
        self.text.push_str(&other.text);
        self.values = other.values;
    }

    pub(crate) fn statement(self, backend: DbBackend) -> Statement {
        Statement::from_sql_and_values(backend, self.text, self.values)
    }
}

/// Both databases allow at least this many placeholders in one statement; more rows at once gain nothing.
const MOST_VALUES: usize = 8_000;

/// Many rows for one table, sent in as few statements as the databases allow.
#[derive(Debug)]
pub struct Insert {
    head: String,
    tail: &'static str,
    columns: usize,
    values: Vec<Value>,
}

impl Insert {
    pub fn into(table: &str, columns: &[&str]) -> Self {
        Self {
            head: format!("insert into {table} ({}) values ", columns.join(", ")),
            tail: "",
            columns: columns.len(),
            values: Vec::new(),
        }
    }

    /// What follows the rows, such as ` on conflict do nothing`.
    pub fn suffix(mut self, tail: &'static str) -> Self {
        self.tail = tail;
        self
    }

    /// Starts a row; its values follow through [`Row::set`], in the order of the columns.
    pub fn row(&mut self) -> Row<'_> {
        Row { insert: self }
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub fn len(&self) -> usize {
        self.values.len() / self.columns
    }

    pub(crate) fn statements(self, dialect: Dialect) -> impl Iterator<Item = Query> {
        debug_assert_eq!(
            self.values.len() % self.columns,
            0,
            "a row of {} is not whole",
            self.head
        );
        let Self {
            head,
            tail,
            columns,
            values,
        } = self;
        let rows_at_once = MOST_VALUES / columns;
        let mut values = values.into_iter();
        std::iter::from_fn(move || {
            let part: Vec<Value> = values.by_ref().take(rows_at_once * columns).collect();
            if part.is_empty() {
                return None;
            }
            let mut text = head.clone();
            for n in 0..part.len() {
                text.push_str(match (n % columns, n) {
                    (0, 0) => "(",
                    (0, _) => "), (",
                    _ => ", ",
                });
                match dialect {
                    // A numbered placeholder is a name to SQLite: each is looked for among all the
                    // others, so that thousands of them take seconds. Bare ones cost nothing.
                    Dialect::Sqlite => text.push('?'),
                    Dialect::Postgres => {
                        text.push('$');
                        text.push_str(&(n + 1).to_string());
                    }
                }
            }
            text.push(')');
            text.push_str(tail);
            Some(Query { text, values: part })
        })
    }
}

/// One row of an [`Insert`].
#[derive(Debug)]
pub struct Row<'a> {
    insert: &'a mut Insert,
}

impl Row<'_> {
    pub fn set(self, value: impl Arg) -> Self {
        self.insert.values.push(value.value());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_in_order() {
        let mut query = crate::sql!("select 1 where a = $1", 5_i64);
        query
            .push(" and b in ")
            .list(["x", "y"])
            .push(" and c = ")
            .value(true);
        assert_eq!(
            query.text(),
            "select 1 where a = $1 and b in ($2, $3) and c = $4"
        );
        assert_eq!(query.values.len(), 4);
        let mut none = Query::new("a in ");
        none.list(Vec::<i64>::new());
        assert_eq!(none.text(), "a in (null)");
    }

    #[test]
    fn many_rows_are_cut_into_statements() {
        let mut insert = Insert::into("t", &["a", "b"]).suffix(" on conflict do nothing");
        for n in 0..20_000_i64 {
            insert.row().set(n).set("x");
        }
        let parts: Vec<Query> = insert.statements(Dialect::Postgres).collect();
        assert_eq!(parts.len(), 5);
        assert!(
            parts[0]
                .text()
                .starts_with("insert into t (a, b) values ($1, $2), ($3, $4)")
        );
        assert!(parts[4].text().ends_with(") on conflict do nothing"));
    }
}

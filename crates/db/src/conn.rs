//! Running statements, inside a transaction or outside one.

use base::Result;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, FromQueryResult, QueryResult,
    Statement, TryGetable, TryGetableMany,
};

use crate::{Dialect, Insert, Query, problem};

/// Where statements run: a read-only connection or an open transaction.
#[derive(Debug, Clone, Copy)]
pub struct Conn<'a> {
    inner: Inner<'a>,
    pub dialect: Dialect,
}

#[derive(Debug, Clone, Copy)]
enum Inner<'a> {
    Pool(&'a DatabaseConnection),
    Tx(&'a DatabaseTransaction),
}

impl<'a> Conn<'a> {
    pub(crate) fn pool(pool: &'a DatabaseConnection, dialect: Dialect) -> Self {
        Self {
            inner: Inner::Pool(pool),
            dialect,
        }
    }

    pub(crate) fn tx(tx: &'a DatabaseTransaction, dialect: Dialect) -> Self {
        Self {
            inner: Inner::Tx(tx),
            dialect,
        }
    }

    fn statement(self, query: Query) -> Statement {
        query.statement(self.dialect.backend())
    }

    async fn raw_all(self, query: Query) -> Result<Vec<QueryResult>> {
        let statement = self.statement(query);
        match self.inner {
            Inner::Pool(pool) => pool.query_all_raw(statement).await,
            Inner::Tx(tx) => tx.query_all_raw(statement).await,
        }
        .map_err(problem)
    }

    async fn raw_one(self, query: Query) -> Result<Option<QueryResult>> {
        let statement = self.statement(query);
        match self.inner {
            Inner::Pool(pool) => pool.query_one_raw(statement).await,
            Inner::Tx(tx) => tx.query_one_raw(statement).await,
        }
        .map_err(problem)
    }

    /// All rows, as structs by column name.
    pub async fn all<T: FromQueryResult>(self, query: Query) -> Result<Vec<T>> {
        let rows = self.raw_all(query).await?;
        rows.iter()
            .map(|row| T::from_query_result(row, "").map_err(problem))
            .collect()
    }

    /// The first row, if there is one.
    pub async fn one<T: FromQueryResult>(self, query: Query) -> Result<Option<T>> {
        let row = self.raw_one(query).await?;
        row.map(|row| T::from_query_result(&row, "").map_err(problem))
            .transpose()
    }

    /// All rows, as tuples by position.
    pub async fn tuples<T: TryGetableMany>(self, query: Query) -> Result<Vec<T>> {
        let rows = self.raw_all(query).await?;
        rows.iter()
            .map(|row| row.try_get_many_by_index().map_err(problem))
            .collect()
    }

    /// The first row as a tuple by position.
    pub async fn tuple<T: TryGetableMany>(self, query: Query) -> Result<Option<T>> {
        let row = self.raw_one(query).await?;
        row.map(|row| row.try_get_many_by_index().map_err(problem))
            .transpose()
    }

    /// The first column of the first row.
    pub async fn scalar<T: TryGetable>(self, query: Query) -> Result<Option<T>> {
        let row = self.raw_one(query).await?;
        row.map(|row| row.try_get_by_index(0).map_err(problem))
            .transpose()
    }

    /// The first column of every row.
    pub async fn scalars<T: TryGetable>(self, query: Query) -> Result<Vec<T>> {
        let rows = self.raw_all(query).await?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map_err(problem))
            .collect()
    }

    /// Runs a change; the number of rows it touched.
    pub async fn execute(self, query: Query) -> Result<u64> {
        let statement = self.statement(query);
        let done = match self.inner {
            Inner::Pool(pool) => pool.execute_raw(statement).await,
            Inner::Tx(tx) => tx.execute_raw(statement).await,
        };
        Ok(done.map_err(problem)?.rows_affected())
    }

    /// Writes many rows. An empty insert does nothing.
    pub async fn insert(self, insert: Insert) -> Result<u64> {
        let mut rows = 0;
        for statement in insert.statements(self.dialect) {
            rows += self.execute(statement).await?;
        }
        Ok(rows)
    }

    /// Only asks the database whether it understands the statement.
    pub async fn prepare(self, text: &str) -> Result<()> {
        let asked = match self.dialect {
            Dialect::Sqlite => format!("explain {text}"),
            Dialect::Postgres => format!("prepare checked as {text}; deallocate checked"),
        };
        match self.inner {
            Inner::Pool(pool) => pool.execute_unprepared(&asked).await,
            Inner::Tx(tx) => tx.execute_unprepared(&asked).await,
        }
        .map_err(problem)?;
        Ok(())
    }

    /// How the database means to answer: one line a step. For tests and the benchmark.
    pub async fn explain(self, query: Query) -> Result<Vec<String>> {
        let (prefix, column) = match self.dialect {
            Dialect::Sqlite => ("explain query plan ", 3),
            Dialect::Postgres => ("explain ", 0),
        };
        let mut explained = Query::new(prefix);
        explained.append(query);
        let rows = self.raw_all(explained).await?;
        rows.iter()
            .map(|row| row.try_get_by_index(column).map_err(problem))
            .collect()
    }
}

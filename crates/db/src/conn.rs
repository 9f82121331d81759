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

    pub(crate) async fn raw_all(self, query: Query) -> Result<Vec<QueryResult>> {
        let statement = self.statement(query);
        self.tell_plan(&statement).await;
        self.fetch(statement).await
    }

    async fn fetch(self, statement: Statement) -> Result<Vec<QueryResult>> {
        match self.inner {
            Inner::Pool(pool) => pool.query_all_raw(statement).await,
            Inner::Tx(tx) => tx.query_all_raw(statement).await,
        }
        .map_err(problem)
    }

    /// With `RUST_LOG=db::plan=trace` every statement is logged with the way the database answers
    /// it: the benchmark finds out by this whether anything reads a whole table.
    async fn tell_plan(self, statement: &Statement) {
        if !tracing::enabled!(target: "db::plan", tracing::Level::TRACE) {
            return;
        }
        let (prefix, column) = self.explaining();
        let mut explained = statement.clone();
        explained.sql.insert_str(0, prefix);
        for row in self.fetch(explained).await.unwrap_or_default() {
            let step: String = row.try_get_by_index(column).unwrap_or_default();
            tracing::trace!(target: "db::plan", "{step} | {}", statement.sql);
        }
    }

    /// What asks for a plan, and the column of the answer that holds it.
    fn explaining(self) -> (&'static str, usize) {
        match self.dialect {
            Dialect::Sqlite => ("explain query plan ", 3),
            Dialect::Postgres => ("explain ", 0),
        }
    }

    async fn raw_one(self, query: Query) -> Result<Option<QueryResult>> {
        let statement = self.statement(query);
        self.tell_plan(&statement).await;
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
        self.tell_plan(&statement).await;
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
        let (prefix, column) = self.explaining();
        let mut explained = Query::new(prefix);
        explained.append(query);
        let rows = self.fetch(self.statement(explained)).await?;
        rows.iter()
            .map(|row| row.try_get_by_index(column).map_err(problem))
            .collect()
    }
}

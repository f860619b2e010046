use purlin_database::sea_orm::{
    DatabaseConnection, DbBackend,
    sqlx::{self, PgPool, Row, SqlitePool},
};

use crate::PAGE;

const READ: &str = "SELECT id, customer, total FROM bench_orders WHERE id = $1";
const PAGE_OF: &str = "SELECT id, customer, total FROM bench_orders ORDER BY id LIMIT $1";
const INSERT: &str =
    "INSERT INTO bench_orders (customer, total) VALUES ($1, $2) RETURNING id, customer, total";

/// A pool as sqlx has it.
pub enum Pool {
    /// Of a file or in memory.
    Sqlite(SqlitePool),
    /// Of a server.
    Postgres(PgPool),
}

macro_rules! each {
    ($pool:expr, |$name:ident| $work:expr) => {
        match $pool {
            Self::Sqlite($name) => $work,
            Self::Postgres($name) => $work,
        }
    };
}

macro_rules! row {
    ($row:expr) => {{
        let row = $row;
        Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
    }};
}

type Order = (i64, String, i64);

impl Pool {
    pub(crate) fn of(bare: &DatabaseConnection) -> Self {
        match bare.get_database_backend() {
            DbBackend::Postgres => Self::Postgres(bare.get_postgres_connection_pool().clone()),
            _ => Self::Sqlite(bare.get_sqlite_connection_pool().clone()),
        }
    }

    /// A row by its key.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn read(&self, id: i64) -> Result<Order, sqlx::Error> {
        each!(self, |pool| row!(
            sqlx::query(READ).bind(id).fetch_one(pool).await?
        ))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn insert(&self) -> Result<Order, sqlx::Error> {
        each!(self, |pool| row!(
            sqlx::query(INSERT)
                .bind("ada")
                .bind(12_i64)
                .fetch_one(pool)
                .await?
        ))
    }

    /// Adds a row and reads it again in a transaction.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn transaction(&self) -> Result<Order, sqlx::Error> {
        each!(self, |pool| {
            let mut tx = pool.begin().await?;
            let added = sqlx::query(INSERT)
                .bind("ada")
                .bind(12_i64)
                .fetch_one(&mut *tx)
                .await?;
            let id: i64 = added.try_get(0)?;
            let found = sqlx::query(READ).bind(id).fetch_one(&mut *tx).await?;
            tx.commit().await?;
            row!(found)
        })
    }

    /// A page.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn page(&self) -> Result<Vec<Order>, sqlx::Error> {
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        each!(self, |pool| {
            let rows = sqlx::query(PAGE_OF).bind(limit).fetch_all(pool).await?;
            rows.iter().map(|found| row!(found)).collect()
        })
    }
}

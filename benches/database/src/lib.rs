//! What the database is compared with, on the same engine with the same settings.

#![expect(clippy::expect_used, reason = "a benchmark may fail")]

mod pool;
mod rounds;

pub use pool::Pool;
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, Keyset, Repository, Transaction,
    sea_orm::{
        ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseConnection, EntityTrait,
        QueryOrder, QuerySelect, TransactionTrait,
    },
};
pub use rounds::Rounds;
use tokio::runtime::{Builder, Runtime};

/// An entity with nothing to manage.
pub mod order {
    use purlin_database::{Managed, sea_orm};
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_orders")]
    pub struct Model {
        /// Its key.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// Who has ordered.
        pub customer: String,
        /// What it costs.
        pub total: i64,
    }

    /// It has none.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Managed for Entity {}
}

/// Rows that are there to be read.
pub const ROWS: i64 = 1_000;
/// Rows of a page.
pub const PAGE: u64 = 100;

/// The database and what is beneath it: one pool, so that nothing else differs.
pub struct Sides {
    /// Ours.
    pub purlin: Database,
    /// Its pool, as sea-orm has it.
    pub bare: DatabaseConnection,
    /// The same, as sqlx has it.
    pub sqlx: Pool,
    orders: Repository<order::Entity>,
}

/// A runtime as services have it.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

/// A row to add.
#[must_use]
pub fn row() -> order::ActiveModel {
    order::ActiveModel {
        customer: Set("ada".to_owned()),
        total: Set(12),
        ..Default::default()
    }
}

impl Sides {
    /// Opens it, and puts the rows there.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn open(config: &DatabaseConfig) -> Result<Self, DatabaseError> {
        let purlin = Database::connect(config).await?;
        let bare = purlin.connection().clone();
        let key = match purlin.engine().scheme() {
            "postgres" => "BIGSERIAL PRIMARY KEY",
            _ => "INTEGER PRIMARY KEY AUTOINCREMENT",
        };
        let table = format!(
            "CREATE TABLE bench_orders (id {key}, customer TEXT NOT NULL, total BIGINT NOT NULL)"
        );
        bare.execute_unprepared(&table).await?;
        for _ in 0..ROWS {
            row().insert(&bare).await?;
        }
        let orders = purlin.repository();
        Ok(Self {
            purlin,
            sqlx: Pool::of(&bare),
            bare,
            orders,
        })
    }

    /// A row by its key, as sea-orm reads it.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn bare_read(&self, id: i64) -> Result<i64, DatabaseError> {
        let found = order::Entity::find_by_id(id).one(&self.bare).await?;
        Ok(found.map_or(0, |order| order.total))
    }

    /// The same query through the database.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn read(&self, id: i64) -> Result<i64, DatabaseError> {
        let found = order::Entity::find_by_id(id).one(&self.purlin).await?;
        Ok(found.map_or(0, |order| order.total))
    }

    /// The same by a repository.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn find(&self, id: i64) -> Result<i64, DatabaseError> {
        let found = self.orders.find(id).await?;
        Ok(found.map_or(0, |order| order.total))
    }

    /// Adds a row, as sea-orm does.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn bare_insert(&self) -> Result<i64, DatabaseError> {
        Ok(row().insert(&self.bare).await?.id)
    }

    /// The same by a repository.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn insert(&self) -> Result<i64, DatabaseError> {
        Ok(self.orders.insert(row()).await?.id)
    }

    /// Adds a row and reads it again in a transaction, as sea-orm does.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn bare_transaction(&self) -> Result<i64, DatabaseError> {
        let tx = self.bare.begin().await?;
        let id = row().insert(&tx).await?.id;
        let found = order::Entity::find_by_id(id).one(&tx).await?;
        tx.commit().await?;
        Ok(found.map_or(0, |order| order.total))
    }

    /// The same through the database.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn transaction(&self) -> Result<i64, DatabaseError> {
        self.purlin
            .transaction(async |_: &Transaction| {
                let id = row().insert(&self.purlin).await?.id;
                self.read(id).await
            })
            .await
    }

    /// A page after a place, as sea-orm reads it.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn bare_page(&self) -> Result<usize, DatabaseError> {
        let query = order::Entity::find()
            .order_by_asc(order::Column::Id)
            .limit(PAGE + 1);
        Ok(query.all(&self.bare).await?.len())
    }

    /// The same by a repository.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn page(&self) -> Result<usize, DatabaseError> {
        let (query, keyset) = (self.orders.select(), Keyset::new(PAGE));
        Ok(self.orders.page_after(query, &keyset).await?.items.len())
    }
}

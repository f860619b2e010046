//! Transactional function is async and returns a result.
use std::sync::Arc;

use purlin::database::{Database, DatabaseError, Migrated, Migrations, Schema, transactional};

struct OrdersSchema;

impl Schema for OrdersSchema {
    const NAME: &'static str = "orders";

    fn migrations() -> Migrations {
        Migrations::new()
    }
}

struct Orders {
    database: Arc<Migrated<OrdersSchema>>,
}

impl Orders {
    #[transactional]
    async fn not_async(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional]
    async fn no_result(self: Arc<Self>) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional]
    async fn nothing(&mut self, list: &mut Vec<u32>) -> Result<(), DatabaseError> {
        list.push(1);
        Ok(())
    }

    /// Generic, borrowing, giving up what it takes; with `?` and `return`.
    #[transactional]
    async fn first<'a, T: Send + AsRef<str>>(
        &'a self,
        texts: &'a [T],
        other: String,
    ) -> Result<&'a str, DatabaseError> {
        self.database.ping().await?;
        drop(other);
        if let Some(first) = texts.first() {
            return Ok(first.as_ref());
        }
        Err(DatabaseError::Closed)
    }
}

#[transactional]
async fn which(database: &Database, number: u32) -> Result<u32, DatabaseError> {
    database.ping().await?;
    Ok(number)
}

/// As handlers of requests are.
fn is_send<T: Send>(_: T) {}

fn main() {
    let _ = |orders: Arc<Orders>| {
        is_send(orders.not_async());
        is_send(orders.first(&["a"], String::new()));
        is_send(which(&orders.database, 1));
        is_send(Arc::clone(&orders).no_result());
    };
    let _ = Orders::nothing;
}

use chrono::{DateTime, Utc};
use purlin::{
    context::ExecutionContext,
    database::{
        Migrated, Transaction,
        sea_orm::{
            ActiveValue::Set, ColumnTrait, EntityTrait, LoaderTrait, PaginatorTrait, QueryFilter,
            QueryOrder, QuerySelect, entity::prelude::ChronoUnixTimestampMillis, sea_query::Expr,
        },
    },
    prelude::*,
};
use uuid::Uuid;

use super::{
    Line, Order, OrderError, OrderFilter, OrderStatus, OrdersSchema,
    entity::{line, order},
};

/// Orders in the database: those of the current tenant, whatever is asked.
#[provides]
pub struct OrderRepo {
    database: Arc<Migrated<OrdersSchema>>,
}

impl OrderRepo {
    /// Keeps a new order and its lines, both or neither.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn insert(&self, order: &Order) -> Result<(), OrderError> {
        let lines = order
            .lines
            .iter()
            .zip(0..)
            .map(|(line, position)| line::ActiveModel {
                order_id: Set(order.id),
                position: Set(position),
                product: Set(line.product.clone()),
                name: Set(line.name.clone()),
                price_cents: Set(line.price_cents),
                quantity: Set(line.quantity),
            });
        let row = order::ActiveModel {
            id: Set(order.id),
            email: Set(order.email.clone()),
            status: Set(order.status),
            total_cents: Set(order.total_cents),
            created_at: Set(ChronoUnixTimestampMillis(order.created_at)),
            tenant: Set(tenant()),
        };
        let row = order::Entity::insert(row);
        let lines = line::Entity::insert_many(lines);
        self.database
            .transaction(async move |tx: &Transaction| -> Result<(), OrderError> {
                row.exec_without_returning(tx).await?;
                lines.exec_without_returning(tx).await?;
                Ok(())
            })
            .await
    }

    /// The order with this id.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn find(&self, id: Uuid) -> Result<Option<Order>, OrderError> {
        let row = order::Entity::find_by_id(id)
            .filter(order::Column::Tenant.eq(tenant()))
            .one(&*self.database)
            .await?;
        Ok(self.with_lines(row.into_iter().collect()).await?.pop())
    }

    /// Orders that are asked for, after the first `offset`, newest first, at most `count`; and how many
    /// there are. Without their lines.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub(super) async fn list(
        &self,
        filter: &OrderFilter,
        offset: u64,
        count: u64,
    ) -> Result<(Vec<order::Model>, u64), OrderError> {
        let all = order::Entity::find().filter(order::Column::Tenant.eq(tenant()));
        let all = filter.narrow(all);
        let total = all.clone().count(&*self.database).await?;
        let page = all
            .order_by_desc(order::Column::Id)
            .offset(offset)
            .limit(count);
        Ok((page.all(&*self.database).await?, total))
    }

    /// Marks an open order as paid; false if there is no open order with this id.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn pay(&self, id: Uuid) -> Result<bool, OrderError> {
        let update = order::Entity::update_many()
            .col_expr(order::Column::Status, Expr::value(OrderStatus::Paid))
            .filter(order::Column::Id.eq(id))
            .filter(order::Column::Tenant.eq(tenant()))
            .filter(order::Column::Status.eq(OrderStatus::Open));
        let done = update.exec(&*self.database).await?;
        Ok(done.rows_affected > 0)
    }

    /// Expires the open orders that were placed before `limit`; gives id and e-mail of each.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn expire(&self, limit: DateTime<Utc>) -> Result<Vec<(Uuid, String)>, OrderError> {
        let old = order::Entity::find()
            .filter(order::Column::Tenant.eq(tenant()))
            .filter(order::Column::Status.eq(OrderStatus::Open))
            .filter(order::Column::CreatedAt.lt(ChronoUnixTimestampMillis(limit)));
        self.database
            .transaction(async move |tx: &Transaction| {
                // They are locked, so that none is paid meanwhile.
                let rows = old.lock_exclusive().all(tx).await?;
                let ids = rows.iter().map(|row| row.id);
                order::Entity::update_many()
                    .col_expr(order::Column::Status, Expr::value(OrderStatus::Expired))
                    .filter(order::Column::Id.is_in(ids))
                    .exec(tx)
                    .await?;
                Ok(rows.into_iter().map(|row| (row.id, row.email)).collect())
            })
            .await
    }

    /// These orders with their lines.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub(super) async fn with_lines(
        &self,
        rows: Vec<order::Model>,
    ) -> Result<Vec<Order>, OrderError> {
        let query = line::Entity::find().order_by_asc(line::Column::Position);
        let lines = rows.load_many(query, &*self.database).await?;
        Ok(rows
            .into_iter()
            .zip(lines)
            .map(|(row, lines)| whole(row, lines))
            .collect())
    }
}

/// An order whose lines nobody asks for.
pub(super) fn without_lines(row: order::Model) -> Order {
    whole(row, Vec::new())
}

/// Whose orders they are: those of the current tenant, and of nobody else. Empty where the shop has
/// no tenants.
fn tenant() -> String {
    let tenant =
        ExecutionContext::with_current(|context| context.tenant().map(ToString::to_string));
    tenant.flatten().unwrap_or_default()
}

fn whole(row: order::Model, lines: Vec<line::Model>) -> Order {
    Order {
        id: row.id,
        email: row.email,
        status: row.status,
        total_cents: row.total_cents,
        created_at: row.created_at.0,
        lines: lines
            .into_iter()
            .map(|line| Line {
                product: line.product,
                name: line.name,
                price_cents: line.price_cents,
                quantity: line.quantity,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use purlin::database::{Database, DatabaseConfig, DatabaseUrl, sea_orm::ConnectionTrait};

    use super::*;

    async fn repo() -> OrderRepo {
        let config = DatabaseConfig {
            url: DatabaseUrl::memory(),
            ..DatabaseConfig::default()
        };
        let database = Database::connect(&config).await.unwrap();
        OrderRepo {
            database: Arc::new(database.migrate().await.unwrap()),
        }
    }

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(millis).unwrap()
    }

    fn order(number: u128, created_at: i64, lines: usize) -> Order {
        let line = Line {
            product: "tile".to_owned(),
            name: "Tile".to_owned(),
            price_cents: 790,
            quantity: 2,
        };
        Order {
            id: Uuid::from_u128(number),
            email: format!("{number}@example.org"),
            status: OrderStatus::Open,
            total_cents: 1_580,
            created_at: at(created_at),
            lines: vec![line; lines],
        }
    }

    #[tokio::test]
    async fn what_is_kept_is_found_and_listed_newest_first() {
        let repo = repo().await;
        let orders = [order(1, 1_000, 1), order(2, 2_000, 3), order(3, 3_000, 2)];
        for order in &orders {
            repo.insert(order).await.unwrap();
        }
        assert_eq!(
            repo.find(orders[1].id).await.unwrap().as_ref(),
            Some(&orders[1])
        );
        assert_eq!(repo.find(Uuid::nil()).await.unwrap(), None);
        let all = OrderFilter::default();
        let (page, total) = repo.list(&all, 0, 2).await.unwrap();
        let page = repo.with_lines(page).await.unwrap();
        assert_eq!(
            (page, total),
            (vec![orders[2].clone(), orders[1].clone()], 3)
        );
        let (rest, _) = repo.list(&all, 2, 2).await.unwrap();
        let rest: Vec<Order> = rest.into_iter().map(without_lines).collect();
        assert_eq!((rest[0].id, rest[0].lines.len()), (orders[0].id, 0));
    }

    #[tokio::test]
    async fn an_order_whose_lines_are_refused_is_not_kept() {
        let repo = repo().await;
        let twice = order(1, 1_000, 1);
        repo.insert(&twice).await.unwrap();
        let sql = "DELETE FROM orders";
        repo.database
            .connection()
            .execute_unprepared("PRAGMA foreign_keys = OFF")
            .await
            .unwrap();
        repo.database
            .connection()
            .execute_unprepared(sql)
            .await
            .unwrap();
        assert!(repo.insert(&twice).await.is_err());
        assert_eq!(repo.find(twice.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn only_open_orders_are_paid_or_expire() {
        let repo = repo().await;
        for (number, created_at) in [(1, 1_000), (2, 1_999), (3, 2_000), (4, 500)] {
            repo.insert(&order(number, created_at, 1)).await.unwrap();
        }
        assert!(repo.pay(Uuid::from_u128(4)).await.unwrap());
        assert!(!repo.pay(Uuid::from_u128(4)).await.unwrap());
        let mut expired = repo.expire(at(2_000)).await.unwrap();
        expired.sort();
        let expected = [1, 2].map(|one| (Uuid::from_u128(one), format!("{one}@example.org")));
        assert_eq!(expired, expected);
        assert_eq!(repo.expire(at(2_000)).await.unwrap(), []);
        assert!(!repo.pay(Uuid::from_u128(1)).await.unwrap());
        assert!(repo.pay(Uuid::from_u128(3)).await.unwrap());
    }
}

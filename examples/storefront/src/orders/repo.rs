use chrono::{DateTime, Utc};
use purlin::{
    database::{
        Migrated,
        sea_orm::{
            ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, LoaderTrait,
            PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
            entity::prelude::ChronoUnixTimestampMillis, sea_query::Expr,
        },
    },
    prelude::*,
};
use uuid::Uuid;

use super::{
    Line, Order, OrderError, OrderStatus, OrdersSchema,
    entity::{line, order},
};

/// Orders in the database.
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
        };
        let row = order::Entity::insert(row);
        let lines = line::Entity::insert_many(lines);
        self.database
            .transaction(
                async move |tx: &DatabaseTransaction| -> Result<(), OrderError> {
                    row.exec_without_returning(tx).await?;
                    lines.exec_without_returning(tx).await?;
                    Ok(())
                },
            )
            .await
    }

    /// The order with this id.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn find(&self, id: Uuid) -> Result<Option<Order>, OrderError> {
        let row = order::Entity::find_by_id(id)
            .one(self.database.connection())
            .await?;
        Ok(self.with_lines(row.into_iter().collect()).await?.pop())
    }

    /// Orders after the first `offset`, newest first, at most `count`; and how many there are.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn list(&self, offset: u64, count: u64) -> Result<(Vec<Order>, u64), OrderError> {
        let all = order::Entity::find();
        let total = all.clone().count(self.database.connection()).await?;
        let page = all
            .order_by_desc(order::Column::Id)
            .offset(offset)
            .limit(count);
        let rows = page.all(self.database.connection()).await?;
        Ok((self.with_lines(rows).await?, total))
    }

    /// Marks an open order as paid; false if there is no open order with this id.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn pay(&self, id: Uuid) -> Result<bool, OrderError> {
        let update = order::Entity::update_many()
            .col_expr(order::Column::Status, Expr::value(OrderStatus::Paid))
            .filter(order::Column::Id.eq(id))
            .filter(order::Column::Status.eq(OrderStatus::Open));
        let done = update.exec(self.database.connection()).await?;
        Ok(done.rows_affected > 0)
    }

    /// Expires the open orders that were placed before `limit`; gives id and e-mail of each.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn expire(&self, limit: DateTime<Utc>) -> Result<Vec<(Uuid, String)>, OrderError> {
        let update = order::Entity::update_many()
            .col_expr(order::Column::Status, Expr::value(OrderStatus::Expired))
            .filter(order::Column::Status.eq(OrderStatus::Open))
            .filter(order::Column::CreatedAt.lt(ChronoUnixTimestampMillis(limit)));
        let rows = update
            .exec_with_returning(self.database.connection())
            .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.email)).collect())
    }

    async fn with_lines(&self, rows: Vec<order::Model>) -> Result<Vec<Order>, OrderError> {
        let query = line::Entity::find().order_by_asc(line::Column::Position);
        let lines = rows.load_many(query, self.database.connection()).await?;
        Ok(rows
            .into_iter()
            .zip(lines)
            .map(|(row, lines)| whole(row, lines))
            .collect())
    }
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

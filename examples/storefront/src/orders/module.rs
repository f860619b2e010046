use purlin::{
    database::{Database, Migrated},
    prelude::*,
};

use super::{
    BulkDiscount, DiscountConfig, Journal, LargeOrderDiscount, OrderExpiry, OrderIds, OrderRepo,
    OrderService, OrdersApi, OrdersConfig, OrdersSchema, Receipt,
};

/// Takes orders: serves `/orders`, keeps them, expires old ones.
pub struct OrdersModule;

#[module(
    config = [OrdersConfig, DiscountConfig],
    components = [
        OrderIds,
        OrderRepo,
        OrderService,
        OrderExpiry,
        OrdersApi,
        BulkDiscount,
        LargeOrderDiscount,
        Receipt,
        Journal,
    ],
)]
impl OrdersModule {
    #[provides]
    async fn schema(database: &Database) -> Result<Migrated<OrdersSchema>, Error> {
        Ok(database.migrate().await?)
    }

    #[task]
    async fn expire(expiry: Arc<OrderExpiry>, stop: Stop) {
        expiry.run(&stop).await;
    }
}

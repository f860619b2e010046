use purlin::{
    database::{Database, Migrated},
    prelude::*,
};

use super::{
    OrderExpiry, OrderIds, OrderRepo, OrderService, OrdersApi, OrdersConfig, OrdersSchema,
};

/// Takes orders: serves `/orders`, keeps them, expires old ones.
pub struct OrdersModule;

#[module(
    config = OrdersConfig,
    components = [OrderIds, OrderRepo, OrderService, OrderExpiry, OrdersApi],
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

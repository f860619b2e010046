//! The application of the operator's chapter.

// ANCHOR: shop
use purlin::{
    admin::AdminModule,
    config::{Secret, config},
    error::Category,
    http_server::HttpServerModule,
    lifecycle::LifecycleModule,
    logging::LoggingModule,
    prelude::*,
};

/// How the shop sells.
#[config(prefix = "orders")]
pub(crate) struct OrdersConfig {
    /// Open orders that one customer may have.
    #[config(default = 10, range(1..=1000), dynamic)]
    max_open: u32,
    /// Where orders are kept.
    #[config(default = "memory")]
    store: String,
    /// Key of the payment provider.
    payment_key: Secret<String>,
}

/// Takes orders.
#[provides(keep)]
pub(crate) struct Orders {
    config: Arc<OrdersConfig>,
}

pub(crate) struct OrdersModule;

#[module(config = OrdersConfig, components = [Orders])]
impl OrdersModule {
    #[on_start]
    fn open(orders: &Orders) {
        let (store, key) = (&orders.config.store, &orders.config.payment_key);
        tracing::info!(store, key = key.expose(), "orders are taken");
    }

    #[on_reload]
    fn limit(change: &Change<OrdersConfig>) {
        let max_open = change.after().max_open;
        tracing::info!(max_open, "another limit");
    }

    #[health]
    fn store(_orders: &Orders) -> Health {
        Health::healthy().detail("open", 3)
    }

    #[task]
    async fn expire(_orders: Arc<Orders>, stop: Stop) {
        stop.requested().await;
    }

    #[on_drain]
    fn finish(_orders: &Orders) {
        tracing::info!("no more orders");
    }
}

/// Sends mail.
pub(crate) struct Mailer;

pub(crate) struct MailModule;

#[module]
impl MailModule {
    #[provides]
    fn mailer() -> Result<Mailer, Error> {
        Err(Error::new(
            Category::Dependency,
            "SHOP1",
            "there is no relay",
        ))
    }

    #[on_start]
    fn greet(_mailer: &Mailer) {}
}

#[app(modules = [
    LifecycleModule, LoggingModule, AdminModule, HttpServerModule, OrdersModule, optional MailModule,
])]
pub(crate) struct Shop;
// ANCHOR_END: shop

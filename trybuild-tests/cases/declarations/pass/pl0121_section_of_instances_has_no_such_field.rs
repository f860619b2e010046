//! A section whose module has instances has no field `instances`.
use purlin::{config::config, prelude::*};

#[config(prefix = "store")]
pub struct StoreConfig {
    /// How many there are.
    #[config(default = 1)]
    pub copies: u32,
}

#[module(config = StoreConfig)]
pub struct StoreModule;

#[provides]
pub struct Orders {
    #[named("orders")]
    config: Arc<StoreConfig>,
    #[named("audit")]
    audit: Arc<StoreConfig>,
}

#[module(components = [Orders])]
pub struct OrdersModule;

#[app(modules = [StoreModule as "orders", StoreModule as "audit", OrdersModule], expose = [Orders])]
pub struct Storefront;

fn main() {}

//! A small shop: `cargo run -p storefront`. It keeps its orders in `data.sqlite`; in another shell:
//!
//! ```sh
//! curl localhost:8080/products
//! curl -i localhost:8080/orders -H 'content-type: application/json' \
//!     -d '{"email": "ada@example.org", "lines": [{"product": "ridge-tile", "quantity": 40}]}'
//! curl localhost:8080/orders
//! curl localhost:8080/health/ready
//! ```
//!
//! Three modules over two crates: the catalog (`storefront-catalog`), orders, and notification.

use purlin::{database::DatabaseModule, http_server::HttpServerModule, prelude::*};
use storefront_catalog::CatalogModule;

pub mod notification;
pub mod orders;

use notification::NotificationModule;
use orders::OrdersModule;

/// The shop.
#[app(modules = [
    HttpServerModule,
    DatabaseModule,
    CatalogModule,
    OrdersModule,
    NotificationModule,
])]
pub struct Storefront;

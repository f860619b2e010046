//! Run it: `cargo run -p storefront`. A small shop that keeps its orders in `data.sqlite`; in another shell:
//!
//! ```sh
//! curl localhost:8080/products
//! curl -i localhost:8080/orders -H 'content-type: application/json' \
//!     -d '{"email": "ada@example.org", "lines": [{"product": "ridge-tile", "quantity": 40}]}'
//! curl -g 'localhost:8080/orders?filter[status]=open&fields=id,email,total_cents'
//! curl localhost:8080/health/ready
//! ```
//!
//! Its contract is at `localhost:8080/openapi.json`, a page that shows it at `localhost:8080/docs`, and
//! `cargo run -p storefront -- openapi` prints it.
//!
//! One line of configuration moves it to a server:
//!
//! ```sh
//! cargo run -p storefront -- --set database.url=postgres://postgres@localhost/shop
//! cargo run -p storefront -- --set database.url=mysql://root@localhost/shop
//! ```
//!
//! A second one puts what it caches into Redis, where all its processes share it:
//!
//! ```sh
//! cargo run -p storefront -- --set database.url=postgres://postgres@localhost/shop --set cache.backend=redis
//! ```
//!
//! It serves several tenants from one process, each with orders of its own, where two settings say so:
//!
//! ```sh
//! cargo run -p storefront -- --set 'tenants.known=["acme", "globex"]' --set http.tenant_header=x-tenant
//! curl localhost:8080/orders -H 'x-tenant: acme'
//! ```
//!
//! Four modules over two crates: the catalog (`storefront-catalog`), orders, notification, and advice.
//!
//! What it needs of the graph, and where:
//!
//! | what | where | why |
//! | --- | --- | --- |
//! | a decorator | `CachedCatalog` | keeps the list of products in the cache, whoever asks for `dyn Catalog` |
//! | a set with priorities | `dyn Discount` | discounts are taken in an order |
//! | a map | `dyn Channel` | the configuration names the channel of notices |
//! | names | `dyn Notifier`, `"direct"` | expired orders are told of in the background, without the queue |
//! | a factory | `Factory<Receipt>` | which order a receipt is of turns out at run time |
//! | a request | `PerRequest<Journal>` | one line in the log for what a request has changed |
//! | an optional module | `AdviceModule` | the shop sells without it |

use purlin::{
    api::ApiModule, cache::CacheModule, database::DatabaseModule, http_server::HttpServerModule,
    prelude::*, tenant::TenantsModule,
};
use storefront_catalog::CatalogModule;

pub mod advice;
pub mod notification;
pub mod orders;

use advice::AdviceModule;
use notification::NotificationModule;
use orders::OrdersModule;

/// The shop.
#[app(modules = [
    TenantsModule,
    HttpServerModule,
    ApiModule,
    CacheModule,
    DatabaseModule,
    CatalogModule,
    OrdersModule,
    NotificationModule,
    optional AdviceModule,
])]
pub struct Storefront;

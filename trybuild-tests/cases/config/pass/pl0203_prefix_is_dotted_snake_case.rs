//! Prefix is dotted snake case.
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    pub max_open: u32,
}

#[config(prefix = "catalog")]
pub struct CatalogConfig {
    pub max_items: u32,
}

#[config(prefix = "http_server")]
pub struct HttpConfig {
    pub max_connections: u32,
}

#[config(prefix = "shop")]
pub struct ShopConfig {
    pub max_carts: u32,
}

fn main() {}

//! Prefix is dotted snake case.
//! errors: 4
use purlin::config::config;

#[config(prefix = "Orders")]
pub struct OrdersConfig {
    pub max_open: u32,
}

#[config(prefix = "")]
pub struct CatalogConfig {
    pub max_items: u32,
}

#[config(prefix = "HttpServer")]
pub struct HttpConfig {
    pub max_connections: u32,
}

#[config(prefix = shop)]
pub struct ShopConfig {
    pub max_carts: u32,
}

fn main() {}

//! A configuration prefix belongs to one section.
use purlin::prelude::*;


#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10)]
    pub max_open: u32,
}

#[config(prefix = "checkout")]
pub struct CheckoutConfig {
    #[config(default = 3)]
    pub attempts: u32,
}

#[module(config = [OrdersConfig, CheckoutConfig])]
pub struct OrdersModule;

#[app(modules = [OrdersModule], expose = [OrdersConfig, CheckoutConfig])]
pub struct Storefront;

fn main() {}

//! Section is not generic.
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    pub max_open: u32,
}

fn main() {}

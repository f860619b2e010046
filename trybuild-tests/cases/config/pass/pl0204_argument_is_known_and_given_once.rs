//! Argument is known and given once.
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10)]
    pub max_open: u32,
    #[config(default = 1)]
    pub min_open: u32,
}

fn main() {}

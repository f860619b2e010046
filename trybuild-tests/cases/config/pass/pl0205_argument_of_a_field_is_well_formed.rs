//! Argument of a field is well formed.
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10)]
    pub max_open: u32,
    #[config(secret)]
    pub payment_key: String,
    pub archive: String,
}

fn main() {}

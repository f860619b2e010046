//! Argument of a field is well formed.
//! errors: 3
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default)]
    pub max_open: u32,
    #[config(secret = true)]
    pub payment_key: String,
    #[config]
    pub archive: String,
}

fn main() {}

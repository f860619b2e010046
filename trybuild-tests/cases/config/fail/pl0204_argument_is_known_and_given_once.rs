//! Argument is known and given once.
//! errors: 3
use purlin::config::config;

#[config(prefx = "orders")]
pub struct OrdersConfig {
    #[config(defualt = 10)]
    pub max_open: u32,
    #[config(default = 1, default = 2)]
    pub min_open: u32,
}

fn main() {}

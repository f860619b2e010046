//! Section is not generic.
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig<T> {
    pub max_open: T,
}

fn main() {}

//! Section is a struct with named fields.
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    pub open: bool,
}

#[config(prefix = "limits")]
pub struct LimitsConfig {
    pub max_open: u32,
}

fn main() {}

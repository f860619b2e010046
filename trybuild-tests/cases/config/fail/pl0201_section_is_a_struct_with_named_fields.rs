//! Section is a struct with named fields.
//! errors: 2
use purlin::config::config;

#[config(prefix = "orders")]
pub enum OrdersConfig {
    Open,
}

#[config(prefix = "limits")]
pub struct LimitsConfig(u32);

fn main() {}

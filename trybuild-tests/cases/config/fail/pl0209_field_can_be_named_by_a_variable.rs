//! Field can be named by a variable.
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    pub max__open: u32,
}

fn main() {}

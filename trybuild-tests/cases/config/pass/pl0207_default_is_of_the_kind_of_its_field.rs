//! Default is of the kind of its field.
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10)]
    pub max_open: u32,
    #[config(default = 1)]
    pub min_open: u32,
    #[config(default = 1.0)]
    pub share: f64,
    #[config(default = "text")]
    pub name: String,
    #[config(default = true)]
    pub enabled: bool,
}

fn main() {}

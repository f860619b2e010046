//! Default is of the kind of its field.
//! errors: 5
use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = "10")]
    pub max_open: u32,
    #[config(default = -1)]
    pub min_open: u32,
    #[config(default = 1)]
    pub share: f64,
    #[config(default = 3)]
    pub name: String,
    #[config(default = 0)]
    pub enabled: bool,
}

fn main() {}

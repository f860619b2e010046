use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10, range(1..=1000))]
    pub max_open: u32,
    #[config(default = "shop", length(1..=8))]
    pub name: String,
    #[config(default = 5, range(1..=10))]
    pub retries: u32,
    #[config(default = "a", pattern = "[a-z]")]
    pub key: String,
}

fn main() {}

use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10, length(1..=1000))]
    pub max_open: u32,
    #[config(default = "shop", range(1..=8))]
    pub name: String,
    #[config(default = 5, range(10..=1))]
    pub retries: u32,
    #[config(default = "a", pattern = "[a-z")]
    pub key: String,
}

fn main() {}

use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10, env = "MAX_OPEN")]
    pub max_open: u32,
    #[config(default = 10, deprecated("old_limit"))]
    pub limit: u32,
    #[config(default = 10, deprecated("max_retries"))]
    pub retries: u32,
}

fn main() {}

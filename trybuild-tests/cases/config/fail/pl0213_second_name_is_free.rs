use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10, env = "MAX OPEN")]
    pub max_open: u32,
    #[config(default = 10, deprecated("max_open"))]
    pub limit: u32,
    #[config(default = 10, deprecated("maxRetries"))]
    pub retries: u32,
}

fn main() {}

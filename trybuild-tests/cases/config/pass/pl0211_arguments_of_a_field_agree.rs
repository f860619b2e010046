use purlin::config::config;

#[config]
pub struct PoolConfig {
    #[config(default = 10, dynamic)]
    pub max: u32,
}

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(nested)]
    pub pool: PoolConfig,
    #[config(required)]
    pub max_open: u32,
    #[config(required)]
    pub archive: String,
    #[config(default = "shop")]
    pub name: String,
}

fn main() {}

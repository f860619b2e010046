use purlin::config::config;

#[config]
pub struct PoolConfig {
    #[config(default = 10)]
    pub max: u32,
}

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(nested, dynamic)]
    pub pool: PoolConfig,
    #[config(required, default = 10)]
    pub max_open: u32,
    #[config(required)]
    pub archive: Option<String>,
    #[config(default = "shop", append)]
    pub name: String,
}

fn main() {}

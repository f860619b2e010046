use purlin::config::config;

#[config(prefix = "orders")]
pub enum OrdersConfig {
    Open,
}

#[config(prefix = "limits")]
pub struct LimitsConfig(u32);

fn main() {}

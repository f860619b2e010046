use std::time::Duration;

use purlin::config::{ByteSize, config};

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 1, range(1..=1000))]
    pub max_open: u32,
    #[config(default = "1h", range(..="1h"))]
    pub open_for: Duration,
    #[config(default = "1MiB", range("1MiB".."1GiB"))]
    pub buffer: ByteSize,
    #[config(default = "shop", length(1..=8))]
    pub name: String,
}

fn main() {}

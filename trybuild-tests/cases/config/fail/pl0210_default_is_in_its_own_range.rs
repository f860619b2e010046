use std::time::Duration;

use purlin::config::{ByteSize, config};

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 0, range(1..=1000))]
    pub max_open: u32,
    #[config(default = "2h", range(..="1h"))]
    pub open_for: Duration,
    #[config(default = "1KiB", range("1MiB".."1GiB"))]
    pub buffer: ByteSize,
    #[config(default = "storefront", length(1..=8))]
    pub name: String,
}

fn main() {}

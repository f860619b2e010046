//! Default text is what the type spells.
use std::{net::SocketAddr, time::Duration};

use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = "30m")]
    pub open_for: Duration,
    #[config(default = "127.0.0.1:8080")]
    pub address: SocketAddr,
}

fn main() {}

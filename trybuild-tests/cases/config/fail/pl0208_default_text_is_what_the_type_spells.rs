//! Default text is what the type spells.
//! errors: 2
use std::{net::SocketAddr, time::Duration};

use purlin::config::config;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = "30 minutes")]
    pub open_for: Duration,
    #[config(default = "localhost:8080")]
    pub address: SocketAddr,
}

fn main() {}

//! The rules of what is in a list of sections are those of their fields.
use purlin::{config::config, prelude::*};

#[config]
pub struct Upstream {
    #[config(default = 80)]
    pub port: u16,
}

#[config(prefix = "proxy")]
pub struct ProxyConfig {
    #[config(nested, range(1..=9))]
    pub upstreams: Vec<Upstream>,
}

#[provides(keep)]
pub struct Proxy {
    config: Arc<ProxyConfig>,
}

#[module(config = ProxyConfig, components = [Proxy])]
pub struct ProxyModule;

#[app(modules = [ProxyModule])]
pub struct Edge;

fn main() {}

//! The text of a default regular expression is one.
use purlin::{config::{Regex, config}, prelude::*};

#[config(prefix = "filter")]
pub struct FilterConfig {
    /// Paths that are left out.
    #[config(default = "^/health")]
    pub skip: Regex,
}

#[provides(keep)]
pub struct Filter {
    config: Arc<FilterConfig>,
}

#[module(config = FilterConfig, components = [Filter])]
pub struct FilterModule;

#[app(modules = [FilterModule])]
pub struct Edge;

fn main() {}

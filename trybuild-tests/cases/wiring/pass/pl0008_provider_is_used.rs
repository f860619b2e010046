//! A provider that nothing asks for may be kept on purpose, and its section is used.
#![deny(deprecated)]

use purlin::prelude::*;

/// How long it is.
#[config(prefix = "rule")]
pub struct RuleConfig {
    /// In millimetres.
    #[config(default = 10)]
    pub length: u32,
}

pub struct Rule;

pub struct RuleModule;

#[module(config = RuleConfig)]
impl RuleModule {
    #[provides(keep)]
    fn rule(_: &RuleConfig) -> Rule {
        Rule
    }
}

#[app(modules = [RuleModule])]
pub struct Shop;

fn main() {}

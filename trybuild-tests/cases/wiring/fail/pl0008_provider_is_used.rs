//! A provider that nothing asks for is a warning, here denied; so is a section.
//! errors: 2
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
    #[provides]
    fn rule() -> Rule {
        Rule
    }
}

#[app(modules = [RuleModule])]
pub struct Shop;

fn main() {}

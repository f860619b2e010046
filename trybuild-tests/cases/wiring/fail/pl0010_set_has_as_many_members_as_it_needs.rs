//! A set with a minimum has that many members.
use purlin::prelude::*;

pub trait Rule: Send + Sync {}

pub struct Positive;

impl Rule for Positive {}

pub struct Rules;

#[module]
impl Rules {
    #[on_start]
    fn check(#[at_least(1)] rules: All<dyn Rule>) {
        let _ = rules.len();
    }
}

#[app(modules = [Rules])]
pub struct Shop;

fn main() {}

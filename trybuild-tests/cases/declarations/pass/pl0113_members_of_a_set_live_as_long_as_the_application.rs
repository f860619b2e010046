//! A set is made once, so its members live as long as the application.
use purlin::prelude::*;

pub trait Rule: Send + Sync {}

#[provides]
#[contributes(dyn Rule)]
pub struct Short;

impl Rule for Short {}

pub struct ShopModule;

#[module(components = [Short])]
impl ShopModule {
    #[on_start]
    fn open(_rules: All<dyn Rule>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}

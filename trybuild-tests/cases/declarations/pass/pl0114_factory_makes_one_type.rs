//! A factory makes the type of its provider, not an interface of it.
use purlin::prelude::*;

pub trait Document: Send + Sync {}

#[provides]
pub struct Report {
    #[assisted]
    _title: String,
}

impl Document for Report {}

pub struct ShopModule;

#[module(components = [Report])]
impl ShopModule {
    #[on_start]
    fn open(_reports: Factory<Report>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}

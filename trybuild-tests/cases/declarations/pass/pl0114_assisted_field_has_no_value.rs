//! A field is known in the source or only at run time.
use purlin::prelude::*;

#[provides]
pub struct Report {
    #[assisted]
    _day: u32,
}

pub struct ShopModule;

#[module(components = [Report])]
impl ShopModule {
    #[on_start]
    fn open(_reports: Factory<Report>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}

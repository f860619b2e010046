//! What is made from arguments is made anew for each call.
use purlin::prelude::*;

#[provides(scope = request)]
pub struct Report {
    #[assisted]
    _title: String,
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

//! What is made from arguments is asked for by its factory.
use purlin::prelude::*;

#[provides]
pub struct Report {
    #[assisted]
    _title: String,
}

pub struct ShopModule;

#[module(components = [Report])]
impl ShopModule {
    #[on_start]
    fn open(_report: Arc<Report>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
